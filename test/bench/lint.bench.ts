/** `lint` of large zone files: time, memory and right lines; beside a tenth of the file, and Node.js alone. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const program = resolve(import.meta.dirname, '../../dist/bin/spf-doctor.js');
const folder = mkdtempSync(join(tmpdir(), 'spf-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Prints the most memory that a process held, in KiB, when it ends. */
const weigh =
  'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))';

/** Every hundredth line has a fault. */
const FAULT_EVERY = 100;

function zoneFile(lines: number): string {
  const file = join(folder, `${lines}.zone`);
  const written = Array.from({ length: lines - 3 }, (_, index) => {
    const line = index + 4;
    if (line % FAULT_EVERY === 0) return `h${line} TXT "v=spf1 ipv4:192.0.2.${line % 250} -all"`;
    return line % 4 === 0
      ? `h${line} TXT "v=spf1 ip4:192.0.2.${line % 250} a:h${line - 1}.example.com -all"`
      : `h${line} A 192.0.2.${line % 250}`;
  });
  writeFileSync(
    file,
    ['$ORIGIN example.com.', '$TTL 3600', '@ SOA ns hostmaster 1 2 3 4 5', ...written].join('\n'),
  );
  return file;
}

function measured(args: readonly string[]): {
  readonly stdout: string;
  readonly seconds: number;
  readonly mebibytes: number;
} {
  const start = performance.now();
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', weigh, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const seconds = (performance.now() - start) / 1000;
  return { stdout, seconds, mebibytes: Number(/\d+$/m.exec(stderr)?.[0]) / 1024 };
}

test.each([10_000, 100_000])('a zone file of %i lines', (lines) => {
  const file = zoneFile(lines);
  const bare = measured(['-e', '0']);
  const { stdout, seconds, mebibytes } = measured([program, 'lint', file, '--format', 'json']);
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly rule: string; readonly line: number }[];
  };
  const expected = Array.from({ length: lines / FAULT_EVERY }, (_, n) => (n + 1) * FAULT_EVERY);
  expect(
    findings.filter(({ rule }) => rule === 'spf-unknown-mechanism').map(({ line }) => line),
  ).toEqual(expected);
  console.log(
    `lint of ${lines.toLocaleString('en')} lines: ${seconds.toFixed(2)} s, ${mebibytes.toFixed(0)} MiB; ` +
      `Node.js alone ${bare.seconds.toFixed(2)} s, ${bare.mebibytes.toFixed(0)} MiB`,
  );
});
