/** What is true of a domain, as plain data: what was observed, and the facts read off it. */
import type { Answer, FailureAnswer, MxRecord, TxtRecord } from '../dns/answer.js';
import type { DomainName } from '../dns/name.js';
import type { ConnectionTest } from '../mail/connection.js';
import type { MxProbe } from '../mail/probe.js';
import type { DmarcWalk } from '../records/dmarc-walk.js';
import type { PolicyReply } from '../records/mta-sts.js';
import type { SeenCertificate, Tlsa } from '../records/tlsa.js';
import type { Change } from '../spf/change.js';
import type { LookupTree } from '../spf/lookup-tree.js';
import type { Propagation } from './propagation.js';

/** Something that was looked up, or could not be. "Could not look" is never "not there". */
export type Fact<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'unknown'; readonly cause: FailureAnswer };

/** Why something beside DNS could not be found out. */
export interface Unreached {
  readonly kind: 'unreached';
  /** A URL, or a host and port. */
  readonly what: string;
  readonly cause:
    | 'timeout'
    | 'dns'
    | 'network'
    /** Port 25 is closed between here and there, as in most networks that people are in. */
    | 'port-25'
    /** It has no address on the Internet. */
    | 'reserved'
    /** Nobody is told anything from here. */
    | 'blocked'
    /** It is to be tried again later. */
    | 'deferred'
    /** It takes mail for every address, so that its yes says nothing. */
    | 'accepts-all';
  /** More about it; untrusted. */
  readonly detail?: string;
}

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
  /** Where it breaks the syntax and can only have been meant in one way: that. */
  readonly mended?: MendedRecord;
}

/** A record with its syntax mended, as if it were published alone. */
interface MendedRecord {
  readonly text: string;
  readonly changes: readonly Change[];
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
  /** Whether the domain exists (RFC 8020): false after NXDOMAIN. */
  readonly exists: boolean;
}

/** A host that takes the domain's mail, and its addresses. */
export interface ExchangeFact {
  readonly name: DomainName;
  /** To A and AAAA. */
  readonly answers: readonly Answer[];
}

/** Where mail for the domain goes (RFC 5321 5.1). */
export interface ExchangesFact {
  /** Whether there is no MX, so that the domain itself is the host. */
  readonly implicit: boolean;
  /** By preference, each once. */
  readonly hosts: readonly ExchangeFact[];
}

/** The host of the application's database, and whether it is there. */
export interface DatabaseFact {
  readonly name: DomainName;
  /** To A, AAAA and MX: any of them lets mail be delivered there (RFC 5321 5.1). */
  readonly answers: readonly Answer[];
}

/** The names of one address of a mail host. */
export interface ReverseFact {
  readonly host: DomainName;
  readonly address: string;
  /** To PTR. */
  readonly answer: Answer;
  /** To A or AAAA of the names it leads to. */
  readonly forward: readonly Answer[];
}

/** The TXT RRset of a name below the domain. */
export interface TxtAtFact {
  readonly name: DomainName;
  readonly values: readonly string[];
}

/** Records at a name where nobody looks for them. */
export interface MisplacedFact extends TxtAtFact {
  /** Where the name could not be looked up. */
  readonly failure?: FailureAnswer;
}

/** DMARC as it is found for the domain. */
export interface DmarcFact {
  readonly walk: DmarcWalk;
  /** Names at which people put the record by mistake, with the records there. */
  readonly elsewhere: readonly MisplacedFact[];
}

/** A host outside that reports about the domain are to go to, and whether it agrees (RFC 9990 4). */
export interface ReportHostFact {
  readonly host: DomainName;
  /** To TXT of the name at which it says so; absent where that is too long to be a name. */
  readonly answer?: Answer;
}

/** A DKIM selector, and what is published for it. */
export interface KeyFact {
  readonly selector: string;
  readonly name: DomainName;
  /** Who names the selector: the user, the profile (the key of {@link DelegatedKeyFact}), or a provider in use. */
  readonly origin: 'user' | 'profile' | 'provider';
  /** To TXT. */
  readonly answer: Answer;
}

/** A DKIM key that another domain keeps and that is to be had through a CNAME. */
export interface DelegatedKeyFact {
  readonly name: DomainName;
  /** To TXT. */
  readonly answer: Answer;
  /** To TXT of the name with the domain appended to it once more. */
  readonly doubled?: Answer;
  /** To TXT of the name that the CNAME is to lead to; asked where there is no CNAME. */
  readonly original?: Answer;
}

/** The MTA-STS policy, fetched over HTTPS because its record is there. */
export interface PolicyFact {
  readonly url: string;
  readonly reply: PolicyReply;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** The TLSA records of a mail host's port 25 (RFC 7672 2.2). */
export interface TlsaFact {
  readonly host: DomainName;
  readonly records: readonly Tlsa[];
  /** Whether the resolver has validated them: without that they count for nothing. */
  readonly authenticated: boolean;
  /** Where they could not be looked up. */
  readonly failure?: FailureAnswer;
}

/** What a mail host showed when TLS was started. */
export interface CertificateFact {
  readonly host: DomainName;
  /** Its own certificate first. */
  readonly chain: readonly SeenCertificate[];
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

/** What validation (RFC 4035) makes of the domain's TXT RRset. */
export interface DnssecFact {
  /** Whether a resolver has validated the answer, so that the domain is signed. */
  readonly validated: boolean;
  /** Resolvers that refuse the answer because it does not validate. */
  readonly bogusAt: readonly string[];
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
  readonly dnssec: DnssecFact;
  /** What the zone's servers say when they are asked themselves, beside what resolvers say. */
  readonly propagation: Propagation;
  readonly exchanges: ExchangesFact;
  readonly database: DatabaseFact;
  readonly reverse: readonly ReverseFact[];
  readonly dmarc: DmarcFact;
  /** The hosts outside the Organizational Domain that the DMARC record sends reports to. */
  readonly reports: readonly ReportHostFact[];
  /** The walk of the domain that bounces go to, where it is another one. */
  readonly aliasWalk: DmarcWalk;
  readonly keys: readonly KeyFact[];
  readonly delegatedKey: DelegatedKeyFact;
  /** At `_mta-sts`. */
  readonly mtaSts: TxtAtFact;
  readonly policy: PolicyFact;
  /** At `_smtp._tls`. */
  readonly tlsRpt: TxtAtFact;
  /** At `default._bimi`. */
  readonly bimi: TxtAtFact;
  readonly tlsa: readonly TlsaFact[];
  /** Of the hosts that TLS was started with. */
  readonly certificates: readonly CertificateFact[];
  /** The test of the server that mail leaves through. */
  readonly outgoing: ConnectionTest;
  /** The test of the server that mail is fetched from. */
  readonly incoming: ConnectionTest;
  /** What the mail hosts say on port 25. */
  readonly probe: MxProbe;
}

/** The names of the facts. */
export type FactName = keyof Facts;

/** One answer and when it came. Whom it was asked of directly, if anybody, its question says. */
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
