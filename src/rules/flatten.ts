/** An include replaced by the networks behind it: one lookup less for each name, and out of date one day. */
import type { DomainName } from '../dns/name.js';
import type { Network } from '../spf/address.js';
import { matchSet, termErrors } from '../spf/address-set.js';
import type { Change } from '../spf/change.js';
import { walkTerms, type LookupTree, type TermNode } from '../spf/lookup-tree.js';
import { printTerms } from '../spf/print.js';
import { isEmpty, networksOf, printNetwork } from '../spf/ranges.js';

/** Why an include cannot be replaced by networks. */
export type FlattenProblem =
  /** It is not in the record itself; `within` is the term of the record that leads to it, if any does. */
  | {
      readonly kind: 'nothing-to-flatten';
      readonly target: DomainName;
      readonly within: string | null;
    }
  /** Whom it authorises depends on the message, or cannot be found out. */
  | { readonly kind: 'not-flattenable'; readonly target: DomainName; readonly term: string };

/** An include that became networks. */
export interface Flattened {
  readonly record: string;
  readonly changes: readonly Change[];
  /** How many networks there are now in place of the include. */
  readonly networks: number;
}

/**
 * Replaces each include of the target: whoever passes behind it, through all levels, as the fewest
 * networks of both families, with the qualifier and at the place of the include.
 */
export function flattenInclude(tree: LookupTree, target: DomainName): Flattened | FlattenProblem {
  const { domain, records } = tree.root;
  const terms = records.flatMap((record) => record.terms);
  const isMeant = ({ term, target: found }: TermNode) =>
    term.kind === 'directive' && term.mechanism === 'include' && found === target;
  const includes = terms.filter(isMeant);
  if (includes.length === 0) {
    const place = [...walkTerms(tree.root)].find(({ term }) => isMeant(term));
    return { kind: 'nothing-to-flatten', target, within: place?.through[0]?.term.text ?? null };
  }
  const texts = new Map<string, readonly string[]>();
  for (const node of includes) {
    const networks = networksBehind(node, domain);
    if (networks === undefined) {
      const [atom] = matchSet(node, domain).opaque;
      return { kind: 'not-flattenable', target, term: atom?.text ?? node.term.text };
    }
    const sign = /^[+\-~?]?/.exec(node.term.text)?.[0] ?? '';
    texts.set(
      node.term.text,
      networks.map((network) => `${sign}ip${network.family}:${printNetwork(network)}`),
    );
  }
  const reached = new Set(includes.map(({ term }) => term.text));
  return {
    record: printTerms(
      records.flatMap(({ record }) =>
        record.terms.flatMap(({ text }) => texts.get(text) ?? [text]),
      ),
    ),
    changes: [...reached].map((term) => ({ kind: 'flatten', term })),
    networks: [...texts.values()].reduce((count, list) => count + list.length, 0),
  };
}

/** The networks behind an include; undefined where they depend on the message, or there is an error. */
export function networksBehind(node: TermNode, domain: DomainName): readonly Network[] | undefined {
  const { ranges, opaque } = matchSet(node, domain);
  if (opaque.length > 0 || isEmpty(ranges) || !isEmpty(termErrors(node))) return undefined;
  return networksOf(ranges);
}
