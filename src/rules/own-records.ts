/** Ways through the domain's own records that many rules share. */
import type { FailureAnswer } from '../dns/answer.js';
import type { DomainName } from '../dns/name.js';
import { lastKept } from '../spf/last-kept.js';
import {
  walkNodes,
  walkTerms,
  type SpfNode,
  type TermNode,
  type TermPlace,
  type TreePlace,
} from '../spf/lookup-tree.js';
import type { Directive, KnownModifier, NetworkDirective, SpfRecord, Span } from '../spf/record.js';
import type { OwnRecord } from '../survey/survey.js';
import { undetermined, type Evidence, type Verdict } from './rule.js';

interface HasSpf {
  readonly facts: { readonly spf: readonly OwnRecord[] };
}

/** For `applies`: the domain publishes SPF at all. */
export function hasRecord({ facts }: HasSpf): boolean {
  return facts.spf.length > 0;
}

/** The parsed record. */
export function parsedOf(own: OwnRecord): SpfRecord {
  const [first] = own.tree.root.records;
  if (first === undefined) throw new Error('an own record has a root');
  return first.record;
}

/** Every own record, parsed, with the source. */
export function* ownRecords({
  facts,
}: HasSpf): Generator<{ readonly own: OwnRecord; readonly record: SpfRecord }> {
  for (const own of facts.spf) yield { own, record: parsedOf(own) };
}

/** The evaluated `ip4` and `ip6` terms of the record itself that pass. */
export function passingNetworks({ tree }: OwnRecord): readonly NetworkDirective[] {
  return tree.root.records
    .flatMap(({ terms }) => terms)
    .flatMap(({ term }) => {
      if (term.kind !== 'directive' || term.qualifier !== '+') return [];
      return term.mechanism === 'ip4' || term.mechanism === 'ip6' ? [term] : [];
    });
}

type OwnTerm = TermPlace & { readonly own: OwnRecord };
type OwnName = TreePlace & { readonly own: OwnRecord };

const ownTerms = lastKept((spf: readonly OwnRecord[]): readonly OwnTerm[] =>
  spf.flatMap((own) =>
    walkTerms(own.tree.root).map(({ term, record, path, through }) => ({
      term,
      record,
      path,
      through,
      own,
    })),
  ),
);

const ownNames = lastKept((spf: readonly OwnRecord[]): readonly OwnName[] =>
  spf.flatMap((own) =>
    walkNodes(own.tree.root)
      .slice(1)
      .map(({ node, path, through }) => ({ node, path, through, own })),
  ),
);

/** Every evaluated term of every own record's tree. */
export function allTerms({ facts }: HasSpf): readonly OwnTerm[] {
  return ownTerms(facts.spf);
}

/**
 * The terms of {@link allTerms} about which `find` finds something, each text that people read once.
 */
export function* termsFound<F>(
  context: HasSpf,
  find: (node: TermNode) => F | undefined,
): Generator<{
  readonly place: OwnTerm;
  /** With the names on the way where it is not the own record's. */
  readonly term: string;
  readonly found: F;
}> {
  const told = new Set<string>();
  for (const place of allTerms(context)) {
    const found = find(place.term);
    if (found === undefined) continue;
    const term = placeText(place);
    if (told.has(term)) continue;
    told.add(term);
    yield { place, term, found };
  }
}

/** Every name of every own record's tree but the root. */
export function namesBelow({ facts }: HasSpf): readonly OwnName[] {
  return ownNames(facts.spf);
}

/** A record's text with places in it, as evidence. */
export function shown(
  text: string,
  at: DomainName,
  ...spans: readonly Span[]
): readonly Evidence[] {
  return [spans.length === 0 ? { text, at } : { text, at, spans }];
}

/** Whether who matches the term passes: neither it nor a term that leads there has another qualifier. */
export function canPass({
  term,
  through,
}: {
  readonly term: TermNode;
  readonly through: readonly TermNode[];
}): boolean {
  return isPassing(term) && through.every(isPassing);
}

function isPassing({ term }: TermNode): boolean {
  return term.kind === 'modifier' || term.qualifier === '+';
}

/** A term as people read it: with the names on the way where it is not the own record's. */
export function placeText({
  term,
  path,
}: {
  readonly term: TermNode;
  readonly path: readonly DomainName[];
}): string {
  return path.length > 1 ? `${term.term.text} (in ${pathText(path)})` : term.term.text;
}

/** The term of the own record through which a place in its tree is reached. */
export function topTerm(place: {
  readonly term?: TermNode;
  readonly through: readonly TermNode[];
}): Directive | KnownModifier | undefined {
  return (place.through[0] ?? place.term)?.term;
}

/** The own record, with the term that leads to a place in its tree. */
export function leadShown(
  place: {
    readonly own: OwnRecord;
    readonly term?: TermNode;
    readonly through: readonly TermNode[];
  },
  domain: DomainName,
): readonly Evidence[] {
  const top = topTerm(place);
  return shown(place.own.text, domain, ...(top === undefined ? [] : [top.span]));
}

/** The names at and below a node that could not be looked up: what they hold is not known. */
export function failuresBelow(node: SpfNode): readonly FailureAnswer[] {
  return walkNodes(node).flatMap(({ node: { answer } }) =>
    answer?.kind === 'failure' ? [answer] : [],
  );
}

/** The names in the own records' trees that could not be looked up. */
export function hiddenNames({ facts }: HasSpf): readonly FailureAnswer[] {
  return facts.spf.flatMap(({ tree }) =>
    tree.failures.length === 0 ? [] : failuresBelow(tree.root),
  );
}

/** The verdicts; where there is none, but a failure that could have hidden one, that is told. */
export function* unlessHidden<A>(
  verdicts: Iterable<Verdict<A>>,
  failures: readonly FailureAnswer[],
): Generator<Verdict<A>> {
  let found = false;
  for (const verdict of verdicts) {
    found = true;
    yield verdict;
  }
  const [failed] = failures;
  if (!found && failed !== undefined) yield undetermined(failed);
}

/** Names from the root down, as people read them: `a > b > c`. */
export function pathText(path: readonly string[]): string {
  return path.join(' > ');
}

/** Whether the record is `v=spf1 -all`, or a redirect to that; or why that is not known. */
export function sendsNothing({ tree }: OwnRecord): boolean | FailureAnswer {
  const [failed] = failuresBelow(tree.root);
  // A record that is wholly another's sends what that one sends.
  const [first] = tree.root.records[0]?.terms ?? [];
  if (failed !== undefined && first?.term.kind === 'modifier') return failed;
  return isBarren(tree.root);
}

function isBarren(node: SpfNode): boolean {
  const [term, ...others] = node.records[0]?.terms ?? [];
  if (term === undefined || others.length > 0 || node.records.length > 1) return false;
  if (term.term.kind === 'modifier') return term.below !== undefined && isBarren(term.below);
  return term.term.mechanism === 'all' && term.term.qualifier === '-';
}
