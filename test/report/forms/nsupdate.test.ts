/** The script by its meaning (RFC 2136 3.2 to 3.4); real servers apply it in test/interop. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordsOf } from '../../../src/dns/answer.js';
import { name } from '../../../src/dns/name.js';
import { parseZone, zoneAnswers } from '../../../src/dns/zone.js';
import { nsupdateForm } from '../../../src/report/forms/nsupdate.js';
import {
  afterwards,
  beforehand,
  type CharacterStrings,
} from '../../../src/report/forms/rrset-change.js';
import {
  change,
  changes,
  domain,
  harmless,
  served,
  sick,
  sound,
  token,
  unchanged,
  unknownNs,
} from './rrsets.js';

/** The RRset once the script is applied; undefined where a prerequisite does not hold. */
function applied(
  script: string,
  rrset: readonly CharacterStrings[],
): readonly CharacterStrings[] | undefined {
  const lines = (start: string) =>
    script
      .split('\n')
      .flatMap((line) => (line.startsWith(start) ? [line.slice(start.length)] : []));
  const stringsIn = (records: readonly string[]) =>
    records.flatMap((record) => {
      const know = zoneAnswers([parseZone(record)]);
      return recordsOf(know({ name: domain, type: 'TXT' }), 'TXT').map(({ strings }) => strings);
    });
  const keys = (records: readonly CharacterStrings[]) =>
    records.map((strings) => JSON.stringify(strings));
  const absent = lines('prereq nxrrset ').length > 0;
  const wanted = absent ? [] : stringsIn(lines('prereq yxrrset '));
  // RFC 2136 2.4.2 and 3.2.3: the whole RRset is compared, whatever its order.
  if (String(keys(wanted).toSorted()) !== String(keys(rrset).toSorted())) return undefined;
  const gone = keys(stringsIn(lines('update delete ')));
  const left = rrset.filter((strings) => !gone.includes(JSON.stringify(strings)));
  return [...left, ...stringsIn(lines('update add '))];
}

test('the whole RRset is the prerequisite, the old SPF value alone is deleted', () => {
  expect(nsupdateForm(change())).toBe(
    [
      'zone mycompany.com.',
      `prereq yxrrset mycompany.com. IN TXT "${token.join('')}"`,
      `prereq yxrrset mycompany.com. IN TXT "${sick}"`,
      `update delete mycompany.com. IN TXT "${sick}"`,
      `update add mycompany.com. 300 IN TXT "${sound}"`,
      'send',
      '',
    ].join('\n'),
  );
});

test('where there is no TXT so far, there must be none', () => {
  const script = nsupdateForm(change({ kept: [], removed: [] }));
  expect(script).toContain('\nprereq nxrrset mycompany.com. IN TXT\n');
  expect(script).not.toContain('update delete');
  expect(applied(script, [token])).toBeUndefined();
});

test('nothing is sent where nothing changes', () => {
  expect(nsupdateForm(unchanged())).toBe('; the SPF record of mycompany.com needs no change\n');
});

test('the zone of a sub-domain is its parent; an unknown one is left to nsupdate', () => {
  const shop = name('shop.mycompany.com');
  const script = (ns = served(domain, 'ns1.hosting.example')) =>
    nsupdateForm(change({ domain: shop, ns }));
  expect(script()).toMatch(/^zone mycompany\.com\.\nprereq yxrrset shop\.mycompany\.com\. IN TXT /);
  expect(script(unknownNs)).toMatch(/^prereq yxrrset /);
});

test('law: applied to what was there it gives what is wanted; applied to anything else, nothing', () => {
  fc.assert(
    fc.property(changes(), (given) => {
      const script = nsupdateForm(given);
      expect(script).toMatch(harmless);
      const after = applied(script, beforehand(given));
      expect(new Set(after)).toEqual(new Set(afterwards(given)));
      expect(applied(script, after ?? [])).toBeUndefined();
      expect(applied(script, [...beforehand(given), ['something new']])).toBeUndefined();
    }),
  );
});
