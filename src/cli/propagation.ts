/** `spf-doctor propagation <domain>` */
import { publicResolvers } from '../catalog/public-resolvers.js';
import { propagation, type PropagationOptions } from '../doctor.js';
import { serverText } from '../net/server.js';
import { terminalPropagation, type PropagationReport } from '../report/propagation.js';
import { duration } from '../rules/duration.js';
import { parseSpf } from '../spf/parse.js';
import { isSpf } from '../spf/select.js';
import { secondsToNextLook, type PropagationState, type Resolver } from '../survey/propagation.js';
import { InputError } from './input-error.js';
import { note, styleOf, writeAnswer, type ExitCode, type Io, type OutputOptions } from './io.js';
import { networkOf, observing, serversOf, timeoutOf, type SourceOptions } from './sources.js';
import { domainOf, formatOf } from './subject.js';

type Options = Omit<SourceOptions, 'zone'> &
  OutputOptions & {
    readonly format?: string;
    readonly authority?: readonly string[];
    readonly resolver?: readonly string[];
    readonly expect?: string;
    readonly since?: string;
    readonly overdueAfter?: string;
    readonly wait?: boolean;
  };

const exitCodes: Readonly<Record<PropagationState, ExitCode>> = {
  everywhere: 0,
  spreading: 1,
  split: 1,
  absent: 1,
  undetermined: 3,
};

/** Milliseconds of one look while waiting, and of each server that is asked directly. */
const LOOK_TIMEOUT = 20_000;
const DIRECT_TIMEOUT = 5000;

/** Seconds: TTLs of a day are common, those of more than a week are cut by resolvers. */
const WAIT_SECONDS = 86_400;
const MAX_WAIT_SECONDS = 7 * 86_400;

/** Servers that each option may name. */
const MAX_NAMED = 50;

type Wish = Omit<PropagationOptions, 'lookup' | 'clock'>;

export async function runPropagation(
  io: Io,
  typed: string | undefined,
  options: Options,
): Promise<ExitCode> {
  const domain = domainOf(io, options, typed ?? '');
  const format = formatOf(options.format, ['text', 'json'] as const);
  const wish = await wishOf(io, options);
  const directTimeout = DIRECT_TIMEOUT;
  const look: Look = async (milliseconds, due) => {
    const timeout = Math.min(milliseconds, LOOK_TIMEOUT);
    const ports = await networkOf(options, { timeout, directTimeout });
    return propagation(domain, { ...wish, ...ports, clock: io.clock, ...(due && { due }) });
  };
  const report =
    options.wait === true
      ? await waitFor(io, options, look)
      : await observing(io, options, (source) => propagation(domain, { ...wish, ...source }), {
          directTimeout,
        });
  await writeAnswer(io, options, await rendered());
  return exitCodes[report.propagation.state];

  async function rendered(): Promise<string> {
    if (format === 'text') return terminalPropagation(report, styleOf(io, options));
    const { jsonText, propagationJson } = await import('../report/json.js');
    return `${jsonText(propagationJson(report))}\n`;
  }
}

/** One look at everybody, which takes so many milliseconds at the most. */
type Look = (milliseconds: number, due?: Date) => Promise<PropagationReport>;

async function wishOf(io: Io, options: Options): Promise<Wish> {
  const { authority = [], resolver = [], overdueAfter } = options;
  const expect = expectOf(options.expect);
  const since = sinceOf(io, options.since);
  return {
    authorities: (await namedServers('--authority', authority)).map(({ address }) => address),
    resolvers: resolver.length > 0 ? await namedServers('--resolver', resolver) : known,
    ...(expect !== undefined && { expect }),
    ...(since && { since }),
    ...(overdueAfter !== undefined && { overdueAfter: overdueAfterOf(overdueAfter, since) }),
  };
}

const known: readonly Resolver[] = publicResolvers.map(({ operator, address }) => ({
  name: operator,
  address: serverText({ address, port: 53 }),
}));

async function namedServers(
  option: string,
  given: readonly string[],
): Promise<readonly Resolver[]> {
  if (given.length > MAX_NAMED) throw new InputError(`${option}: give at most ${MAX_NAMED}`);
  const addresses = (await serversOf(option, given)).map(serverText);
  return [...new Set(addresses)].map(
    (address) => known.find((resolver) => resolver.address === address) ?? { address },
  );
}

/** The record that is to be everywhere: one that receivers would read. */
function expectOf(typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined;
  const record = typed.trim();
  const wrong = (reason: string) =>
    new InputError(`--expect ${JSON.stringify(record)} is no SPF record: ${reason}`);
  if (!isSpf(record)) throw wrong('it does not begin with "v=spf1 "');
  const [fault] = parseSpf(record).faults;
  if (fault === undefined) return record;
  const place = record.slice(fault.span.start, fault.span.end);
  throw wrong(`${fault.reason}${place === '' ? '' : `: ${place}`}`);
}

function sinceOf({ clock }: Io, typed: string | undefined): Date | undefined {
  if (typed === undefined) return undefined;
  const time = new Date(typed);
  if (!/^\d{4}-\d\d-\d\d(?:T|$)/.test(typed) || Number.isNaN(time.getTime())) {
    throw new InputError(
      `--since ${JSON.stringify(typed)}: give a time such as 2026-11-23T14:30:00Z`,
    );
  }
  if (time > clock()) throw new InputError(`--since ${JSON.stringify(typed)}: it is yet to come`);
  return time;
}

/** Hours, as seconds. */
function overdueAfterOf(typed: string, since: Date | undefined): number {
  const hours = Number(typed);
  if (!/^\d+(?:\.\d+)?$/.test(typed) || hours <= 0 || hours > 24 * 365) {
    throw new InputError(`--overdue-after ${JSON.stringify(typed)}: give hours, such as 48`);
  }
  if (since === undefined) throw new InputError('--overdue-after counts from --since; give it too');
  return hours * 3600;
}

/** Milliseconds before the end in which the last look is made. */
const LAST_LOOK = 1000;

/** Looks again whenever a TTL has run out, until all have the record or the time is up. */
async function waitFor(io: Io, options: Options, look: Look): Promise<PropagationReport> {
  for (const option of ['record', 'replay'] as const) {
    if (options[option] === undefined) continue;
    throw new InputError(
      `--wait and --${option} do not go together: a recorded world does not change`,
    );
  }
  const { timeout: typed = String(WAIT_SECONDS) } = options;
  const timeout = timeoutOf(typed, MAX_WAIT_SECONDS);
  const end = io.clock().getTime() + timeout;
  const left = () => end - io.clock().getTime();
  const progress = progressOn(io, options);
  let due: Date | undefined;
  for (;;) {
    const report = await look(Math.max(left(), LAST_LOOK), due);
    const seconds = secondsToNextLook(report.propagation);
    const pause = Math.min(seconds * 1000, left() - LAST_LOOK);
    const isOver = report.propagation.state === 'everywhere' || pause <= 0;
    progress(report, isOver ? undefined : pause / 1000);
    if (isOver) return report;
    // No cache that was filled before this look can go beyond its TTL, nor beyond the published one.
    due ??= dueOf(report);
    await io.sleep(pause);
  }
}

function dueOf({ at, propagation: { state, secondsLeft, authorities } }: PropagationReport) {
  if (state !== 'spreading' || secondsLeft === undefined) return undefined;
  const published = authorities.flatMap(({ ttl }) => (ttl === undefined ? [] : [ttl]));
  return new Date(new Date(at).getTime() + 1000 * Math.max(secondsLeft, ...published));
}

/** A line that is written over in a terminal, and a line for each change elsewhere. */
function progressOn(
  io: Io,
  options: Options,
): (report: PropagationReport, seconds: number | undefined) => void {
  const { stderr } = io;
  let before = '';
  return ({ domain, propagation: { state, authorities, resolvers } }, seconds) => {
    if (options.quiet === true) return;
    const all = [...authorities, ...resolvers].filter(({ records }) => records !== undefined);
    const having = all.filter(({ state: held }) => held === 'new').length;
    const line = `${domain}: ${state}, ${having} of ${all.length} have the record`;
    if (stderr.isTTY === true) {
      const next = seconds === undefined ? '' : duration(Math.ceil(seconds));
      const live = next === '' ? '' : `${line}; next look in ${next}`;
      stderr.write(`\r\u001b[K${live.slice(0, (stderr.columns ?? 80) - 1)}`);
    } else if (line !== before) {
      note(io, options, line);
    }
    before = line;
  };
}
