/**
 * The table of faults: what a server does wrong, and what its users see. Read the difference before you
 * accept another table (`vitest -u`).
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../src/dns/answer.js';
import { check } from '../../src/doctor.js';
import { createResolver } from '../../src/net/resolver.js';
import type { Report } from '../../src/report/report.js';
import { causeText } from '../../src/report/words.js';
import { faults, outcomeOf, TRUTH, type Fault } from '../faults.js';

/** Milliseconds of a first wait, and that a run may be late when the machine is busy. */
const FIRST_WAIT = 300;
const GRACE = 1000;

/** Milliseconds that a run has: those that end by waiting wait so long, the others need room when it is busy. */
function timeoutFor({ expected }: Fault): number {
  return expected === 'timeout' || expected === 'no-tcp' ? 4000 : 20_000;
}

interface Seen {
  readonly fault: Fault;
  readonly answer: Answer;
  readonly report: Report;
  /** Milliseconds of the longer one of both runs. */
  readonly taken: number;
}

async function run(fault: Fault): Promise<Seen> {
  const { servers, close } = await fault.start();
  const options = { servers, timeout: timeoutFor(fault), attemptTimeout: FIRST_WAIT };
  let taken = 0;
  const timed = async <T>(job: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await job();
    taken = Math.max(taken, performance.now() - start);
    return result;
  };
  try {
    const [answer, report] = await Promise.all([
      timed(async () => {
        const lookup = createResolver(options);
        if (fault.before !== undefined) await lookup({ name: fault.before, type: 'TXT' });
        return lookup({ name: fault.domain, type: 'TXT' });
      }),
      timed(() => check(fault.domain, { lookup: createResolver(options) })),
    ]);
    return { fault, answer, report, taken };
  } finally {
    await close();
  }
}

const MISSING = new Set(['spf-missing', 'spf-domain-nxdomain']);

/** What `check` says of the domain's record. */
function said({ findings, unknown, spf }: Report): string {
  const missing = findings.find(({ rule }) => MISSING.has(rule));
  if (missing !== undefined) return missing.rule;
  const undetermined = unknown.find(({ rule }) => rule === 'spf-undetermined');
  return undetermined?.rule ?? spf?.records.map(({ text }) => text).join(' and ') ?? 'nothing';
}

const expectedWords = { record: TRUTH, nodata: 'spf-missing', nxdomain: 'spf-domain-nxdomain' };

describe('servers at fault', () => {
  const seen = new Map<string, Seen>();
  beforeAll(async () => {
    const rejected: unknown[] = [];
    const onRejection = (reason: unknown): void => void rejected.push(reason);
    process.on('unhandledRejection', onRejection);
    const waiting = [...faults];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        seen.set(next.name, await run(next));
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    process.off('unhandledRejection', onRejection);
    expect(rejected).toEqual([]);
  }, 60_000);

  test.each(faults.map((fault) => [fault.name, fault] as const))('%s', (title, fault) => {
    const { answer, report, taken } = seen.get(title) ?? expect.fail('it was not run');
    expect(outcomeOf(answer)).toBe(fault.expected);
    const words: Partial<Record<string, string>> = expectedWords;
    expect(said(report)).toBe(words[fault.expected] ?? 'spf-undetermined');
    if (words[fault.expected] === undefined) expect(report.verdict).not.toBe('sound');
    expect(taken).toBeLessThan(timeoutFor(fault) + GRACE);
  });

  test('are told in docs/faults.md', async () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    const rows = [...faults].map(({ name }) => rowOf(seen.get(name) ?? expect.fail(name)));
    await expect(`${PREFACE}\n${rows.join('\n')}\n`).toMatchFileSnapshot('../../docs/faults.md');
  });
});

const PREFACE = `# Faults

What DNS servers do wrong, and what comes of it. A test plays each of these and holds what is seen against
what is expected; it writes this table too. \`npm run bench\` adds the seconds, and what Node's own resolver
makes of the same.

A server that lies says \`v=spf1 +all\`, which must never be seen. Where nothing could be found out, \`check\`
says \`spf-undetermined\` and never that there is no record.

| fault | what happens | expected | seen | \`check\` says |
| --- | --- | --- | --- | --- |`;

function rowOf({ fault, answer, report }: Seen): string {
  const cells = [`\`${fault.name}\``, fault.does, fault.expected, seenText(answer), said(report)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The outcome, and its details as people are told: not the server's port, which is another each time. */
function seenText(answer: Answer): string {
  if (answer.kind !== 'failure') return outcomeOf(answer);
  const { server: _, ...failure } = answer;
  const told = causeText(failure).replace(/^the question for \S+ \S+ /, '');
  // OpenSSL's codes differ from version to version.
  return `${answer.cause}: ${told.replace(/ \(E(?:RR_SSL|PROTO).*\)/, '')}`;
}
