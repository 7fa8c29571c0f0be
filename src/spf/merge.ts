/** Several records into one, as RFC 7208 3.2 asks. */
import type { DomainName } from '../dns/name.js';
import type { Change, Edit } from './change.js';
import { parseSpf } from './parse.js';
import { printTerms } from './print.js';
import {
  allOf,
  directivesAfterAll,
  directivesOf,
  modifierOf,
  type AllDirective,
  type KnownModifier,
  type Qualifier,
  type SpfRecord,
} from './record.js';
import { idleness } from './same-term.js';

/** From the least restrictive on; `+all` is not among them and never chosen. */
const allQualifiers = ['?', '~', '-'] as const satisfies readonly Qualifier[];

/**
 * Joins records that are published at one domain, in the order given: their directives, each once,
 * the least restrictive explicit `all` of them, the modifiers. A `redirect` that an `all` or another
 * `redirect` would silence becomes an `include` of the same target.
 *
 * Terms that break the syntax and `+all` are left out: ask before, if they matter.
 */
export function mergeRecords(
  given: readonly SpfRecord[],
  { domain }: { readonly domain: DomainName },
): Edit {
  const records = [...new Map(given.map((record) => [record.text, record])).values()];
  const changes: Change[] = [];
  const all = leastRestrictive(records);
  // The `all` of any record silences every redirect, also a `+all` that is not taken over.
  const redirect = records.some((record) => allOf(record) !== undefined)
    ? undefined
    : records.map(liveRedirect).findLast((found) => found !== undefined);
  const isIdle = idleness(domain);
  const directives: string[] = [];
  for (const record of records) {
    const unreached = new Set(directivesAfterAll(record));
    for (const term of directivesOf(record)) {
      if (term.mechanism === 'all') continue;
      if (unreached.has(term)) changes.push({ kind: 'drop-unreached', term: term.text });
      else if (isIdle(term)) changes.push({ kind: 'drop-duplicate', term: term.text });
      else directives.push(term.text);
    }
    const own = liveRedirect(record);
    if (own === undefined || own.domain.text === redirect?.domain.text) continue;
    const by = `include:${own.domain.text}`;
    changes.push({ kind: 'redirect-to-include', term: own.text, by });
    if (!directivesOf(parseSpf(`v=spf1 ${by}`)).every(isIdle)) directives.push(by);
  }
  const ends = [all, redirect].flatMap((end) => (end === undefined ? [] : [end.text]));
  const record = printTerms([...directives, ...ends, ...joinModifiers(records, changes)]);
  return { record, changes: [...changes, ...allChanges(records, all)] };
}

function leastRestrictive(records: readonly SpfRecord[]): AllDirective | undefined {
  const alls = records.map(allOf).filter((all) => all !== undefined);
  for (const qualifier of allQualifiers) {
    const found = alls.find((all) => all.qualifier === qualifier);
    if (found !== undefined) return found;
  }
  return undefined;
}

function allChanges(
  records: readonly SpfRecord[],
  chosen: AllDirective | undefined,
): readonly Change[] {
  if (chosen === undefined) return [];
  return records
    .map(allOf)
    .filter((all) => all !== undefined && all.qualifier !== chosen.qualifier)
    .map((all) => ({ kind: 'all', term: all?.text ?? '', by: chosen.text }));
}

/** The redirect of a record where it has an effect: beside an `all` it has none (RFC 7208 6.1). */
function liveRedirect(record: SpfRecord): KnownModifier | undefined {
  return allOf(record) === undefined ? modifierOf(record, 'redirect') : undefined;
}

/** The first `exp` and every unknown modifier once. */
function joinModifiers(records: readonly SpfRecord[], changes: Change[]): readonly string[] {
  const kept = new Map<string, string>();
  for (const record of records) {
    for (const term of record.terms) {
      if (term.kind !== 'modifier') continue;
      if (term.modifier === 'redirect') {
        if (liveRedirect(record) !== term) changes.push({ kind: 'drop-modifier', term: term.text });
        continue;
      }
      const key = term.modifier === 'exp' ? 'exp' : term.text;
      if (!kept.has(key)) kept.set(key, term.text);
      else if (kept.get(key) !== term.text)
        changes.push({ kind: 'drop-modifier', term: term.text });
    }
  }
  return [...kept.values()];
}
