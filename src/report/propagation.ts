/** How far a record has come: as data that every form of output is made from, and as text. */
import { dnsHostOf } from '../catalog/dns-hosts.js';
import type { DomainName } from '../dns/name.js';
import { duration } from '../rules/duration.js';
import type { Finding, UnknownFinding } from '../rules/judgement.js';
import { holderText } from '../rules/name-servers.js';
import { recordKey } from '../spf/same-record.js';
import type {
  AuthorityHolder,
  Holding,
  Propagation,
  PropagationState,
  ResolverHolder,
} from '../survey/propagation.js';
import type { Observation } from '../survey/survey.js';
import { adviceOf } from './advice.js';
import { shown } from './escape.js';
import { labelled, type Style, type Tone } from './style.js';
import { adviceLines, headLines } from './terminal.js';
import { causeWord } from './words.js';

export interface PropagationReport {
  readonly schema: 1;
  readonly domain: DomainName;
  /** When all of this was seen; ISO 8601, UTC, as is the next. */
  readonly at: string;
  /** When every cache that was seen must have the record; absent where no TTL says so. */
  readonly movedBy?: string;
  readonly propagation: Propagation;
  /** The gravest first. */
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownFinding[];
  readonly observations: readonly Observation[];
}

const stateTones: Readonly<Record<PropagationState, Tone>> = {
  everywhere: 'good',
  spreading: 'note',
  split: 'bad',
  absent: 'bad',
  undetermined: 'warn',
};

/** `propagation` as text: who has the record, what is wrong, and by when all have it. */
export function terminalPropagation(report: PropagationReport, style: Style): string {
  const { domain, propagation, findings } = report;
  const { state, expected = [], authorities, resolvers, zone } = propagation;
  const others = otherRecords(propagation, domain);
  const table: readonly Row[] = [
    { label: `servers of ${zone ?? domain}`, cells: ['serial', 'TTL', 'holds'], tone: 'dim' },
    ...authorities.map((server) => authorityRow(server, others)),
    { label: 'resolvers', cells: ['', 'left', 'holds'], tone: 'dim' },
    ...resolvers.map((resolver) => resolverRow(resolver, others)),
  ];
  const lines = [
    heading(domain, state, style),
    ...expected.map((record) => style.paint('good', `  ${shown(record)}`)),
    '',
    ...tableLines(table, style),
    ...others.flatMap(({ letter, records }) => records.map((r) => `  ${letter} | ${shown(r)}`)),
    '',
    ...findings.flatMap((finding) => {
      const advice = adviceOf({ ...finding, mended: false }, { domain, repair: null });
      return [
        ...headLines(finding, advice, style),
        ...(finding.severity === 'notice' ? [] : adviceLines(advice, style)),
      ];
    }),
    ...labelled('', summary(report), style).map((line) => style.paint(stateTones[state], line)),
  ];
  return `${lines.join('\n')}\n`;
}

function heading(domain: DomainName, state: PropagationState, { width, paint }: Style): string {
  const gap = ' '.repeat(Math.max(width - domain.length - state.length, 2));
  return `${paint('strong', domain)}${gap}${paint(stateTones[state], state)}`;
}

interface Row {
  readonly label: string;
  readonly cells: readonly [serial: string, ttl: string, holds: string];
  readonly tone: Tone | undefined;
  /** A line of its own below. */
  readonly reason?: string;
}

/** Columns of a serial, which has up to ten digits, of a TTL, and of the longest word for a holding. */
const [SERIAL, TTL, HOLDS] = [10, 6, 11];

function tableLines(rows: readonly Row[], style: Style): readonly string[] {
  const { width, paint } = style;
  const most = width - SERIAL - TTL - HOLDS - 8;
  const fitting = rows.map(({ label }) => label.length).filter((length) => length <= most);
  const column = Math.max(20, ...fitting);
  return rows.flatMap(({ label, cells: [serial, ttl, holds], tone, reason }) => {
    const paintedHolds = tone === undefined ? holds : paint(tone, holds);
    const figures = `${serial.padStart(SERIAL)}  ${ttl.padStart(TTL)}  `;
    const isHead = tone === 'dim';
    const painted = (text: string) => (isHead ? paint('dim', text) : text);
    return [
      ...(label.length > column ? [painted(`  ${label}`)] : []),
      `${painted(`  ${(label.length > column ? '' : label).padEnd(column)}  ${figures}`)}${paintedHolds}`,
      ...(reason === undefined ? [] : labelled('    ', reason, style)).map((line) =>
        paint('dim', line),
      ),
    ];
  });
}

const holdingTones: Readonly<Record<Holding, Tone>> = {
  new: 'good',
  old: 'warn',
  both: 'bad',
  none: 'warn',
  unclear: 'note',
  unreachable: 'note',
  'not-asked': 'note',
};

function authorityRow(server: AuthorityHolder, others: readonly OtherRecords[]): Row {
  const { state, serial, ttl, authoritative, unasked, cause } = server;
  const reason =
    unasked?.why === 'reserved'
      ? `its address is reserved (${unasked.use})`
      : unasked?.why === 'no-address'
        ? 'it has no address'
        : cause !== undefined
          ? causeWord(cause)
          : authoritative
            ? undefined
            : 'it answers without authority, and does not count';
  return {
    label: shown(holderText(server)),
    cells: [numberText(serial), numberText(ttl), holdingText(server, others)],
    tone: holdingTones[state],
    ...(reason !== undefined && { reason }),
  };
}

function resolverRow(resolver: ResolverHolder, others: readonly OtherRecords[]): Row {
  const { state, ttl, cause, bogus, authoritative } = resolver;
  const reason = bogus
    ? 'answered SERVFAIL: it does not validate'
    : authoritative && state !== 'new'
      ? 'it answers with authority: it serves the zone itself, and caches nothing of it'
      : cause && causeWord(cause);
  return {
    label: shown(holderText(resolver)),
    cells: ['', numberText(ttl), holdingText(resolver, others)],
    tone: holdingTones[state],
    ...(reason !== undefined && { reason }),
  };
}

function numberText(value: number | undefined): string {
  return value === undefined ? '-' : String(value);
}

type AnyHolder = AuthorityHolder | ResolverHolder;

/** What is held in place of the new record or beside it, under a letter. */
interface OtherRecords {
  readonly letter: string;
  readonly records: readonly string[];
  readonly holders: ReadonlySet<AnyHolder>;
}

function otherRecords(
  { authorities, resolvers }: Propagation,
  domain: DomainName,
): readonly OtherRecords[] {
  const groups = new Map<string, AnyHolder[]>();
  for (const holder of [...authorities, ...resolvers]) {
    if (!['old', 'both', 'unclear'].includes(holder.state)) continue;
    const keys = (holder.records ?? []).map((record) => recordKey(record, domain));
    const id = keys.toSorted().join('\n');
    groups.set(id, [...(groups.get(id) ?? []), holder]);
  }
  return [...groups.values()].map((holders, index) => ({
    letter: String.fromCharCode(65 + (index % 26)),
    records: holders[0]?.records ?? [],
    holders: new Set(holders),
  }));
}

function holdingText(holder: AnyHolder, others: readonly OtherRecords[]): string {
  const letter = others.find(({ holders }) => holders.has(holder))?.letter;
  const word = holder.state.replace('-', ' ');
  return letter === undefined ? word : `${word} ${letter}`;
}

/** What it comes to, in a sentence. */
function summary({ propagation, movedBy }: PropagationReport): string {
  const { state, secondsLeft, wished, own, authorities } = propagation;
  switch (state) {
    case 'everywhere':
      return 'Every server and resolver that answered has the record.';
    case 'spreading':
      return movedBy === undefined || secondsLeft === undefined
        ? "The zone's servers have the record; no TTL says by when the resolvers will."
        : `All of these resolvers have the record by ${timeText(movedBy)}, in ${duration(secondsLeft)}.`;
    case 'split':
      return 'Not every server of the zone has this record and no other; waiting alone does not change that.';
    case 'absent': {
      const served = dnsHostOf(own);
      const host = served.kind === 'one' ? ` (${served.host.name})` : '';
      return wished
        ? `No server of the zone${host} has the record: it is not saved there, or published at another DNS host.`
        : `No server of the zone${host} has an SPF record.`;
    }
    case 'undetermined':
      return authorities.some(({ state: held }) => held === 'new')
        ? 'No resolver answered, so how far the record has come is not known.'
        : 'No server of the zone answered, so how far the record has come is not known.';
  }
}

/** `2026-11-23T12:02:10.000Z` for people. */
function timeText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
