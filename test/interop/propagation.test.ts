/**
 * How far a record has come, at two real servers that hold different things and a real resolver that
 * holds an old answer: what is said of them must be what they do.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordsOf } from '../../src/dns/answer.js';
import { name, type DomainName } from '../../src/dns/name.js';
import { createNetwork } from '../../src/net/network.js';
import { createResolver } from '../../src/net/resolver.js';
import { propagationSchema } from '../../src/report/schema.js';
import { spfDoctor } from '../cli/spf-doctor.js';
import {
  startKnot,
  startNsd,
  startRecursive,
  type MasterFile,
  type Publisher,
  type Running,
} from './servers.js';

const NEW = 'v=spf1 include:_spf.odoo.com ~all';
const OLD = 'v=spf1 mx ~all';

const apex = name('mycompany.test');
/** A domain that has had no record yet. */
const bare = name('bare.test');
/** Seconds. */
const TTL = 14;
const NEGATIVE_TTL = 8;

function zone(serial: number, ...records: readonly string[]): MasterFile {
  return zoneAt(apex, serial, ...records);
}

function zoneAt(owner: DomainName, serial: number, ...records: readonly string[]): MasterFile {
  const txt = records.map((record) => `@ ${TTL} TXT "${record}"\n`).join('');
  return {
    apex: owner,
    text: `$ORIGIN ${owner}.
@ 600 SOA ns1 hostmaster ${serial} 3600 900 604800 ${NEGATIVE_TTL}
@ 600 NS ns1
@ 600 NS ns2
ns1 600 A 127.0.0.1
ns2 600 A 127.0.0.1
${txt}`,
  };
}

let knot: Publisher;
let nsd: Publisher;
let resolver: Running;
beforeAll(async () => {
  const zones = [zone(1, OLD), zoneAt(bare, 1)];
  [knot, nsd] = await Promise.all([startKnot(zones), startNsd(zones)]);
  resolver = await startRecursive(knot);
});
afterAll(async () => {
  await resolver?.stop();
  await Promise.all([knot?.stop(), nsd?.stop()]);
});

const now = { clock: () => new Date() };

const asked = (domain = apex) =>
  words(
    `propagation ${domain} --authority ${knot.text} --authority ${nsd.text}`,
    `--server ${resolver.text} --resolver ${resolver.text}`,
  );

/** Arguments that have no blank in them. */
const words = (...lines: readonly string[]) => lines.flatMap((line) => line.split(' '));

async function look(domain = apex, ...argv: readonly string[]) {
  const { code, stdout } = await spfDoctor([...asked(domain), '--format', 'json', ...argv], now);
  const { findings, ...found } = propagationSchema.parse(JSON.parse(stdout));
  // The TTLs here are short, so that nobody has to wait for long; that they are is not what is tried.
  return { code, ...found, findings: findings.filter(({ rule }) => rule !== 'dns-ttl-extreme') };
}

/** Has the resolver ask, and says when. */
async function fill(domain = apex): Promise<number> {
  const lookup = createResolver({ servers: [resolver] });
  const at = performance.now();
  await lookup({ name: domain, type: 'TXT' });
  return at;
}

/** Seconds that an answer of so many seconds, fetched then, has left now. */
const left = (ttl: number, since: number) => ttl - (performance.now() - since) / 1000;

test('from one server to all: groups, serials, seconds, and the end of the waiting', async () => {
  const filled = await fill();
  expect(await look()).toMatchObject({ code: 0, state: 'everywhere', secondsLeft: 0 });

  await knot.publish(zone(2, NEW));
  const split = await look();
  const leftAtSplit = left(TTL, filled);
  expect(split).toMatchObject({
    code: 1,
    state: 'split',
    secondsLeft: null,
    expected: { records: [NEW], from: 'authorities' },
    authorities: [
      {
        address: knot.text,
        authoritative: true,
        serial: 2,
        records: [NEW],
        ttl: TTL,
        state: 'new',
      },
      { address: nsd.text, authoritative: true, serial: 1, records: [OLD], ttl: TTL, state: 'old' },
    ],
    resolvers: [{ address: resolver.text, records: [OLD], state: 'old' }],
    findings: [
      {
        rule: 'dns-authoritative-differ',
        message: `${nsd.text} with serial 1 lacks include:_spf.odoo.com and has mx, unlike ${knot.text} with serial 2`,
      },
    ],
  });
  expect(Math.abs((split.resolvers[0]?.ttl ?? 0) - leftAtSplit)).toBeLessThanOrEqual(2);

  // The same record in other words.
  await nsd.publish(zone(2, 'V=SPF1  +Include:_SPF.odoo.com.  ~ALL'));
  const spreading = await look(apex, '--expect', NEW);
  const leftAtSpreading = left(TTL, filled);
  expect(spreading).toMatchObject({
    code: 1,
    state: 'spreading',
    authorities: [
      { serial: 2, state: 'new' },
      { serial: 2, state: 'new' },
    ],
    findings: [{ rule: 'dns-resolver-stale', severity: 'notice' }],
  });
  expect(Math.abs((spreading.secondsLeft ?? 0) - leftAtSpreading)).toBeLessThanOrEqual(2);

  const start = performance.now();
  const { code, stdout, stderr } = await spfDoctor([...asked(), '--expect', NEW, '--wait'], now);
  const waited = (performance.now() - start) / 1000;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^mycompany\.test +everywhere\n/);
  expect(stderr).toBe(
    'spf-doctor: mycompany.test: spreading, 2 of 3 have the record\n' +
      'spf-doctor: mycompany.test: everywhere, 3 of 3 have the record\n',
  );
  expect(waited).toBeGreaterThan(1);
  expect(waited).toBeLessThan(leftAtSpreading + 6);
});

test('"there is none" is kept for as long as the SOA says, and --wait ends at --timeout', async () => {
  const filled = await fill(bare);
  const published = zoneAt(bare, 2, NEW);
  await Promise.all([knot.publish(published), nsd.publish(published)]);
  const found = await look(bare);
  expect(found).toMatchObject({
    code: 1,
    state: 'spreading',
    resolvers: [{ records: [], state: 'none' }],
    findings: [{ rule: 'dns-negative-cached' }],
  });
  const seconds = left(NEGATIVE_TTL, filled);
  expect(Math.abs((found.secondsLeft ?? 0) - seconds)).toBeLessThanOrEqual(2);

  const early = await spfDoctor([...asked(bare), '--wait', '--timeout', '2', '--quiet'], now);
  expect(early).toMatchObject({ code: 1, stderr: '' });
  expect(early.stdout).toMatch(/^bare\.test +spreading\n/);
  const late = await spfDoctor([...asked(bare), '--wait', '--quiet'], now);
  expect(late).toMatchObject({ code: 0, stderr: '' });
});

test('a server that ends is lame, and the other one speaks for the zone', async () => {
  await nsd.stop();
  const found = await look();
  expect(found).toMatchObject({
    code: 0,
    state: 'everywhere',
    authorities: [{ state: 'new' }, { state: 'unreachable', authoritative: false }],
  });
  expect(found.findings).toMatchObject([{ rule: 'dns-server-lame', subject: nsd.text }]);
});

test('a resolver given as a server of the zone has no authority, and decides nothing', async () => {
  const { code, stdout } = await spfDoctor(
    words(
      `propagation mycompany.test --authority ${resolver.text}`,
      `--server ${resolver.text} --resolver ${resolver.text}`,
    ),
    now,
  );
  expect(code).toBe(3);
  expect(stdout).toContain('it answers without authority, and does not count');
});

test('a server of the parent is read as what it is: the delegation', async () => {
  const parent = await startNsd([
    {
      apex: name('test'),
      text: `$ORIGIN test.
@ 600 SOA nic hostmaster.nic 1 3600 900 604800 60
@ 600 NS nic
nic 600 A 127.0.0.1
mycompany 600 NS ns2.mycompany
mycompany 600 NS ns1.mycompany
ns1.mycompany 600 A 127.0.0.1
ns2.mycompany 600 A 127.0.0.1
`,
    },
  ]);
  try {
    const { direct } = createNetwork();
    const found = await direct({ name: apex, type: 'NS', via: parent.text });
    expect(found).toMatchObject({
      kind: 'failure',
      cause: 'referral',
      referral: { zone: apex, servers: ['ns1.mycompany.test', 'ns2.mycompany.test'] },
    });
    const own = await direct({ name: apex, type: 'NS', via: knot.text });
    expect(own).toMatchObject({ kind: 'noerror', authoritative: true });
    expect(recordsOf(own, 'NS')).toHaveLength(2);
  } finally {
    await parent.stop();
  }
});

describe('a resolver that validates, of a zone that is not signed as it should be', () => {
  let validating: Running;
  beforeAll(async () => {
    const digest = '0123456789abcdef'.repeat(4);
    validating = await startRecursive(knot, { anchor: `mycompany.test. DS 12345 13 2 ${digest}` });
  });
  afterAll(() => validating?.stop());

  test('check says bogus, and not that the record could not be looked up', async () => {
    const argv = ['check', 'mycompany.test', '--only', 'spf,dnssec', '--server', validating.text];
    const { code, stdout } = await spfDoctor(argv, now);
    expect(code).toBe(1);
    expect(stdout).toContain('✗ dnssec-bogus');
    expect(stdout).not.toContain('spf-undetermined');
    expect(stdout).not.toContain('spf-missing');
  });

  test('propagation says which resolver refuses', async () => {
    const { code, stdout } = await spfDoctor(
      words(
        `propagation mycompany.test --authority ${knot.text} --format json`,
        `--server ${resolver.text} --resolver ${validating.text} --resolver ${resolver.text}`,
      ),
      now,
    );
    const found = propagationSchema.parse(JSON.parse(stdout));
    expect({ code, state: found.state }).toEqual({ code: 1, state: 'spreading' });
    expect(found.resolvers).toMatchObject([
      { address: validating.text, bogus: true, state: 'unreachable' },
      { address: resolver.text, bogus: false, state: 'new' },
    ]);
    expect(found.findings).toContainEqual(
      expect.objectContaining({ rule: 'dnssec-bogus', args: { at: [validating.text] } }),
    );
  });
});
