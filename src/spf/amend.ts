/** Small edits of one record that keep the user's order, case and spelling. */
import { toName, type DomainName } from '../dns/name.js';
import type { Change, Edit } from './change.js';
import { parseSpf } from './parse.js';
import { printSpf, printTerms } from './print.js';
import {
  allOf,
  directivesAfterAll,
  modifierOf,
  type Directive,
  type Qualifier,
  type SpfRecord,
  type Term,
} from './record.js';
import { idleness } from './same-term.js';

/** What the record should become. */
export interface Wish {
  /** Where the record is published. */
  readonly domain: DomainName;
  /** Targets of includes that must pass, in this order. */
  readonly includes?: readonly DomainName[];
  /**
   * Where they go: `front` also moves those that are there already, `new-front` (the default) leaves
   * them, `end` puts new ones behind the user's own directives.
   */
  readonly placement?: 'front' | 'new-front' | 'end';
  /** Directives that a new include must not come before, because it would change their result. */
  readonly staysInFront?: (directive: Directive) => boolean;
  /** Include targets to be written otherwise: what was meant, or undefined. */
  readonly respell?: (target: DomainName) => DomainName | undefined;
  /** Includes that can never pass. */
  readonly isDead?: (include: Directive) => boolean;
  /** The qualifier of `all`. Left alone where a `redirect` decides. */
  readonly all?: Exclude<Qualifier, '+'>;
}

type Step = (record: SpfRecord, wish: Wish, changes: Change[]) => readonly (Term | string)[];

/**
 * Amends a record. What is right already is not touched: a record that fulfils the wish comes back
 * with its own text, to the letter, and no changes.
 */
export function amendRecord(record: SpfRecord, wish: Wish): Edit {
  const changes: Change[] = [];
  let amended = record;
  for (const step of [
    respell,
    dropDead,
    dropIdle,
    setAll,
    placeIncludes,
  ] as const satisfies Step[]) {
    const text = printTerms(step(amended, wish, changes));
    if (text !== printSpf(amended)) amended = parseSpf(text);
  }
  return { record: amended.text, changes };
}

/** The target of an include as a name; undefined for other terms and where macros hide it. */
export function includeTarget(term: Term): DomainName | undefined {
  if (term.kind !== 'directive' || term.mechanism !== 'include') return undefined;
  return term.domain.text.includes('%') ? undefined : toName(term.domain.text);
}

function respell(record: SpfRecord, wish: Wish, changes: Change[]): readonly (Term | string)[] {
  return record.terms.map((term) => {
    const target = includeTarget(term);
    const meant = target === undefined ? undefined : wish.respell?.(target);
    if (meant === undefined || term.kind !== 'directive') return term;
    const by = `${term.text.slice(0, term.text.indexOf(':') + 1)}${meant}`;
    changes.push({ kind: 'replace', term: term.text, by });
    return by;
  });
}

function dropDead(record: SpfRecord, wish: Wish, changes: Change[]): readonly Term[] {
  return record.terms.filter((term) => {
    const isInclude = term.kind === 'directive' && term.mechanism === 'include';
    const dead = isInclude && wish.isDead?.(term) === true;
    if (dead) changes.push({ kind: 'drop-dead', term: term.text });
    return !dead;
  });
}

/**
 * What stands behind `all` is left where it is: nobody asks it, and the user may want it back. Only a
 * second `all` goes.
 */
function dropIdle(record: SpfRecord, { domain }: Wish, changes: Change[]): readonly Term[] {
  const isIdle = idleness(domain);
  const all = allOf(record);
  const unreached = new Set<Term>(directivesAfterAll(record));
  return record.terms.filter((term) => {
    if (term.kind !== 'directive' || term === all) return true;
    if (unreached.has(term)) {
      if (term.mechanism !== 'all') return true;
      changes.push({ kind: 'drop-unreached', term: term.text });
      return false;
    }
    const idle = isIdle(term);
    if (idle) changes.push({ kind: 'drop-duplicate', term: term.text });
    return !idle;
  });
}

function setAll(record: SpfRecord, wish: Wish, changes: Change[]): readonly (Term | string)[] {
  const all = allOf(record);
  if (wish.all === undefined || all?.qualifier === wish.all) return record.terms;
  const by = `${wish.all}all`;
  if (all !== undefined) {
    changes.push({ kind: 'all', term: all.text, by });
    return record.terms.map((term) => (term === all ? by : term));
  }
  if (modifierOf(record, 'redirect') !== undefined) return record.terms;
  changes.push({ kind: 'add', term: by });
  return [...record.terms, by];
}

function placeIncludes(
  record: SpfRecord,
  wish: Wish,
  changes: Change[],
): readonly (Term | string)[] {
  const unreached = new Set<Term>(directivesAfterAll(record));
  let terms: readonly (Term | string)[] = record.terms;
  // The includes keep the order of the wish among themselves: none goes before the one placed last.
  let previous: Term | string | undefined;
  for (const wanted of wish.includes ?? []) {
    const copies = new Set(record.terms.filter((term) => includeTarget(term) === wanted));
    const isCopy = (term: Term | string) => typeof term !== 'string' && copies.has(term);
    const live = [...copies].find((term) => !unreached.has(term));
    const others = terms.filter((term) => !isCopy(term) || term === live);
    for (const term of copies) {
      const kind = unreached.has(term) ? 'drop-unreached' : 'drop-duplicate';
      if (term !== live) changes.push({ kind, term: term.text });
    }
    if (live !== undefined && wish.placement !== 'front') {
      terms = others.map((term) => (term === live ? requalified(live, changes) : term));
      continue;
    }
    const placed = live === undefined ? `include:${wanted}` : requalified(live, changes);
    const old = live === undefined ? others.length : others.indexOf(live);
    const rest = others.filter((term) => term !== live);
    const earliest = previous === undefined ? 0 : rest.indexOf(previous) + 1;
    // What stood behind the include already may stay behind it.
    const at = Math.max(placeOf(rest.slice(0, old), wish), earliest);
    if (live === undefined) changes.push({ kind: 'add', term: `include:${wanted}` });
    else if (at !== old) changes.push({ kind: 'move', term: live.text });
    terms = [...rest.slice(0, at), placed, ...rest.slice(at)];
    previous = placed;
  }
  return terms;
}

function requalified(term: Term, changes: Change[]): Term | string {
  if (term.kind !== 'directive' || term.qualifier === '+') return term;
  const by = term.text.slice(1);
  changes.push({ kind: 'replace', term: term.text, by });
  return by;
}

/** How many of the terms come before a new include. */
function placeOf(terms: readonly (Term | string)[], wish: Wish): number {
  const isOwn = (term: Term | string) =>
    typeof term === 'string' || (term.kind === 'directive' && term.mechanism !== 'all');
  const all = terms.findIndex(
    (term) => typeof term !== 'string' && term.kind === 'directive' && term.mechanism === 'all',
  );
  const reach = terms.slice(0, all === -1 ? terms.length : all);
  if (wish.placement === 'end') return reach.findLastIndex(isOwn) + 1;
  const isWished = (target: DomainName | undefined) =>
    target !== undefined && wish.includes?.includes(target) === true;
  return (
    reach.findLastIndex(
      (term) =>
        typeof term !== 'string' &&
        term.kind === 'directive' &&
        !isWished(includeTarget(term)) &&
        wish.staysInFront?.(term) === true,
    ) + 1
  );
}
