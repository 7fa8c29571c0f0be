import type { DomainName } from './name.js';

/** The record types that are asked for; the class is always IN. */
export const recordTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SPF', 'TXT'] as const;

export type RecordType = (typeof recordTypes)[number];

/** One question of class IN (RFC 1035 4.1.2). */
export interface Question {
  readonly name: DomainName;
  readonly type: RecordType;
}

/** A question as a key: two questions are the same when their keys are. */
export function questionKey(question: Question): string {
  return `${question.name} ${question.type}`;
}
