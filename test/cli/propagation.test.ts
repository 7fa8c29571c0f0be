/** `spf-doctor propagation`: servers on loopback that hold different things, waiting, and wrong input. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { name } from '../../src/dns/name.js';
import { parseZone, type Zone } from '../../src/dns/zone.js';
import { propagation } from '../../src/doctor.js';
import { propagationSchema } from '../../src/report/schema.js';
import { terminalPropagation } from '../../src/report/propagation.js';
import { plain } from '../../src/report/style.js';
import { encodeReply, serveZones, type DnsServer } from '../dns-server.js';
import { failing, holding, internet, referring } from '../internet.js';
import { txt } from '../world.js';
import { spfDoctor } from './spf-doctor.js';

const NEW = 'v=spf1 include:_spf.odoo.com ~all';
const OLD = 'v=spf1 mx ~all';

function zone(serial: number, ...records: readonly string[]): Zone {
  return parseZone(
    `$TTL 300
    $ORIGIN d.test.
    @ SOA ns1 h ${serial} 1800 900 604800 60
    @ NS ns1
    ns1 A 192.0.2.1
    ${txt('d.test', 'a note', ...records)}`.replaceAll(/^ +/gm, ''),
  );
}

const open: DnsServer[] = [];
let fresh: DnsServer;
let old: DnsServer;
let bare: DnsServer;
let silent: DnsServer;
beforeAll(async () => {
  const authoritative = true;
  open.push(
    ...(await Promise.all([
      serveZones([zone(7, NEW)], { authoritative }),
      serveZones([zone(6, OLD)], { authoritative }),
      serveZones([zone(6)], { authoritative }),
      serveZones([], { tamper: () => 'drop' }),
    ])),
  );
  const [first, second, third, fourth] = open;
  if (!first || !second || !third || !fourth) throw new Error('they are there');
  [fresh, old, bare, silent] = [first, second, third, fourth];
});
afterAll(async () => {
  await Promise.all(open.map((server) => server.close()));
});

interface Asked {
  readonly at: readonly DnsServer[];
  readonly through: readonly DnsServer[];
}

/** The options that name the servers; the first of `through` is the resolver in use. */
function named({ at, through }: Asked): readonly string[] {
  const [inUse, ...resolvers] = through.map(({ text }) => text);
  return [
    ...at.flatMap(({ text }) => ['--authority', text]),
    ...(inUse === undefined ? [] : ['--server', inUse]),
    ...(resolvers.length > 0 ? resolvers : [inUse ?? '']).flatMap((text) => ['--resolver', text]),
  ];
}

const run = (asked: Asked, ...argv: readonly string[]) =>
  spfDoctor(['propagation', 'd.test', ...named(asked), ...argv]);

async function json(asked: Asked, ...argv: readonly string[]) {
  const { stdout } = await run(asked, '--format', 'json', ...argv);
  return propagationSchema.parse(JSON.parse(stdout));
}

describe('exit codes', () => {
  test.each<[string, () => Asked, readonly string[], number, string]>([
    ['all have it', () => ({ at: [fresh], through: [fresh, fresh] }), [], 0, 'everywhere'],
    [
      'it is wished for',
      () => ({ at: [fresh], through: [fresh] }),
      ['--expect', NEW],
      0,
      'everywhere',
    ],
    ['a resolver is behind', () => ({ at: [fresh], through: [fresh, old] }), [], 1, 'spreading'],
    ['servers differ', () => ({ at: [fresh, old], through: [fresh] }), [], 1, 'split'],
    ['no server has it', () => ({ at: [old], through: [old] }), ['--expect', NEW], 1, 'absent'],
    ['no server has any', () => ({ at: [bare], through: [bare] }), [], 1, 'absent'],
    ['no server answers', () => ({ at: [silent], through: [fresh] }), [], 3, 'undetermined'],
    ['no resolver answers', () => ({ at: [fresh], through: [silent] }), [], 3, 'undetermined'],
  ])('%s', async (_, asked, argv, code, state) => {
    const ran = await run(asked(), '--timeout', '1', ...argv);
    expect(ran).toMatchObject({ code, stderr: '' });
    expect(ran.stdout).toMatch(new RegExp(`^d\\.test +${state}\n`));
  });
});

test('JSON keeps its schema and says who holds what', async () => {
  const asked = { at: [fresh, old, silent], through: [old, bare] };
  const found = await json(
    asked,
    '--timeout',
    '1',
    '--expect',
    'V=SPF1 +include:_spf.odoo.com ~all',
  );
  expect(found).toMatchObject({
    schema: 1,
    domain: 'd.test',
    state: 'split',
    secondsLeft: null,
    zone: 'd.test',
    expected: { from: 'expect' },
    authorities: [
      {
        name: null,
        address: fresh.text,
        authoritative: true,
        serial: 7,
        records: [NEW],
        ttl: 300,
        state: 'new',
      },
      {
        name: null,
        address: old.text,
        authoritative: true,
        serial: 6,
        records: [OLD],
        ttl: 300,
        state: 'old',
      },
      {
        address: silent.text,
        authoritative: false,
        serial: null,
        records: null,
        ttl: null,
        state: 'unreachable',
      },
    ],
    resolvers: [
      { name: 'resolver in use', address: old.text, records: [OLD], state: 'old' },
      { name: null, address: bare.text, records: [], ttl: 300, state: 'none' },
    ],
  });
  expect(found.findings.map(({ rule }) => rule)).toEqual([
    'dns-authoritative-differ',
    'dns-server-lame',
  ]);
  expect(found.authorities[2]?.cause).toContain('timed out');
});

test('the seconds left are those of the resolver that takes longest', async () => {
  const { secondsLeft, state } = await json({ at: [fresh], through: [fresh, old, bare] });
  expect({ secondsLeft, state }).toEqual({ secondsLeft: 300, state: 'spreading' });
});

test('whoever gave no answer is listed as unknown', async () => {
  const found = await json({ at: [fresh], through: [fresh, silent] }, '--timeout', '1');
  expect(found.state).toBe('everywhere');
  expect(found.unknown).toMatchObject([{ rule: 'dns-resolver-stale', subject: silent.text }]);
});

test('servers that the DNS names at reserved addresses are not asked, and that is said', async () => {
  const { text } = fresh;
  const argv = ['propagation', 'd.test', '--server', text, '--resolver', text];
  const { code, stdout } = await spfDoctor(argv);
  expect(code).toBe(3);
  expect(stdout).toContain('not asked\n    its address is reserved (documentation)');
});

test('every line of a table fits into 60 columns', async () => {
  const servers = named({ at: [fresh, old, silent], through: [old, bare] });
  const { stdout } = await spfDoctor(['propagation', 'd.test', '--timeout', '1', ...servers], {
    columns: 60,
  });
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
});

test('a recorded world is judged again to the same octets, without a server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'spf-doctor-'));
  const file = join(folder, 'world.json');
  const asked = { at: [fresh, old, silent], through: [old, bare] };
  try {
    const live = await run(asked, '--timeout', '1', '--record', file);
    const authorities = asked.at.flatMap(({ text }) => ['--authority', text]);
    const argv = ['propagation', 'd.test', ...authorities, '--resolver', bare.text];
    const replayed = await spfDoctor([...argv, '--replay', file]);
    expect(replayed).toEqual(live);
    const later = await run(asked, '--wait', '--record', file);
    expect(later.stderr).toMatch(/^spf-doctor: --wait and --record do not go together: /);
    expect(later).toMatchObject({ code: 2, stdout: '' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('--wait', () => {
  /** A resolver whose old answer runs out after so many seconds of a clock that the test turns. */
  async function waiting(seconds: number) {
    let time = Date.UTC(2026, 10, 23, 12);
    const start = time;
    const pauses: number[] = [];
    const resolver = await serveZones([], {
      tamper: (query) => {
        const left = seconds - Math.floor((time - start) / 1000);
        const strings = [left > 0 ? OLD : NEW];
        const ttl = left > 0 ? left : 300;
        return [
          encodeReply(query, { answers: [{ type: 'TXT', name: name('d.test'), ttl, strings }] }),
        ];
      },
    });
    open.push(resolver);
    return {
      asked: named({ at: [fresh], through: [resolver] }),
      pauses,
      resolver,
      device: {
        clock: () => new Date(time),
        sleep: async (milliseconds: number) => {
          pauses.push(milliseconds);
          time += milliseconds;
        },
      },
    };
  }

  test('looks again when the TTL has run out, and ends when all have it', async () => {
    const { asked, pauses, device, resolver } = await waiting(130);
    const ran = await spfDoctor(['propagation', 'd.test', '--wait', ...asked], device);
    expect(ran.code).toBe(0);
    expect(pauses).toEqual([131_000]);
    expect(resolver.log.length).toBeLessThanOrEqual(4);
    expect(ran.stderr).toBe(
      'spf-doctor: d.test: spreading, 1 of 2 have the record\n' +
        'spf-doctor: d.test: everywhere, 2 of 2 have the record\n',
    );
    expect(ran.stdout).toMatch(/^d\.test +everywhere\n/);
  });

  test('neither hammers nor sleeps for hours', async () => {
    const short = await waiting(1);
    await spfDoctor(['propagation', 'd.test', '--wait', ...short.asked], short.device);
    expect(short.pauses).toEqual([5000]);
    const long = await waiting(1000);
    await spfDoctor(['propagation', 'd.test', '--wait', ...long.asked], long.device);
    expect(long.pauses).toEqual([300_000, 300_000, 300_000, 101_000]);
  });

  test('ends with 1 at --timeout, after a last look', async () => {
    const { asked, pauses, device } = await waiting(1000);
    const argv = ['propagation', 'd.test', '--wait', '--timeout', '400', ...asked];
    const ran = await spfDoctor(argv, device);
    expect(ran.code).toBe(1);
    expect(pauses).toEqual([300_000, 99_000]);
    expect(ran.stdout).toMatch(/^d\.test +spreading\n/);
  });

  test('does not wait where all have it', async () => {
    const { pauses, device } = await waiting(0);
    const asked = named({ at: [fresh], through: [fresh] });
    const ran = await spfDoctor(['propagation', 'd.test', '--wait', ...asked], device);
    expect({ code: ran.code, pauses }).toEqual({ code: 0, pauses: [] });
  });

  test('tells when every TTL that was seen has run out', async () => {
    const { asked, device, resolver } = await waiting(20);
    const stuck = { ...device, clock: () => new Date(device.clock()) };
    // A resolver that gives its old answer out again and again.
    const again = await serveZones([], {
      tamper: (query) => [
        encodeReply(query, {
          answers: [{ type: 'TXT', name: name('d.test'), ttl: 20, strings: [OLD] }],
        }),
      ],
    });
    open.push(again);
    const argv = ['propagation', 'd.test', '--wait', '--timeout', '400', '--resolver', again.text];
    const ran = await spfDoctor([...argv, ...asked.slice(0, 4)], stuck);
    expect(resolver.log.length).toBeGreaterThan(2);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/✗ dns-overdue {2}every TTL that was seen ran out/);
  });

  test('--quiet is quiet; a terminal gets one line that is written over', async () => {
    const quiet = await waiting(10);
    const silently = await spfDoctor(
      ['propagation', 'd.test', '--wait', '--quiet', ...quiet.asked],
      quiet.device,
    );
    expect(silently.stderr).toBe('');
    const live = await waiting(10);
    const ran = await spfDoctor(['propagation', 'd.test', '--wait', ...live.asked], {
      ...live.device,
      isTTY: true,
      columns: 100,
    });
    expect(ran.stderr).toBe(
      '\r\u001b[Kd.test: spreading, 1 of 2 have the record; next look in 11 s\r\u001b[K',
    );
  });
});

describe('wrong input is one line and exit 2', () => {
  test.each([
    [['nonsense'], /"nonsense" is no domain/],
    [['d.test', '--authority', 'ns1.d.test'], /--authority "ns1\.d\.test": it is no IP address/],
    [['d.test', '--authority', '192.0.2.1:0'], /--authority "192\.0\.2\.1:0": its port/],
    [['d.test', '--resolver', '1.1.1'], /--resolver "1\.1\.1": it is no IP address/],
    [['d.test', '--expect', 'include:_spf.odoo.com'], /is no SPF record: it does not begin with/],
    [['d.test', '--expect', '"v=spf1 a -all"'], /is no SPF record: it does not begin with/],
    [['d.test', '--expect', 'v=spf1 ipv4:192.0.2.1'], /there is no such mechanism: ipv4/],
    [['d.test', '--since', 'yesterday'], /--since "yesterday": give a time such as/],
    [['d.test', '--since', '2026-13-01'], /--since "2026-13-01": give a time such as/],
    [['d.test', '--since', '2027-01-01T00:00:00Z'], /--since .*: it is yet to come/],
    [['d.test', '--overdue-after', '24'], /--overdue-after counts from --since/],
    [
      ['d.test', '--since', '2026-11-01', '--overdue-after', 'x'],
      /--overdue-after "x": give hours/,
    ],
    [['d.test', '--timeout', '4000'], /--timeout "4000": give seconds over 0, at most 3600/],
    [['d.test', '--wait', '--timeout', '9999999'], /at most 604800/],
    [['d.test', '--format', 'xml'], /--format "xml": give text or json/],
    [['d.test', '--wait', '--zone', 'x.zone'], /unknown option '--zone'/],
    [[], /missing required argument 'domain'/],
  ])('%j', async (argv, line) => {
    const { code, stdout, stderr } = await spfDoctor(['propagation', ...argv]);
    expect(stderr).toMatch(line);
    expect(stderr).toMatch(/^spf-doctor: [^\n\u0000-\u001f\u007f]+\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

test('what servers send reaches neither form raw', async () => {
  const hostile = 'v=spf1 \u001b[31m\u0007 -all';
  const server = await serveZones([zone(8, hostile)], { authoritative: true });
  open.push(server);
  for (const format of ['text', 'json']) {
    const asked = named({ at: [fresh, server], through: [server] });
    const { stdout } = await spfDoctor(['propagation', 'd.test', '--format', format, ...asked]);
    expect(stdout).toContain('-all');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
});

describe('a screen', () => {
  const resolver = (ttl: number, record: string) => `
    mycompany.com. NS ns1.host.example.
    mycompany.com. NS ns2.host.example.
    com. NS a.gtld.example.
    a.gtld.example. A 62.0.0.1
    ns1.host.example. A 62.0.1.1
    ns1.host.example. AAAA 2a0f:5390:1::1
    ns2.host.example. A 62.0.1.2
    mycompany.com. ${ttl} TXT "${record}"`;
  const server = (serial: number, record: string) => `
    mycompany.com. SOA ns1.host.example. h. ${serial} 1800 900 604800 60
    mycompany.com. NS ns1.host.example.
    mycompany.com. NS ns2.host.example.
    mycompany.com. 3600 TXT "${record}"`;
  const sound = {
    '62.0.0.1:53': referring('mycompany.com', 'ns1.host.example', 'ns2.host.example'),
    '62.0.1.1:53': server(2026112302, NEW),
    '[2a0f:5390:1::1]:53': server(2026112302, NEW),
    '62.0.1.2:53': server(2026112302, NEW),
    '1.1.1.1:53': holding(server(1, NEW)),
    '8.8.8.8:53': holding(server(1, OLD)),
    '9.9.9.9:53': holding('com. SOA a. h. 1 900 900 900 900'),
    '208.67.222.222:53': failing('timeout'),
  };

  test.each([
    ['propagation-spreading', sound],
    ['propagation-split', { ...sound, '62.0.1.2:53': server(2026112301, OLD) }],
  ])('%s', async (file, servers) => {
    const { lookup, direct, unvalidated } = internet(resolver(2310, OLD), servers);
    const named_: typeof lookup = async (question) => ({
      ...(await lookup(question)),
      server: '192.0.2.53:53',
    });
    const report = await propagation('mycompany.com', {
      lookup: named_,
      direct,
      unvalidated,
      clock: () => new Date('2026-11-23T12:00:00Z'),
      expect: NEW,
      resolvers: ['1.1.1.1:53', '8.8.8.8:53', '9.9.9.9:53', '208.67.222.222:53'].map(
        (address, index) => ({
          name: ['Cloudflare', 'Google', 'Quad9', 'OpenDNS'][index] ?? '',
          address,
        }),
      ),
    });
    await expect(
      `$ spf-doctor propagation mycompany.com --expect '${NEW}'\n${terminalPropagation(report, plain)}`,
    ).toMatchFileSnapshot(`../../fixtures/transcripts/${file}.txt`);
  });
});
