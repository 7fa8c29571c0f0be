import type { DomainName } from './name.js';

/** The record types that are asked for; the class is always IN. */
export const recordTypes = [
  'A',
  'AAAA',
  'CNAME',
  'DNAME',
  'MX',
  'NS',
  'PTR',
  'SOA',
  'SPF',
  'TLSA',
  'TXT',
] as const;

export type RecordType = (typeof recordTypes)[number];

/** Their numbers (RFC 6895 3.1). */
export const typeNumbers: Readonly<Record<RecordType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  DNAME: 39,
  TLSA: 52,
  SPF: 99,
};

/** One question of class IN (RFC 1035 4.1.2). */
export interface Question {
  readonly name: DomainName;
  readonly type: RecordType;
}

/** A question as a key: two questions are the same when their keys are. */
export function questionKey(question: Question): string {
  return `${question.name} ${question.type}`;
}
