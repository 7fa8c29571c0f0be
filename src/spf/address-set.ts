/**
 * A record as a function from client address to result (RFC 7208 4.6.2: first match wins), as sorted
 * intervals over IPv4 and IPv6, with the terms that no interval can stand for beside them.
 */
import { recordsOf } from '../dns/answer.js';
import type { Asking } from '../dns/asking.js';
import type { DomainName } from '../dns/name.js';
import { parseIp4, parseIp6 } from '../dns/address.js';
import type { Family, Network } from './address.js';
import { MAX_MX_HOSTS } from './limits.js';
import {
  lookupTree,
  mxRecords,
  recordTree,
  type RecordNode,
  type SpfNode,
  type TermNode,
} from './lookup-tree.js';
import { resultOf } from './print.js';
import { ALL_RANGES, firstMatch, NO_RANGES, rangesOf, type Claim, type Ranges } from './ranges.js';
import type { KnownModifier, Qualifier, SpfRecord } from './record.js';

/** The results by address. An address in none of them is neutral by default (RFC 7208 4.7). */
export interface AddressSet {
  readonly pass: Ranges;
  readonly fail: Ranges;
  readonly softfail: Ranges;
  readonly neutral: Ranges;
  /**
   * Terms whose match depends on the message or could not be looked up: any address may match them,
   * so with any of these the sets hold only for clients that they do not match.
   */
  readonly opaque: readonly OpaqueTerm[];
}

export interface OpaqueTerm {
  /** The term as written, in the record of `domain`. */
  readonly text: string;
  readonly domain: DomainName;
  readonly qualifier: Qualifier;
}

/** The address set of what a domain publishes, or of a record as if it were published there. */
export function* addressSet(
  subject: DomainName | { readonly domain: DomainName; readonly record: SpfRecord },
): Asking<AddressSet> {
  const tree =
    typeof subject === 'string'
      ? yield* lookupTree(subject)
      : yield* recordTree(subject.domain, subject.record.text);
  return nodeSet(tree.root);
}

/** The address set of a name's record. */
function nodeSet(node: SpfNode): AddressSet {
  const [record] = node.records;
  return record === undefined || node.records.length > 1
    ? emptySet
    : recordSet(record, node.domain);
}

const emptySet: AddressSet = {
  pass: NO_RANGES,
  fail: NO_RANGES,
  softfail: NO_RANGES,
  neutral: NO_RANGES,
  opaque: [],
};

/** The address set of one record that is published at `domain`. */
export function recordSet(record: RecordNode, domain: DomainName): AddressSet {
  const opaque: OpaqueTerm[] = [];
  const claims = record.terms.flatMap((node): Claim<ResultName>[] => {
    if (node.term.kind === 'modifier') {
      const target = node.below === undefined ? emptySet : nodeSet(node.below);
      opaque.push(...redirectOpaque(node, node.term, domain, target));
      return resultNames.map((result) => ({ label: result, ranges: target[result] }));
    }
    const match = matchSet(node, domain);
    opaque.push(...match.opaque);
    return [{ label: resultOf[node.term.qualifier], ranges: match.ranges }];
  });
  const settled = firstMatch(claims);
  return {
    pass: settled.get('pass') ?? NO_RANGES,
    fail: settled.get('fail') ?? NO_RANGES,
    softfail: settled.get('softfail') ?? NO_RANGES,
    neutral: settled.get('neutral') ?? NO_RANGES,
    opaque,
  };
}

const resultNames = ['pass', 'fail', 'softfail', 'neutral'] as const;
type ResultName = (typeof resultNames)[number];

function redirectOpaque(
  term: TermNode,
  redirect: KnownModifier,
  domain: DomainName,
  target: AddressSet,
): readonly OpaqueTerm[] {
  if (!isUnknown(term)) return target.opaque;
  return [...target.opaque, { text: redirect.text, domain, qualifier: '+' }];
}

/** The addresses that a directive matches, and what of it cannot be said. */
export function matchSet(
  node: TermNode,
  domain: DomainName,
): { readonly ranges: Ranges; readonly opaque: readonly OpaqueTerm[] } {
  const { term } = node;
  if (term.kind === 'modifier') return { ranges: NO_RANGES, opaque: [] };
  const own = isUnknown(node)
    ? [{ text: term.text, domain, qualifier: term.qualifier }]
    : ([] as const);
  switch (term.mechanism) {
    case 'all':
      return { ranges: ALL_RANGES, opaque: [] };
    case 'ip4':
    case 'ip6':
      return { ranges: rangesOf([term.network]), opaque: [] };
    case 'include': {
      const below = node.below === undefined ? emptySet : nodeSet(node.below);
      const opaque = below.opaque.map((atom) => ({ ...atom, qualifier: term.qualifier }));
      return { ranges: below.pass, opaque: [...own, ...opaque] };
    }
    case 'a':
    case 'mx': {
      const networks = node.answers.flatMap((answer) => [
        ...recordsOf(answer, 'A').map((record) => network(4, record.address, term.ip4Prefix)),
        ...recordsOf(answer, 'AAAA').map((record) => network(6, record.address, term.ip6Prefix)),
      ]);
      return { ranges: rangesOf(networks.filter((found) => found !== undefined)), opaque: own };
    }
    case 'exists':
      return {
        ranges: node.answers.some((answer) => answer.kind === 'noerror') ? ALL_RANGES : NO_RANGES,
        opaque: own,
      };
    case 'ptr':
      return {
        ranges: NO_RANGES,
        opaque: [{ text: term.text, domain, qualifier: term.qualifier }],
      };
  }
}

/**
 * The addresses for which a record published at `domain` gives permerror: its syntax is wrong, or an
 * include, a redirect or an mx is in error before anything matches (RFC 7208 4.6, 4.6.4, 5.2, 6.1). The
 * results of `recordSet` are those that the record would give without these errors.
 */
export function errorRanges(record: RecordNode, domain: DomainName): Ranges {
  if (record.record.faults.length > 0) return ALL_RANGES;
  const claims = record.terms.flatMap((term): Claim<'error' | 'match'>[] => [
    { label: 'error', ranges: termErrors(term) },
    { label: 'match', ranges: matchSet(term, domain).ranges },
  ]);
  return firstMatch(claims).get('error') ?? NO_RANGES;
}

/** The addresses for which a term is in error, if it is asked. */
export function termErrors({ term, below, untargeted, answers }: TermNode): Ranges {
  if (term.kind === 'modifier' || term.mechanism === 'include') {
    if (below !== undefined) return nodeErrors(below);
    return untargeted === 'malformed' ? ALL_RANGES : NO_RANGES;
  }
  const [exchange] = answers;
  const isMxInError =
    term.mechanism === 'mx' && exchange !== undefined && mxRecords(exchange).length > MAX_MX_HOSTS;
  return isMxInError ? ALL_RANGES : NO_RANGES;
}

function nodeErrors({ domain, answer, unwalked, records }: SpfNode): Ranges {
  // What was not found out is no error.
  if (unwalked === 'bound' || answer?.kind === 'failure') return NO_RANGES;
  const [record] = records;
  return record === undefined || records.length > 1 ? ALL_RANGES : errorRanges(record, domain);
}

/** Whether a term may match more than was found out. */
function isUnknown(node: TermNode): boolean {
  return (
    node.untargeted === 'opaque' ||
    node.below?.unwalked === 'bound' ||
    node.below?.answer?.kind === 'failure' ||
    node.answers.some((answer) => answer.kind === 'failure')
  );
}

function network(family: Family, address: string, prefix: number): Network | undefined {
  const octets = family === 4 ? parseIp4(address) : parseIp6(address);
  return octets === undefined ? undefined : { family, octets, prefix };
}
