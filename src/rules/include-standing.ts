/** How an include stands in the domain's records: whether the senders behind it can pass. */
import { TWENTY20_INCLUDE, TWENTY20_MISSPELLINGS } from '../catalog/twenty20.js';
import type { FailureAnswer } from '../dns/answer.js';
import { toName, type DomainName } from '../dns/name.js';
import { matchSet, recordSet } from '../spf/address-set.js';
import { difference, intersection, isEmpty, type Ranges } from '../spf/ranges.js';
import { editDistance } from '../spf/edit-distance.js';
import { MAX_LOOKUPS } from '../spf/limits.js';
import {
  lastLookup,
  walkNodes,
  walkTerms,
  type LookupTree,
  type TermNode,
} from '../spf/lookup-tree.js';
import {
  allOf,
  directivesAfterAll,
  modifierOf,
  type AllDirective,
  type Directive,
  type KnownModifier,
} from '../spf/record.js';
import type { OwnRecord } from '../survey/survey.js';
import { failuresBelow, pathText, shown } from './own-records.js';
import { needsTwenty20, type Profile } from './profile.js';
import { problem, type Problem } from './rule.js';

/** An include or redirect that leads to the target. */
export interface IncludePlace {
  readonly own: OwnRecord;
  readonly term: Directive | KnownModifier;
  /** The term of the own record that leads there: `term` itself, or what it is nested in. */
  readonly top: Directive | KnownModifier;
  /** Names from the domain to the target. */
  readonly path: readonly DomainName[];
}

/** Evaluated, in a chain of includes that pass, within the limit of lookups. */
interface Effective extends IncludePlace {
  readonly state: 'effective';
}

/** It is published, but the senders behind it do not pass, or not all of them. */
type Ineffective =
  /** Behind an `all`, or a redirect beside one: never evaluated. */
  | (IncludePlace & { readonly state: 'after-all'; readonly all: AllDirective })
  /** A term of the chain has another qualifier than `+`. */
  | (IncludePlace & { readonly state: 'qualified'; readonly by: Directive })
  /** Its last lookup, or that of a name below it, is past the tenth. */
  | (IncludePlace & { readonly state: 'past-limit'; readonly lookup: number })
  /** In effect in this record, and not in another one that is published beside it. */
  | (IncludePlace & { readonly state: 'one-of-several' });

interface Absent {
  readonly state: 'absent';
  /** An include or redirect whose target depends on the message: it may be in there. */
  readonly opaque?: string;
}

/** A lookup that failed could change the answer. */
interface UnknownStanding {
  readonly state: 'unknown';
  readonly cause: FailureAnswer;
  /** Where it is for sure, although it cannot be said whether it is in effect. */
  readonly place?: IncludePlace;
}

export type Standing = Effective | Ineffective | Absent | UnknownStanding;

/** How the include of `target` stands in the records that the domain publishes. */
export function standingOf(own: readonly OwnRecord[], target: DomainName): Standing {
  return standingWhere(own, (found) => found === target);
}

/**
 * How an include stands whose target `isMeant`. The target is given as a name, or as written where
 * macros hide the name.
 */
export function standingWhere(
  own: readonly OwnRecord[],
  isMeant: (target: string) => boolean,
): Standing {
  const standings = own.map((record) => standingIn(record, isMeant));
  const effective = standings.find((standing) => standing.state === 'effective');
  const unknown = standings.find((standing) => standing.state === 'unknown');
  if (effective !== undefined) {
    if (standings.every(({ state }) => state === 'effective')) return effective;
    const isSure = standings.some(({ state }) => state !== 'effective' && state !== 'unknown');
    return isSure || unknown === undefined ? { ...effective, state: 'one-of-several' } : unknown;
  }
  if (unknown !== undefined) return unknown;
  return (
    standings.find(({ state }) => state !== 'absent') ??
    standings.find((standing) => standing.state === 'absent' && standing.opaque !== undefined) ?? {
      state: 'absent',
    }
  );
}

function standingIn(own: OwnRecord, isMeant: (target: string) => boolean): Standing {
  const { tree } = own;
  let best: Effective | Ineffective | undefined;
  let opaque: string | undefined;
  // A name that could not be looked up may cost more lookups than it was counted with.
  let failed: FailureAnswer | undefined;
  for (const { term: node, path, through } of walkTerms(tree.root)) {
    const { term } = node;
    if (!leadsOn(term)) continue;
    // An alias of the name leads to the same record.
    const aliases = (node.below?.answer?.aliases ?? []).map((alias) => alias.target);
    const names = [node.target ?? term.domain.text, ...aliases];
    if (node.untargeted === 'opaque') opaque ??= term.text;
    if (names.some(isMeant)) {
      const place = placeOf(own, node, path, through, node.target);
      const standing = evaluatedStanding(node, through, place);
      const inside = node.below === undefined ? [] : failuresBelow(node.below);
      const cause = failed ?? inside[0];
      if (standing.state === 'effective' && cause !== undefined) {
        return { state: 'unknown', cause, place };
      }
      if (standing.state === 'effective') return standing;
      best ??= standing;
    }
    if (node.below?.answer?.kind === 'failure') failed ??= node.below.answer;
  }
  best ??= unevaluatedStanding(own, isMeant);
  if (failed !== undefined) {
    return { state: 'unknown', cause: failed, ...(best === undefined ? {} : { place: best }) };
  }
  return best ?? (opaque === undefined ? { state: 'absent' } : { state: 'absent', opaque });
}

function leadsOn(
  term: Directive | KnownModifier,
): term is (Directive & { mechanism: 'include' }) | KnownModifier {
  return term.kind === 'modifier' ? term.modifier === 'redirect' : term.mechanism === 'include';
}

function placeOf(
  own: OwnRecord,
  { term }: Pick<TermNode, 'term'>,
  path: readonly DomainName[],
  through: readonly TermNode[],
  target: DomainName | undefined,
): IncludePlace {
  return {
    own,
    term,
    top: through[0]?.term ?? term,
    path: target === undefined ? path : [...path, target],
  };
}

function evaluatedStanding(
  node: TermNode,
  through: readonly TermNode[],
  place: IncludePlace,
): Effective | Ineffective {
  const by = [...through, node]
    .map(({ term }) => term)
    .find((term): term is Directive => term.kind === 'directive' && term.qualifier !== '+');
  if (by !== undefined) return { ...place, state: 'qualified', by };
  const lookup = lastLookup(node);
  if (lookup > MAX_LOOKUPS) return { ...place, state: 'past-limit', lookup };
  return { ...place, state: 'effective' };
}

/** What stands behind an `all`, in the own record or in one that it leads to. */
function unevaluatedStanding(
  own: OwnRecord,
  isMeant: (target: string) => boolean,
): Ineffective | undefined {
  for (const { node, path, through } of walkNodes(own.tree.root)) {
    for (const { record } of node.records) {
      const all = allOf(record);
      if (all === undefined) continue;
      const redirect = modifierOf(record, 'redirect');
      const dead = [...directivesAfterAll(record), ...(redirect === undefined ? [] : [redirect])];
      for (const term of dead.filter(leadsOn)) {
        const target = toName(term.domain.text);
        if (!isMeant(target ?? term.domain.text)) continue;
        return { ...placeOf(own, { term }, path, through, target), state: 'after-all', all };
      }
    }
  }
  return undefined;
}

/** How much of what an include holds terms in front keep from passing. */
type Shadow = 'none' | 'part' | 'family' | 'all';

/**
 * Whether terms in front keep senders behind an effective include from passing: some, all of one
 * family, or all. What depends on the message is left out of account.
 */
function shadowOn({ own, top }: Effective, domain: DomainName): Shadow {
  const [record] = own.tree.root.records;
  const node = record?.terms.find(({ term }) => term === top);
  if (record === undefined || node?.term.kind !== 'directive') return 'none';
  const { pass } = recordSet(record, domain);
  return shadowOf(matchSet(node, domain).ranges, pass);
}

/** The same of addresses that should pass and those that do. */
function shadowOf(wanted: Ranges, pass: Ranges): Shadow {
  const left = difference(wanted, pass);
  if (isEmpty(left)) return 'none';
  const passing = intersection(wanted, pass);
  if (isEmpty(passing)) return 'all';
  const hasLost = (family: keyof Ranges) =>
    wanted[family].length > 0 && passing[family].length === 0;
  return hasLost('ipv4') || hasLost('ipv6') ? 'family' : 'part';
}

/** The args of a finding about an include that is not in effect. */
export type StandingArgs = Readonly<{
  target: string;
  state:
    | Exclude<Standing['state'], 'effective' | 'unknown'>
    | 'shadowed'
    | 'partly-shadowed'
    | 'misspelt';
  /** The include as published. */
  term?: string;
  path?: string;
  /** The term that is to blame, or that hides what it holds. */
  by?: string;
  /** Which lookup is past the limit. */
  lookup?: number;
}>;

/** An include that is not in effect, as a problem; undefined where it is, or nobody knows. */
export function standingProblem(
  standing: Standing,
  target: DomainName,
  domain: DomainName,
): Problem<StandingArgs> | undefined {
  switch (standing.state) {
    case 'unknown':
      return undefined;
    case 'absent': {
      const { state, opaque } = standing;
      if (opaque === undefined) return problem({ target, state });
      // It may be in there, so the grave word would be too much.
      return problem({ target, state, by: opaque }, { severity: 'warning' });
    }
    case 'effective': {
      const shadow = shadowOn(standing, domain);
      if (shadow === 'none') return undefined;
      const state = shadow === 'all' ? 'shadowed' : 'partly-shadowed';
      const found = placeProblem(standing, { target, state }, domain);
      return shadow === 'part' ? { ...found, severity: 'warning' } : found;
    }
    case 'after-all':
      return placeProblem(
        standing,
        { target, state: standing.state, by: standing.all.text },
        domain,
      );
    case 'qualified':
      return placeProblem(
        standing,
        { target, state: standing.state, by: standing.by.text },
        domain,
      );
    case 'past-limit':
      return placeProblem(
        standing,
        { target, state: standing.state, lookup: standing.lookup },
        domain,
      );
    case 'one-of-several':
      return placeProblem(standing, { target, state: standing.state }, domain);
  }
}

function placeProblem(
  { own, term, top, path }: IncludePlace,
  args: StandingArgs,
  domain: DomainName,
): Problem<StandingArgs> {
  return problem(
    { ...args, term: term.text, path: pathText(path) },
    { evidence: shown(own.text, domain, top.span) },
  );
}

/** Twenty20's include, misspelt, as a problem. */
export function misspeltProblem(
  own: readonly OwnRecord[],
  profile: Profile,
  domain: DomainName,
): Problem<StandingArgs> | undefined {
  const place = misspeltInclude(own, profile);
  if (place === undefined) return undefined;
  return placeProblem(place, { target: TWENTY20_INCLUDE, state: 'misspelt' }, domain);
}

/** The finding in one clause. */
export function sayStanding({ target, state, term, by, lookup }: StandingArgs): string {
  switch (state) {
    case 'absent':
      return (
        `the record does not include ${target}` + (by === undefined ? '' : `, unless ${by} does`)
      );
    case 'after-all':
      return /^redirect=/i.test(term ?? '')
        ? `${term} is ignored beside ${by}`
        : `${term} stands after ${by} and is never evaluated`;
    case 'qualified':
      return by === term
        ? `${by} never gives a pass`
        : `${by} never gives a pass, nor does ${term} inside it`;
    case 'past-limit':
      return `${term} comes to lookup ${lookup}, and receivers stop at the tenth`;
    case 'one-of-several':
      return `${term} is not in every one of the SPF records`;
    case 'shadowed':
      return `terms before ${term} match its senders first and do not let them pass`;
    case 'partly-shadowed':
      return `terms before ${term} match some of its senders first and do not let them pass`;
    case 'misspelt':
      return `${term} is misspelt; the name is ${target}`;
  }
}

/** Edits that still read as a slip of the keyboard. */
const MAX_EDITS = 2;

/**
 * Whether an include target (as written, one trailing dot allowed) is spelt like Twenty20's: a known
 * misspelling, or at most two edits away, at most one of them in the vendor's own label, since with
 * two `odoo` becomes other companies' names (`moo`). Names below the include and the include itself
 * are not misspelt.
 */
export function isSpeltLikeTwenty20(target: string): boolean {
  const lower = target.toLowerCase();
  const text = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  if (text === TWENTY20_INCLUDE || text.endsWith(`.${TWENTY20_INCLUDE}`)) return false;
  if (TWENTY20_MISSPELLINGS.includes(text)) return true;
  // The distance is at least the difference in length; this also bounds the work on hostile text.
  if (Math.abs(text.length - TWENTY20_INCLUDE.length) > MAX_EDITS) return false;
  if (editDistance(text, TWENTY20_INCLUDE) > MAX_EDITS) return false;
  return text.includes('odoo') || editDistance(text.split('.').at(-2) ?? '', 'odoo') <= 1;
}

/**
 * The include that a misspelt target was meant to be. A documented misspelling always is one; another
 * name that reads like it only where it is known to hold no SPF record, since what holds one may be
 * meant.
 */
export function meantInclude(
  target: DomainName,
  tree: LookupTree,
  profile: Profile,
): DomainName | undefined {
  if (!needsTwenty20(profile) || !isSpeltLikeTwenty20(target)) return undefined;
  const isEmptyHanded = () =>
    [...walkNodes(tree.root)].some(
      ({ node }) =>
        node.domain === target &&
        node.records.length === 0 &&
        node.answer !== undefined &&
        node.answer.kind !== 'failure',
    );
  return TWENTY20_MISSPELLINGS.includes(target) || isEmptyHanded() ? TWENTY20_INCLUDE : undefined;
}

/** The first include of the records that is Twenty20's, misspelt. */
export function misspeltInclude(
  own: readonly OwnRecord[],
  profile: Profile,
): IncludePlace | undefined {
  for (const record of own) {
    for (const { term: node, path, through } of walkTerms(record.tree.root)) {
      if (node.target === undefined || !leadsOn(node.term)) continue;
      if (meantInclude(node.target, record.tree, profile) === undefined) continue;
      return placeOf(record, node, path, through, node.target);
    }
  }
  return undefined;
}
