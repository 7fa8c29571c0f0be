/** Why there is no record to give. */
import type { DomainName } from '../dns/name.js';
import { MAX_MESSAGE_OCTETS } from '../dns/limits.js';
import { txtValue } from '../dns/answer.js';
import { MAX_LOOKUPS, MAX_VOID_LOOKUPS } from '../spf/limits.js';
import {
  walkNodes,
  walkTerms,
  type LookupTree,
  type RecordNode,
  type VoidLookups,
} from '../spf/lookup-tree.js';
import { startsTerm } from '../spf/near-miss.js';
import { parseSpf } from '../spf/parse.js';
import { toStrings } from '../spf/print.js';
import { allOf, directivesOf } from '../spf/record.js';
import { seamsIn } from '../spf/seams.js';
import type { FlattenProblem } from './flatten.js';
import {
  choicesFor,
  costsOf,
  lookupsIn,
  pastLimit,
  type Choice,
  type TermCost,
} from './lookup-budget.js';
import { optionalEdits } from './optional-edits.js';
import { isDeadInclude, type Plan } from './planner.js';
import { wantedIncludes } from './profile.js';
import { isHidden, type AddressSpan, type Proof } from './proof.js';
import { replyOctets } from './reply-octets.js';

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
      /** Terms of the published record whose senders are cut off today: they come after the tenth lookup. */
      readonly pastLimit: readonly string[];
      /** What can be done, each by itself. */
      readonly choices: readonly Choice[];
    }
  | {
      readonly kind: 'too-many-voids';
      readonly family: keyof VoidLookups;
      readonly voids: number;
      readonly terms: readonly string[];
    }
  | FlattenProblem
  /** The answer to the domain's TXT question would not fit a DNS message. */
  | { readonly kind: 'too-large'; readonly octets: number; readonly limit: number }
  /** The edit changes what it must not: one span of it, with an address that shows it. */
  | {
      readonly kind: 'changes-senders';
      readonly change: 'lost' | 'gained' | 'loosened';
      readonly span: AddressSpan;
    }
  /** Nobody can say whether the edit changes who passes. */
  | { readonly kind: 'unproved'; readonly what: string };

/** What stands against any repair of the records, before one is tried. */
export function refusalBefore(plan: Plan): RefusalReason | undefined {
  const { options, meant, wished } = plan;
  const records = meant.map(({ text }) => parseSpf(text));
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
  const glued = gluedInclude(plan);
  if (glued !== undefined) return glued;
  const passAll = records.map(allOf).find((all) => all?.qualifier === '+');
  if (passAll !== undefined && options.all === undefined) {
    return { kind: 'pass-all', term: passAll.text };
  }
  const [only] = records;
  const isNoMail =
    only !== undefined &&
    records.length === 1 &&
    allOf(only)?.qualifier === '-' &&
    directivesOf(only).every(({ mechanism }) => mechanism === 'all');
  if (isNoMail && options.yes !== true && wished.some(({ detected }) => !detected)) {
    return { kind: 'no-mail', record: only.text };
  }
  return undefined;
}

/**
 * An include that can never pass, with the end of a string inside it and what may be a term behind that:
 * it would be dropped, and both with it.
 */
function gluedInclude({ published }: Plan): RefusalReason | undefined {
  for (const { strings, tree } of published) {
    const seams = seamsIn(strings);
    for (const { term } of tree.root.records.flatMap(({ terms }) => terms.filter(isDeadInclude))) {
      const { start, end } = term.span;
      const seam = seams.find(
        (at) => start < at && at < end && startsTerm(term.text.slice(at - start)),
      );
      if (seam === undefined) continue;
      const [left, right] = [term.text.slice(0, seam - start), term.text.slice(seam - start)];
      return {
        kind: 'fault',
        term: term.text,
        reason: 'it has no record, and two strings meet in it without a space',
        suggestion: `${left} ${right}`,
      };
    }
  }
  return undefined;
}

/** What is wrong with a planned record that no proof is needed for. */
export function breachOf(plan: Plan, tree: LookupTree): RefusalReason | undefined {
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
  if (lookupsIn(record) > MAX_LOOKUPS) return lookupsReason(plan, record);
  if (tree.voidLookups.ipv4 > MAX_VOID_LOOKUPS) return voidsReason(tree, 'ipv4');
  if ([tree, ...plan.meant.map((own) => own.tree)].some(({ truncated }) => truncated)) {
    return { kind: 'unproved', what: 'the include tree is too large to be walked' };
  }
  const octets = publishedOctets(plan, record.record.text);
  if (octets > MAX_MESSAGE_OCTETS) return { kind: 'too-large', octets, limit: MAX_MESSAGE_OCTETS };
  const hidden = plan.wished.find((wish) => !wish.detected && isHidden(wish, tree));
  return hidden === undefined ? undefined : { kind: 'shadowed', target: hidden.target };
}

function lookupsReason(plan: Plan, record: RecordNode): RefusalReason {
  const { survey, published, profile, treeOf } = plan;
  const tidied = optionalEdits(plan, record.record.text, 'least').at(-1)?.record;
  const tidiedLookups = tidied === undefined ? Infinity : lookupsIn(...treeOf(tidied).root.records);
  const optimize: readonly Choice[] =
    tidiedLookups <= MAX_LOOKUPS ? [{ kind: 'optimize', term: null, lookups: tidiedLookups }] : [];
  const [only, ...others] = published;
  return {
    kind: 'too-many-lookups',
    lookups: lookupsIn(record),
    costs: costsOf(record),
    pastLimit: others.length === 0 ? (only?.tree.root.records ?? []).flatMap(pastLimit) : [],
    choices: [...optimize, ...choicesFor(record, survey.domain, new Set(wantedIncludes(profile)))],
  };
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

/** Octets of the answer to the domain's TXT question with the record in place of those that it replaces. */
export function publishedOctets(
  { survey, meant }: Pick<Plan, 'survey' | 'meant'>,
  record: string,
): number {
  const { txt } = survey.facts;
  if (txt?.state !== 'known') return 0;
  const replaced = new Set(meant.map(({ value }) => value));
  const kept = txt.value.values.filter((value) => !replaced.has(txtValue(value)));
  const values = [...kept, { strings: toStrings(record) }];
  return replyOctets(survey.domain, { values, answer: txt.value.answer });
}

/** What of a proof must not be. */
export function flawOf(proof: Proof, tree: LookupTree): RefusalReason | undefined {
  const [lost] = proof.lost;
  if (lost !== undefined) {
    // Joined, terms that only clients of IPv6 find empty can push one that passes past the limit.
    return proof.lost.every(({ ipv4 }) => ipv4 === 0n) && tree.voidLookups.ipv6 > MAX_VOID_LOOKUPS
      ? voidsReason(tree, 'ipv6')
      : { kind: 'changes-senders', change: 'lost', span: lost };
  }
  const gained = proof.gained.find(({ reason }) => reason === null);
  if (gained !== undefined) return { kind: 'changes-senders', change: 'gained', span: gained };
  const [loosened] = proof.loosened;
  if (loosened !== undefined) {
    return { kind: 'changes-senders', change: 'loosened', span: loosened };
  }
  return undefined;
}
