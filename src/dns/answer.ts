/**
 * An Answer is one of four things. A void lookup (RFC 7208 4.6.4) is `nodata` or `nxdomain`, what
 * makes a temperror is a `failure`, and nothing else is either. All of it is plain data.
 */
import type { DomainName } from './name.js';
import type { Question, RecordType } from './question.js';

interface RecordBase {
  readonly name: DomainName;
  /** Seconds. */
  readonly ttl: number;
}

export interface AddressRecord extends RecordBase {
  readonly type: 'A' | 'AAAA';
  /** Canonical text: dotted quad, or RFC 5952. */
  readonly address: string;
}

export interface MxRecord extends RecordBase {
  readonly type: 'MX';
  readonly preference: number;
  /** `.` is the null MX (RFC 7505). */
  readonly exchange: DomainName;
}

/** TXT, and the retired type 99 (RFC 7208 3.1), which has the same form. */
export interface TxtRecord extends RecordBase {
  readonly type: 'TXT' | 'SPF';
  /** The character-strings in order; each code unit is one octet (0 to 255). */
  readonly strings: readonly string[];
}

export interface NameRecord extends RecordBase {
  readonly type: 'CNAME' | 'DNAME' | 'NS' | 'PTR';
  readonly target: DomainName;
}

export interface SoaRecord extends RecordBase {
  readonly type: 'SOA';
  readonly primary: DomainName;
  /** The RNAME as a name; untrusted text. */
  readonly mailbox: string;
  readonly serial: number;
  /** Seconds, as are the next three. */
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

/** The certificate of a server (RFC 6698 2.1). */
export interface TlsaRecord extends RecordBase {
  readonly type: 'TLSA';
  /** 0 to 255, as are the next two. */
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  /** The certificate association data in lower-case hexadecimal. */
  readonly association: string;
}

export type ResourceRecord =
  | AddressRecord
  | MxRecord
  | TxtRecord
  | NameRecord
  | SoaRecord
  | TlsaRecord;

/** The records that answer a question of type T. */
export type RecordOf<T extends RecordType> = ResourceRecord extends infer R
  ? R extends { readonly type: RecordType }
    ? T extends R['type']
      ? R
      : never
    : never
  : never;

/** One CNAME, or what a DNAME gives for one, that was followed on the way to the answer. */
export interface Alias {
  readonly name: DomainName;
  readonly target: DomainName;
  /** Seconds. */
  readonly ttl: number;
}

/** Why nothing could be found out. Never to be read as "not there". */
export const failureCauses = [
  /** No reply in time. */
  'timeout',
  /** RCODE 2. */
  'servfail',
  /** RCODE 5. */
  'refused',
  /** Another RCODE than 0, 2, 3 and 5; `detail` names it. */
  'rcode',
  /** A reply that is no well-formed answer to the question. */
  'malformed',
  /** The server is none of the name's zone and names those that are, in `referral`. */
  'referral',
  /** A reply without an answer from a server that neither has the zone nor asks others (RFC 9499 7). */
  'lame',
  /** The reply over UDP was cut and the server could not be asked over TCP. */
  'no-tcp',
  /** No packet could be sent or received: the system's error is in `detail`. */
  'network',
  /** CNAMEs that never end, or too many of them. */
  'alias-chain',
  /** A bound of this program was reached (questions in a run, size of an answer). */
  'limit',
  /** The zone files or the recorded world that answer say nothing about this name. */
  'not-covered',
] as const;

export type FailureCause = (typeof failureCauses)[number];

interface AnswerBase {
  readonly question: Question;
  /** The CNAMEs that were followed, first one first. */
  readonly aliases: readonly Alias[];
  /** Who said so: `192.0.2.53:53`, or the name of a zone file. */
  readonly server?: string;
  /** AA: the server speaks for the zone itself (RFC 1035 4.1.1). Absent where it does not. */
  readonly authoritative?: true;
  /** AD: the resolver has validated all of it (RFC 4035 3.2.3). Absent where it has not. */
  readonly authenticated?: true;
  /** When it was observed, where that was not just now: ISO 8601, UTC. */
  readonly at?: string;
}

export interface NoErrorAnswer extends AnswerBase {
  readonly kind: 'noerror';
  /** At least one, all of the type that was asked for. */
  readonly records: readonly ResourceRecord[];
  /** Seconds that the whole answer may be kept: the least TTL of its records and aliases. */
  readonly ttl: number;
}

/** The name exists, or may exist, without records of this type (RFC 2308 2.2). */
export interface NoDataAnswer extends AnswerBase {
  readonly kind: 'nodata';
  /** Seconds, by RFC 2308 5; absent where no SOA came along. */
  readonly negativeTtl?: number;
}

/** The name, or the last alias target, does not exist (RFC 2308 2.1). */
export interface NxDomainAnswer extends AnswerBase {
  readonly kind: 'nxdomain';
  /** Seconds, by RFC 2308 5; absent where no SOA came along. */
  readonly negativeTtl?: number;
}

/** Where a server that does not have the name itself sends the asker (RFC 1034 4.3.2 step 3b). */
export interface Referral {
  /** The owner of the NS records: the name or one above it. */
  readonly zone: DomainName;
  /** As the referring server, most often the parent's, lists them. */
  readonly servers: readonly DomainName[];
}

export interface FailureAnswer extends AnswerBase {
  readonly kind: 'failure';
  readonly cause: FailureCause;
  /** With the cause `referral`. */
  readonly referral?: Referral;
  /** More about the cause, such as the name of an RCODE; untrusted text. */
  readonly detail?: string;
}

export type Answer = NoErrorAnswer | NoDataAnswer | NxDomainAnswer | FailureAnswer;

/** A failure as an Answer. */
export function failure(
  question: Question,
  cause: FailureCause,
  more: {
    readonly detail?: string;
    readonly server?: string;
    readonly aliases?: readonly Alias[];
    readonly referral?: Referral;
  } = {},
): FailureAnswer {
  return { kind: 'failure', question, cause, aliases: [], ...more };
}

/** Whether the answer is a void lookup (RFC 7208 4.6.4): NODATA or NXDOMAIN. */
export function isVoid(answer: Answer): answer is NoDataAnswer | NxDomainAnswer {
  return answer.kind === 'nodata' || answer.kind === 'nxdomain';
}

/** The records of one type in an answer; none where it is not `noerror`. */
export function recordsOf<T extends RecordType>(answer: Answer, type: T): readonly RecordOf<T>[] {
  if (answer.kind !== 'noerror') return [];
  return answer.records.filter((record): record is RecordOf<T> => record.type === type);
}

/** The value of a TXT record: its strings joined with nothing in between (RFC 7208 3.3). */
export function txtValue(record: Pick<TxtRecord, 'strings'>): string {
  return record.strings.join('');
}

/** Something that answers questions later. Never rejects: what goes wrong is a `failure`. */
export type Lookup = (question: Question) => Promise<Answer>;

/** Something that knows its answers already. */
export type Known = (question: Question) => Answer;
