/** DMARC Policy Records (RFC 9989 4.7, 4.8). */
import type { Span } from '../dns/span.js';
import { parseUris, type ReportUri, type UriProblem } from './report-uri.js';
import { parseTagList, tagOf, type Fault, type Tag, type TagProblem } from './tag-list.js';

/** What is to happen to mail that fails, the mildest first. */
const dmarcPolicies = ['none', 'quarantine', 'reject'] as const;
/** What a domain asks receivers to do with mail that fails (RFC 9989). */
export type DmarcPolicy = (typeof dmarcPolicies)[number];

/** Relaxed or strict (RFC 9989 4.4). */
export type AlignmentMode = 'r' | 's';

/** What may be wrong with a DMARC record. */
export type DmarcProblem =
  | TagProblem
  | UriProblem
  /** Two tags without a semicolon between them. */
  | 'missing-semicolon'
  /** `p=` is missing. */
  | 'no-policy'
  | 'invalid-value'
  /** A tag of RFC 7489 that RFC 9989 does without. */
  | 'removed-tag'
  /** A tag that is in no registry: legal and ignored. */
  | 'unknown-tag';

/** A record with the defaults filled in; a value that breaks the syntax counts as its default. */
export interface DmarcRecord {
  readonly text: string;
  readonly tags: readonly Tag[];
  readonly p?: DmarcPolicy;
  /** For sub-domains that exist. */
  readonly sp?: DmarcPolicy;
  /** For sub-domains that do not exist. */
  readonly np?: DmarcPolicy;
  /** Whether the domain is a Public Suffix Domain; `u`: to be found out. */
  readonly psd: 'y' | 'n' | 'u';
  /** `t=y`: the policy is to be applied one step milder than it says. */
  readonly t: boolean;
  readonly adkim: AlignmentMode;
  readonly aspf: AlignmentMode;
  readonly rua: readonly ReportUri[];
  readonly ruf: readonly ReportUri[];
  readonly faults: readonly Fault<DmarcProblem>[];
}

/** The policies that a receiver goes by, before `t=y` makes them milder. */
export interface AppliedPolicy {
  readonly p: DmarcPolicy;
  readonly sp: DmarcPolicy;
  readonly np: DmarcPolicy;
}

const registered = new Set(['v', 'p', 'sp', 'np', 'psd', 't', 'adkim', 'aspf', 'rua', 'ruf', 'fo']);

/** RFC 9989 9.3: what RFC 7489 had besides. */
const removed = new Set(['pct', 'rf', 'ri']);

/**
 * dmarc-record  = dmarc-version *(dmarc-sep dmarc-tag) [dmarc-sep]
 * dmarc-version = "v" equals %s"DMARC1" ; case sensitive
 *
 * Whether receivers take the value for a DMARC record: all else at the name is ignored.
 */
export function isDmarc(value: string): boolean {
  return /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(value);
}

/** A value that was meant as a DMARC record and is none, with what stands in the way. */
export interface DmarcNearMiss {
  readonly span: Span;
  /** One clause. */
  readonly reason: string;
  readonly suggestion?: string;
}

/** Why receivers ignore a value that was meant as a DMARC record; undefined where it was not meant so. */
export function dmarcNearMiss(value: string): DmarcNearMiss | undefined {
  if (isDmarc(value)) return undefined;
  const version = /v[ \t]*=[ \t]*dmarc[ \t]*1?/i.exec(value.slice(0, MAX_FRONT));
  if (version === null) {
    const policy = /^[ \t]*p[ \t]*=[ \t]*(?:none|quarantine|reject)\b/i.exec(value);
    return policy === null
      ? undefined
      : { span: { start: 0, end: policy[0].length }, reason: 'v=DMARC1 has to stand first' };
  }
  const start = version.index;
  if (start > 0) {
    return { span: { start: 0, end: start }, reason: 'something stands in front of v=DMARC1' };
  }
  const written = version[0].trimEnd();
  if (!/^v[ \t]*=[ \t]*DMARC1$/.test(written)) {
    return {
      span: { start, end: written.length },
      reason: 'the version has to be spelt v=DMARC1, in capitals',
      suggestion: 'v=DMARC1',
    };
  }
  return {
    span: { start, end: written.length },
    reason: 'a semicolon has to stand behind v=DMARC1',
    suggestion: 'v=DMARC1;',
  };
}

/** Octets at the front of a value in which its version is looked for. */
const MAX_FRONT = 100;

/**
 * dmarc-tag     = 1*ALPHA equals 1*dmarc-value
 * dmarc-request = "none" / "quarantine" / "reject"
 * dmarc-yorn    = "y" / "n"
 * dmarc-psd     = "y" / "n" / "u"
 * dmarc-rors    = "r" / "s"
 *
 * Takes any text, never throws.
 */
export function parseDmarc(text: string): DmarcRecord {
  const list = parseTagList(text);
  const faults: Fault<DmarcProblem>[] = [...list.faults];
  const choice = <V extends string>(name: string, values: readonly V[]): V | undefined => {
    const tag = tagOf(list, name);
    if (tag === undefined) return undefined;
    const found = values.find((value) => value === tag.value.toLowerCase());
    if (found === undefined) faults.push(invalidValue(tag, values));
    return found;
  };
  const uris = (name: string): readonly ReportUri[] => {
    const tag = tagOf(list, name);
    if (tag === undefined) return [];
    const read = parseUris(text, tag);
    for (const fault of read.faults) faults.push(fault);
    return read.uris;
  };
  const p = choice('p', dmarcPolicies);
  const sp = choice('sp', dmarcPolicies);
  const np = choice('np', dmarcPolicies);
  const record = {
    text,
    tags: list.tags,
    ...(p === undefined ? {} : { p }),
    ...(sp === undefined ? {} : { sp }),
    ...(np === undefined ? {} : { np }),
    psd: choice('psd', ['y', 'n', 'u']) ?? 'u',
    t: choice('t', ['y', 'n']) === 'y',
    adkim: choice('adkim', ['r', 's']) ?? 'r',
    aspf: choice('aspf', ['r', 's']) ?? 'r',
    rua: uris('rua'),
    ruf: uris('ruf'),
  } as const;
  const fo = tagOf(list, 'fo');
  if (fo !== undefined && !isFo(fo.value)) faults.push(invalidFo(fo));
  for (const tag of list.tags) {
    if (removed.has(tag.name)) faults.push(removedTag(tag));
    else if (!registered.has(tag.name)) faults.push(unknownTag(tag));
  }
  if (tagOf(list, 'p') === undefined) {
    faults.push({
      problem: 'no-policy',
      span: list.tags[0]?.span ?? { start: 0, end: text.length },
      reason: 'there is no p= with the policy',
    });
  }
  return {
    ...record,
    faults: faults.toSorted((a, b) => a.span.start - b.span.start),
  };
}

function invalidValue(tag: Tag, values: readonly string[]): Fault<DmarcProblem> {
  // "p=none sp=reject", "p=none,rua=...": what should be a tag of its own.
  const glued = /[\s,:]+([a-z]+)\s*=/.exec(tag.value);
  if (glued !== null && registered.has(glued[1] ?? '')) {
    const [first, rest] = [tag.value.slice(0, glued.index), tag.value.slice(glued.index)];
    return {
      problem: 'missing-semicolon',
      span: tag.span,
      reason: `a semicolon is missing in front of ${glued[1]}=`,
      suggestion: `${tag.name}=${first}; ${rest.replace(/^[\s,:]+/, '')}`,
    };
  }
  return {
    problem: 'invalid-value',
    span: tag.span,
    reason: `${tag.name}= is one of ${values.join(', ')}`,
  };
}

/**
 * dmarc-fo   = ("0" / "1") *(":" dmarc-afrf) / dmarc-afrf [":" ("0" / "1")] [":" dmarc-afrf]
 *              / *(dmarc-afrf ":") ("0" / "1")
 * dmarc-afrf = "d" / "s" ; each may appear at most once in dmarc-fo
 */
function isFo(value: string): boolean {
  const options = value.toLowerCase().split(':');
  return (
    options.every((option) => /^[01ds]$/.test(option)) &&
    new Set(options).size === options.length &&
    !(options.includes('0') && options.includes('1'))
  );
}

function invalidFo(tag: Tag): Fault<DmarcProblem> {
  return {
    problem: 'invalid-value',
    span: tag.span,
    reason: 'fo= is 0 or 1, with :d or :s behind',
  };
}

function removedTag(tag: Tag): Fault<DmarcProblem> {
  // RFC 9989 A.6: "t" does what receivers made of pct=0.
  const instead = tag.name === 'pct' && tag.value === '0' ? { suggestion: 't=y' } : {};
  return {
    problem: 'removed-tag',
    span: tag.span,
    reason: `${tag.name}= is no part of DMARC any more`,
    ...instead,
  };
}

function unknownTag(tag: Tag): Fault<DmarcProblem> {
  const lower = tag.name.toLowerCase();
  return {
    problem: 'unknown-tag',
    span: tag.span,
    reason: `DMARC has no tag ${tag.name}=, so receivers ignore it`,
    ...(registered.has(lower) ? { suggestion: `${lower}=${tag.value}` } : {}),
  };
}

/**
 * What receivers apply (RFC 9989 4.10.1): undefined where they do as if there were no record, which is
 * so without a valid `p=`, or with an invalid `sp=` or `np=`, unless reports are asked for.
 */
export function appliedPolicy(record: DmarcRecord): AppliedPolicy | undefined {
  const { p, sp, np, rua } = record;
  const broken = [sp, np].some(
    (value, index) => value === undefined && tagOf(record, index === 0 ? 'sp' : 'np') !== undefined,
  );
  if (p === undefined || broken) {
    return rua.length === 0 ? undefined : { p: 'none', sp: 'none', np: 'none' };
  }
  return { p, sp: sp ?? p, np: np ?? sp ?? p };
}

/** The policy one step milder, as `t=y` asks for (RFC 9989 4.7). */
export function milder(policy: DmarcPolicy): DmarcPolicy {
  return policy === 'reject' ? 'quarantine' : 'none';
}

/** Whether the one policy asks for less than the other. */
export function isWeaker(policy: DmarcPolicy, than: DmarcPolicy): boolean {
  return dmarcPolicies.indexOf(policy) < dmarcPolicies.indexOf(than);
}
