/** What the text of a record alone calls for: it is written as it was meant, and keeps its results. */
import type { DomainName } from '../dns/name.js';
import type { Edit } from './change.js';
import { mendRecord } from './mend.js';
import { parseSpf } from './parse.js';
import { preservingEdits } from './preserving-edits.js';
import { unreachedTerms } from './record.js';

/**
 * A record with its syntax errors mended, and without terms that are proved to change no result. Undefined
 * where there is nothing to edit, or where an error leaves a choice. What stands behind `all` is left to
 * whoever wrote it: it may have been meant to count.
 * @param strings The record's character-strings.
 */
export function textEdits(domain: DomainName, strings: readonly string[]): Edit | undefined {
  const mended = mendRecord(parseSpf(strings.join('')), strings);
  if (!mended.ok) return undefined;
  const isReached = unreachedTerms(parseSpf(mended.record)).length === 0;
  const edits = isReached ? preservingEdits(mended.record, domain) : [];
  const changes = [...mended.changes, ...edits.flatMap((edit) => edit.changes)];
  if (changes.length === 0) return undefined;
  return { record: edits.at(-1)?.record ?? mended.record, changes };
}
