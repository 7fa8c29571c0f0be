/** Edits of a record that its text alone calls for, and that change no result whatever DNS answers. */
import type { Known } from '../dns/answer.js';
import { answer } from '../dns/asking.js';
import type { DomainName } from '../dns/name.js';
import { amendRecord } from '../spf/amend.js';
import type { Edit } from '../spf/change.js';
import { recordTree, type RecordNode } from '../spf/lookup-tree.js';
import { mendRecord } from '../spf/mend.js';
import { parseSpf } from '../spf/parse.js';
import { lookupsIn } from './lookup-budget.js';
import { keepsResults, prove } from './proof.js';

/**
 * Syntax errors written as they can only have been meant, repetitions and what is never evaluated left out.
 * Undefined where there is nothing to edit, an error leaves a choice, or the edits cannot be proved: every
 * address then gets what it got before, or, where receivers could not read the record, what was meant.
 * @param strings The record's character-strings.
 * @param know What is known of other names; terms that need more may turn out either way.
 */
export function textEdits(
  domain: DomainName,
  strings: readonly string[],
  know: Known,
): Edit | undefined {
  const text = strings.join('');
  const mended = mendRecord(parseSpf(text), strings);
  if (!mended.ok) return undefined;
  const amended = amendRecord(parseSpf(mended.record), { domain });
  const changes = [...mended.changes, ...amended.changes];
  if (changes.length === 0) return undefined;
  const nodeOf = (record: string): RecordNode | undefined =>
    answer(recordTree(domain, record), know).root.records[0];
  const [published, meant, after] = [text, mended.record, amended.record].map(nodeOf);
  if (published === undefined || meant === undefined || after === undefined) return undefined;
  const proof = prove({
    domain,
    published: [published],
    meant: [meant],
    asked: [],
    after,
    lookups: { before: lookupsIn(meant), after: lookupsIn(after) },
  });
  return proof !== undefined && keepsResults(proof)
    ? { record: amended.record, changes }
    : undefined;
}
