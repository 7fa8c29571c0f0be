/** What the terms of a record cost of the ten lookups, and what can be done where they do not suffice. */
import { providerOfInclude } from '../catalog/providers.js';
import type { FailureAnswer } from '../dns/answer.js';
import type { DomainName } from '../dns/name.js';
import { MAX_LOOKUPS } from '../spf/limits.js';
import { lastLookup, type RecordNode, type TermNode } from '../spf/lookup-tree.js';
import { networksBehind } from './flatten.js';
import { providerOfTerm } from './provider-of-term.js';

/** What one term of a record costs. */
export interface TermCost {
  /** As written. */
  readonly term: string;
  /** Whose it is, by the catalogue; null where it does not know. */
  readonly provider: string | null;
  /** Of the term and all below it. */
  readonly lookups: number;
}

/** A way to need fewer lookups. */
export interface Choice {
  readonly kind: 'remove' | 'sub-domain' | 'flatten' | 'optimize';
  /** The term that it is about; null for all at once. */
  readonly term: string | null;
  /** How many lookups the record needs then. */
  readonly lookups: number;
}

/** The figure of the catalogue for an include that the world at hand does not cover. */
export function estimateOf(
  target: DomainName,
  cause: FailureAnswer,
): { readonly lookups: number; readonly asOf: string } | undefined {
  if (cause.cause !== 'not-covered') return undefined;
  const provider = providerOfInclude(target);
  if (provider === undefined || provider.lookups === null || provider.spfInclude !== target) {
    return undefined;
  }
  return { lookups: provider.lookups, asOf: provider.lookupsAsOf ?? 'an unknown date' };
}

/** Lookups of the records, with the catalogue's figure for each name that was not covered. */
export function lookupsIn(...records: readonly RecordNode[]): number {
  return records.flatMap(({ terms }) => terms).reduce((total, term) => total + lookupsOf(term), 0);
}

function lookupsOf({ cost, target, below }: TermNode): number {
  const cause = below?.answer;
  if (cause?.kind === 'failure' && target !== undefined) {
    return cost - 1 + (estimateOf(target, cause)?.lookups ?? 1);
  }
  return cost + lookupsIn(...(below?.records ?? []));
}

/** The terms of a record that cost lookups, in order. */
export function costsOf(record: RecordNode): readonly TermCost[] {
  return record.terms
    .filter(({ cost }) => cost > 0)
    .map((node) => ({
      term: node.term.text,
      provider: providerOfTerm(node),
      lookups: lookupsOf(node),
    }));
}

/** Terms whose last lookup is past the tenth: who comes to them gets permerror. */
export function pastLimit(record: RecordNode): readonly string[] {
  return record.terms.filter((node) => lastLookup(node) > MAX_LOOKUPS).map(({ term }) => term.text);
}

/**
 * What would bring the record within the limit, each by itself: to remove a term that nobody asked for,
 * to send that service's mail from a sub-domain, or to put its networks in place of the include. Where no
 * single one does, all that help, the greatest savings first.
 */
export function choicesFor(
  record: RecordNode,
  domain: DomainName,
  wanted: ReadonlySet<DomainName>,
): readonly Choice[] {
  const needed = lookupsIn(record);
  const choices = record.terms
    .filter(({ cost, term }) => cost > 0 && term.kind === 'directive')
    .flatMap((node): readonly Choice[] => {
      const { term, target, below } = node;
      const left = { term: term.text, lookups: needed - lookupsOf(node) };
      const isAsked = target !== undefined && wanted.has(target);
      const isService = below !== undefined;
      return [
        ...(isAsked ? [] : [{ kind: 'remove', ...left } as const]),
        ...(isAsked || !isService ? [] : [{ kind: 'sub-domain', ...left } as const]),
        ...(isService && networksBehind(node, domain) !== undefined
          ? [{ kind: 'flatten', ...left } as const]
          : []),
      ];
    })
    .toSorted((a, b) => a.lookups - b.lookups);
  const enough = choices.filter(({ lookups }) => lookups <= MAX_LOOKUPS);
  return enough.length > 0 ? enough : choices;
}
