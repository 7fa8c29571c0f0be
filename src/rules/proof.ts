/** What an edit of the domain's record does to its senders, address by address, as data. */
import { providerOfInclude } from '../catalog/providers.js';
import { printAddress } from '../dns/address.js';
import type { DomainName } from '../dns/name.js';
import { addressFromValue } from '../spf/address.js';
import { cellsOf, type Cell } from '../spf/cells.js';
import type { Result } from '../spf/evaluation.js';
import type { LookupTree, RecordNode, TermNode, VoidLookups } from '../spf/lookup-tree.js';
import { resultOf, toStrings } from '../spf/print.js';
import {
  intervalOf,
  NO_RANGES,
  networksOf,
  printNetwork,
  sizeOf,
  union,
  type Ranges,
} from '../spf/ranges.js';
import type { Qualifier } from '../spf/record.js';
import {
  courseOf,
  evaluateSteps,
  openTermsOf,
  type OpenTerm,
  type Step,
  type Turn,
  type Verdict,
} from '../spf/tree-evaluation.js';
import { providerOfTerm } from './provider-of-term.js';
import type { WishedInclude } from '../survey/survey.js';

/** Networks that a span names; how many there are is in its `networkCount`. */
export const MAX_NETWORKS_NAMED = 100;

/** Bounds of this program: cells in one family, and evaluations: what depends on the message doubles them. */
const MAX_CELLS = 10_000;
const MAX_EVALUATIONS = 500_000;

/** Addresses whose result changes, as far as one term decides about them. */
export interface AddressSpan {
  /**
   * The term as written: of the old record where it is about those lost, else of the new one. Null where
   * no term decides.
   */
  readonly term: string | null;
  /** Whose senders they are, by the catalogue; null where it does not know. */
  readonly provider: string | null;
  /** Networks as `ip4` and `ip6` write them, IPv4 first, ascending; the first {@link MAX_NETWORKS_NAMED}. */
  readonly networks: readonly string[];
  readonly networkCount: number;
  /** How many addresses. */
  readonly ipv4: bigint;
  readonly ipv6: bigint;
  /** One of them. */
  readonly example: string;
  /** The results for that one, the mildest of several records; `none` where nothing was published. */
  readonly before: Result;
  readonly after: Result;
  /** The terms that depend on the message and match it then. */
  readonly when: readonly string[];
}

/** Who passes newly. */
export interface Gain extends AddressSpan {
  /** Why that is right: asked for, or meant by a record that receivers could not use. Null where it is not. */
  readonly reason: 'asked' | 'meant' | null;
}

/** Who passes by an include that was asked for. */
export interface AskedSenders {
  readonly target: DomainName;
  readonly provider: string | null;
  /** How many addresses. */
  readonly ipv4: bigint;
  readonly ipv6: bigint;
  /** Whether all could be counted: no term below depends on the message or could not be looked up. */
  readonly complete: boolean;
  /** An address behind the include that does not pass, because terms in front see to that; null where all do. */
  readonly missing: string | null;
}

/** The record before and after, compared for every address. */
export interface Proof {
  /** Who passes and did not. */
  readonly gained: readonly Gain[];
  /** Who passed and does not. */
  readonly lost: readonly AddressSpan[];
  /** Who does not pass, with a milder result than before (fail, softfail, neutral), or newly with an error. */
  readonly loosened: readonly AddressSpan[];
  /** Who does not pass, with a stricter result than any record gave. */
  readonly tightened: readonly AddressSpan[];
  /** The includes that were asked for. */
  readonly senders: readonly AskedSenders[];
  /** Terms in the new record's tree that depend on the message. However they turn out, all of this holds. */
  readonly opaque: readonly { readonly term: string; readonly domain: DomainName }[];
  /** Of several records before: their sum. */
  readonly lookups: { readonly before: number; readonly after: number };
  readonly voidLookups: { readonly before: VoidLookups; readonly after: VoidLookups };
  /** Octets of the text, and character-strings that it takes. */
  readonly size: { readonly before: number; readonly after: number; readonly strings: number };
}

/** What a proof is about. */
export interface Comparison {
  readonly domain: DomainName;
  /** The records that are published: who passes under any of them, as receivers evaluate it alone, passes. */
  readonly published: readonly RecordNode[];
  /** What they were meant to be: the same, unless they could not be read. */
  readonly meant: readonly RecordNode[];
  readonly asked: readonly WishedInclude[];
  readonly after: RecordNode;
  /** What the user wants for those about whom no term but `all` decides. */
  readonly all?: Exclude<Qualifier, '+'>;
  /** Before and after, estimates included. */
  readonly lookups: Proof['lookups'];
}

/**
 * Compares what receivers make of every address before and after, however the terms that depend on the
 * message turn out. Undefined where there are too many of those.
 *
 * An error is no result that a record was written for: who gets permerror today may get what the record
 * says apart from its errors. Who is refused today may not get permerror, which some receivers let in.
 */
export function prove(comparison: Comparison): Proof | undefined {
  const { domain, published, meant, asked, after, lookups } = comparison;
  const placed = (record: RecordNode) => ({ record, domain });
  const course = courseOf([
    placed(after),
    ...published.map(placed),
    ...meant.map(placed),
    ...asked.flatMap(({ tree: { root } }) =>
      root.records.map((record) => ({ record, domain: root.domain })),
    ),
  ]);
  const [now = [], ...before] = course.steps;
  const sides: Sides = {
    now,
    published: before.slice(0, published.length),
    meant: before.slice(published.length, published.length + meant.length),
    asked: before.slice(published.length + meant.length),
    all: comparison.all,
  };
  const cells = cellsOf(course.sets, MAX_CELLS);
  const ways = cells && waysOf([...course.open.values()], MAX_EVALUATIONS / cells.length);
  if (cells === undefined || ways === undefined) return undefined;
  const shifts = shiftsOf(sides, cells, ways);
  const when = (turns: Turns) =>
    [...course.open.values()]
      .filter(({ key }) => turns.get(key)?.endsWith('match') === true)
      .map(({ node }) => node.term.text);
  const spans = (kind: Shift['kind']) =>
    shifts.filter((shift) => shift.kind === kind).map((shift) => spanOf(shift, when));
  return {
    gained: shifts
      .filter(({ kind }) => kind === 'gained')
      .map((shift) => ({ ...spanOf(shift, when), reason: shift.reason })),
    lost: spans('lost'),
    loosened: spans('loosened'),
    tightened: spans('tightened'),
    senders: asked.map(({ target }, index) =>
      sendersOf(target, sides.asked[index] ?? [], now, cells),
    ),
    opaque: openTermsOf(now).map(({ node, domain: at }) => ({ term: node.term.text, domain: at })),
    lookups,
    voidLookups: { before: voidsOf(meant), after: after.voidLookups },
    size: {
      before: meant.reduce((octets, { record }) => octets + record.text.length, 0),
      after: after.record.text.length,
      strings: toStrings(after.record.text).length,
    },
  };
}

function voidsOf(records: readonly RecordNode[]): VoidLookups {
  const total = (family: keyof VoidLookups) =>
    records.reduce((count, { voidLookups }) => count + voidLookups[family], 0);
  return { ipv4: total('ipv4'), ipv6: total('ipv6') };
}

/** How the terms that depend on the message turn out, by their key. */
type Turns = ReadonlyMap<string, Turn>;

/** Every way in which they can turn out together, at most so many. */
function waysOf(open: readonly OpenTerm[], atMost: number): readonly Turns[] | undefined {
  let ways: readonly Turns[] = [new Map()];
  for (const term of open) {
    const { key } = term;
    const turns = turnsOf(term);
    if (ways.length * turns.length > atMost) return undefined;
    ways = turns.flatMap((turn) => ways.map((way) => new Map([...way, [key, turn]])));
  }
  return ways;
}

/** A service that keeps the records of others answers for every sender, and its answers are in order. */
function turnsOf({ node: { term }, turns }: OpenTerm): readonly Turn[] {
  const target = 'domain' in term ? term.domain?.text : undefined;
  const isManaged = target !== undefined && providerOfInclude(target)?.kind === 'managed-spf';
  return isManaged ? ['miss', 'match'] : turns;
}

/** The steps of each record that takes part. */
interface Sides {
  readonly now: readonly Step[];
  readonly published: readonly (readonly Step[])[];
  readonly meant: readonly (readonly Step[])[];
  readonly asked: readonly (readonly Step[])[];
  readonly all: Exclude<Qualifier, '+'> | undefined;
}

/** Cells whose result changes in the same way by the same step. */
interface Shift {
  readonly kind: 'gained' | 'lost' | 'loosened' | 'tightened';
  readonly step: Step | undefined;
  readonly reason: Gain['reason'];
  readonly cells: Set<Cell>;
  /** Of the first cell. */
  readonly before: Result;
  readonly after: Result;
  readonly turns: Turns;
}

function shiftsOf(sides: Sides, cells: readonly Cell[], ways: readonly Turns[]): readonly Shift[] {
  const shifts: Shift[] = [];
  for (const turns of ways) {
    for (const cell of cells) {
      const found = shiftOf(sides, cell, turns);
      if (found === undefined) continue;
      const { kind, step, reason } = found;
      const like = shifts.find(
        (shift) => shift.kind === kind && shift.step === step && shift.reason === reason,
      );
      if (like === undefined) shifts.push({ ...found, cells: new Set([cell]), turns });
      else like.cells.add(cell);
    }
  }
  return shifts;
}

function shiftOf(
  { now, published, meant, asked, all }: Sides,
  cell: Cell,
  turns: Turns,
): Omit<Shift, 'cells' | 'turns'> | undefined {
  const today = published.map((steps) => settled(evaluateSteps(steps, cell, turns, 'limits'), all));
  const after = evaluateSteps(now, cell, turns, 'limits');
  const before = mildest(today.map(({ result }) => result));
  const shift = (kind: Shift['kind'], { step }: Verdict, reason: Gain['reason'] = null) =>
    ({ kind, step, reason, before, after: after.result }) as const;
  const passing = today.find(isPass);
  if (passing !== undefined) return isPass(after) ? undefined : shift('lost', passing);
  const said = meant.map((steps) => settled(evaluateSteps(steps, cell, turns, 'terms'), all));
  if (isPass(after)) {
    const isAsked = asked.some((steps) => isPass(evaluateSteps(steps, cell, turns, 'terms')));
    return shift('gained', after, isAsked ? 'asked' : said.some(isPass) ? 'meant' : null);
  }
  // Who stands behind the limits today was meant to pass.
  const kept = meant
    .map((steps) => settled(evaluateSteps(steps, cell, turns, 'errors'), all))
    .find(isPass);
  if (kept !== undefined && !isPass(evaluateSteps(now, cell, turns, 'errors'))) {
    return shift('lost', kept);
  }
  const meantMost = Math.max(...said.map(({ result }) => mildness[result]));
  if (after.result === 'permerror' && before === 'permerror') {
    // The same error as before: what counts is what the record says apart from it.
    const says = evaluateSteps(now, cell, turns, 'terms');
    if (mildness[says.result] < meantMost) return shift('tightened', after);
    const isAsked = asked.some((steps) => isPass(evaluateSteps(steps, cell, turns, 'terms')));
    const isMilder = mildness[says.result] > Math.max(meantMost, mildness[before]);
    return isMilder && !isAsked ? shift('loosened', after) : undefined;
  }
  if (mildness[after.result] > Math.max(mildness[before], meantMost)) {
    return shift('loosened', after);
  }
  return mildness[after.result] < meantMost ? shift('tightened', after) : undefined;
}

function isPass({ result }: Verdict): boolean {
  return result === 'pass';
}

/** The verdict as it would be with the `all` that the user wants, where that is milder or takes `+all` away. */
function settled(verdict: Verdict, all: Sides['all']): Verdict {
  const term = verdict.step?.nodes[0]?.term;
  const isEnd = term === undefined || (term.kind === 'directive' && term.mechanism === 'all');
  if (all === undefined || !isEnd) return verdict;
  const result = resultOf[all];
  const isMilder = mildness[result] > mildness[verdict.result];
  return isMilder || isPass(verdict) ? { ...verdict, result } : verdict;
}

/** From the strictest on. What a receiver does with an error is its own affair, as with neutral. */
const mildness: Readonly<Record<Result, number>> = {
  fail: 0,
  softfail: 1,
  neutral: 2,
  none: 2,
  temperror: 2,
  permerror: 2,
  pass: 3,
};

function mildest(results: readonly Result[]): Result {
  return results.reduce<Result>(
    (found, result) => (mildness[result] > mildness[found] ? result : found),
    results[0] ?? 'none',
  );
}

function spanOf(
  { step, cells, before, after, turns }: Shift,
  when: (turns: Turns) => readonly string[],
): AddressSpan {
  const ranges = rangesOfCells([...cells]);
  const [first] = cells;
  const networks = networksOf(ranges);
  return {
    ...ownerOf(step, first),
    networks: networks.slice(0, MAX_NETWORKS_NAMED).map(printNetwork),
    networkCount: networks.length,
    ...sizeOf(ranges),
    example: exampleIn(first),
    before,
    after,
    when: when(turns),
  };
}

function rangesOfCells(cells: readonly Cell[]): Ranges {
  return union(...cells.map(({ family, intervals }) => ({ ...NO_RANGES, [family]: intervals })));
}

function exampleIn(cell: Cell | undefined): string {
  const first = cell?.intervals[0]?.first;
  if (cell === undefined || first === undefined) return '';
  return printAddress(addressFromValue(cell.family === 'ipv4' ? 4 : 6, first));
}

/** The term of the step that decides about the cell, and whose senders it stands for. */
function ownerOf(
  step: Step | undefined,
  cell: Cell | undefined,
): Pick<AddressSpan, 'term' | 'provider'> {
  const first = cell?.intervals[0]?.first;
  const isDeciding = ({ term }: TermNode) => {
    if (!('network' in term) || first === undefined) return true;
    const found = intervalOf(term.network);
    const family = term.network.family === 4 ? 'ipv4' : 'ipv6';
    return family === cell?.family && found.first <= first && first <= found.last;
  };
  const node = step?.nodes.find(isDeciding);
  if (node === undefined) return { term: null, provider: null };
  return { term: node.term.text, provider: providerOfTerm(node) };
}

function sendersOf(
  target: DomainName,
  steps: readonly Step[],
  now: readonly Step[],
  cells: readonly Cell[],
): AskedSenders {
  const { passing, denied } = sendersBehind(steps, now, cells);
  const [missing] = denied;
  return {
    target,
    provider: providerOfInclude(target)?.name ?? null,
    ...sizeOf(rangesOfCells(passing)),
    complete: openTermsOf(steps).length === 0,
    missing: missing === undefined ? null : exampleIn(missing.cell),
  };
}

/** Those who would pass by the include alone, and do or do not; what depends on the message left out of account. */
function sendersBehind(steps: readonly Step[], now: readonly Step[], cells: readonly Cell[]) {
  const none: Turns = new Map();
  const passing: Cell[] = [];
  const denied: { readonly cell: Cell; readonly result: Result }[] = [];
  for (const cell of cells) {
    if (!isPass(evaluateSteps(steps, cell, none, 'limits'))) continue;
    const { result } = evaluateSteps(now, cell, none, 'limits');
    if (result === 'pass') passing.push(cell);
    else denied.push({ cell, result });
  }
  return { passing, denied };
}

/**
 * Whether a record gives no pass to those whom the include alone would pass: terms in front match them
 * all, or lead some to an error or past a limit. What depends on the message is left out of account.
 */
export function isHidden({ tree: { root: alone } }: WishedInclude, { root }: LookupTree): boolean {
  const { sets, steps } = courseOf(
    [...alone.records, ...root.records].map((record) => ({ record, domain: root.domain })),
  );
  const [wanted = [], now = []] = steps;
  const { passing, denied } = sendersBehind(wanted, now, cellsOf(sets, MAX_CELLS) ?? []);
  return (
    denied.length > 0 &&
    (passing.length === 0 || denied.some(({ result }) => result === 'permerror'))
  );
}
