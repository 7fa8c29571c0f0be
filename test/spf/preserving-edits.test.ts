/** Edits that change no result, from the text alone; and that none of them does, whatever DNS answers. */
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Known } from '../../src/dns/answer.js';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { checkHost } from '../../src/spf/check-host.js';
import { preservingEdits } from '../../src/spf/preserving-edits.js';
import { txt, world } from '../world.js';

const domain = name('d.test');

function edited(text: string): string {
  return preservingEdits(text, domain).at(-1)?.record ?? text;
}

describe('what may go', () => {
  it.each([
    ['nothing', 'v=spf1 a  include:x.test -all', 'v=spf1 a  include:x.test -all'],
    ['behind all', 'v=spf1 a -all include:x.test ~all', 'v=spf1 a -all'],
    ['a redirect beside all', 'v=spf1 redirect=x.test a -all moo=x', 'v=spf1 a -all moo=x'],
    ['the same again', 'v=spf1 a A:D.test. mx ?a -all', 'v=spf1 a mx -all'],
    ['the same network', 'v=spf1 ip4:192.0.2.1/24 ip4:192.0.2.0/24', 'v=spf1 ip4:192.0.2.1/24'],
    [
      'in front of what holds it',
      'v=spf1 ip4:192.0.2.1 ip4:192.0.2.0/24',
      'v=spf1 ip4:192.0.2.0/24',
    ],
    [
      'behind what holds it, whatever is between',
      'v=spf1 ip6:2001:db8::/32 include:x.test ip6:2001:db8::1 -all',
      'v=spf1 ip6:2001:db8::/32 include:x.test -all',
    ],
    [
      'in two others together',
      'v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.128/25 ip4:192.0.2.0/24 -all',
      'v=spf1 ip4:192.0.2.0/24 -all',
    ],
  ])('%s', (_, text, expected) => {
    expect(edited(text)).toBe(expected);
  });
});

describe('what has to stay', () => {
  it.each([
    [
      'an address in front of an include that may be in error',
      'v=spf1 ip4:192.0.2.1 include:x.test ip4:192.0.2.0/24 -all',
    ],
    ['one in front of a refusal', 'v=spf1 ip4:192.0.2.1 -ip4:192.0.2.0/28 ip4:192.0.2.0/24 -all'],
    ['one that somebody meant and that is refused', 'v=spf1 -ip4:192.0.2.0/24 ip4:192.0.2.1 ~all'],
    ['a host of another prefix', 'v=spf1 a a/24 -all'],
    ['the other way round', 'v=spf1 -include:x.test include:x.test -all'],
    ['macros in another case', 'v=spf1 exists:%{l}.x.test exists:%{L}.x.test -all'],
    ['a record that breaks the syntax', 'v=spf1 a a ip4:1.2.3 -all'],
    ['a text that is no record', 'moo'],
  ])('%s', (_, text) => {
    expect(preservingEdits(text, domain)).toEqual([]);
  });
});

test('every edit says what it drops', () => {
  expect(preservingEdits('v=spf1 a a ip4:192.0.2.1 ip4:192.0.2.1/24 ~all mx', domain)).toEqual([
    {
      record: 'v=spf1 a a ip4:192.0.2.1 ip4:192.0.2.1/24 ~all',
      changes: [{ kind: 'drop-unreached', term: 'mx' }],
    },
    {
      record: 'v=spf1 a ip4:192.0.2.1 ip4:192.0.2.1/24 ~all',
      changes: [{ kind: 'drop-duplicate', term: 'a' }],
    },
    {
      record: 'v=spf1 a ip4:192.0.2.1/24 ~all',
      changes: [{ kind: 'drop-covered', term: 'ip4:192.0.2.1' }],
    },
  ]);
});

const worlds: readonly Known[] = [
  world(''),
  world(`${txt('x.test', 'v=spf1 ip4:192.0.2.0/27 ?all')}d.test. A 192.0.2.1\n`),
  world(`${txt('x.test', 'v=spf1 ip4:1.2.3 -all')}d.test. A 192.0.2.9\nd.test. MX 1 d.test.\n`),
  world(`$FAILURE x.test. timeout\nd.test. AAAA 2001:db8::1\nuser.y.test. A 127.0.0.2\n`),
];
const clients = [
  '192.0.2.0',
  '192.0.2.1',
  '192.0.2.9',
  '192.0.2.31',
  '192.0.2.32',
  '2001:db8::1',
  '203.0.113.1',
];
const term = fc.tuple(
  fc.constantFrom('', '', '', '+', '-', '~', '?'),
  fc.constantFrom(
    ...'ip4:192.0.2.0/24 ip4:192.0.2.0/28 ip4:192.0.2.1 ip4:192.0.2.16/28 ip4:192.0.2.0/27'.split(
      ' ',
    ),
    ...'ip6:2001:db8::/32 ip6:2001:db8::1 a a:d.test mx include:x.test exists:%{l}.y.test all'.split(
      ' ',
    ),
  ),
);

test('no client gets another result, whatever DNS answers', () => {
  let edits = 0;
  const check = (record: string, know: Known, ip: string) => {
    const limits = { lookups: 100, voidLookups: 100 };
    return answer(checkHost({ ip, sender: `user@${domain}`, helo: domain, record, limits }), know)
      .result;
  };
  fc.assert(
    fc.property(
      fc.array(term, { maxLength: 8 }),
      fc.constantFrom('', ' -all', ' ~all', ' redirect=x.test', ' redirect=x.test ~all'),
      (terms, end) => {
        const text = `v=spf1${terms.map(([sign, word]) => ` ${sign}${word}`).join('')}${end}`;
        const made = preservingEdits(text, domain);
        edits += made.length;
        const [first] = made;
        if (first === undefined) return;
        for (const know of worlds) {
          for (const ip of clients) {
            const before = check(text, know, ip);
            for (const { record } of made) expect(check(record, know, ip)).toBe(before);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(edits).toBeGreaterThan(100);
});
