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
  /** The one server to put it to, in place of the resolver in use: `192.0.2.1:53`, `[2001:db8::1]:53`. */
  readonly via?: string;
  /** With `via`: the server is a resolver, which is to ask others (RD, RFC 1035 4.1.1). */
  readonly recursive?: true;
  /** What a validating resolver finds bogus is wanted too (CD, RFC 4035 3.2.2). */
  readonly unvalidated?: true;
}

/** A question as a key: two questions are the same when their keys are. */
export function questionKey({ name, type, via, recursive, unvalidated }: Question): string {
  const key = `${name} ${type}`;
  // Nearly every question is a plain one, and an evaluation makes many keys.
  if (via === undefined && unvalidated === undefined) return key;
  return `${key} @${via ?? ''}${recursive ? ' RD' : ''}${unvalidated ? ' CD' : ''}`;
}

/** Compares questions for sorting: the canonical order of names (RFC 4034 6.1), then that of the keys. */
export function compareQuestions(a: Question, b: Question): number {
  const [first, second] = [sortKey(a), sortKey(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** The labels from the right, so that what lies below a name stands behind it. */
function sortKey(question: Question): string {
  const labels = question.name.split('.').toReversed().join('\u0001');
  return `${labels}\0${questionKey(question)}`;
}
