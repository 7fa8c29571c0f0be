/** What is observed beside SPF, how much is asked for it, and in how many round trips. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Known } from '../../src/dns/answer.js';
import type { Asking } from '../../src/dns/asking.js';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { questionKey } from '../../src/dns/question.js';
import { parseZone, zoneAnswers } from '../../src/dns/zone.js';
import type { PolicyReply } from '../../src/records/mta-sts.js';
import {
  defaultProfile,
  detectedIncludes,
  wantedIncludes,
  wantedKeys,
} from '../../src/rules/profile.js';
import { repairFacts } from '../../src/rules/repair.js';
import { neededFacts } from '../../src/rules/selection.js';
import { findFacts, observe } from '../../src/survey/observe.js';
import {
  findDelegatedKey,
  findExchanges,
  findKeys,
  findReports,
  findReverse,
} from '../../src/survey/neighbours.js';
import type { FactName } from '../../src/survey/survey.js';
import { txt, world } from '../world.js';

const domain = name('d.test');

/** What an asking comes to, and its batches of questions. */
function run<T>(
  asking: Asking<T>,
  know: Known,
): { readonly value: T; readonly batches: readonly (readonly string[])[] } {
  const batches: string[][] = [];
  let step = asking.next([]);
  while (!step.done) {
    batches.push(step.value.map(questionKey));
    step = asking.next(step.value.map(know));
  }
  return { value: step.value, batches };
}

describe('exchanges', () => {
  it('are the hosts of the MX, asked at once', () => {
    const zone = 'd.test. MX 2 b.test.\nd.test. MX 1 a.test.\na.test. A 192.0.2.1\n';
    const { value, batches } = run(findExchanges(domain), world(zone));
    expect(value).toMatchObject({
      value: {
        implicit: false,
        hosts: [
          { name: 'a.test', answers: [{ kind: 'noerror' }, { kind: 'nodata' }] },
          { name: 'b.test', answers: [{ kind: 'nxdomain' }, { kind: 'nxdomain' }] },
        ],
      },
    });
    expect(batches).toEqual([
      ['d.test MX'],
      ['a.test A', 'a.test AAAA', 'b.test A', 'b.test AAAA'],
    ]);
  });

  it('are the domain itself without MX, and nothing with a null MX', () => {
    const none = answer(findExchanges(domain), world('d.test. A 192.0.2.1'));
    expect(none).toMatchObject({ value: { implicit: true, hosts: [{ name: 'd.test' }] } });
    const isNull = answer(findExchanges(domain), world('d.test. MX 0 .'));
    expect(isNull).toMatchObject({ value: { implicit: false, hosts: [] } });
  });

  it('past the tenth are open, not gone', () => {
    const zone = Array.from({ length: 12 }, (_, at) => `d.test. MX ${at} h${at}.test.\n`).join('');
    const { value, batches } = run(findExchanges(domain), world(zone));
    expect(batches[1]).toHaveLength(20);
    if (value.state !== 'known') throw new Error('it is known');
    const kinds = value.value.hosts.map((host) => host.answers.map(({ kind }) => kind));
    expect(kinds.slice(0, 10).flat()).toEqual(Array(20).fill('nxdomain'));
    expect(kinds.slice(10).flat()).toEqual(Array(4).fill('failure'));
  });
});

it('reverse: the names of every address, and back in the family of that address', () => {
  const zone = `
    d.test. MX 1 m.test.
    m.test. A 192.0.2.1
    m.test. AAAA 2001:db8::1
    1.2.0.192.in-addr.arpa. PTR m.test.
  `;
  const { batches } = run(findReverse(domain), world(zone));
  expect(batches).toEqual([
    ['d.test MX'],
    ['m.test A', 'm.test AAAA'],
    ['1.2.0.192.in-addr.arpa PTR', `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa PTR`],
    ['m.test A'],
  ]);
});

describe('reports', () => {
  const record = (rua: string) => txt('_dmarc.d.test', `v=DMARC1; p=none; rua=${rua}`);

  it('asks every host once, with its walk, in one batch', () => {
    const zone = record('mailto:a@r.o.test,mailto:b@r.o.test,mailto:c@d.test');
    const { value, batches } = run(findReports(domain), world(zone));
    expect(value).toMatchObject({ value: [{ host: 'r.o.test', answer: { kind: 'nxdomain' } }] });
    expect(batches).toHaveLength(2);
    expect(batches[1]).toContain('d.test._report._dmarc.r.o.test TXT');
  });

  it('asks for the name that the record was found at', () => {
    const zone = record('mailto:a@o.test');
    const { batches } = run(findReports(name('x.d.test')), world(zone));
    expect(batches[1]).toContain('d.test._report._dmarc.o.test TXT');
  });

  it('asks no more than five hosts', () => {
    const hosts = Array.from({ length: 9 }, (_, at) => `mailto:a@h${at}.test`).join(',');
    const { value } = run(findReports(domain), world(record(hosts)));
    expect(value).toMatchObject({ state: 'known' });
    expect(value.state === 'known' ? value.value : []).toHaveLength(5);
  });

  it('knows that a name can be too long to agree', () => {
    const host = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(58)).join('.');
    const { value } = run(findReports(domain), world(record(`mailto:a@${host}.test`)));
    expect(value).toEqual({ state: 'known', value: [{ host: `${host}.test` }] });
  });
});

describe('keys', () => {
  it('of the user, of the profile, and of the providers that are in use', () => {
    const zone = `d.test. MX 1 m.test.\n${txt('d.test', 'v=spf1 include:p.test a -all')}`;
    const seen: unknown[] = [];
    const detect = (...used: readonly unknown[]) => {
      seen.push(used);
      return ['x', 'a', 'y'];
    };
    const wanted = {
      selectors: ['a'],
      delegated: { selector: 'o', target: name('k.test') },
      detect,
    };
    const { value, batches } = run(findKeys(domain, wanted), world(zone));
    expect(seen).toEqual([[['m.test'], ['p.test']]]);
    if (value.state !== 'known') throw new Error('it is known');
    expect(value.value.map(({ selector, origin }) => [selector, origin])).toEqual([
      ['a', 'user'],
      ['o', 'profile'],
      ['x', 'provider'],
      ['y', 'provider'],
    ]);
    expect(batches).toEqual([
      ['a._domainkey.d.test TXT', 'o._domainkey.d.test TXT', 'd.test MX', 'd.test TXT'],
      ['x._domainkey.d.test TXT', 'y._domainkey.d.test TXT'],
    ]);
  });

  it('the delegated one: the original is asked for where a key stands in place of the CNAME', () => {
    const delegated = { selector: 'o', target: name('k.test') };
    const asked = (zone: string) =>
      run(findDelegatedKey(domain, { delegated }), world(zone)).batches.flat();
    const always = ['o._domainkey.d.test TXT', 'o._domainkey.d.test.d.test TXT'];
    expect(asked('o._domainkey.d.test. CNAME k.test.\nk.test. TXT "p="')).toEqual(always);
    expect(asked('')).toEqual(always);
    expect(asked('o._domainkey.d.test. TXT "p="')).toEqual([...always, 'k.test TXT']);
  });
});

describe('the policy', () => {
  const clock = () => new Date(Date.UTC(2026, 9, 9));
  const reply: PolicyReply = { kind: 'policy', text: 'version: STSv1' };

  async function observed(zone: string) {
    const fetched: string[] = [];
    const asked: string[] = [];
    const know = world(zone);
    const survey = await observe(
      domain,
      {
        clock,
        lookup: async (question) => {
          asked.push(questionKey(question));
          await Promise.resolve();
          return know(question);
        },
        fetchPolicy: async (of) => {
          fetched.push(of);
          await Promise.resolve();
          return reply;
        },
      },
      { facts: new Set<FactName>(['mtaSts', 'policy', 'mx']), includes: [] },
    );
    return { survey, fetched, asked };
  }

  it('is fetched where the record is there', async () => {
    const { survey, fetched, asked } = await observed(txt('_mta-sts.d.test', 'v=STSv1; id=1', 'x'));
    expect(fetched).toEqual(['d.test']);
    expect(survey.facts.policy).toEqual({
      state: 'known',
      value: {
        url: 'https://mta-sts.d.test/.well-known/mta-sts.txt',
        reply,
        at: '2026-10-09T00:00:00.000Z',
      },
    });
    expect(asked.toSorted()).toEqual(['_mta-sts.d.test TXT', 'd.test MX']);
  });

  it.each([
    ['without a record', ''],
    ['with a record that has no id', txt('_mta-sts.d.test', 'v=STSv1;')],
    ['with two records', txt('_mta-sts.d.test', 'v=STSv1; id=1', 'v=STSv1; id=2')],
    ['where the record is not known', '$FAILURE _mta-sts.d.test. timeout'],
  ])('is not fetched %s', async (_, zone) => {
    const { survey, fetched } = await observed(zone);
    expect(fetched).toEqual([]);
    expect(survey.facts).not.toHaveProperty('policy');
  });
});

it('a whole check takes six round trips at most', () => {
  const file = new URL('../../fixtures/zones/mycompany.zone', import.meta.url);
  const know = zoneAnswers([parseZone(readFileSync(file, 'utf8'))]);
  const wanted = {
    facts: new Set([...neededFacts({}), ...repairFacts]),
    includes: wantedIncludes(defaultProfile),
    detect: detectedIncludes,
    keys: wantedKeys(defaultProfile),
  };
  const { batches } = run(findFacts(name('mycompany.com'), wanted), know);
  expect(batches.length).toBeLessThanOrEqual(6);
  expect(new Set(batches.flat()).size).toBeLessThanOrEqual(60);
});
