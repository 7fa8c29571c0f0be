/** `spf-doctor scan <file|->` */
import { createReadStream } from 'node:fs';
import { readDomain } from '../dns/name.js';
import { check, type CheckOptions } from '../doctor.js';
import { checkJson, jsonText } from '../report/json.js';
import {
  ScanCount,
  scanSummaryHtml,
  scanSummaryText,
  type Scanned,
  type ScanSummary,
} from '../report/scan-summary.js';
import { checklist } from '../rules/index.js';
import type { Check } from '../rules/judgement.js';
import { areaOf } from '../rules/selection.js';
import type { FactName } from '../survey/survey.js';
import { listedDomains, type Listed } from './domain-list.js';
import { InputError } from './input-error.js';
import { reasonOf, type ExitCode, type Io, type OutputOptions } from './io.js';
import { earlierOutput, scanOutput, type ScanOutput } from './scan-output.js';
import { liveLine } from './progress.js';
import { scanSource, timeoutOf, type SourceOptions } from './sources.js';
import { profileOf, type ProfileOptions } from './setup.js';
import { failOnOf, selectionOf, type SelectionOptions } from './subject.js';

type Options = SourceOptions &
  ProfileOptions &
  SelectionOptions &
  OutputOptions & {
    readonly depth?: string;
    readonly failOn?: string;
    readonly concurrency?: string;
    readonly rate?: string;
    readonly resume?: string;
    readonly keepOrder?: boolean;
    readonly summary?: string;
  };

/** Domains at a time. */
const CONCURRENCY = 256;
const MAX_CONCURRENCY = 10_000;
const MAX_RATE = 1_000_000;

/** Milliseconds between two progress lines. */
const RATE_INTERVAL = 500;

/** One domain, judged: its line without the line break, and what is counted of it. */
export interface ScanLine {
  readonly text: string;
  readonly counted: Scanned;
}

export async function runScan(
  io: Io,
  path: string | undefined,
  options: Options,
): Promise<ExitCode> {
  const judging = await judgingOf(options);
  const concurrency = numberOf('concurrency', options.concurrency, MAX_CONCURRENCY) ?? CONCURRENCY;
  const rate = numberOf('rate', options.rate, MAX_RATE);
  const format = summaryFormatOf(options.summary);
  if (options.resume !== undefined && options.output !== undefined) {
    throw new InputError('--resume and --output do not go together: --resume writes to its file');
  }
  const timeout = options.timeout === undefined ? undefined : timeoutOf(options.timeout);
  const source = await scanSource(io, options, { concurrency, ...(rate && { rate }) });
  const earlier = options.resume === undefined ? undefined : await earlierOutput(options.resume);
  const list = listOf(io, path ?? '');
  const first = await list.next();
  if (first.done === true) {
    throw new InputError(`${path === '-' ? 'standard input' : path}: there is no domain in it`);
  }
  const output = await scanOutput(io, options.output ?? options.resume, earlier?.position);
  const started = performance.now();
  const count = new ScanCount();
  const stopped = stopping(io, timeout);
  const progress = liveLine(io, options, RATE_INTERVAL, (milliseconds) => {
    const perSecond = ((1000 * count.domains) / milliseconds).toFixed(0);
    return `${count.domains} domains, ${perSecond}/s, ${count.undetermined} undetermined`;
  });
  let reason: string | undefined;
  try {
    reason = await Promise.race([
      scanAll(
        chained(first.value, list),
        (listed) => judgeLine(listed, { ...judging, ...source }),
        {
          concurrency,
          keepOrder: options.keepOrder ?? false,
          isStopped: stopped.isStopped,
          done: earlier?.done ?? new Set(),
          count,
          output,
        },
      ).then(() => undefined),
      stopped.reason,
    ]);
    await output.end();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${error.message}; ${count.domains} domains are done`);
  } finally {
    stopped.end();
    progress.end();
  }
  if (format !== undefined) {
    const summary = count.summary((performance.now() - started) / 1000);
    io.stderr.write(summaryText(summary, format));
  }
  if (reason !== undefined) {
    const resume = options.output ?? options.resume;
    const hint = resume === undefined ? '' : `; go on with --resume ${resume}`;
    io.stderr.write(`spf-doctor: stopped ${reason}: ${count.domains} domains are done${hint}\n`);
    return 3;
  }
  return count.undetermined > 0 ? 3 : 0;
}

/** Judges one line of the list. What is no domain has a line of its own that says why. */
export async function judgeLine({ typed, line }: Listed, options: CheckOptions): Promise<ScanLine> {
  const started = performance.now();
  const read = readDomain(typed);
  if (!read.ok) {
    const verdict = 'undetermined';
    return {
      text: jsonText({ schema: 1, line, input: typed, verdict, problem: read.problem }, 0),
      counted: { domain: typed, verdict, rules: [], milliseconds: 0 },
    };
  }
  const report = await check(read.name, options);
  const json = checkJson(report);
  return {
    text: jsonText({ ...json, checks: json.checks.filter(isAsked) }, 0),
    counted: {
      domain: report.domain,
      verdict: report.verdict,
      rules: report.findings.map(({ rule }) => rule),
      milliseconds: performance.now() - started,
    },
  };
}

/** A line does not repeat for each domain which rules it was not judged by. */
function isAsked({ outcome }: Check): boolean {
  return outcome !== 'skipped';
}

interface Scan {
  readonly concurrency: number;
  readonly keepOrder: boolean;
  readonly isStopped: () => boolean;
  /** What has a line already. */
  readonly done: ReadonlySet<string>;
  readonly count: ScanCount;
  readonly output: ScanOutput;
}

/** Judges domains, so many at a time; a domain counts once its line is written. */
async function scanAll(
  list: AsyncGenerator<Listed>,
  judge: (listed: Listed) => Promise<ScanLine>,
  { concurrency, keepOrder, isStopped, done, count, output }: Scan,
): Promise<void> {
  let before: Promise<void> = Promise.resolve();
  let failed = false;
  const answer = async (listed: Listed, turn: Promise<void> | undefined): Promise<void> => {
    const { text, counted } = await judge(listed);
    await turn;
    if (isStopped()) return;
    await output.write(`${text}\n`);
    count.add(counted);
  };
  const next = async (): Promise<void> => {
    for (;;) {
      const { value, done: isEnd } = await list.next();
      if (isEnd === true || failed || isStopped()) return;
      if (done.has(nameOf(value))) continue;
      // Nobody starts on another domain while its line waits for its turn: that bounds what is held.
      const written = answer(value, keepOrder ? before : undefined);
      if (keepOrder) before = written;
      await written;
    }
  };
  const guarded = () =>
    next().catch((error: unknown) => {
      failed = true;
      throw error;
    });
  await Promise.all(Array.from({ length: concurrency }, guarded));
}

function nameOf({ typed }: Listed): string {
  const read = readDomain(typed);
  return read.ok ? read.name : typed;
}

async function* chained(first: Listed, rest: AsyncIterable<Listed>): AsyncGenerator<Listed> {
  yield first;
  yield* rest;
}

function listOf(io: Io, path: string): AsyncGenerator<Listed> {
  return listedDomains(path === '-' ? io.stdinPieces() : filePieces(path));
}

async function* filePieces(path: string): AsyncGenerator<string> {
  try {
    for await (const piece of createReadStream(path, 'utf8')) yield String(piece);
  } catch (error) {
    throw new InputError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** The facts that come with the domain's own record and its tree. */
const OWN_FACTS: ReadonlySet<FactName> = new Set(['txt', 'spf', 'meant', 'exp', 'cut']);

async function judgingOf(options: Options): Promise<Omit<CheckOptions, 'lookup'>> {
  const depth = depthOf(options.depth);
  const profile = profileOf(options);
  const failOn = failOnOf(options.failOn);
  if (depth === 'full') return { profile, failOn, ...(await selectionOf(options)) };
  if (options.only !== undefined) throw new InputError('--depth spf and --only do not go together');
  const only = checklist
    .filter(({ id, needs }) => areaOf(id) === 'spf' && needs.every((fact) => OWN_FACTS.has(fact)))
    .map(({ id }) => id);
  const { skip = [] } = await selectionOf(options);
  return { profile, failOn, only, skip };
}

function numberOf(option: string, typed: string | undefined, most: number): number | undefined {
  if (typed === undefined) return undefined;
  const number = Number(typed);
  if (/^\d+$/.test(typed) && number >= 1 && number <= most) return number;
  throw new InputError(`--${option} ${JSON.stringify(typed)}: give a number from 1 to ${most}`);
}

/** Ends a scan before its end: by the user, or when its time is over. */
function stopping(io: Io, timeout: number | undefined) {
  let isStopped = false;
  let stop: (reason: string) => void = () => undefined;
  const reason = new Promise<string>((resolve) => {
    stop = (why) => {
      isStopped = true;
      resolve(why);
    };
  });
  const forget = io.onInterrupt(() => stop('by the user'));
  const timer = timeout === undefined ? undefined : setTimeout(() => stop('by --timeout'), timeout);
  return {
    reason,
    isStopped: () => isStopped,
    end: () => {
      forget();
      clearTimeout(timer);
    },
  };
}

function summaryText(summary: ScanSummary, format: 'text' | 'json' | 'html'): string {
  switch (format) {
    case 'text':
      return scanSummaryText(summary);
    case 'json':
      return `${jsonText(summary)}\n`;
    case 'html':
      return scanSummaryHtml(summary);
  }
}

function depthOf(typed = 'full'): 'full' | 'spf' {
  if (typed === 'full' || typed === 'spf') return typed;
  throw new InputError(`--depth ${JSON.stringify(typed)}: give full or spf`);
}

function summaryFormatOf(typed: string | undefined): 'text' | 'json' | 'html' | undefined {
  if (typed === undefined || typed === 'text' || typed === 'json' || typed === 'html') return typed;
  throw new InputError(`--summary ${JSON.stringify(typed)}: give text, json or html`);
}
