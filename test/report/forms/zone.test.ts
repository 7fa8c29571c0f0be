/** What is printed is read back by our own zone parser; kzonecheck and named-checkzone are in test/interop. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseZone } from '../../../src/dns/zone.js';
import { name } from '../../../src/dns/name.js';
import { zoneForm } from '../../../src/report/forms/zone.js';
import { change, changes, domain, harmless, long, sick, sound, unchanged } from './rrsets.js';

function recordsIn(text: string) {
  return parseZone(text).records.map(({ record }) => record);
}

test('the record is one line, with the TTL of the old one; what it replaces are comments', () => {
  expect(zoneForm(change())).toBe(
    [
      '; instead of',
      `; mycompany.com. 300 IN TXT "${sick}"`,
      `mycompany.com. 300 IN TXT "${sound}"`,
      '',
    ].join('\n'),
  );
});

test('a record over 255 octets is several strings that join to it', () => {
  const [record] = recordsIn(
    zoneForm(change({ record: long, added: [long.slice(0, 250), long.slice(250)] })),
  );
  expect(record).toMatchObject({
    type: 'TXT',
    ttl: 300,
    strings: [long.slice(0, 250), long.slice(250)],
  });
});

test('a record that may stay is printed as it is published', () => {
  expect(zoneForm(unchanged())).toBe(`mycompany.com. 300 IN TXT "${sound}"\n`);
});

test('an owner with characters that mean something in a zone file', () => {
  const owner = name('a;b(c)"d.example');
  const [record] = recordsIn(zoneForm(change({ domain: owner })));
  expect(record).toMatchObject({ name: owner, type: 'TXT', strings: [sound] });
});

test('law: the line reads back as the record, and the comments as what it replaces', () => {
  fc.assert(
    fc.property(changes(), (given) => {
      const text = zoneForm(given);
      expect(text).toMatch(harmless);
      const published = { name: domain, type: 'TXT', ttl: given.ttl.seconds };
      expect(recordsIn(text)).toEqual([{ ...published, strings: given.added }]);
      const old = text.split('\n').flatMap((line) => /^; (mycompany.*)/.exec(line)?.[1] ?? []);
      expect(recordsIn(old.join('\n'))).toEqual(
        given.removed.map((strings) => ({ ...published, strings })),
      );
    }),
  );
});
