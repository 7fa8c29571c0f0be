/** Who stands behind the terms of a record: what each costs, and whom it lets send. */
import { providerOfInclude } from '../catalog/providers.js';
import type { DomainName } from '../dns/name.js';
import { matchSet } from '../spf/address-set.js';
import type { RecordNode, TermNode } from '../spf/lookup-tree.js';
import { difference, NO_RANGES, sizeOf, union } from '../spf/ranges.js';

/** One term of a domain's own record. */
export interface Sender {
  /** The term as published; untrusted. */
  readonly term: string;
  /** Whose it is, as the catalogue knows. */
  readonly vendor?: string;
  /** Lookups of the term and all below it. */
  readonly lookups: number;
  /** Addresses that pass because of it and of no term in front. */
  readonly addresses: { readonly ipv4: bigint; readonly ipv6: bigint };
  /** Whether it may let more pass: that depends on the message. */
  readonly opaque: boolean;
}

/** The terms that cost a lookup or let somebody send, in their order. */
export function sendersOf({ terms }: RecordNode, domain: DomainName): readonly Sender[] {
  let seen = NO_RANGES;
  return terms.flatMap((node) => {
    const { ranges, opaque } = matchSet(node, domain);
    const passes = node.term.kind === 'directive' && node.term.qualifier === '+';
    const addresses = sizeOf(passes ? difference(ranges, seen) : NO_RANGES);
    seen = union(seen, ranges);
    const isAll = node.term.kind === 'directive' && node.term.mechanism === 'all';
    if (isAll || (node.lookups === 0 && addresses.ipv4 === 0n && addresses.ipv6 === 0n)) return [];
    const vendor = vendorOf(node);
    return [
      {
        term: node.term.text,
        ...(vendor === undefined ? {} : { vendor }),
        lookups: node.lookups,
        addresses,
        opaque: opaque.length > 0,
      },
    ];
  });
}

function vendorOf({ term, target, below }: TermNode): string | undefined {
  const name = below === undefined ? undefined : target;
  if (name !== undefined) return providerOfInclude(name)?.name;
  // A macro hides the name that is asked, but not whose service it is.
  return term.kind === 'directive' && 'domain' in term && term.domain !== undefined
    ? providerOfInclude(term.domain.text)?.name
    : undefined;
}
