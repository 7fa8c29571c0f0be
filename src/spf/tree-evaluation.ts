/**
 * check_host() over an include tree that is known, for all clients at once that no term of it tells
 * apart: the results of every address come out of as many evaluations as there are cells.
 *
 * A term that depends on the message turns out one way or another; whoever evaluates says which.
 */
import { isVoid, recordsOf, type Answer } from '../dns/answer.js';
import { parseIp4, parseIp6 } from '../dns/address.js';
import type { DomainName } from '../dns/name.js';
import type { Family, Network } from './address.js';
import type { Cell } from './cells.js';
import type { Result } from './evaluation.js';
import { MAX_LOOKUPS, MAX_MX_HOSTS, MAX_VOID_LOOKUPS } from './limits.js';
import { mxHosts, mxRecords, type RecordNode, type SpfNode, type TermNode } from './lookup-tree.js';
import { hasLetter } from './macro.js';
import { resultOf } from './print.js';
import { firstMatch, rangesOf, type Claim, type Ranges } from './ranges.js';
import type { Directive, HostDirective, KnownModifier, NetworkDirective } from './record.js';
import { matchKey } from './same-term.js';

/** How a term that depends on the message turns out; `void`: it meets a void lookup and does not match. */
export type Turn = 'match' | 'miss' | 'void' | 'void-match' | 'error';

/** A term that depends on the message. What lies below it is taken to cost nothing more. */
export interface OpenTerm {
  /** The same for every term that turns out the same way. */
  readonly key: string;
  readonly node: TermNode;
  /** Where its record is published. */
  readonly domain: DomainName;
  /** All there are; `miss` is the first. */
  readonly turns: readonly Turn[];
}

/** Addresses that a term asks for in one go, and whether it finds none for clients of a family. */
interface Host {
  /** The place of its addresses among the sets. */
  readonly set: number;
  readonly void: { readonly ipv4: boolean; readonly ipv6: boolean };
}

type Test =
  | { readonly kind: 'sure'; readonly turn: Turn }
  | { readonly kind: 'hosts'; readonly hosts: readonly Host[] }
  | { readonly kind: 'record'; readonly steps: readonly Step[] }
  | { readonly kind: 'open'; readonly term: OpenTerm };

/** What is evaluated at a time: a term, or `ip4` and `ip6` terms of one result in a row. */
export interface Step {
  readonly nodes: readonly TermNode[];
  readonly cost: number;
  readonly test: Test;
  /** Where it matches; null: that of the record it leads to (`redirect`). */
  readonly result: Result | null;
}

/** The steps of some records, the sets of addresses that they test, and what is open in them. */
export interface Course {
  readonly sets: readonly Ranges[];
  readonly open: ReadonlyMap<string, OpenTerm>;
  /** Of each record, in the order given. */
  readonly steps: readonly (readonly Step[])[];
}

/** A record, and where it is published. */
export interface Placed {
  readonly record: RecordNode;
  readonly domain: DomainName;
}

/** The terms in and below the steps that depend on the message, each once. */
export function openTermsOf(steps: readonly Step[]): readonly OpenTerm[] {
  const found = new Map<string, OpenTerm>();
  const visit = (record: readonly Step[]) => {
    for (const { test } of record) {
      if (test.kind === 'open') found.set(test.term.key, test.term);
      if (test.kind === 'record') visit(test.steps);
    }
  };
  visit(steps);
  return [...found.values()];
}

/** Makes the records' trees ready to be evaluated beside each other. */
export function courseOf(records: readonly Placed[]): Course {
  const gathered: Gathered = { sets: [], places: new Map(), runs: new Map(), open: new Map() };
  const steps = records.map((placed) => recordSteps(placed, gathered));
  return { sets: gathered.sets, open: gathered.open, steps };
}

interface Gathered {
  readonly sets: Ranges[];
  /** The places of sets by what they are made from. */
  readonly places: Map<string, number>;
  /** The steps of networks in a row, which trees have in common. */
  readonly runs: Map<string, readonly Pick<Step, 'test' | 'result'>[]>;
  readonly open: Map<string, OpenTerm>;
}

const failed: Test = { kind: 'sure', turn: 'error' };

function recordSteps({ record, domain }: Placed, gathered: Gathered): readonly Step[] {
  if (record.record.faults.length > 0) return [{ nodes: [], cost: 0, test: failed, result: null }];
  const steps: Step[] = [];
  let run: { node: TermNode; term: NetworkDirective }[] = [];
  const endRun = () => {
    if (run.length > 0) steps.push(...runSteps(run, gathered));
    run = [];
  };
  for (const node of record.terms) {
    const { term, cost } = node;
    if ('network' in term) {
      run.push({ node, term });
      continue;
    }
    endRun();
    const result = term.kind === 'modifier' ? null : resultOf[term.qualifier];
    steps.push({ nodes: [node], cost, test: testOf(node, term, domain, gathered), result });
  }
  endRun();
  return steps;
}

/** Of networks in a row the first one that holds an address decides: one step for each result. */
function runSteps(
  run: readonly { readonly node: TermNode; readonly term: NetworkDirective }[],
  gathered: Gathered,
): readonly Step[] {
  const key = run.map(({ term }) => term.text).join(' ');
  const found =
    gathered.runs.get(key) ??
    [...firstMatch(run.map(claimOf))].map(([result, ranges]): Pick<Step, 'test' | 'result'> => ({
      result,
      test: {
        kind: 'hosts',
        hosts: [{ set: placeOf(`${result} ${key}`, () => ranges, gathered), void: notVoid }],
      },
    }));
  gathered.runs.set(key, found);
  return found.map(({ test, result }) => ({
    nodes: run.filter(({ term }) => resultOf[term.qualifier] === result).map(({ node }) => node),
    cost: 0,
    test,
    result,
  }));
}

function claimOf({ term }: { readonly term: NetworkDirective }): Claim<Result> {
  return { label: resultOf[term.qualifier], ranges: rangesOf([term.network]) };
}

function placeOf(key: string, ranges: () => Ranges, { sets, places }: Gathered): number {
  const known = places.get(key);
  if (known !== undefined) return known;
  places.set(key, sets.length);
  return sets.push(ranges()) - 1;
}

const notVoid = { ipv4: false, ipv6: false };

function testOf(
  node: TermNode,
  term: Exclude<Directive, NetworkDirective> | KnownModifier,
  domain: DomainName,
  gathered: Gathered,
): Test {
  const { untargeted, answers } = node;
  const leadsOn = term.kind === 'modifier' || term.mechanism === 'include';
  if (untargeted === 'malformed') return { kind: 'sure', turn: leadsOn ? 'error' : 'miss' };
  if (untargeted === 'opaque' || answers.some(({ kind }) => kind === 'failure')) {
    return openTest(node, term, domain, gathered);
  }
  if (leadsOn) return belowTest(node, term, domain, gathered);
  switch (term.mechanism) {
    case 'all':
      return { kind: 'sure', turn: 'match' };
    case 'ptr':
      return openTest(node, term, domain, gathered);
    case 'exists': {
      const found = answers.some(({ kind }) => kind === 'noerror');
      return { kind: 'sure', turn: found ? 'match' : 'void' };
    }
    case 'a':
    case 'mx':
      return addressTest(term, answers, gathered);
  }
}

/** check_host() at the name that the term leads to; where it has not one record, that is an error. */
function belowTest(
  node: TermNode,
  term: Directive | KnownModifier,
  domain: DomainName,
  gathered: Gathered,
): Test {
  const { below } = node;
  if (below === undefined) return failed;
  if (isUnknown(below)) return openTest(node, term, domain, gathered);
  const [record, ...others] = below.records;
  // A single label is no name that check_host() takes (RFC 7208 4.3).
  if (record === undefined || others.length > 0 || !below.domain.includes('.')) return failed;
  return { kind: 'record', steps: recordSteps({ record, domain: below.domain }, gathered) };
}

function isUnknown({ answer, unwalked }: SpfNode): boolean {
  return unwalked === 'bound' || answer?.kind === 'failure';
}

function openTest(
  node: TermNode,
  term: Directive | KnownModifier,
  domain: DomainName,
  { open }: Gathered,
): Test {
  const key = `${domain} ${term.kind === 'modifier' ? term.text : matchKey(term, domain)}`;
  const known = open.get(key) ?? { key, node, domain, turns: turnsOf(node, term) };
  open.set(key, known);
  return { kind: 'open', term: known };
}

function turnsOf({ untargeted }: TermNode, term: Directive | KnownModifier): readonly Turn[] {
  const asksName =
    'domain' in term && term.domain !== undefined && hasLetter(term.domain.macro, 'p');
  const voids: readonly Turn[] = asksName ? ['void', 'void-match'] : ['void'];
  if (term.kind === 'modifier' || term.mechanism === 'include') {
    // What could not be looked up is told as that: it is not counted as an error as well.
    if (untargeted !== 'opaque') return ['miss', 'match'];
    return ['miss', 'match', 'error', ...(asksName ? voids : [])];
  }
  if (term.mechanism === 'mx') return ['miss', 'match', 'void', 'void-match', 'error'];
  return ['miss', 'match', ...voids];
}

/** The hosts in the order in which they are asked for, after the MX that names them. */
function addressTest(term: HostDirective, answers: readonly Answer[], gathered: Gathered): Test {
  if (term.mechanism === 'a') {
    return { kind: 'hosts', hosts: [hostOf(term, answers, gathered)] };
  }
  const [exchange, ...addresses] = answers;
  if (exchange === undefined || isVoid(exchange)) return { kind: 'sure', turn: 'void' };
  if (mxRecords(exchange).length > MAX_MX_HOSTS) return failed;
  const hosts = mxHosts(exchange).map((host) =>
    hostOf(
      term,
      addresses.filter(({ question }) => question.name === host),
      gathered,
    ),
  );
  return { kind: 'hosts', hosts };
}

function hostOf(term: HostDirective, answers: readonly Answer[], gathered: Gathered): Host {
  const networks = [
    ...networksIn(answers, 4, term.ip4Prefix),
    ...networksIn(answers, 6, term.ip6Prefix),
  ];
  const key = networks.map(({ octets, prefix }) => `${octets.join('.')}/${prefix}`).join(' ');
  const gone = (type: 'A' | 'AAAA') =>
    answers.some((answer) => answer.question.type === type && isVoid(answer));
  return {
    set: placeOf(key, () => rangesOf(networks), gathered),
    void: { ipv4: gone('A'), ipv6: gone('AAAA') },
  };
}

function networksIn(
  answers: readonly Answer[],
  family: Family,
  prefix: number,
): readonly Network[] {
  const parse = family === 4 ? parseIp4 : parseIp6;
  return answers
    .flatMap((answer) => recordsOf(answer, family === 4 ? 'A' : 'AAAA'))
    .flatMap(({ address }) => {
      const octets = parse(address);
      return octets === undefined ? [] : [{ family, octets, prefix }];
    });
}

/**
 * What an evaluation heeds: all that a receiver does (`limits`), the same without the limits of RFC 7208
 * 4.6.4 (`errors`), or what the terms say as if none were in error (`terms`).
 */
export type Rigour = 'limits' | 'errors' | 'terms';

/** How the evaluation of a record ends. */
export interface Verdict {
  readonly result: Result;
  /** The step of this record that ended it; absent where none did (RFC 7208 4.7). */
  readonly step?: Step;
}

/** The result of a record for the clients of a cell. */
export function evaluateSteps(
  steps: readonly Step[],
  { family, holders }: Pick<Cell, 'family' | 'holders'>,
  turns: ReadonlyMap<string, Turn>,
  rigour: Rigour,
): Verdict {
  const limits =
    rigour === 'limits'
      ? { lookups: MAX_LOOKUPS, voids: MAX_VOID_LOOKUPS }
      : { lookups: Infinity, voids: Infinity };
  let lookups = 0;
  let voids = 0;

  function evaluate(record: readonly Step[]): Verdict {
    for (const step of record) {
      lookups += step.cost;
      const within = step.cost === 0 || lookups <= limits.lookups;
      const outcome = within ? outcomeOf(step) : 'permerror';
      if (outcome === undefined || (outcome === 'permerror' && rigour === 'terms')) continue;
      return { result: outcome, step };
    }
    return { result: 'neutral' };
  }

  /** The result that a step ends the evaluation with; undefined where it does not. */
  function outcomeOf({ test, result }: Step): Result | undefined {
    if (test.kind === 'record') {
      const below = evaluate(test.steps).result;
      if (result === null || below === 'permerror') return below;
      return below === 'pass' ? result : undefined;
    }
    const turn = test.kind === 'hosts' ? turnOfHosts(test.hosts) : turnOf(test);
    if (turn === 'void' || turn === 'void-match') {
      voids += 1;
      if (voids > limits.voids) return 'permerror';
    }
    switch (turn) {
      case 'match':
      case 'void-match':
        return result ?? 'pass';
      case 'miss':
      case 'void':
        // Where an open redirect does not pass, nothing looser is assumed.
        return result === null ? 'fail' : undefined;
      case 'error':
        return 'permerror';
    }
  }

  function turnOf(test: Extract<Test, { kind: 'sure' | 'open' }>): Turn {
    return test.kind === 'sure' ? test.turn : (turns.get(test.term.key) ?? 'miss');
  }

  /** Of the hosts of one term only the first void lookup counts. */
  function turnOfHosts(hosts: readonly Host[]): Turn {
    let isEmpty = false;
    for (const host of hosts) {
      isEmpty ||= host.void[family];
      if (holders.has(host.set)) return isEmpty ? 'void-match' : 'match';
    }
    return isEmpty ? 'void' : 'miss';
  }

  return evaluate(steps);
}
