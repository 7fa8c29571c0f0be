/** What is true of a domain, as plain data: what was observed, and the facts read off it. */
import type { Answer, FailureAnswer, MxRecord, TxtRecord } from '../dns/answer.js';
import type { DomainName } from '../dns/name.js';
import type { LookupTree } from '../spf/lookup-tree.js';

/** Something that was looked up, or could not be. "Could not look" is never "not there". */
export type Fact<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'unknown'; readonly cause: FailureAnswer };

/** The TXT RRset of the domain. */
export interface TxtFact {
  /** Whether the name exists (RFC 8020): false after NXDOMAIN. */
  readonly exists: boolean;
  /** All TXT records, SPF or not, in the order of the answer. */
  readonly values: readonly TxtRecord[];
  /** Where the answer came through CNAMEs: the last target. */
  readonly alias?: DomainName;
  /** The answer itself. */
  readonly answer: Exclude<Answer, FailureAnswer>;
}

/** One SPF record that the domain itself publishes. */
export interface OwnRecord {
  readonly text: string;
  /** Its character-strings as published. */
  readonly strings: readonly string[];
  /** Its tree, as if it alone were published. */
  readonly tree: LookupTree;
}

/** A TXT value that was meant to be SPF and is not read as it. */
export interface MeantFact {
  /** As published. */
  readonly value: string;
  /** The record that was meant, as if it were published alone; absent where that is not plain. */
  readonly own?: OwnRecord;
}

/** The MX RRset of the domain. */
export interface MxFact {
  /** By preference; empty where there is none. */
  readonly records: readonly MxRecord[];
  /** Whether the RRset says that the domain takes no mail (RFC 7505). */
  readonly isNull: boolean;
}

/** The name servers of the zone that holds the domain. */
export interface NsFact {
  /** The name that the NS records belong to: the domain or its registrable part. */
  readonly zone: DomainName;
  readonly servers: readonly DomainName[];
}

/** SPF texts seen at another name. */
export interface ElsewhereFact {
  readonly name: DomainName;
  readonly records: readonly string[];
  readonly type: 'TXT' | 'SPF';
  /** Where the name could not be looked up. */
  readonly failure?: FailureAnswer;
}

/** A sub-domain that people use for mail or the web. */
export interface SiblingFact {
  readonly name: DomainName;
  readonly hasMx: boolean;
  readonly records: readonly string[];
}

/** What `exp=` of an own record leads to. */
export interface ExpFact {
  /** The domain-spec as written. */
  readonly target: string;
  /** Absent where macros hide the name, or it can be no name. */
  readonly name?: DomainName;
  readonly texts: readonly string[];
}

/** The registrable domain of an include target that does not exist. */
export interface VendorFact {
  readonly target: DomainName;
  readonly registrable: DomainName;
  /** Whether the registrable domain exists. */
  readonly exists: boolean;
}

/** An include that may be wanted, walked as if it stood alone in the domain's record. */
export interface WishedInclude {
  readonly target: DomainName;
  /** Whether it is the MX that suggests it rather than the profile that asks for it. */
  readonly detected: boolean;
  readonly tree: LookupTree;
}

/** All that a rule can need, by name. */
export interface Facts {
  /** The domain's TXT RRset. */
  readonly txt: TxtFact;
  /** The domain's own SPF records, each with its tree, in byte order of their text. */
  readonly spf: readonly OwnRecord[];
  /** What was meant to be SPF, of a domain that has none. */
  readonly meant: readonly MeantFact[];
  readonly mx: MxFact;
  readonly ns: NsFact;
  /** SPF at names where people put it by mistake, and of the retired type 99 (RFC 7208 3.1). */
  readonly elsewhere: readonly ElsewhereFact[];
  /** SPF texts that a name answers which nobody has set up: a wildcard's. */
  readonly wildcard: readonly string[];
  readonly siblings: readonly SiblingFact[];
  readonly exp: readonly ExpFact[];
  readonly vendors: readonly VendorFact[];
  readonly wished: readonly WishedInclude[];
  /** Answers about the domain's SPF that were cut over UDP and could not be had over TCP. */
  readonly cut: readonly FailureAnswer[];
}

export type FactName = keyof Facts;

/** One answer and when it came. */
export interface Observation {
  readonly answer: Answer;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A domain, observed. Facts that were not asked for are absent. */
export interface Survey {
  readonly schema: 1;
  readonly domain: DomainName;
  readonly facts: { readonly [N in FactName]?: Fact<Facts[N]> };
  /** Every answer, sorted by question; whatever is asked of the survey later is asked of these. */
  readonly observations: readonly Observation[];
}
