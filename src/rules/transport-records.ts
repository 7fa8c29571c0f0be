/** What the rules for MTA-STS, TLS reporting and BIMI share: one record at a name of its own. */
import type { DomainName } from '../dns/name.js';
import type { Fault } from '../records/tag-list.js';
import { misspeltVersion } from '../records/tag-list.js';
import type { TxtAtFact } from '../survey/survey.js';
import { problem, type Problem } from './rule.js';

/** A record language with a version in front. */
export interface Language {
  readonly version: string;
  readonly isRecord: (value: string) => boolean;
  readonly faultsOf: (text: string) => readonly Fault<string>[];
}

/** A type, as an interface does not fit the index of `Args`. */
export type RecordFlaw = Readonly<{ reason: string; suggestion?: string; at: DomainName }>;

/** The values that are, or were meant as, records. */
export function isMeant({ version, isRecord }: Language, { values }: TxtAtFact): boolean {
  return values.some((value) => isRecord(value) || misspeltVersion(value, version) !== undefined);
}

/** What keeps the one record from being read: a misspelt version, another record, faults. */
export function* recordFlaws(
  { version, isRecord, faultsOf }: Language,
  { name: at, values }: TxtAtFact,
): Generator<Problem<RecordFlaw>> {
  for (const text of values) {
    const miss = misspeltVersion(text, version);
    if (miss === undefined) continue;
    const reason = `the record has to begin with "${version};", spelt like this`;
    yield problem({ reason, at }, { evidence: [{ text, at, spans: [miss] }] });
  }
  const records = values.filter(isRecord);
  if (records.length > 1) {
    const reason = `${records.length} records stand there where one is allowed`;
    yield problem({ reason, at }, { evidence: records.map((text) => ({ text, at })) });
    return;
  }
  for (const text of records) {
    for (const { reason, span, suggestion } of faultsOf(text)) {
      yield problem(
        { reason, at, ...(suggestion === undefined ? {} : { suggestion }) },
        { evidence: [{ text, at, spans: [span] }] },
      );
    }
  }
}

/** The flaw in one clause. */
export function sayFlaw({ at, reason, suggestion }: RecordFlaw): string {
  const guess = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  return `${at}: ${reason}${guess}`;
}
