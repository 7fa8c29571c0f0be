/**
 * Runs of check_host() beside other implementations: worlds made from seeds, one DNS server for each of
 * them that all ask, and each disagreement traced to rows of `differences.ts`.
 */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ask } from '../../src/dns/asking.js';
import { zoneAnswers } from '../../src/dns/zone.js';
import { createResolver } from '../../src/net/resolver.js';
import { checkHost } from '../../src/spf/check-host.js';
import { serveZones } from '../dns-server.js';
import { remembered } from '../world.js';
import { differences, differencesOf, type DifferenceId, type Oracle } from './differences.js';
import { modelVerdict, type ModelOptions, type Verdict } from './differential-model.js';
import { makeWorld, publishedIn, type Message } from './differential-world.js';

const RECEIVER = 'mx.receiver.test';

interface Program {
  readonly command: string;
  readonly script: string;
  /** Arguments that make the command fail where the module is not installed. */
  readonly probe: readonly string[];
  /** Debian's package. */
  readonly debian: string;
}

const programs: Readonly<Record<Oracle, Program>> = {
  pyspf: {
    // Debian's own Python: modules that Debian packages are not on the path of any other.
    command: '/usr/bin/python3',
    script: 'pyspf.py',
    probe: ['-c', 'import DNS, spf'],
    debian: 'python3-spf',
  },
  'Mail::SPF': {
    command: '/usr/bin/perl',
    script: 'mail-spf.pl',
    probe: ['-MMail::SPF', '-MJSON::PP', '-e', '1'],
    debian: 'libmail-spf-perl',
  },
};

export const oracles = Object.keys(programs) as readonly Oracle[];

/** Why an oracle cannot be asked here; undefined where it can. */
export function whyNot(oracle: Oracle): string | undefined {
  const { command, probe, debian } = programs[oracle];
  const { status } = spawnSync(command, probe, { stdio: 'ignore' });
  return status === 0 ? undefined : `Debian's ${debian} is not installed`;
}

interface Answered extends Verdict {
  readonly problem: string | undefined;
}

/** A running oracle: one request at a time, one line each way. */
interface Asked {
  readonly ask: (message: Message, port: number) => Promise<Answered>;
  readonly close: () => Promise<void>;
}

function startOracle(oracle: Oracle): Asked {
  const { command, script } = programs[oracle];
  const child: ChildProcessWithoutNullStreams = spawn(command, [
    resolve(import.meta.dirname, 'oracles', script),
  ]);
  const waiting: { take: (line: string) => void; fail: (error: Error) => void }[] = [];
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  // Where it has ended, its exit says so.
  child.stdin.on('error', () => undefined);
  createInterface(child.stdout).on('line', (line) => waiting.shift()?.take(line));
  const exited = once(child, 'exit');
  child.once('exit', () => {
    const error = new Error(`${script} has ended: ${complaint}`);
    for (const { fail } of waiting.splice(0)) fail(error);
  });
  return {
    ask: async (message, port) => {
      const line = await new Promise<string>((take, fail) => {
        waiting.push({ take, fail });
        child.stdin.write(`${JSON.stringify({ ...message, port, receiver: RECEIVER })}\n`);
      });
      const { result, explanation, problem } = JSON.parse(line) as Partial<Answered>;
      return {
        result: result ?? 'crash',
        explanation: explanation ?? null,
        problem: problem ?? undefined,
      };
    },
    close: async () => {
      child.stdin.end();
      await exited;
    },
  };
}

/** A disagreement that the table does not explain, with all that is needed to look into it. */
export interface Unexplained {
  readonly against: Oracle | 'the model';
  readonly seed: number;
  readonly message: Message;
  readonly ours: string;
  readonly theirs: string;
  readonly problem: string | undefined;
  /** What the model says with all differences of the oracle. */
  readonly expected: string;
  readonly world: readonly string[];
}

export interface Figures {
  worlds: number;
  /** Of check_host(); each oracle has as many. */
  evaluations: number;
  /** By result. */
  readonly results: Record<string, number>;
  readonly disagreements: Partial<Record<Oracle, number>>;
  /** Disagreements by the rows that it takes to explain them: `a + b` where it takes both. */
  readonly classes: Partial<Record<Oracle, Record<string, number>>>;
  readonly unexplained: Unexplained[];
}

export interface RunOptions {
  readonly oracles: readonly Oracle[];
  /** The first world's; the next ones count up. */
  readonly seed: number;
  readonly evaluations: number;
  /** How many worlds are under way at the same time. */
  readonly parallel: number;
}

/** Makes worlds until there were so many evaluations. */
export async function runDifferential(options: RunOptions): Promise<Figures> {
  const figures: Figures = {
    worlds: 0,
    evaluations: 0,
    results: {},
    disagreements: {},
    classes: {},
    unexplained: [],
  };
  let { seed } = options;
  const worker = async (): Promise<void> => {
    const asked = options.oracles.map((oracle) => [oracle, startOracle(oracle)] as const);
    try {
      while (figures.evaluations < options.evaluations) {
        seed += 1;
        await runWorld(seed - 1, asked, figures);
      }
    } finally {
      await Promise.all(asked.map(([, { close }]) => close()));
    }
  };
  await Promise.all(Array.from({ length: options.parallel }, worker));
  return figures;
}

async function runWorld(
  seed: number,
  asked: readonly (readonly [Oracle, Asked])[],
  figures: Figures,
): Promise<void> {
  const world = makeWorld(seed);
  const know = remembered(zoneAnswers([world.zone]));
  const server = await serveZones([world.zone]);
  const now = Math.floor(Date.now() / 1000);
  figures.worlds += 1;
  figures.evaluations += world.messages.length;
  try {
    await Promise.all(
      world.messages.map(async (message) => {
        const lookup = createResolver({ servers: [server] });
        const [evaluation, ...answers] = await Promise.all([
          ask(checkHost({ ...message, receiver: RECEIVER, now }), lookup),
          ...asked.map(([, oracle]) => oracle.ask(message, server.port)),
        ]);
        figures.results[evaluation.result] = (figures.results[evaluation.result] ?? 0) + 1;
        const model = { know, message, receiver: RECEIVER, now };
        const ours = said(evaluation);
        const report = (
          against: Unexplained['against'],
          theirs: string,
          expected: string,
          problem?: string,
        ) =>
          figures.unexplained.push({
            against,
            seed,
            message,
            ours,
            theirs,
            problem,
            expected,
            world: publishedIn(world),
          });
        const modelled = said(modelVerdict({ ...model, differences: new Set() }));
        if (modelled !== ours) report('the model', modelled, ours);
        asked.forEach(([oracle], index) => {
          const answer = answers[index];
          if (answer === undefined) return;
          const theirs = said(answer);
          const all = differencesOf(oracle);
          const expected = said(modelVerdict({ ...model, differences: new Set(all) }));
          if (theirs !== expected) report(oracle, theirs, expected, answer.problem);
          if (theirs === ours) return;
          figures.disagreements[oracle] = (figures.disagreements[oracle] ?? 0) + 1;
          if (theirs !== expected) return;
          const classes = (figures.classes[oracle] ??= {});
          const why = neededFor(theirs, model, all).join(' + ');
          classes[why] = (classes[why] ?? 0) + 1;
        });
      }),
    );
  } finally {
    await server.close();
  }
}

/**
 * A verdict as it is compared. Case is not: names have none (RFC 4343), and neither have the digits of an
 * IPv6 address, which RFC 7208 7.3 leaves open. Nor is the time of the evaluation.
 */
function said({ result, explanation }: Verdict): string {
  if (explanation === null || result !== 'fail') return result;
  return `fail ${JSON.stringify(explanation.toLowerCase().replaceAll(/\b1\d{9}\b/g, 'now'))}`;
}

/** The differences without which the model would not say the same: a smallest set, by leaving out. */
function neededFor(
  theirs: string,
  model: Omit<ModelOptions, 'differences'>,
  all: readonly DifferenceId[],
): readonly DifferenceId[] {
  let needed = all;
  for (const id of all) {
    const fewer = needed.filter((other) => other !== id);
    const verdict = modelVerdict({ ...model, differences: new Set(fewer) });
    if (said(verdict) === theirs) needed = fewer;
  }
  return needed;
}

/** The figures as lines. */
export function describeFigures(figures: Figures): string {
  const { worlds, evaluations, results, disagreements, classes, unexplained } = figures;
  const sorted = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const lines = [
    `${worlds} worlds, ${evaluations} evaluations (${sorted(results)
      .map(([result, count]) => `${count} ${result}`)
      .join(', ')}), ${unexplained.length} unexplained`,
  ];
  for (const oracle of oracles) {
    const classesOf = classes[oracle] ?? {};
    lines.push(`${oracle}: ${disagreements[oracle] ?? 0} disagreements, by what explains them`);
    for (const [why, count] of sorted(classesOf))
      lines.push(`  ${String(count).padStart(6)} ${why}`);
    const met = new Set(Object.keys(classesOf).flatMap((why) => why.split(' + ')));
    const rows = differencesOf(oracle);
    for (const id of rows.filter((row) => met.has(row))) {
      const { does, sections } = differences[id];
      lines.push(`  ${id}: ${oracle} ${does} (RFC 7208: ${sections.join(', ')})`);
    }
    const others = rows.filter((row) => !met.has(row));
    if (others.length > 0) lines.push(`  not met: ${others.join(', ')}`);
  }
  return lines.join('\n');
}

/** What is known of a disagreement without an explanation, as lines. */
export function describeUnexplained(found: Unexplained): string {
  const { against, seed, message, ours, theirs, problem, expected, world } = found;
  return [
    `world ${seed}, ${JSON.stringify(message)}`,
    `  check_host(): ${ours}`,
    `  ${against}: ${theirs}${problem === undefined ? '' : ` (${problem})`}, expected ${expected}`,
    ...world.map((line) => `    ${line}`),
  ].join('\n');
}
