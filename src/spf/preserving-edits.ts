/**
 * Edits of a record that change no result, proved by its text alone. Nothing is looked up: what a term
 * finds in DNS is an atom that matches, does not match or is in error, the same wherever the term stands.
 */
import { failure, type Known } from '../dns/answer.js';
import { answer } from '../dns/asking.js';
import type { DomainName } from '../dns/name.js';
import { cellsOf, type Cell } from './cells.js';
import type { Change, Edit } from './change.js';
import { recordTree } from './lookup-tree.js';
import { parseSpf } from './parse.js';
import { printTerms, resultOf } from './print.js';
import { rangesOf } from './ranges.js';
import {
  directivesOf,
  unreachedTerms,
  type NetworkDirective,
  type SpfRecord,
  type Term,
} from './record.js';
import { idleness } from './same-term.js';
import { courseOf, type Placed, type Step } from './tree-evaluation.js';

/** Bounds of this program: edits that are tried for one record, and cells in one family. */
const MAX_ATTEMPTS = 100;
const MAX_CELLS = 10_000;

/**
 * Edits of a record published at `domain`, in order, each to be made after those before it: terms that
 * are never reached, that stand there already, or whose networks are in others of the same result. None
 * where the record breaks the syntax.
 *
 * Every client gets the result that it got, whatever DNS answers. A record past the limits of RFC 7208
 * 4.6.4 may come within them, as lookups only become fewer.
 */
export function preservingEdits(text: string, domain: DomainName): readonly Edit[] {
  const record = parseSpf(text);
  if (record.faults.length > 0) return [];
  const edits: Edit[] = [];
  let kept = record.terms;
  for (const { kind, terms } of droppable(record, domain).slice(0, MAX_ATTEMPTS)) {
    const left = kept.filter((term) => !terms.includes(term));
    const edited = printTerms(left);
    if (!isSame(printTerms(kept), edited, domain)) continue;
    kept = left;
    edits.push({ record: edited, changes: terms.map((term) => ({ kind, term: term.text })) });
  }
  return edits;
}

interface Droppable {
  readonly kind: Change['kind'];
  readonly terms: readonly Term[];
}

function droppable(record: SpfRecord, domain: DomainName): readonly Droppable[] {
  const unreached = unreachedTerms(record);
  const reached = directivesOf(record).filter((term) => !unreached.includes(term));
  const idle = reached.filter(idleness(domain));
  const networks = reached.filter(
    (term): term is NetworkDirective => 'network' in term && !idle.includes(term),
  );
  return [
    ...(unreached.length === 0 ? [] : [{ kind: 'drop-unreached', terms: unreached } as const]),
    ...idle.map((term) => ({ kind: 'drop-duplicate', terms: [term] }) as const),
    ...coveredNetworks(networks).map((term) => ({ kind: 'drop-covered', terms: [term] }) as const),
  ];
}

/** Networks whose addresses are all in others of the same qualifier: the smallest first, of equals the later one. */
function coveredNetworks(networks: readonly NetworkDirective[]): readonly NetworkDirective[] {
  const cells = cellsOf(
    networks.map(({ network }) => rangesOf([network])),
    MAX_CELLS,
  );
  if (cells === undefined) return [];
  const needed = new Set<NetworkDirective>();
  for (const { holders } of cells) {
    const holding = [...holders].flatMap((index) => networks[index] ?? []);
    for (const network of holding) {
      const isAlone = !holding.some(
        (other) => other !== network && other.qualifier === network.qualifier,
      );
      if (isAlone) needed.add(network);
    }
  }
  return networks
    .filter((network) => !needed.has(network))
    .toReversed()
    .toSorted((a, b) => b.network.prefix - a.network.prefix);
}

const nothingAsked: Known = (question) => failure(question, 'not-covered');

function placed(text: string, domain: DomainName): readonly Placed[] {
  return answer(recordTree(domain, text), nothingAsked).root.records.map((record) => ({
    record,
    domain,
  }));
}

/** Whether both records decide alike about every cell. */
function isSame(before: string, after: string, domain: DomainName): boolean {
  const { sets, steps } = courseOf([...placed(before, domain), ...placed(after, domain)]);
  const [one = [], other = []] = steps;
  const cells = cellsOf(sets, MAX_CELLS);
  return (
    cells !== undefined && cells.every((cell) => decision(one, cell) === decision(other, cell))
  );
}

/**
 * How a record decides about a cell: the atoms that are asked, each once, with the result that each would
 * give, and the result where none of them ends the evaluation.
 */
function decision(steps: readonly Step[], cell: Cell): string {
  const atoms = new Map<string, string>();
  for (const { test, result } of steps) {
    if (test.kind === 'open') {
      if (!atoms.has(test.term.key)) atoms.set(test.term.key, result ?? 'its own');
      if (result === null) return textOf(atoms, 'its own');
      continue;
    }
    if (test.kind === 'record') throw new Error('a record was found where nothing was asked for');
    const turn = test.kind === 'sure' ? test.turn : isHeld(test.hosts, cell) ? 'match' : 'miss';
    if (turn === 'error') return textOf(atoms, 'permerror');
    if (turn === 'match' && result !== null) return textOf(atoms, result);
  }
  return textOf(atoms, resultOf['?']);
}

function isHeld(hosts: readonly { readonly set: number }[], { holders }: Cell): boolean {
  return hosts.some(({ set }) => holders.has(set));
}

function textOf(atoms: ReadonlyMap<string, string>, end: string): string {
  return [...atoms, ['', end]].map(([key, result]) => `${key} ${result}`).join('\n');
}
