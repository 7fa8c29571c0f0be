/** What check_host() comes to (RFC 7208 2.6), with how it came to it. All of it is plain data. */
import type { Answer, FailureAnswer } from '../dns/answer.js';
import type { DomainName } from '../dns/name.js';
import type { SyntaxFault } from './record.js';

/** RFC 7208 2.6. */
export const results = [
  'none',
  'neutral',
  'pass',
  'fail',
  'softfail',
  'temperror',
  'permerror',
] as const;
/** The results of check_host() (RFC 7208 2.6). */
export type Result = (typeof results)[number];

/** A term as written, in the record of `domain`. */
export interface Step {
  readonly domain: DomainName;
  readonly term: string;
}

/** The term that decided. */
export interface Deciding extends Step {
  /** The `include` and `redirect` terms that lead from the checked domain's record to it. */
  readonly path: readonly Step[];
}

/** Why there is no verdict about the client: what made it none, temperror or permerror. */
export type Problem =
  /** None: the domain is not one that can be looked up (RFC 7208 4.3). */
  | { readonly kind: 'malformed-domain'; readonly text: string }
  /** None, and permerror below `include` and `redirect`. */
  | { readonly kind: 'no-record'; readonly domain: DomainName; readonly exists: boolean }
  /** Permerror: all errors of the record (RFC 7208 4.6). */
  | {
      readonly kind: 'syntax';
      readonly domain: DomainName;
      readonly record: string;
      readonly faults: readonly SyntaxFault[];
    }
  /** Permerror (RFC 7208 4.5). */
  | { readonly kind: 'several-records'; readonly domain: DomainName; readonly count: number }
  /** Permerror: an `include` or `redirect` whose target cannot be a domain. */
  | { readonly kind: 'malformed-target'; readonly at: Step; readonly text: string }
  /** Permerror (RFC 7208 4.6.4). */
  | { readonly kind: 'too-many-lookups'; readonly at: Step; readonly limit: number }
  /** Permerror (RFC 7208 4.6.4). */
  | { readonly kind: 'too-many-void-lookups'; readonly at: Step; readonly limit: number }
  /** Permerror (RFC 7208 4.6.4). */
  | {
      readonly kind: 'too-many-mx-hosts';
      readonly at: Step;
      readonly hosts: number;
      readonly limit: number;
    }
  /** Temperror: the lookup that failed. */
  | { readonly kind: 'dns'; readonly answer: FailureAnswer; readonly at?: Step };

/** One term that was evaluated. */
export interface TermTrace {
  /** As written. */
  readonly term: string;
  /** The name that was asked about, macros expanded; null where there is none, or none is possible. */
  readonly target: DomainName | null;
  /** `error`: the evaluation ended here with temperror or permerror. */
  readonly outcome: 'match' | 'no-match' | 'error';
  /** The how-manieth lookup its last one was, from 1; null where it costs none. */
  readonly ordinal: number | null;
  /** Void lookups it counted as. */
  readonly voidLookups: number;
  /** What was asked for it, in order. */
  readonly answers: readonly Answer[];
  /** What `include` or `redirect` led to. */
  readonly below?: RecordTrace;
}

/** One run of check_host(): that of the checked domain, or of an `include` or `redirect`. */
export interface RecordTrace {
  readonly domain: DomainName;
  readonly result: Result;
  /** The SPF record; null where there was not exactly one. */
  readonly record: string | null;
  /** What was asked to find it; null where the record was given. */
  readonly answer: Answer | null;
  /** In the order of evaluation, up to the one that ended it. */
  readonly terms: readonly TermTrace[];
}

/** What check_host() returns. */
export interface Evaluation {
  readonly result: Result;
  /** The term that decided; null where none did (the default, none, and errors). */
  readonly mechanism: Deciding | null;
  /** What the domain has to say about a fail, macros expanded, US-ASCII; null without exp text. */
  readonly explanation: string | null;
  /** Terms that cost a lookup, of those that were evaluated (RFC 7208 4.6.4). */
  readonly lookups: number;
  readonly voidLookups: number;
  /** Null with pass, fail, softfail and neutral. */
  readonly problem: Problem | null;
  /** The domain that was checked; null where it is malformed. */
  readonly domain: DomainName | null;
  /** The client, IPv4-mapped addresses as IPv4. */
  readonly ip: string;
  /** With `postmaster` and the HELO name filled in (RFC 7208 2.4, 4.3). */
  readonly sender: string;
  readonly helo: string;
  /** Null where nothing was asked. */
  readonly trace: RecordTrace | null;
}
