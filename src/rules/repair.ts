/**
 * The record to publish: the user's own, changed as little as makes it right, or the reason why there
 * is none. Nothing is asked here: what the survey does not know is `unknown`, never assumed.
 */
import { isIncludeOf, providerOfInclude } from '../catalog/providers.js';
import { printAddress } from '../dns/address.js';
import type { FailureAnswer } from '../dns/answer.js';
import { answer } from '../dns/asking.js';
import type { DomainName } from '../dns/name.js';
import { addressFromValue } from '../spf/address.js';
import {
  ALL_RANGES,
  difference,
  errorRanges,
  intersection,
  isEmpty,
  matchSet,
  NO_RANGES,
  recordSet,
  termErrors,
  union,
  type AddressSet,
  type Ranges,
} from '../spf/address-set.js';
import { amendRecord, includeTarget } from '../spf/amend.js';
import type { Change, Edit } from '../spf/change.js';
import { MAX_LOOKUPS, MAX_MX_HOSTS, MAX_VOID_LOOKUPS } from '../spf/limits.js';
import {
  mxRecords,
  recordTree,
  walkNodes,
  walkTerms,
  type LookupTree,
  type RecordNode,
  type SpfNode,
  type TermNode,
  type VoidLookups,
} from '../spf/lookup-tree.js';
import { mergeRecords } from '../spf/merge.js';
import { parseSpf } from '../spf/parse.js';
import { printTerms, toStrings } from '../spf/print.js';
import { allOf, modifierOf, type Directive, type Qualifier } from '../spf/record.js';
import { answersOf } from '../survey/observe.js';
import type { MeantFact, OwnRecord, Survey, WishedInclude } from '../survey/survey.js';
import { meantInclude, standingOf } from './include-standing.js';
import type { Profile } from './profile.js';

/** What the user decides about the record. */
export interface RepairOptions {
  /** New includes go behind the user's own terms instead of the front. */
  readonly keepOrder?: boolean;
  /** The qualifier of `all`; without it the user's own stays. */
  readonly all?: Exclude<Qualifier, '+'>;
  /** Whether the mailbox provider that the MX shows goes into a new record. Default true. */
  readonly detect?: boolean;
  /** Whether a record that says "sends no mail" may be replaced. */
  readonly yes?: boolean;
}

/** Why no record can be given. */
export type RefusalReason =
  | { readonly kind: 'no-such-domain' }
  | { readonly kind: 'nothing-to-authorise' }
  /** A term breaks the syntax: what was meant is the user's to say. */
  | {
      readonly kind: 'fault';
      readonly term: string;
      readonly reason: string;
      readonly suggestion?: string;
    }
  /** A value that was meant as SPF and is not read as it: what is in it would be lost. */
  | { readonly kind: 'near-miss'; readonly value: string }
  | { readonly kind: 'pass-all'; readonly term: string }
  | { readonly kind: 'no-mail'; readonly record: string }
  /** An include that was asked for leads to no record, or to one that is an error for everybody. */
  | { readonly kind: 'dead-include'; readonly target: DomainName }
  | { readonly kind: 'dead-redirect'; readonly term: string }
  /** Includes that go in a circle have no number of lookups. The path ends in a name that is in it already. */
  | { readonly kind: 'loop'; readonly path: readonly DomainName[] }
  /** Terms that keep their place leave the include, which was asked for, nobody to pass. */
  | { readonly kind: 'shadowed'; readonly target: DomainName }
  | {
      readonly kind: 'too-many-lookups';
      readonly lookups: number;
      readonly costs: readonly TermCost[];
    }
  | {
      readonly kind: 'too-many-voids';
      readonly family: keyof VoidLookups;
      readonly voids: number;
      readonly terms: readonly string[];
    }
  /** The edit would change who passes, or nobody can say. */
  | { readonly kind: 'unproved'; readonly what: string };

/** What a term costs in lookups. */
export interface TermCost {
  readonly term: string;
  readonly lookups: number;
}

/** Something the user should know beside the record. */
export type RepairNote =
  /** The cost was not counted: the catalogue's figure stands for it. */
  | {
      readonly kind: 'estimated';
      readonly target: DomainName;
      readonly lookups: number;
      readonly asOf: string;
    }
  /** Neither `all` nor `redirect`: who is not listed gets neutral. */
  | { readonly kind: 'no-default' }
  /** The MX is a known provider's, whose include the record lacks. */
  | { readonly kind: 'provider-missing'; readonly provider: string; readonly include: string }
  /** The record is made by the DNS host's panel (Domain Connect): edit it there. */
  | { readonly kind: 'managed'; readonly target: string }
  /** A `redirect` decides the default: the wished `all` was not added. */
  | { readonly kind: 'all-ignored' }
  /** A name that the record leads to is in error: whoever is not matched before gets permerror. */
  | {
      readonly kind: 'broken-include';
      readonly path: readonly DomainName[];
      readonly flaw: 'no-record' | 'several-records' | 'faults';
    }
  /** An `mx` whose domain has more hosts than are allowed: permerror for whoever comes to it. */
  | { readonly kind: 'too-many-mx-hosts'; readonly term: string; readonly hosts: number }
  /** Terms in front keep some of the include's senders from passing. */
  | { readonly kind: 'partly-shadowed'; readonly target: DomainName; readonly address: string }
  /** The record lets everybody send, without saying so by `all`. */
  | { readonly kind: 'passes-everybody' }
  /** More void lookups than are allowed, for IPv6 clients only. */
  | { readonly kind: 'ipv6-voids'; readonly voids: number };

/** The record to publish, or why there is none. */
export type Repair =
  | {
      readonly kind: 'record';
      readonly record: string;
      /** The texts to delete; empty for a new record. */
      readonly replaces: readonly string[];
      readonly changes: readonly Change[];
      readonly lookups: number;
      readonly notes: readonly RepairNote[];
    }
  | {
      readonly kind: 'unchanged';
      readonly record: string;
      readonly lookups: number;
      readonly notes: readonly RepairNote[];
    }
  | { readonly kind: 'refused'; readonly reason: RefusalReason }
  | { readonly kind: 'unknown'; readonly cause: FailureAnswer };

type BrokenFlaw = Extract<RepairNote, { readonly kind: 'broken-include' }>['flaw'];

/** The facts that a repair is planned from. */
export const repairFacts = ['txt', 'spf', 'meant', 'mx', 'wished'] as const;

/** Plans the repair; null where the survey was not asked for the facts it needs. */
export function planRepair(
  survey: Survey,
  profile: Profile,
  options: RepairOptions = {},
): Repair | null {
  const { txt, spf, meant, mx, wished } = survey.facts;
  if (!txt || !spf || !meant || !mx || !wished) return null;
  if (txt.state === 'unknown') return { kind: 'unknown', cause: txt.cause };
  if (spf.state === 'unknown') return { kind: 'unknown', cause: spf.cause };
  if (wished.state === 'unknown') return { kind: 'unknown', cause: wished.cause };
  if (!txt.value.exists) return { kind: 'refused', reason: { kind: 'no-such-domain' } };
  const dead = deadWish(wished.value);
  if (dead !== undefined) return dead;
  // What was meant to be a record is one to repair: who stands in it would be forgotten otherwise.
  const misses = meant.state === 'known' ? meant.value : [];
  const unclear = misses.find((miss) => miss.own === undefined);
  if (unclear !== undefined) {
    return { kind: 'refused', reason: { kind: 'near-miss', value: unclear.value } };
  }
  const own = spf.value.length > 0 ? spf.value : misses.flatMap((miss) => miss.own ?? []);
  if (own.length === 0 && mx.state === 'unknown' && options.detect !== false) {
    return { kind: 'unknown', cause: mx.cause };
  }
  const plan: Plan = { survey, profile, options, own, misses, wished: wished.value };
  const refusal = refusalOf(plan);
  if (refusal !== undefined) return { kind: 'refused', reason: refusal };
  const edit = own.length === 0 ? newRecord(plan) : repairedRecord(plan);
  if (edit === undefined) return { kind: 'refused', reason: { kind: 'nothing-to-authorise' } };
  return prove(plan, edit);
}

interface Plan {
  readonly survey: Survey;
  readonly profile: Profile;
  readonly options: RepairOptions;
  /** The records to repair: the published ones, or what was meant to be one. */
  readonly own: readonly OwnRecord[];
  /** What was meant, where nothing published is a record. */
  readonly misses: readonly MeantFact[];
  readonly wished: readonly WishedInclude[];
}

/** An include that is asked for must lead to a record that is not an error for everybody. */
function deadWish(wished: readonly WishedInclude[]): Repair | undefined {
  for (const { target, tree, detected } of wished) {
    if (detected) continue;
    const cause = tree.root.records[0]?.terms[0]?.below?.answer;
    if (cause?.kind === 'failure' && estimateOf(target, cause) === undefined) {
      return { kind: 'unknown', cause };
    }
    if (isEmpty(difference(ALL_RANGES, wishErrors(tree)))) {
      return { kind: 'refused', reason: { kind: 'dead-include', target } };
    }
  }
  return undefined;
}

/** Who would get permerror from a record with nothing but the include. */
function wishErrors({ root }: LookupTree): Ranges {
  return unionOf(root.records.map((record) => errorRanges(record, root.domain)));
}

function unionOf(ranges: readonly Ranges[]): Ranges {
  return ranges.reduce(union, NO_RANGES);
}

function refusalOf({ options, own, wished }: Plan): RefusalReason | undefined {
  const records = own.map(({ text }) => parseSpf(text));
  for (const record of records) {
    const [fault] = record.faults;
    if (fault !== undefined) {
      const { reason, suggestion, span } = fault;
      const term =
        record.terms.find((found) => found.span.start <= span.start && span.end <= found.span.end)
          ?.text ?? record.text.slice(span.start, span.end);
      return { kind: 'fault', term, reason, ...(suggestion === undefined ? {} : { suggestion }) };
    }
  }
  const passAll = records.map(allOf).find((all) => all?.qualifier === '+');
  if (passAll !== undefined && options.all === undefined) {
    return { kind: 'pass-all', term: passAll.text };
  }
  const [only] = records;
  const isNoMail =
    records.length === 1 && only?.terms.length === 1 && allOf(only)?.qualifier === '-';
  if (isNoMail && options.yes !== true && wished.some(({ detected }) => !detected)) {
    return { kind: 'no-mail', record: only.text };
  }
  return undefined;
}

/** A planned text, not yet proved. */
interface Draft extends Edit {
  readonly notes: readonly RepairNote[];
}

/** `v=spf1`, what was asked for, what the MX shows, and `~all`. */
function newRecord({ options, wished }: Plan): Draft | undefined {
  const includes = wished
    .filter(
      ({ detected, tree }) => !detected || (options.detect !== false && isEmpty(wishErrors(tree))),
    )
    .map(({ target }) => `include:${target}`);
  if (includes.length === 0) return undefined;
  const terms = [...includes, `${options.all ?? '~'}all`];
  return {
    record: printTerms(terms),
    changes: terms.map((term) => ({ kind: 'add', term })),
    notes: [],
  };
}

/** The published records as one, with what is missing added and what can never pass left out. */
function repairedRecord(plan: Plan): Draft {
  const { survey, profile, options, own, wished } = plan;
  const { domain } = survey;
  const [only] = own;
  const merged: Edit =
    only !== undefined && own.length === 1
      ? { record: only.text, changes: [] }
      : mergeRecords(
          own.map(({ text }) => parseSpf(text)),
          { domain },
        );
  const asked = wished.filter(({ detected }) => !detected);
  const mergedTree = treeOf(plan, merged.record);
  const dead = deadIncludes(mergedTree);
  const cleaned = amendRecord(parseSpf(merged.record), {
    domain,
    respell: (target) => meantInclude(target, mergedTree, profile),
    isDead: ({ text }) => dead.has(text),
    ...(options.all === undefined ? {} : { all: options.all }),
  });
  const cleanTree = treeOf(plan, cleaned.record);
  const asOwn = [{ text: cleaned.record, strings: toStrings(cleaned.record), tree: cleanTree }];
  const direct = new Set(parseSpf(cleaned.record).terms.map(includeTarget));
  const isEffective = ({ target }: WishedInclude) =>
    standingOf(asOwn, target).state === 'effective';
  // The include of several records goes first; one that nobody gets to goes before what is in the way.
  const moved = asked.filter(
    (wish) =>
      direct.has(wish.target) &&
      (own.length > 1 || (isEffective(wish) && isHidden(wish, cleanTree))),
  );
  const includes = asked
    .filter((wish) => !isEffective(wish) || moved.includes(wish))
    .map(({ target }) => target);
  const placed = amendRecord(parseSpf(cleaned.record), {
    domain,
    includes,
    placement: options.keepOrder === true ? 'end' : moved.length > 0 ? 'front' : 'new-front',
    staysInFront: shadowing(
      cleanTree,
      asked.filter(({ target }) => includes.includes(target)),
    ),
  });
  const respelt = plan.misses.flatMap(({ value, own: meant }): Change[] =>
    meant === undefined ? [] : [{ kind: 'replace', term: value, by: meant.text }],
  );
  return {
    record: placed.record,
    changes: [...respelt, ...merged.changes, ...cleaned.changes, ...placed.changes],
    notes: notesOn(plan, placed.record),
  };
}

function treeOf({ survey }: Plan, record: string): LookupTree {
  return answer(recordTree(survey.domain, record), answersOf(survey));
}

/**
 * Texts of the record's own includes that can never pass: their target answers without a record, does
 * not exist, can be no name, or is the record itself.
 */
function deadIncludes(tree: LookupTree): ReadonlySet<string> {
  const terms = tree.root.records.flatMap((record) => record.terms);
  return new Set(
    terms.flatMap(({ term, untargeted, below }) => {
      if (term.kind !== 'directive' || term.mechanism !== 'include') return [];
      const answered = below?.answer !== undefined && below.answer.kind !== 'failure';
      const dead =
        untargeted === 'malformed' ||
        below?.unwalked === 'loop' ||
        (answered && below.records.length === 0);
      return dead ? [term.text] : [];
    }),
  );
}

/**
 * Whether a directive that does not pass matches, or may match, what one of the includes authorises:
 * an include in front of it would turn its result into a pass.
 */
function shadowing(
  tree: LookupTree,
  includes: readonly WishedInclude[],
): (directive: Directive) => boolean {
  const sets = includes.flatMap((wish) =>
    wish.tree.root.records.map((record) => recordSet(record, wish.tree.root.domain)),
  );
  const nodes = new Map(
    tree.root.records.flatMap(({ terms }) => terms.map((node) => [node.term.text, node])),
  );
  return (directive) => {
    const node = nodes.get(directive.text);
    if (directive.qualifier === '+' || node === undefined) return false;
    const match = matchSet(node, tree.root.domain);
    return sets.some(
      (set) =>
        match.opaque.length > 0 ||
        set.opaque.length > 0 ||
        !isEmpty(intersection(match.ranges, set.pass)),
    );
  };
}

function notesOn({ survey, options, wished }: Plan, text: string): readonly RepairNote[] {
  const record = parseSpf(text);
  const notes: RepairNote[] = [];
  const redirect = modifierOf(record, 'redirect');
  if (allOf(record) === undefined) {
    if (redirect === undefined) notes.push({ kind: 'no-default' });
    else if (options.all !== undefined) notes.push({ kind: 'all-ignored' });
  }
  const managed = record.terms
    .map(includeTarget)
    .find(
      (target) => target !== undefined && providerOfInclude(target)?.id === 'domain-connect-spfm',
    );
  if (managed !== undefined) notes.push({ kind: 'managed', target: managed });
  const { spf } = survey.facts;
  const terms =
    spf?.state === 'known' ? spf.value.flatMap(({ tree }) => [...walkTerms(tree.root)]) : [];
  for (const { target, detected } of wished) {
    if (!detected) continue;
    const provider = providerOfInclude(target);
    const there = terms.some(
      ({ term }) =>
        term.target !== undefined && provider !== undefined && isIncludeOf(provider, term.target),
    );
    if (!there && provider !== undefined) {
      notes.push({ kind: 'provider-missing', provider: provider.name, include: target });
    }
  }
  return notes;
}

/** The figure of the catalogue for an include that the world at hand does not cover. */
function estimateOf(
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

/**
 * Holds the draft against what the survey knows: within the limits, nobody lost, nobody let in but who
 * was asked for, what was asked for in effect. Otherwise it is no answer.
 */
function prove(plan: Plan, draft: Draft): Repair {
  const tree = treeOf(plan, draft.record);
  const notes = [...draft.notes];
  for (const cause of tree.failures) {
    const estimate = estimateOf(cause.question.name, cause);
    if (estimate === undefined) return { kind: 'unknown', cause };
    notes.push({ kind: 'estimated', target: cause.question.name, ...estimate });
  }
  const lookups = sumOf(tree.root.records.flatMap(({ terms }) => terms));
  const reason = breach(plan, tree, lookups);
  if (reason !== undefined) return { kind: 'refused', reason };
  for (const { node, path } of walkNodes(tree.root)) {
    const flaw = path.length > 1 ? flawOf(node) : undefined;
    if (flaw !== undefined) notes.push({ kind: 'broken-include', path, flaw });
  }
  for (const { term } of walkTerms(tree.root)) {
    const [exchange] = term.answers;
    const hosts = exchange?.question.type === 'MX' ? mxRecords(exchange).length : 0;
    if (hosts > MAX_MX_HOSTS) {
      notes.push({ kind: 'too-many-mx-hosts', term: term.term.text, hosts });
    }
  }
  if (tree.voidLookups.ipv6 > MAX_VOID_LOOKUPS) {
    notes.push({ kind: 'ipv6-voids', voids: tree.voidLookups.ipv6 });
  }
  notes.push(...notesOnSenders(plan, tree));
  const [only] = plan.own;
  if (only !== undefined && plan.own.length === 1 && draft.changes.length === 0) {
    return { kind: 'unchanged', record: only.text, lookups, notes };
  }
  const replaces =
    plan.misses.length > 0
      ? plan.misses.map(({ value }) => value)
      : plan.own.map(({ text }) => text);
  return { kind: 'record', record: draft.record, replaces, changes: draft.changes, lookups, notes };
}

function flawOf({ answer: found, records }: SpfNode): BrokenFlaw | undefined {
  if (found === undefined || found.kind === 'failure') return undefined;
  if (records.length === 0) return 'no-record';
  if (records.length > 1) return 'several-records';
  return records.some(({ record }) => record.faults.length > 0) ? 'faults' : undefined;
}

function notesOnSenders({ wished }: Plan, { root }: LookupTree): readonly RepairNote[] {
  const pass = unionOf(root.records.map((record) => passes(record, root.domain)));
  const hidden = wished
    .filter(({ detected }) => !detected)
    .flatMap(({ target, tree }): RepairNote[] => {
      const wanted = unionOf(tree.root.records.map((record) => passes(record, root.domain)));
      const left = difference(wanted, pass);
      if (isEmpty(left)) return [];
      return [{ kind: 'partly-shadowed', target, address: firstAddress(left) }];
    });
  const isEverybody = (['ipv4', 'ipv6'] as const).some((family) =>
    isEmpty(difference({ ...NO_RANGES, [family]: ALL_RANGES[family] }, pass)),
  );
  return isEverybody ? [...hidden, { kind: 'passes-everybody' }] : hidden;
}

function voidsReason(tree: LookupTree, family: keyof VoidLookups): RefusalReason {
  const terms = [...walkTerms(tree.root)].filter(({ term }) => term.void[family]);
  return {
    kind: 'too-many-voids',
    family,
    voids: tree.voidLookups[family],
    terms: terms.map(({ term }) => term.term.text),
  };
}

function breach(plan: Plan, tree: LookupTree, lookups: number): RefusalReason | undefined {
  const [record] = tree.root.records;
  if (record === undefined) return { kind: 'unproved', what: 'the record cannot be read back' };
  const deadRedirect = record.terms.find(
    ({ term, below, untargeted }) =>
      term.kind === 'modifier' &&
      (untargeted === 'malformed' ||
        (below?.records.length === 0 &&
          below.unwalked === undefined &&
          below.answer?.kind !== 'failure')),
  );
  if (deadRedirect !== undefined) return { kind: 'dead-redirect', term: deadRedirect.term.text };
  const loop = [...walkNodes(tree.root)].find(({ node }) => node.unwalked === 'loop');
  if (loop !== undefined) return { kind: 'loop', path: loop.path };
  if (lookups > MAX_LOOKUPS) return { kind: 'too-many-lookups', lookups, costs: costsOf(record) };
  if (tree.voidLookups.ipv4 > MAX_VOID_LOOKUPS) return voidsReason(tree, 'ipv4');
  // Joined, terms that only clients of IPv6 find empty can push one that passes past the limit.
  const voidsBefore = Math.max(...plan.own.map((own) => own.tree.voidLookups.ipv6), 0);
  if (
    tree.voidLookups.ipv6 > MAX_VOID_LOOKUPS &&
    voidsBefore <= MAX_VOID_LOOKUPS &&
    passes(record, tree.root.domain).ipv6.length > 0
  ) {
    return voidsReason(tree, 'ipv6');
  }
  if ([tree, ...plan.own.map((own) => own.tree)].some(({ truncated }) => truncated)) {
    return { kind: 'unproved', what: 'the include tree is too large to be walked' };
  }
  const hidden = plan.wished.find((wish) => !wish.detected && isHidden(wish, tree));
  if (hidden !== undefined) return { kind: 'shadowed', target: hidden.target };
  const changed = changedSenders(plan, record);
  return changed === undefined ? undefined : { kind: 'unproved', what: changed };
}

function costsOf(record: RecordNode): readonly TermCost[] {
  return record.terms
    .filter(({ cost }) => cost > 0)
    .map((node) => ({ term: node.term.text, lookups: lookupsOf(node) }));
}

/** Lookups of the term and all below it, with the catalogue's figure for each name that was not covered. */
function lookupsOf({ cost, target, below }: TermNode): number {
  const cause = below?.answer;
  if (cause?.kind === 'failure' && target !== undefined) {
    return cost - 1 + (estimateOf(target, cause)?.lookups ?? 1);
  }
  return cost + sumOf(below?.records.flatMap(({ terms }) => terms) ?? []);
}

function sumOf(terms: readonly TermNode[]): number {
  return terms.reduce((total, term) => total + lookupsOf(term), 0);
}

/**
 * Whether a record gives no pass to those whom the include alone would pass: terms in front match them
 * all, or are an error for some. What depends on the message is left out of account.
 */
function isHidden({ tree: alone }: WishedInclude, { root }: LookupTree): boolean {
  const wanted = unionOf(alone.root.records.map((record) => passes(record, root.domain)));
  const errors = unionOf(root.records.map((record) => errorRanges(record, root.domain)));
  const passed = unionOf(root.records.map((record) => passes(record, root.domain)));
  if (isEmpty(wanted)) return false;
  return isEmpty(intersection(wanted, passed)) || !isEmpty(intersection(wanted, errors));
}

/** Who passes, with the errors that a receiver meets. */
function passes(record: RecordNode, domain: DomainName): Ranges {
  return difference(recordSet(record, domain).pass, errorRanges(record, domain));
}

/** What the edit does to those who pass, if anything that was not asked for. */
function changedSenders(
  { survey, options, own, wished }: Plan,
  after: RecordNode,
): string | undefined {
  const { domain } = survey;
  const asked = wished.flatMap(({ tree }) => tree.root.records);
  // To pass by `+all` alone is what --all takes away.
  const before = own
    .flatMap(({ tree }) => tree.root.records)
    .map((record) => (options.all === undefined ? record : withoutPassAll(record)));
  const sets = before.map((record) => recordSet(record, domain));
  const lost = difference(
    unionOf(before.map((record) => passes(record, domain))),
    passes(after, domain),
  );
  if (!isEmpty(lost)) return `${firstAddress(lost)} would no longer pass`;
  // Who passes once an error is out of the way was meant to.
  const meant = unionOf(
    [...sets, ...asked.map((r) => recordSet(r, domain))].map(({ pass }) => pass),
  );
  const gained = difference(recordSet(after, domain).pass, meant);
  if (!isEmpty(gained)) return `${firstAddress(gained)} would newly pass`;
  return hiddenAtom(own, sets);
}

function withoutPassAll(record: RecordNode): RecordNode {
  const isPassAll = ({ term }: TermNode) =>
    term.kind === 'directive' && term.mechanism === 'all' && term.qualifier === '+';
  return { ...record, terms: record.terms.filter((term) => !isPassAll(term)) };
}

/**
 * With several records a directive of one that does not pass, or that is in error, comes to stand in
 * front of another's: where either depends on the message, no interval can show that nobody is lost.
 */
function hiddenAtom(own: readonly OwnRecord[], sets: readonly AddressSet[]): string | undefined {
  if (own.length < 2) return undefined;
  const refusing = own
    .flatMap(({ tree }) => tree.root.records.flatMap(({ terms }) => terms))
    .find(
      (node) =>
        (node.term.kind === 'directive' &&
          node.term.qualifier !== '+' &&
          node.term.mechanism !== 'all') ||
        !isEmpty(termErrors(node)),
    );
  const atom = sets.flatMap((set) => set.opaque)[0];
  if (refusing === undefined || atom === undefined) return undefined;
  return `whether ${atom.text} matches depends on the message, and joined it may come to stand behind ${refusing.term.text}`;
}

function firstAddress(ranges: Ranges): string {
  const [ipv4] = ranges.ipv4;
  if (ipv4 !== undefined) return printAddress(addressFromValue(4, ipv4.first));
  const [ipv6] = ranges.ipv6;
  return ipv6 === undefined ? '' : printAddress(addressFromValue(6, ipv6.first));
}
