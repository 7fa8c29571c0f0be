import { providerOfInclude } from '../catalog/providers.js';
import type { TermNode } from '../spf/lookup-tree.js';

/** The catalogue's name for whom an include or redirect leads to; null where it knows none. */
export function providerOfTerm({ term, target }: Pick<TermNode, 'term' | 'target'>): string | null {
  const leadsOn = term.kind === 'modifier' || term.mechanism === 'include';
  const name = 'domain' in term ? (target ?? term.domain?.text) : undefined;
  return (leadsOn && name !== undefined ? providerOfInclude(name)?.name : undefined) ?? null;
}
