import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { route53Form } from '../../../src/report/forms/route53.js';
import { afterwards } from '../../../src/report/forms/rrset-change.js';
import { change, changes, harmless, sound, stringsIn, token, unchanged } from './rrsets.js';

/** The change batch of the API, as far as it is used. */
interface Batch {
  readonly Comment: string;
  readonly Changes: readonly {
    readonly Action: string;
    readonly ResourceRecordSet: {
      readonly Name: string;
      readonly Type: string;
      readonly TTL: number;
      readonly ResourceRecords: readonly { readonly Value: string }[];
    };
  }[];
}

test('one UPSERT of the whole record set, the other values with it', () => {
  expect(JSON.parse(route53Form(change()))).toEqual({
    Comment: 'SPF of mycompany.com',
    Changes: [
      {
        Action: 'UPSERT',
        ResourceRecordSet: {
          Name: 'mycompany.com.',
          Type: 'TXT',
          TTL: 300,
          ResourceRecords: [{ Value: `"${sound}"` }, { Value: `"${token.join('')}"` }],
        },
      },
    ],
  } satisfies Batch);
});

test('octets are escaped in octal', () => {
  const { Changes } = JSON.parse(
    route53Form(change({ kept: [['ex\u00e4mple "\\" \n']], removed: [] })),
  ) as Batch;
  expect(Changes[0]?.ResourceRecordSet.ResourceRecords[1]).toEqual({
    Value: String.raw`"ex\344mple \"\\\" \012"`,
  });
});

test('a record that may stay is put as it is: an empty batch is an error', () => {
  const { Changes } = JSON.parse(route53Form(unchanged())) as Batch;
  expect(Changes[0]?.ResourceRecordSet.ResourceRecords).toEqual([
    { Value: `"${token.join('')}"` },
    { Value: `"${sound}"` },
  ]);
});

test('law: the record set is the RRset as it is to be', () => {
  fc.assert(
    fc.property(changes(), (given) => {
      const text = route53Form(given);
      expect(text).toMatch(harmless);
      const { Changes } = JSON.parse(text) as Batch;
      const values = Changes[0]?.ResourceRecordSet.ResourceRecords ?? [];
      expect(values.map(({ Value }) => stringsIn(Value))).toEqual(afterwards(given));
      expect(values.every(({ Value }) => !/[^\x20-\x7e]/.test(Value))).toBe(true);
    }),
  );
});
