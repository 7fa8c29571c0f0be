/** Evaluators to be measured side by side, all of them on answers that are there at once. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type SPFOptions } from 'mailauth';
import { spf } from 'mailauth/lib/spf/index.js';
import type { Known } from '../../src/dns/answer.js';
import { toName } from '../../src/dns/name.js';
import type { RecordType } from '../../src/dns/question.js';
import type * as Built from '../../src/index.js';
import type { BenchWorld } from './case-sets.js';
import { plainWorlds } from './plain-worlds.js';

const built: string = '../../dist/src/index.js';
const { answer, checkHost, recordCache } = (await import(built)) as typeof Built;

/** So many passes over all cases: how long they take in milliseconds, and how many results of one are right. */
interface Passes {
  readonly milliseconds: number;
  readonly right: number;
}

export interface Evaluator {
  readonly title: string;
  readonly run: (passes: number) => Promise<Passes>;
  readonly close: () => Promise<void>;
}

/** Those that are here, and for each that is not: why. */
export interface Evaluators {
  readonly present: readonly Evaluator[];
  readonly absent: readonly string[];
}

export function evaluatorsOf(worlds: readonly BenchWorld[]): Evaluators {
  const others = Object.entries(programs).map(([title, program]) =>
    startProgram(title, program, worlds),
  );
  return {
    present: [
      ours('spf-check-lite', worlds, { ahead: false, keeps: false }),
      ours('spf-check-lite, keeping records', worlds, { ahead: false, keeps: true }),
      ours('spf-check-lite, asking ahead', worlds, { ahead: true, keeps: false }),
      ours('spf-check-lite, both', worlds, { ahead: true, keeps: true }),
      mailauth(worlds),
      ...others.filter((each) => typeof each !== 'string'),
    ],
    absent: others.filter((each) => typeof each === 'string'),
  };
}

function ours(
  title: string,
  worlds: readonly BenchWorld[],
  { ahead, keeps }: { readonly ahead: boolean; readonly keeps: boolean },
): Evaluator {
  const kept = keeps ? { records: recordCache() } : {};
  return inProcess(title, () => {
    let right = 0;
    for (const { know, cases } of worlds) {
      for (const { ip, sender, helo, results } of cases) {
        const { result } = answer(checkHost({ ip, sender, helo, ahead, ...kept }), know);
        if (results.includes(result)) right += 1;
      }
    }
    return right;
  });
}

function mailauth(worlds: readonly BenchWorld[]): Evaluator {
  const prepared = worlds.map(({ know, cases }) => ({ cases, resolver: nodeResolver(know) }));
  return inProcess('mailauth', async () => {
    let right = 0;
    for (const { cases, resolver } of prepared) {
      for (const { ip, sender, helo, results } of cases) {
        const found = await spf({ ip, sender, helo, mta: 'mx.receiver.test', resolver });
        if (results.includes(found.status.result)) right += 1;
      }
    }
    return right;
  });
}

function inProcess(title: string, onePass: () => number | Promise<number>): Evaluator {
  return {
    title,
    run: async (passes) => {
      let right = 0;
      const start = performance.now();
      for (let pass = 0; pass < passes; pass += 1) right = await onePass();
      return { milliseconds: performance.now() - start, right };
    },
    close: () => Promise.resolve(),
  };
}

/** The answers in the form of Node's own resolver, which mailauth takes; each is put into it once. */
function nodeResolver(know: Known): NonNullable<SPFOptions['resolver']> {
  const answers = new Map<string, unknown>();
  return async (domain, type) => {
    const key = `${domain} ${type}`;
    const found = answers.get(key) ?? nodeAnswer(know, domain, type);
    answers.set(key, found);
    if (found instanceof Error) throw found;
    return found as string[];
  };
}

function nodeAnswer(know: Known, domain: string, type: string): unknown {
  const name = toName(domain);
  if (name === undefined) return Object.assign(new Error('EBADNAME'), { code: 'EBADNAME' });
  const found = know({ name, type: type as RecordType });
  const codes = { nxdomain: 'ENOTFOUND', nodata: 'ENODATA', failure: 'ETIMEOUT' };
  if (found.kind !== 'noerror') {
    return Object.assign(new Error(found.kind), { code: codes[found.kind] });
  }
  return found.records.map((record) => {
    switch (record.type) {
      case 'A':
      case 'AAAA':
        return record.address;
      case 'MX':
        return { exchange: record.exchange, priority: record.preference };
      case 'TXT':
      case 'SPF':
        return record.strings;
      case 'CNAME':
      case 'DNAME':
      case 'NS':
      case 'PTR':
        return record.target;
      case 'SOA':
        return record.primary;
      case 'TLSA':
        return record.association;
    }
  });
}

/** A program in another language, in oracles/. */
interface Program {
  /** What makes it ready to run in a directory of its own: the command and its arguments. */
  readonly prepare: (source: string, directory: string) => readonly [string, ...string[]];
  readonly source: string;
  /** Debian's packages. */
  readonly debian: string;
}

const programs: Readonly<Record<string, Program>> = {
  'pyspf (Python)': {
    source: 'pyspf.py',
    debian: 'python3-spf',
    prepare: (source) => {
      // Debian's own Python: modules that Debian packages are not on the path of any other.
      execFileSync('/usr/bin/python3', ['-c', 'import spf'], { stdio: 'pipe' });
      return ['/usr/bin/python3', source];
    },
  },
  'libspf2 (C)': {
    source: 'libspf2.c',
    debian: 'gcc libc6-dev libspf2-dev',
    prepare: (source, directory) => {
      const binary = join(directory, 'libspf2');
      execFileSync('gcc', ['-O2', '-o', binary, source, '-lspf2'], { stdio: 'pipe' });
      return [binary];
    },
  },
  'blitiri.com.ar/go/spf (Go)': {
    source: 'blitiri.go',
    debian: 'golang-go golang-blitiri-go-spf-dev',
    prepare: (source, directory) => {
      const binary = join(directory, 'blitiri');
      const env = {
        ...process.env,
        GO111MODULE: 'off',
        GOPATH: '/usr/share/gocode',
        GOCACHE: join(directory, 'cache'),
      };
      execFileSync('go', ['build', '-o', binary, source], { stdio: 'pipe', env });
      return [binary];
    },
  },
};

function startProgram(
  title: string,
  program: Program,
  worlds: readonly BenchWorld[],
): Evaluator | string {
  const directory = mkdtempSync(join(tmpdir(), 'spf-bench-'));
  const clean = () => rmSync(directory, { recursive: true, force: true });
  let command: readonly [string, ...string[]];
  try {
    const source = resolve(import.meta.dirname, 'oracles', program.source);
    command = program.prepare(source, directory);
  } catch (error) {
    clean();
    const [why] = String(error).split('\n');
    return `${title} is not measured; it needs Debian's ${program.debian}: ${why}`;
  }
  const file = join(directory, 'worlds');
  writeFileSync(file, plainWorlds(worlds));
  const [binary, ...argv] = command;
  const child = spawn(binary, [...argv, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const exited = once(child, 'exit');
  return {
    title,
    run: async (passes) => {
      child.stdin.write(`${passes}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error(`${title} has ended`);
      const [milliseconds, right] = line.value.split(' ').map(Number);
      return { milliseconds: milliseconds ?? 0, right: right ?? 0 };
    },
    close: async () => {
      child.stdin.end();
      await exited;
      clean();
    },
  };
}
