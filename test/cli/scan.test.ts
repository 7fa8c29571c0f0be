import { appendFileSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseZone } from '../../src/dns/zone.js';
import { serveZones } from '../dns-server.js';
import { spfDoctor, world } from './spf-doctor.js';

const folder = mkdtempSync(join(tmpdir(), 'scan-'));

function listed(text: string): string {
  const file = join(folder, 'list.csv');
  writeFileSync(file, text);
  return file;
}

interface Line {
  readonly domain?: string;
  readonly input?: string;
  readonly line?: number;
  readonly verdict: string;
  readonly findings?: readonly { readonly rule: string }[];
}

function linesOf(text: string): readonly Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

/** A zone of domains of which every third has no default, and every fifth passes everybody. */
function madeZone(count: number): { readonly zone: string; readonly domains: readonly string[] } {
  const domains = Array.from({ length: count }, (_, index) => `d${index}.test`);
  const record = (index: number) =>
    `v=spf1 include:_spf.vendor.test ${index % 5 === 0 ? '+all' : index % 3 === 0 ? '' : '-all'}`;
  return {
    domains,
    zone: [
      '$TTL 300',
      'test. IN SOA ns.test. root.test. 1 3600 600 86400 300',
      '_spf.vendor.test. IN TXT "v=spf1 ip4:62.10.32.0/24 -all"',
      ...domains.map((domain, index) => `${domain}. IN TXT "${record(index).trim()}"`),
    ].join('\n'),
  };
}

function expectedRule(index: number): string | undefined {
  if (index % 5 === 0) return 'spf-pass-all';
  return index % 3 === 0 ? 'spf-no-default' : undefined;
}

describe('the list', () => {
  test('is the first column, without comments, a byte order mark and line ends', async () => {
    const { stdout, code } = await spfDoctor(
      ['scan', '-', ...world, '--depth', 'spf', '--keep-order'],
      {
        pieces: [
          '\ufeffmycompany.com,Acme\r\n# no',
          'te\r\n\r\n"MyCompany.com", "x"\r\nwww.myco',
          'mpany.com # last',
        ],
      },
    );
    expect(linesOf(stdout).map(({ domain }) => domain)).toEqual([
      'mycompany.com',
      'mycompany.com',
      'www.mycompany.com',
    ]);
    expect(code).toBe(0);
  });

  test('has lines that are no domain, which say so where they stand', async () => {
    const { stdout, code } = await spfDoctor([
      'scan',
      listed('mycompany.com\nno domain\n'),
      ...world,
      '--depth',
      'spf',
      '--keep-order',
    ]);
    const [first, second] = linesOf(stdout);
    expect(first?.domain).toBe('mycompany.com');
    expect(second).toMatchObject({ line: 2, input: 'no domain', verdict: 'undetermined' });
    expect(code).toBe(3);
  });

  test.each([
    ['an empty one', ['/dev/null', ...world], 'there is no domain in it'],
    ['one that is not there', [join(folder, 'none'), ...world], 'there is no such file'],
    ['a rate of nothing', ['-', ...world, '--rate', '0'], '--rate "0": give a number'],
    ['a wrong depth', ['-', ...world, '--depth', 'deep'], '--depth "deep": give full or spf'],
  ])('%s is one line and exit 2', async (_, argv, told) => {
    const { stdout, stderr, code } = await spfDoctor(['scan', ...argv]);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).toContain(told);
  });
});

test('asks for an include of many domains once, and judges every domain right', async () => {
  const { zone, domains } = madeZone(300);
  const server = await serveZones([parseZone(zone)]);
  const { stdout, stderr, code } = await spfDoctor(
    [
      'scan',
      '-',
      '--server',
      server.text,
      '--depth',
      'spf',
      '--summary',
      'json',
      '--fail-on',
      'warning',
    ],
    { stdin: domains.join('\n') },
  );
  await server.close();
  const found = new Map(
    linesOf(stdout).map(({ domain, findings }) => [domain, findings?.map(({ rule }) => rule)]),
  );
  expect(found.size).toBe(domains.length);
  for (const [index, domain] of domains.entries()) {
    const expected = expectedRule(index);
    expect(found.get(domain)).toEqual(expected === undefined ? [] : [expected]);
  }
  expect(code).toBe(0);
  expect(server.log).toHaveLength(domains.length + 1);
  const failing = domains.filter((_, index) => expectedRule(index) !== undefined).length;
  expect(JSON.parse(stderr)).toMatchObject({
    domains: 300,
    sound: 300 - failing,
    findings: failing,
    undetermined: 0,
  });
});

test('a domain whose server fails is a line with the reason', async () => {
  const { zone } = madeZone(3);
  const server = await serveZones([parseZone(zone)], {
    tamper: ({ question }) => (question.name === 'd1.test' ? 'servfail' : undefined),
  });
  const { stdout, code } = await spfDoctor(
    ['scan', '-', '--server', server.text, '--depth', 'spf'],
    { stdin: 'd1.test\nd2.test' },
  );
  await server.close();
  const verdicts = new Map(linesOf(stdout).map(({ domain, verdict }) => [domain, verdict]));
  expect(verdicts.get('d1.test')).toBe('undetermined');
  expect(verdicts.get('d2.test')).not.toBe('undetermined');
  expect(code).toBe(3);
});

test('goes on behind the last whole line, with what has none', async () => {
  const output = join(folder, 'lines.jsonl');
  const { zone, domains } = madeZone(20);
  const file = join(folder, 'made.zone');
  writeFileSync(file, zone);
  const argv = ['scan', '-', '--zone', file, '--depth', 'spf'];
  await spfDoctor([...argv, '--output', output], { stdin: domains.slice(0, 8).join('\n') });
  truncateSync(output, readFileSync(output).length - 10);
  await spfDoctor([...argv, '--resume', output], { stdin: domains.join('\n') });
  const lines = linesOf(readFileSync(output, 'utf8')).map(({ domain }) => domain);
  expect(lines).toHaveLength(domains.length);
  expect(new Set(lines)).toEqual(new Set(domains));
  appendFileSync(output, 'text\n');
  const { code, stderr } = await spfDoctor([...argv, '--resume', output], { stdin: 'd1.test' });
  expect(code).toBe(2);
  expect(stderr).toContain('line 21 is none that scan wrote');
});

test('an interrupt ends it, and says what was done', async () => {
  const { zone, domains } = madeZone(50);
  const server = await serveZones([parseZone(zone)], { delay: 100 });
  const output = join(folder, 'stopped.jsonl');
  const { code, stderr } = await spfDoctor(
    [
      'scan',
      '-',
      '--server',
      server.text,
      '--depth',
      'spf',
      '--concurrency',
      '5',
      '--output',
      output,
    ],
    {
      stdin: domains.join('\n'),
      onInterrupt: (stop) => {
        const timer = setTimeout(stop, 500);
        return () => clearTimeout(timer);
      },
    },
  );
  await server.close();
  const done = linesOf(readFileSync(output, 'utf8')).length;
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(50);
  expect(code).toBe(3);
  expect(stderr).toContain(`stopped by the user: ${done} domains are done; go on with --resume`);
});

test('a full disk ends it with one line', async () => {
  const { code, stderr } = await spfDoctor(
    ['scan', '-', ...world, '--depth', 'spf', '--output', '/dev/full'],
    { stdin: 'mycompany.com' },
  );
  expect(code).toBe(2);
  expect(stderr).toBe('spf-doctor: cannot write /dev/full: the disk is full; 0 domains are done\n');
});

test('a summary as a page has no markup of the list in it', async () => {
  const { stderr } = await spfDoctor(
    ['scan', '-', ...world, '--depth', 'spf', '--summary', 'html'],
    { stdin: '<script>' },
  );
  expect(stderr).toContain('<h1>1 domains in');
  expect(stderr).not.toContain('<script>');
});
