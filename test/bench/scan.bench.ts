/**
 * A scan of 10,000 made domains as a program of its own, against Knot DNS on loopback, beside mailauth with
 * 50 in flight; and the memory that ten times the list takes.
 */
import { spawn } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spf } from 'mailauth/lib/spf/index.js';
import { expect, test } from 'vitest';
import { parseZone } from '../../src/dns/zone.js';
import { startAuthoritative } from '../interop/servers.js';

const bin = resolve(import.meta.dirname, '../../dist/bin/spf-doctor.js');
const folder = mkdtempSync(join(tmpdir(), 'spf-scan-'));

/** Shared includes: three netblocks below a mailbox provider, and two services. */
const VENDORS = `
_spf.mailbox.test. IN TXT "v=spf1 include:_n1.mailbox.test include:_n2.mailbox.test ~all"
_n1.mailbox.test. IN TXT "v=spf1 ip4:62.10.32.0/20 ip4:62.10.48.0/22 ip4:62.10.52.0/24 ~all"
_n2.mailbox.test. IN TXT "v=spf1 ip4:62.11.32.0/20 ip4:62.11.48.0/22 ip6:2a0f:5381:32::/48 ~all"
_spf.news.test. IN TXT "v=spf1 ip4:62.12.0.0/22 ip4:62.12.8.0/23 ~all"
_spf.desk.test. IN TXT "v=spf1 ip4:62.13.0.0/22 include:_a.desk.test ~all"
_a.desk.test. IN TXT "v=spf1 ip4:62.14.0.0/24 ~all"
`;

const includes = ['_spf.mailbox.test', '_spf.news.test', '_spf.desk.test'];

/** What one domain in seven publishes; its findings; and what mailauth says of 192.0.2.1, which is nobody's. */
const shapes = [
  { text: () => `v=spf1 include:${includes[0]} -all`, rules: [], result: 'fail' },
  {
    text: () => `v=spf1 include:${includes[0]} include:${includes[1]} -all`,
    rules: [],
    result: 'fail',
  },
  { text: () => `v=spf1 include:${includes[2]} ~all`, rules: [], result: 'softfail' },
  {
    text: () => `v=spf1 include:${includes[1]} include:${includes[2]} -all`,
    rules: [],
    result: 'fail',
  },
  { text: () => `v=spf1 include:${includes[0]} +all`, rules: ['spf-pass-all'], result: 'pass' },
  {
    text: () => 'v=spf1 include:_spf.gone.test -all',
    rules: ['spf-include-without-record'],
    result: 'permerror',
  },
  { text: () => undefined, rules: ['spf-missing'], result: 'none' },
] as const;

function shapeOf(index: number): (typeof shapes)[number] {
  const shape = shapes[index % shapes.length];
  if (shape === undefined) throw new Error('there are no shapes');
  return shape;
}

function domainsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `d${index}.test`);
}

async function serve(count: number) {
  const lines = domainsOf(count).map((domain, index) => {
    const text = shapeOf(index).text();
    return `${domain}. IN ${text === undefined ? 'A 62.20.0.1' : `TXT "${text}"`}`;
  });
  const text = `$TTL 3600\ntest. IN SOA ns.test. root.test. 1 3600 600 86400 300\ntest. IN NS ns.test.\nns.test. IN A 127.0.0.1\n${VENDORS}${lines.join('\n')}\n`;
  return startAuthoritative([parseZone(text)]);
}

/** Runs `scan`; the lines are in `output`. */
async function scan(server: string, domains: readonly string[]) {
  const list = join(folder, 'list');
  const output = join(folder, 'output');
  writeFileSync(list, domains.join('\n'));
  const start = performance.now();
  const argv = [bin, 'scan', list, '--server', server, '--depth', 'spf', '--output', output];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  let megabytes = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      megabytes = Math.max(megabytes, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has ended.
    }
  }, 100);
  const code = await new Promise<number | null>((done) => child.once('close', done));
  clearInterval(timer);
  return { code, stderr, output, megabytes, seconds: (performance.now() - start) / 1000 };
}

interface Line {
  readonly domain: string;
  readonly findings: readonly { readonly rule: string; readonly severity: string }[];
}

test('10,000 domains', async () => {
  const count = 10_000;
  const domains = domainsOf(count);
  const server = await serve(count);
  try {
    const ours = await scan(server.text, domains);
    expect(ours).toMatchObject({ code: 0, stderr: '' });
    const lines = readFileSync(ours.output, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const found = new Map(lines.map((line) => [line.domain, line.findings]));
    expect([lines.length, found.size]).toEqual([count, count]);
    for (const [index, domain] of domains.entries()) {
      const errors = found.get(domain)?.filter(({ severity }) => severity === 'error');
      expect(errors?.map(({ rule }) => rule)).toEqual(shapeOf(index).rules);
    }

    const resolver = new Resolver();
    resolver.setServers([server.text]);
    const start = performance.now();
    let next = 0;
    let right = 0;
    const worker = async () => {
      while (next < count) {
        const index = next;
        next += 1;
        const { status } = await spf({
          ip: '192.0.2.1',
          sender: `u@${domains[index]}`,
          helo: 'h.test',
          mta: 'mx.receiver.test',
          resolver: (domain, type) => resolver.resolve(domain, type) as Promise<string[]>,
        });
        if (status.result === shapeOf(index).result) right += 1;
      }
    };
    await Promise.all(Array.from({ length: 50 }, worker));
    const seconds = (performance.now() - start) / 1000;
    console.log(
      `scan: ${(count / ours.seconds).toFixed(0)} domains/s with start-up, ${ours.megabytes.toFixed(0)} MB; ` +
        `${(seconds / ours.seconds).toFixed(1)} times mailauth with 50 in flight (${(count / seconds).toFixed(0)} domains/s, ${right} of ${count} right)`,
    );
  } finally {
    await server.stop();
  }
});

test('memory of ten times the list', { timeout: 400_000 }, async () => {
  const server = await serve(200_000);
  try {
    const few = await scan(server.text, domainsOf(20_000));
    const many = await scan(server.text, domainsOf(200_000));
    expect([few.code, many.code]).toEqual([0, 0]);
    console.log(
      `scan of 20,000: ${few.megabytes.toFixed(0)} MB; of 200,000: ${many.megabytes.toFixed(0)} MB, ` +
        `${(many.megabytes / few.megabytes).toFixed(2)} times, ${(200_000 / many.seconds).toFixed(0)} domains/s`,
    );
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
});
