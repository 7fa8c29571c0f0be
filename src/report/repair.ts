/** A repaired record as a person reads it: old, new, what changes, where to paste it. */
import type { Repair } from '../rules/repair.js';
import { MAX_LOOKUPS } from '../spf/limits.js';
import { shown } from './escape.js';
import { labelled, type Style } from './style.js';
import { changeText, noteText } from './words.js';

/** A repair that has a record. */
export type Publishable = Extract<Repair, { readonly kind: 'record' | 'unchanged' }>;

/** `fix` as text. */
export function terminalRepair(
  domain: string,
  repair: Publishable,
  steps: readonly string[],
  style: Style,
): string {
  const old = repair.kind === 'record' ? repair.replaces : [];
  const lines = [
    style.paint('strong', domain),
    ...old.map((text) => style.paint('bad', `  - ${shown(text)}`)),
    style.paint('good', `  ${repair.kind === 'record' ? '+' : ' '} ${repair.record}`),
    style.paint('dim', `    ${repair.lookups} of ${MAX_LOOKUPS} lookups`),
    ...repairDetails(repair, steps, style),
  ];
  return `${lines.join('\n')}\n`;
}

/** What changes, what to know, and the steps. */
export function repairDetails(
  repair: Publishable,
  steps: readonly string[],
  style: Style,
): readonly string[] {
  const changes = repair.kind === 'record' && repair.replaces.length > 0 ? repair.changes : [];
  return [
    ...[...new Set(changes.map(changeText))].flatMap((text) => labelled('  change  ', text, style)),
    ...repair.notes.flatMap((note) => labelled('  note    ', noteText(note), style)),
    ...steps.flatMap((step, index) => labelled(`  ${index + 1}. `, step, style)),
  ];
}
