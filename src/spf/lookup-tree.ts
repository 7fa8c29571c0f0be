/**
 * The include tree of a domain's SPF, with what it costs (RFC 7208 4.6.4).
 *
 * Counted is what a check of a client that nothing matches would use: every term that costs a lookup
 * over the whole tree, past the limit, a repeated one each time, nothing after `all`. A level of the
 * tree is asked as one batch.
 */
import {
  isVoid,
  recordsOf,
  txtValue,
  type Answer,
  type FailureAnswer,
  type MxRecord,
} from '../dns/answer.js';
import { batch, one, together, type Asking } from '../dns/asking.js';
import { ROOT, type DomainName } from '../dns/name.js';
import { lastKept } from './last-kept.js';
import { MAX_MX_HOSTS, MAX_TREE_DEPTH, MAX_TREE_LOOKUPS, MAX_TREE_TERMS } from './limits.js';
import { expandName, hasLetter, readTarget } from './macro.js';
import { parseSpf } from './parse.js';
import { modifierOf, type Directive, type KnownModifier, type SpfRecord } from './record.js';
import { isSpf } from './select.js';

/** Void lookups by the family of the client that is checked: the two need not be equal. */
export interface VoidLookups {
  readonly ipv4: number;
  readonly ipv6: number;
}

/** Why a name was not walked. */
export type Unwalked =
  /** It is an ancestor of itself. */
  | 'loop'
  /** A bound of this program was reached. */
  | 'bound';

/** A name whose SPF was looked for. */
export interface SpfNode {
  readonly domain: DomainName;
  /** The TXT answer; absent where the name was not walked. */
  readonly answer?: Answer;
  readonly unwalked?: Unwalked;
  /** The SPF records found: one is right, none or several are a permerror of whoever includes it. */
  readonly records: readonly RecordNode[];
}

/** One record with the terms that are evaluated, in order; `redirect` last. */
export interface RecordNode {
  readonly record: SpfRecord;
  readonly terms: readonly TermNode[];
  /** Terms that cost a lookup, in and below this record. */
  readonly lookups: number;
  readonly voidLookups: VoidLookups;
}

/** A term that is evaluated, with what lies below it. */
export interface TermNode {
  readonly term: Directive | KnownModifier;
  /** Lookups of the term itself: none, one, or one more where it uses `%{p}`. */
  readonly cost: number;
  /** The how-manieth lookup its last one is, from 1: the eleventh is past the limit. Absent at no cost. */
  readonly ordinal?: number;
  /** The name that is asked, macros expanded; absent where there is none or it cannot be known. */
  readonly target?: DomainName;
  /**
   * Why there is no target: it depends on the message (`opaque`), or it cannot be a name and hence
   * never matches (`malformed`).
   */
  readonly untargeted?: 'opaque' | 'malformed';
  /** What was looked up for the term itself: A and AAAA, MX and its hosts, or the A of `exists`. */
  readonly answers: readonly Answer[];
  /** Whether it is a void lookup for a client of the family. */
  readonly void: { readonly ipv4: boolean; readonly ipv6: boolean };
  /** What `include` or `redirect` leads to. */
  readonly below?: SpfNode;
  /** Lookups of the term and all below it. */
  readonly lookups: number;
}

/** The whole of it. */
export interface LookupTree {
  readonly root: SpfNode;
  /** Over all records at the root. A lower bound where `truncated` or where there are failures. */
  readonly lookups: number;
  readonly voidLookups: VoidLookups;
  /** Whether a bound of this program ended the walk early. */
  readonly truncated: boolean;
  /** Lookups that failed: with any, nothing can be said for sure. */
  readonly failures: readonly FailureAnswer[];
}

/** Walks the include tree of `domain`. */
export function* lookupTree(domain: DomainName): Asking<LookupTree> {
  const walk = startWalk(domain);
  return finishTree(yield* walkName(domain, walk, []), walk);
}

/** Walks the tree of a record as if it alone were published at `domain`. */
export function* recordTree(domain: DomainName, text: string): Asking<LookupTree> {
  const walk = startWalk(domain);
  const record = yield* walkRecord(domain, parseSpf(text), walk, [domain]);
  return finishTree({ domain, records: [record] }, walk);
}

interface Walk {
  /** The domain of the sender, for `%{o}`. */
  readonly sender: DomainName;
  /** Terms that cost a lookup, and terms of any kind, that may still be walked. */
  lookups: number;
  terms: number;
  /** Whether a bound has left something out. */
  truncated: boolean;
}

function startWalk(sender: DomainName): Walk {
  return { sender, lookups: MAX_TREE_LOOKUPS, terms: MAX_TREE_TERMS, truncated: false };
}

function* walkName(domain: DomainName, walk: Walk, path: readonly DomainName[]): Asking<SpfNode> {
  if (path.includes(domain)) return { domain, records: [], unwalked: 'loop' };
  if (path.length >= MAX_TREE_DEPTH || walk.lookups === 0) {
    walk.truncated = true;
    return { domain, records: [], unwalked: 'bound' };
  }
  const answer = yield* one({ name: domain, type: 'TXT' });
  const found = recordsIn(answer);
  const below = [...path, domain];
  // Several are a permerror: below the root nobody can use them, so they are not walked.
  const records =
    found.length > 1 && path.length > 0
      ? found.map(unwalkedRecord)
      : yield* together(found.map((record) => walkRecord(domain, record, walk, below)));
  return shared({ domain, answer, records }, answer);
}

const parsedAnswers = new WeakMap<Answer, readonly SpfRecord[]>();

/** The SPF records of a TXT answer. */
function recordsIn(answer: Answer): readonly SpfRecord[] {
  const known = parsedAnswers.get(answer);
  if (known !== undefined) return known;
  const records = recordsOf(answer, 'TXT').map(txtValue).filter(isSpf).map(parseSpf);
  parsedAnswers.set(answer, records);
  return records;
}

function unwalkedRecord(record: SpfRecord): RecordNode {
  return { record, terms: [], lookups: 0, voidLookups: { ipv4: 0, ipv6: 0 } };
}

const lastNodes = new WeakMap<Answer, SpfNode>();

/**
 * The node that the answer led to before, where all is the same in it. Domains with an include in common
 * have the same object in their trees, so that what follows from it is worked out once.
 */
function shared(node: SpfNode, answer: Answer): SpfNode {
  const last = lastNodes.get(answer);
  if (last !== undefined && isSameNode(last, node)) return last;
  lastNodes.set(answer, node);
  return node;
}

function isSameNode(a: SpfNode, b: SpfNode): boolean {
  return a.domain === b.domain && isSameList(a.records, b.records, isSameRecord);
}

function isSameRecord(a: RecordNode, b: RecordNode): boolean {
  return a.record === b.record && isSameList(a.terms, b.terms, isSameTerm);
}

/** What else a term has follows from these. */
function isSameTerm(a: TermNode, b: TermNode): boolean {
  return (
    a.term === b.term &&
    a.target === b.target &&
    a.below === b.below &&
    isSameList(a.answers, b.answers, Object.is)
  );
}

function isSameList<T>(a: readonly T[], b: readonly T[], isSame: (a: T, b: T) => boolean): boolean {
  return a.length === b.length && a.every((item, index) => isSame(item, b[index] as T));
}

function* walkRecord(
  domain: DomainName,
  record: SpfRecord,
  walk: Walk,
  path: readonly DomainName[],
): Asking<RecordNode> {
  const reached = evaluatedTerms(record);
  const evaluated = affordable(reached, walk);
  if (evaluated.length < reached.length) walk.truncated = true;
  const terms = yield* together(evaluated.map((term) => walkTerm(term, domain, walk, path)));
  return {
    record,
    terms,
    lookups: sum(terms, (term) => term.lookups),
    voidLookups: {
      ipv4: sum(terms, (term) => voidsOf(term, 'ipv4')),
      ipv6: sum(terms, (term) => voidsOf(term, 'ipv6')),
    },
  };
}

/** As many of the terms as the bounds still allow, which are used up by them. */
function affordable(
  terms: readonly (Directive | KnownModifier)[],
  walk: Walk,
): readonly (Directive | KnownModifier)[] {
  const end = terms.findIndex((term) => {
    const cost = costOf(term);
    if (walk.terms === 0 || cost > walk.lookups) return true;
    walk.terms -= 1;
    walk.lookups -= cost;
    return false;
  });
  return end === -1 ? terms : terms.slice(0, end);
}

/** The terms a check can reach: directives up to `all`, then `redirect` where there is no `all`. */
export function evaluatedTerms(record: SpfRecord): readonly (Directive | KnownModifier)[] {
  const reached: (Directive | KnownModifier)[] = [];
  for (const term of record.terms) {
    if (term.kind !== 'directive') continue;
    reached.push(term);
    if (term.mechanism === 'all') return reached;
  }
  const redirect = modifierOf(record, 'redirect');
  if (redirect !== undefined) reached.push(redirect);
  return reached;
}

/** How many lookups a term itself counts as: `%{p}` counts as `ptr` does (RFC 7208 4.6.4). */
export function costOf(term: Directive | KnownModifier): number {
  if (term.kind === 'modifier' && term.modifier === 'exp') return 0;
  if (term.kind === 'directive' && (term.mechanism === 'all' || 'network' in term)) return 0;
  const spec = 'domain' in term ? term.domain : undefined;
  return spec !== undefined && hasLetter(spec.macro, 'p') ? 2 : 1;
}

function voidsOf(term: TermNode, family: keyof VoidLookups): number {
  const below =
    term.below === undefined ? 0 : sum(term.below.records, (r) => r.voidLookups[family]);
  return below + (term.void[family] ? 1 : 0);
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

const notVoid = { ipv4: false, ipv6: false };

function* walkTerm(
  term: Directive | KnownModifier,
  domain: DomainName,
  walk: Walk,
  path: readonly DomainName[],
): Asking<TermNode> {
  const cost = costOf(term);
  const leaf = { term, cost, answers: [], void: notVoid, lookups: cost } as const;
  if (cost === 0) return leaf;
  const aim = aimOf(term, domain, walk.sender);
  if ('untargeted' in aim) return { ...leaf, untargeted: aim.untargeted };
  const { target } = aim;
  if (term.kind === 'modifier' || term.mechanism === 'include') {
    const below = yield* walkName(target, walk, path);
    const gone = below.answer !== undefined && isVoid(below.answer);
    return {
      ...leaf,
      target,
      below,
      void: { ipv4: gone, ipv6: gone },
      lookups: cost + sum(below.records, (record) => record.lookups),
    };
  }
  switch (term.mechanism) {
    case 'a': {
      const answers = yield* batch(addressQuestions(target));
      return { ...leaf, target, answers, void: voidAddresses(answers) };
    }
    case 'mx': {
      const exchange = yield* one({ name: target, type: 'MX' });
      const hosts = mxHosts(exchange).slice(0, MAX_MX_HOSTS);
      const addresses = yield* batch(hosts.flatMap(addressQuestions));
      return {
        ...leaf,
        target,
        answers: [exchange, ...addresses],
        void: isVoid(exchange) ? { ipv4: true, ipv6: true } : voidAddresses(addresses),
      };
    }
    case 'exists': {
      const answer = yield* one({ name: target, type: 'A' });
      const gone = isVoid(answer);
      return { ...leaf, target, answers: [answer], void: { ipv4: gone, ipv6: gone } };
    }
    // What ptr asks depends on the client; the others cost nothing and do not come here.
    case 'ptr':
    case 'all':
    case 'ip4':
    case 'ip6':
      return { ...leaf, target };
  }
}

/**
 * The name a term asks for, as far as it is the same for every message: `%{d}` and `%{o}` are known,
 * what depends on the client or the local part is not.
 */
function aimOf(
  term: Directive | KnownModifier,
  domain: DomainName,
  sender: DomainName,
): { readonly target: DomainName } | { readonly untargeted: 'opaque' | 'malformed' } {
  const spec = 'domain' in term ? term.domain : undefined;
  if (spec === undefined) return { target: domain };
  const text = expandName(spec.macro, { d: domain, o: sender });
  if (text === undefined) return { untargeted: 'opaque' };
  const { name: target } = readTarget(text);
  return target === undefined ? { untargeted: 'malformed' } : { target };
}

function addressQuestions(name: DomainName) {
  return [
    { name, type: 'A' },
    { name, type: 'AAAA' },
  ] as const;
}

/** The records of an MX answer by preference, equals by name: the order of an answer says nothing. */
export function mxRecords(answer: Answer): readonly MxRecord[] {
  return recordsOf(answer, 'MX').toSorted(
    (a, b) => a.preference - b.preference || (a.exchange < b.exchange ? -1 : 1),
  );
}

/** The hosts of an MX answer in that order, each once; a null MX (RFC 7505) has none. */
export function mxHosts(answer: Answer): readonly DomainName[] {
  const hosts = mxRecords(answer).map((record) => record.exchange);
  return [...new Set(hosts)].filter((host) => host !== ROOT);
}

function voidAddresses(answers: readonly Answer[]): { ipv4: boolean; ipv6: boolean } {
  const gone = (type: 'A' | 'AAAA') =>
    answers.some((answer) => answer.question.type === type && isVoid(answer));
  return { ipv4: gone('A'), ipv6: gone('AAAA') };
}

function finishTree(root: SpfNode, { truncated }: Walk): LookupTree {
  const numbered = { ...root, records: root.records.map((record) => numberRecord(record, 0)) };
  return {
    root: numbered,
    lookups: sum(numbered.records, (record) => record.lookups),
    voidLookups: {
      ipv4: sum(numbered.records, (record) => record.voidLookups.ipv4),
      ipv6: sum(numbered.records, (record) => record.voidLookups.ipv6),
    },
    truncated,
    failures: failuresOf(numbered),
  };
}

/** Gives each term that costs its number in the order of evaluation, behind those that are `used` up. */
function numberRecord(record: RecordNode, used: number): RecordNode {
  let last = used;
  return {
    ...record,
    terms: record.terms.map((term) => {
      if (term.cost === 0) return term;
      const ordinal = last + term.cost;
      last += term.lookups;
      if (term.below === undefined) return { ...term, ordinal };
      return { ...term, ordinal, below: numberNode(term.below, ordinal) };
    }),
  };
}

const numberedNodes = new WeakMap<SpfNode, Map<number, SpfNode>>();

function numberNode(node: SpfNode, used: number): SpfNode {
  const known = numberedNodes.get(node) ?? new Map<number, SpfNode>();
  numberedNodes.set(node, known);
  const numbered = known.get(used) ?? {
    ...node,
    records: node.records.map((record) => numberRecord(record, used)),
  };
  known.set(used, numbered);
  return numbered;
}

/** Whether the lookups are counted to the end: what a host's addresses are makes no difference to that. */
export function isCounted({ truncated, failures }: LookupTree): boolean {
  return !truncated && !failures.some(({ question }) => question.type === 'TXT');
}

/** The number of the last lookup of the term and all below it; 0 at no cost. */
export function lastLookup({ ordinal = 0, lookups, cost }: TermNode): number {
  return ordinal + lookups - cost;
}

/** A place in the tree: the names from the root down to it, and the terms that lead there. */
export interface TreePlace {
  readonly node: SpfNode;
  readonly path: readonly DomainName[];
  /** The include and redirect terms from the root to the node. */
  readonly through: readonly TermNode[];
}

/** All names of the tree in the order of evaluation, the root first. */
export function walkNodes(root: SpfNode): readonly TreePlace[] {
  return namePlaces(root);
}

const namePlaces = lastKept((root: SpfNode): readonly TreePlace[] => {
  const places: TreePlace[] = [{ node: root, path: [root.domain], through: [] }];
  for (const { term, path, through } of walkTerms(root)) {
    const { below: node } = term;
    if (node === undefined) continue;
    places.push({ node, path: [...path, node.domain], through: [...through, term] });
  }
  return places;
});

/** A term of the tree with the names from the root to the record it stands in. */
export interface TermPlace {
  readonly term: TermNode;
  readonly record: RecordNode;
  readonly path: readonly DomainName[];
  readonly through: readonly TermNode[];
}

/** All evaluated terms of the tree in the order of evaluation. */
export function walkTerms(root: SpfNode): readonly TermPlace[] {
  return termPlaces(root);
}

const termPlaces = lastKept((root: SpfNode): readonly TermPlace[] => {
  const places: TermPlace[] = [];
  const visit = ({ node, path, through }: TreePlace): void => {
    for (const record of node.records) {
      for (const term of record.terms) {
        places.push({ term, record, path, through });
        const { below } = term;
        if (below === undefined) continue;
        visit({ node: below, path: [...path, below.domain], through: [...through, term] });
      }
    }
  };
  visit({ node: root, path: [root.domain], through: [] });
  return places;
});

function failuresOf(root: SpfNode): readonly FailureAnswer[] {
  const failures = new Map<string, FailureAnswer>();
  const note = (answer: Answer | undefined) => {
    if (answer?.kind !== 'failure') return;
    failures.set(`${answer.question.name} ${answer.question.type}`, answer);
  };
  note(root.answer);
  for (const { term } of walkTerms(root)) {
    note(term.below?.answer);
    term.answers.forEach(note);
  }
  return [...failures.values()];
}
