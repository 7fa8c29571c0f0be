/** The rules about the zone's servers and about DNSSEC, through `check` as a user runs it. */
import { describe, expect, it } from 'vitest';
import { propagation, check, type CheckOptions } from '../../src/doctor.js';
import type { Report } from '../../src/report/report.js';
import { messageOf, unheardText } from '../../src/report/words.js';
import { checklist } from '../../src/rules/index.js';
import { areaOf } from '../../src/rules/selection.js';
import { failing, holding, internet, referring, type Internet, type Speaker } from '../internet.js';
import { txt } from '../world.js';

const NEW = 'v=spf1 include:_spf.odoo.com ~all';
const OLD = 'v=spf1 mx ~all';

/** What the resolver knows of d.test and its servers, with these TXT values. */
const resolver = (ttl: number, ...records: readonly string[]) => `
  ${txt('d.test', ...records).replaceAll(' TXT', ` ${ttl} TXT`)}
  d.test. SOA ns1.d.test. h. 1 1800 900 604800 ${ttl}
  d.test. NS ns1.d.test.
  d.test. NS ns2.d.test.
  test. NS nic.test.
  nic.test. A 62.0.0.1
  ns1.d.test. A 62.0.1.1
  ns2.d.test. A 62.0.1.2
  ${txt('_spf.odoo.com', 'v=spf1 ip4:62.0.9.0/24 ~all')}`;

const zone = (serial: number, ttl: number, ...records: readonly string[]) => `
  d.test. SOA ns1.d.test. h. ${serial} 1800 900 604800 60
  d.test. NS ns1.d.test.
  d.test. NS ns2.d.test.
  ${txt('d.test', ...records).replaceAll(' TXT', ` ${ttl} TXT`)}`;

const sound: Readonly<Record<string, Speaker>> = {
  '62.0.0.1:53': referring('d.test', 'ns1.d.test', 'ns2.d.test'),
  '62.0.1.1:53': zone(1, 3600, NEW),
  '62.0.1.2:53': zone(1, 3600, NEW),
};

/** The areas of the rules that look elsewhere. */
const others = [...new Set(checklist.map(({ id }) => areaOf(id)))].filter(
  (area) => area !== 'dns' && area !== 'dnssec',
);

async function checked(
  { lookup, direct, unvalidated }: Internet,
  options: Partial<CheckOptions> = {},
): Promise<Report> {
  return check('d.test', { lookup, direct, unvalidated, skip: others, ...options });
}

const outcomes = ({ checks }: Report) =>
  Object.fromEntries(
    checks.flatMap(({ rule, outcome }) => (rule.startsWith('dns') ? [[rule, outcome]] : [])),
  );

const messages = ({ findings, domain }: Report) =>
  findings.map((finding) => `${finding.rule}: ${messageOf(finding, domain)}`);

const world = (servers: Readonly<Record<string, Speaker>> = {}, seen = resolver(600, NEW)) =>
  internet(seen, { ...sound, ...servers });

describe('a domain in order', () => {
  it('passes whatever its servers are asked', async () => {
    expect(outcomes(await checked(world()))).toEqual({
      'dns-authoritative-differ': 'pass',
      'dns-negative-cached': 'pass',
      'dns-old-and-new': 'pass',
      // Nobody said since when it is published, and the resolver validates nothing.
      'dns-overdue': 'skipped',
      'dns-parent-differs': 'pass',
      'dns-resolver-stale': 'pass',
      'dns-server-lame': 'pass',
      'dns-ttl-extreme': 'pass',
      'dnssec-bogus': 'skipped',
    });
  });

  it('is asked for within five round trips, its include tree beside its servers', async () => {
    const { lookup, direct, unvalidated, asked } = world();
    let waiting: (() => void)[] = [];
    const held =
      (port: typeof lookup): typeof lookup =>
      async (question) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return port(question);
      };
    const ports = { lookup: held(lookup), direct: held(direct), unvalidated: held(unvalidated) };
    const report = check('d.test', ports);
    let trips = 0;
    // What does not wait for an answer goes on first.
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (waiting.length === 0) break;
      trips += 1;
      const answered = waiting;
      waiting = [];
      for (const release of answered) release();
    }
    await report;
    expect(trips).toBeLessThanOrEqual(5);
    expect(asked.length).toBeGreaterThan(20);
  });
});

describe('each rule tells', () => {
  it.each<[string, Internet, string]>([
    [
      'servers that differ',
      world({ '62.0.1.2:53': zone(0, 3600, OLD) }),
      'dns-authoritative-differ: ns2.d.test (62.0.1.2) with serial 0 lacks include:_spf.odoo.com and has mx, unlike ns1.d.test (62.0.1.1) with serial 1',
    ],
    [
      'a server without the record',
      world({ '62.0.1.2:53': zone(0, 3600, 'other') }),
      'dns-authoritative-differ: ns2.d.test (62.0.1.2) with serial 0 has no SPF record, unlike ns1.d.test (62.0.1.1) with serial 1',
    ],
    [
      'another order of terms',
      world({
        '62.0.1.1:53': zone(2, 3600, 'v=spf1 a mx'),
        '62.0.1.2:53': zone(1, 3600, 'v=spf1 mx a'),
      }),
      'dns-authoritative-differ: ns2.d.test (62.0.1.2) with serial 1 has the terms in another order, unlike ns1.d.test (62.0.1.1) with serial 2',
    ],
    [
      'the old record beside the new one',
      world({ '62.0.1.2:53': zone(0, 3600, OLD, NEW) }),
      'dns-old-and-new: ns2.d.test (62.0.1.2) answers with both',
    ],
    [
      'a silent server',
      world({ '62.0.1.2:53': failing('timeout') }),
      'dns-server-lame: ns2.d.test (62.0.1.2): does not answer',
    ],
    [
      'a server that refuses',
      world({ '62.0.1.2:53': failing('refused') }),
      'dns-server-lame: ns2.d.test (62.0.1.2): refuses to answer for the zone',
    ],
    [
      'a server that refers elsewhere',
      world({ '62.0.1.2:53': referring('test', 'nic.test') }),
      'dns-server-lame: ns2.d.test (62.0.1.2): refers to other servers',
    ],
    [
      'a server without authority',
      world({ '62.0.1.2:53': holding(zone(1, 3600, NEW)) }),
      'dns-server-lame: ns2.d.test (62.0.1.2): answers without authority (AA is not set)',
    ],
    [
      'a server without an address',
      world({}, resolver(600, NEW).replace('ns2.d.test. A 62.0.1.2', 'ns2.d.test. TXT x')),
      'dns-server-lame: ns2.d.test: has no address',
    ],
    [
      'another parent',
      world({ '62.0.0.1:53': referring('d.test', 'ns1.d.test', 'ns.old.test') }),
      'dns-parent-differs: the parent alone lists ns.old.test, and the zone alone lists ns2.d.test',
    ],
    [
      'a record at servers that the parent does not list',
      world(
        {
          '62.0.0.1:53': referring('d.test', 'ns.old.test'),
          '62.0.3.1:53': zone(9, 3600, NEW.replace('~', '-')),
        },
        `${resolver(600, NEW)}\nns.old.test. A 62.0.3.2`,
      ),
      'dns-parent-differs: the parent alone lists ns.old.test, and the zone alone lists ns1.d.test, ns2.d.test; the record is on servers only that the parent does not list',
    ],
    [
      'a resolver that is behind',
      world({}, resolver(130, OLD)),
      'dns-resolver-stale: resolver in use (192.0.2.53): holds an older record, 2 min 10 s left',
    ],
    [
      'a resolver that holds that there is none',
      world({}, resolver(45)),
      'dns-negative-cached: resolver in use (192.0.2.53): holds that there is no SPF record, 45 s left',
    ],
    [
      'a long TTL',
      world({ '62.0.1.1:53': zone(1, 172_800, NEW) }),
      'dns-ttl-extreme: its TTL is 2 d, which is over 1 d',
    ],
    [
      'a short TTL',
      world({ '62.0.1.1:53': zone(1, 0, NEW) }),
      'dns-ttl-extreme: its TTL is 0 s, which is under 1 min',
    ],
  ])('%s', async (_, { lookup, ...ports }, message) => {
    const named: typeof lookup = async (question) => ({
      ...(await lookup(question)),
      server: '192.0.2.53:53',
    });
    expect(messages(await checked({ ...ports, lookup: named }))).toContain(message);
  });

  it('and nothing else of one silent server: the others speak for the zone', async () => {
    const report = await checked(world({ '62.0.1.2:53': failing('timeout') }));
    expect(report).toMatchObject({ verdict: 'sound', findings: [{ rule: 'dns-server-lame' }] });
  });

  it('what is there twice differs from what is there once', async () => {
    const report = await checked(world({ '62.0.1.2:53': zone(0, 3600, NEW, NEW) }));
    expect(messages(report)[0]).toMatch(/ns2.*has 2 SPF records and not the one, unlike ns1/);
  });
});

describe('what could not be seen is not said', () => {
  it('of no server answering: the rules are skipped, and why is there to be told', async () => {
    const report = await checked(internet(resolver(600, NEW)));
    expect(new Set(Object.values(outcomes(report)))).toEqual(new Set(['skipped']));
    expect(report.unheard && unheardText(report.unheard)).toMatch(/^none of .* port 53 may be/);
    const whole = await checked(internet(resolver(600, NEW)), { skip: [], failOn: 'never' });
    expect(whole).toMatchObject({ verdict: 'sound', unknown: [] });
  });

  it('but where nothing else was asked for it is undetermined', async () => {
    expect(await checked(internet(resolver(600, NEW)))).toMatchObject({ verdict: 'undetermined' });
  });

  it('of IPv6 that no packet comes back by', async () => {
    const both = `${resolver(600, NEW)}\nns1.d.test. AAAA 2a0f::1\nns2.d.test. AAAA 2a0f::2`;
    expect(await checked(world({}, both))).toMatchObject({ findings: [] });
    const one = await checked(world({ '[2a0f::1]:53': zone(1, 3600, NEW) }, both));
    expect(messages(one)).toEqual(['dns-server-lame: ns2.d.test (2a0f::2): does not answer']);
  });

  it('of a zone cut that could not be looked up: unknown', async () => {
    const report = await checked(world({}, `${resolver(600, NEW)}\n$FAILURE d.test. timeout NS`));
    expect(report.verdict).toBe('undetermined');
    expect(outcomes(report)).toMatchObject({ 'dns-authoritative-differ': 'unknown' });
  });

  it('of a world without a network: nothing is asked directly', async () => {
    const { lookup, asked } = world();
    const report = await check('d.test', { lookup });
    expect(new Set(Object.values(outcomes(report)))).toEqual(new Set(['skipped']));
    expect(asked.some(({ via, unvalidated }) => via !== undefined || unvalidated)).toBe(false);
    expect(report.unheard).toBeNull();
  });
});

describe('a repair', () => {
  it('is not said to mend what the servers do', async () => {
    const differing = world({ '62.0.1.2:53': zone(0, 3600, 'v=spf1 -all') }, resolver(600, OLD));
    const report = await checked(differing, { skip: [] });
    expect(report.repair?.kind).toBe('record');
    const mended = report.findings.filter((finding) => finding.mended).map(({ rule }) => rule);
    expect(mended).toContain('twenty20-include-missing');
    expect(mended.filter((rule) => rule.startsWith('dns-'))).toEqual([]);
  });
});

describe('dnssec-bogus', () => {
  const bogus = internet(failing('servfail'), {}, resolver(600, NEW));
  const whole = { skip: [] };

  it('takes the place of a record that could not be looked up', async () => {
    const report = await checked(bogus, whole);
    expect(messages(report)).toEqual([
      'dnssec-bogus: resolver in use answers SERVFAIL for its TXT records, and gives an answer when validation is turned off',
    ]);
    expect(report.verdict).toBe('findings');
    expect(report.unknown.map(({ rule }) => rule)).not.toContain('spf-undetermined');
    expect(report.checks).toContainEqual({
      rule: 'spf-missing',
      outcome: 'unknown',
      severity: 'error',
    });
  });

  it('leaves it unknown where the rule is not judged, and never makes the domain sound', async () => {
    const skipped = await checked(bogus, { skip: ['dnssec'] });
    expect(skipped.unknown.map(({ rule }) => rule)).toContain('spf-undetermined');
    expect(await checked(bogus, { ...whole, failOn: 'never' })).toMatchObject({
      verdict: 'undetermined',
    });
  });

  it('is not the word for a SERVFAIL that stays', async () => {
    const report = await checked(internet(failing('servfail')), whole);
    expect(report.findings).toEqual([]);
    expect(report.unknown.map(({ rule }) => rule)).toContain('spf-undetermined');
  });

  it('asks without validation after SERVFAIL only', async () => {
    const calm = world();
    await checked(calm, whole);
    const slow = internet(failing('timeout'));
    await checked(slow, whole);
    for (const { asked } of [calm, slow]) {
      expect(asked.some(({ unvalidated }) => unvalidated)).toBe(false);
    }
  });

  it('passes where the resolver has validated the answer', async () => {
    const { lookup, ...ports } = world();
    const validated: typeof lookup = async (question) => ({
      ...(await lookup(question)),
      authenticated: true,
    });
    expect(outcomes(await checked({ ...ports, lookup: validated }))).toMatchObject({
      'dnssec-bogus': 'pass',
    });
  });

  it('names each resolver that refuses', async () => {
    const servers = {
      ...sound,
      '127.0.0.1:1001': holding(zone(1, 3600, NEW)),
    };
    const { lookup, direct, unvalidated } = internet(resolver(600, NEW), servers);
    const report = await propagation('d.test', {
      lookup,
      unvalidated,
      // What is asked of the second resolver fails unless validation is off.
      direct: (question) =>
        question.via === '127.0.0.1:1001' && !question.unvalidated
          ? Promise.resolve(failing('servfail')(question))
          : direct(question),
      resolvers: [{ name: 'Validator', address: '127.0.0.1:1001' }],
    });
    expect(report.findings).toMatchObject([{ rule: 'dnssec-bogus', args: { at: ['Validator'] } }]);
    expect(report.propagation.state).toBe('spreading');
    expect(report.unknown).toEqual([]);
  });
});

describe('dns-overdue', () => {
  const behind = world({}, resolver(600, OLD));
  const at = new Date('2026-11-23T12:00:00Z');
  const asked = { ...behind, clock: () => at };

  it('says how long it has been', async () => {
    const since = new Date('2026-11-20T12:00:00Z');
    const { findings } = await propagation('d.test', { ...asked, since });
    const found = findings.find(({ rule }) => rule === 'dns-overdue');
    expect(found && messageOf(found, 'd.test')).toBe(
      'it was published 3 d ago, and 2 d are the most it takes',
    );
    const later = await propagation('d.test', { ...asked, since, overdueAfter: 96 * 3600 });
    expect(later.findings.map(({ rule }) => rule)).not.toContain('dns-overdue');
  });

  it('says that every TTL has run out', async () => {
    const due = new Date('2026-11-23T11:58:00Z');
    const { findings } = await propagation('d.test', { ...asked, due });
    const found = findings.find(({ rule }) => rule === 'dns-overdue');
    expect(found && messageOf(found, 'd.test')).toMatch(
      /^every TTL that was seen ran out 2 min ago/,
    );
  });
});
