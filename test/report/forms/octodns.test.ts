/**
 * The YAML is read as octoDNS reads it (octodns/record/chunked.py); octoDNS itself is not to be had from the
 * registries that the tests may use.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { name } from '../../../src/dns/name.js';
import { octodnsForm } from '../../../src/report/forms/octodns.js';
import { afterwards } from '../../../src/report/forms/rrset-change.js';
import {
  change,
  changes,
  domain,
  harmless,
  printable,
  served,
  sound,
  token,
  unknownNs,
} from './rrsets.js';

type ZoneFile = Readonly<
  Record<
    string,
    readonly { readonly type: string; readonly ttl: number; readonly values: readonly string[] }[]
  >
>;

function zoneFile(...given: Parameters<typeof octodnsForm>): ZoneFile {
  const text = octodnsForm(...given);
  if (typeof text !== 'string') throw new Error('there is no form');
  expect(text).toMatch(harmless);
  return parse(text) as ZoneFile;
}

/** The value behind one of the file: validated, freed of quotes and pairs of them, unescaped. */
function valueIn(written: string): string {
  expect(written).not.toMatch(/\w;|\\\\;/);
  expect(written).toMatch(/^[\x20-\x7e]*$/);
  const bare = written.startsWith('"') ? written.slice(1, -1) : written;
  return bare.replaceAll('" "', '').replaceAll(String.raw`\;`, ';');
}

test('the TXT record of the name, with all its values', () => {
  expect(zoneFile(change())).toEqual({
    '': [{ type: 'TXT', ttl: 300, values: [sound, token.join('')] }],
  });
});

test('a sub-domain by its name in the zone', () => {
  const shop = name('shop.mycompany.com');
  expect(Object.keys(zoneFile(change({ domain: shop, ns: served(domain, 'ns1.he.net') })))).toEqual(
    ['shop'],
  );
});

test('semicolons are escaped', () => {
  const { '': [record] = [] } = zoneFile(change({ kept: [['v=DMARC1; p=none']], removed: [] }));
  expect(record?.values).toEqual([sound, String.raw`v=DMARC1\; p=none`]);
});

test.each(['ex\u00e4mple', 'a\nb', String.raw`back\slash`, 'a" "b'])(
  '%j cannot be written',
  (value) => {
    expect(octodnsForm(change({ kept: [[value]], removed: [] }))).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/^octoDNS cannot hold the TXT value "/) as string,
    });
  },
);

test('without the zone there is no form', () => {
  expect(octodnsForm(change({ ns: unknownNs }))).toMatchObject({ kind: 'unknown' });
});

test('law: the values are those of the RRset as it is to be', () => {
  const writable = printable.filter((strings) => !/\\|" "/.test(strings.join('')));
  fc.assert(
    fc.property(changes(writable), (given) => {
      const { '': [record] = [] } = zoneFile(given);
      expect(record?.ttl).toBe(given.ttl.seconds);
      expect(record?.values.map(valueIn)).toEqual(
        afterwards(given).map((strings) => strings.join('')),
      );
    }),
  );
});
