/**
 * The JavaScript is evaluated with stand-ins for the functions of dnscontrol, which itself is not to be had
 * from the registries that the tests may use.
 */
import { createContext, runInContext } from 'node:vm';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dnscontrolForm } from '../../../src/report/forms/dnscontrol.js';
import { afterwards } from '../../../src/report/forms/rrset-change.js';
import { change, changes, harmless, hostile, long, token } from './rrsets.js';

interface Txt {
  readonly label: string;
  readonly value: string;
  readonly ttl: number;
}

function evaluated(text: string): readonly (readonly [string, readonly Txt[]])[] {
  const extended: (readonly [string, readonly Txt[]])[] = [];
  const context = createContext({
    D_EXTEND: (domain: string, ...records: readonly Txt[]) => {
      extended.push([domain, records]);
    },
    TXT: (label: string, value: string, ttl: number): Txt => ({ label, value, ttl }),
    TTL: (seconds: number) => seconds,
  });
  runInContext(text, context, { timeout: 1000 });
  return extended;
}

function textOf(...given: Parameters<typeof dnscontrolForm>): string {
  const text = dnscontrolForm(...given);
  if (typeof text !== 'string') throw new Error('there is no form');
  return text;
}

test('every TXT record of the name', () => {
  expect(
    evaluated(textOf(change({ record: long, added: [long.slice(0, 250), long.slice(250)] }))),
  ).toEqual([
    [
      'mycompany.com',
      [
        { label: '@', value: long, ttl: 300 },
        { label: '@', value: token.join(''), ttl: 300 },
      ],
    ],
  ]);
});

test('it is ECMAScript 5: no comma behind the last record', () => {
  expect(textOf(change())).toMatch(/TTL\(300\)\)\n\);\n$/);
});

test('octets that are not UTF-8 cannot be written', () => {
  const given = change({ kept: [['ex\u00e4mple']], removed: [] });
  expect(dnscontrolForm(given)).toMatchObject({
    kind: 'refused',
    reason: expect.stringMatching(
      /^dnscontrol cannot hold the TXT value "ex\\\\xe4mple"/,
    ) as string,
  });
});

test('law: the values are those of the RRset as it is to be, in UTF-8', () => {
  fc.assert(
    fc.property(changes(hostile.filter(isUtf8)), (given) => {
      const text = textOf(given);
      expect(text).toMatch(harmless);
      const [[domain, records] = ['', []]] = evaluated(text);
      expect(domain).toBe('mycompany.com');
      expect(records.map(({ value }) => Buffer.from(value, 'utf8').toString('latin1'))).toEqual(
        afterwards(given).map((strings) => strings.join('')),
      );
      expect(records.every(({ label, ttl }) => label === '@' && ttl === given.ttl.seconds)).toBe(
        true,
      );
    }),
  );
});

function isUtf8(strings: readonly string[]): boolean {
  const octets = Buffer.from(strings.join(''), 'latin1');
  return Buffer.from(octets.toString('utf8'), 'utf8').equals(octets);
}
