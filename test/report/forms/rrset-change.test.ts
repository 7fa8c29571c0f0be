import { expect, test } from 'vitest';
import type { Known } from '../../../src/dns/answer.js';
import { name } from '../../../src/dns/name.js';
import {
  afterwards,
  beforehand,
  isDone,
  rrsetChange,
} from '../../../src/report/forms/rrset-change.js';
import { defaultProfile } from '../../../src/rules/profile.js';
import { planRepair, repairFacts } from '../../../src/rules/repair.js';
import { surveyOf, txt, world } from '../../world.js';

const domain = name('d.test');
const vendor = `${txt('_spf.odoo.com', 'v=spf1 ip4:62.10.16.0/24 ~all')}d.test. NS ns1.he.net.\n`;
const sound = 'v=spf1 include:_spf.odoo.com ~all';

/** The change for d.test with these zone lines. */
function changeOf(zone: string, known: (know: Known) => Known = (know) => know) {
  const survey = surveyOf(domain, known(world(vendor + zone)), defaultProfile, [
    ...repairFacts,
    'ns',
  ]);
  const found = rrsetChange(planRepair(survey, defaultProfile), survey);
  if (found === null) throw new Error('there is nothing to publish');
  return found;
}

/** The same answers as a resolver gives them: of the TTLs there is a part left. */
const throughResolver =
  (left: number) =>
  (know: Known): Known =>
  (question) => {
    const answer = know(question);
    const { authoritative: _, ...rest } = answer;
    if (rest.kind !== 'noerror')
      return rest.kind === 'failure' ? rest : { ...rest, negativeTtl: left };
    return {
      ...rest,
      ttl: left,
      records: rest.records.map((record) => ({ ...record, ttl: left })),
    };
  };

test('the SPF records go, the longest first, and everything else stays', () => {
  const { kept, removed, added } = changeOf(
    txt('d.test', 'v=spf1 a -all', 'token', 'v=spf1 a mx ~all', 'another'),
  );
  expect({ kept, removed, added }).toEqual({
    kept: [['another'], ['token']],
    removed: [['v=spf1 a mx ~all'], ['v=spf1 a -all']],
    added: ['v=spf1 include:_spf.odoo.com a mx ~all'],
  });
});

test('the order of the answer makes no difference', () => {
  const texts = ['v=spf1 a -all', 'b', 'v=spf1 mx -all', 'a'];
  expect(changeOf(txt('d.test', ...texts))).toEqual(changeOf(txt('d.test', ...texts.toReversed())));
});

test('a record that is right already stays as it is published, strings and all', () => {
  const change = changeOf('d.test. TXT "v=spf1 include:_spf" ".odoo.com ~all"\nd.test. TXT "x"\n');
  expect(isDone(change)).toBe(true);
  expect(afterwards(change)).toEqual([['v=spf1 include:_spf', '.odoo.com ~all'], ['x']]);
});

test('where one of several is what the repair gives, the others go', () => {
  const change = changeOf(txt('d.test', sound, 'v=spf1 include:_spf.odoo.com -all'));
  expect(change).toMatchObject({
    kept: [[sound]],
    removed: [['v=spf1 include:_spf.odoo.com -all']],
  });
  expect(change).not.toHaveProperty('added');
});

test('a value that was meant as SPF goes', () => {
  expect(changeOf(txt('d.test', '"v=spf1 include:_spf.odoo.com ~all"'))).toMatchObject({
    removed: [[`"${sound}"`]],
    added: [sound],
  });
});

test('octets of other values are kept as they are', () => {
  const change = changeOf(String.raw`d.test. TXT "\000\255" "\034\\"` + '\n');
  expect(beforehand(change)).toEqual([['\0\u00ff', '"\\']]);
});

test.each([
  ['from a server of the zone', 1234, undefined, { seconds: 1234 }],
  ['from a resolver, a part of it', 3600, 2873, { seconds: 3600, left: 2873 }],
  ['from a resolver, whole', 300, 300, { seconds: 300 }],
  ['from a resolver, longer than usual', 1_000_000, 900_000, { seconds: 900_000 }],
])('the TTL %s', (_, ttl, left, expected) => {
  const zone = `d.test. ${ttl} TXT "v=spf1 a -all"\n`;
  const change = changeOf(zone, left === undefined ? undefined : throughResolver(left));
  expect(change).toMatchObject({ ttl: expected, outdated: expected });
});

test('a new record has an hour; that there was none is kept for the negative TTL', () => {
  expect(changeOf('')).toMatchObject({ ttl: { seconds: 3600 }, outdated: { seconds: 60 } });
});

test('an alias is told', () => {
  const change = changeOf('other.test. TXT "v=spf1 a -all"\n', (know) => (question) => {
    if (question.name !== domain || question.type !== 'TXT') return know(question);
    const target = name('other.test');
    const answer = know({ ...question, name: target });
    return { ...answer, question, aliases: [{ name: domain, target, ttl: 60 }] };
  });
  expect(change.alias).toBe('other.test');
});
