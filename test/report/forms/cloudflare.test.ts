/** The object is walked against a stand-in for Cloudflare's API, which keeps records by id. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseZone } from '../../../src/dns/zone.js';
import { cloudflareForm } from '../../../src/report/forms/cloudflare.js';
import {
  afterwards,
  beforehand,
  type CharacterStrings,
} from '../../../src/report/forms/rrset-change.js';
import {
  change,
  changes,
  harmless,
  second,
  sick,
  sound,
  token,
  unchanged,
  unknownNs,
  valuesOf,
} from './rrsets.js';

interface Walk {
  readonly api: string;
  readonly find: readonly {
    readonly as: string;
    readonly path: string;
    readonly contents?: readonly string[];
  }[];
  readonly requests: readonly {
    readonly method: string;
    readonly path: string;
    readonly body: {
      readonly deletes?: readonly { readonly id: string }[];
      readonly patches?: readonly { readonly id: string; readonly content: string }[];
      readonly posts?: readonly {
        readonly name: string;
        readonly type: string;
        readonly content: string;
      }[];
    };
  }[];
}

function walkOf(...given: Parameters<typeof cloudflareForm>): Walk {
  const text = cloudflareForm(...given);
  if (typeof text !== 'string') throw new Error('there is no form');
  expect(text).toMatch(harmless);
  return JSON.parse(text) as Walk;
}

/** The contents of the zone's TXT records at the name after the walk; `kept` is how they were entered. */
function walked({ find, requests }: Walk, kept: readonly string[]): readonly string[] {
  const records = new Map(kept.map((content, index) => [`id${index}`, content]));
  const ids = new Map<string, string>();
  for (const { as, path, contents } of find) {
    if (contents === undefined) {
      expect(path).toBe('/zones?name=mycompany.com');
      ids.set(as, 'zone0');
      continue;
    }
    expect(path).toBe('/zones/{zone_id}/dns_records?type=TXT&name.exact=mycompany.com');
    const found = [...records].filter(([, content]) => contents.includes(content));
    expect(found).toHaveLength(1);
    ids.set(as, found[0]?.[0] ?? '');
  }
  for (const { method, path, body } of requests) {
    expect([method, path]).toEqual(['POST', '/zones/{zone_id}/dns_records/batch']);
    for (const { id } of body.deletes ?? []) expect(records.delete(ids.get(id) ?? '')).toBe(true);
    for (const { id, content } of body.patches ?? []) {
      expect(records.has(ids.get(id) ?? '')).toBe(true);
      records.set(ids.get(id) ?? '', content);
    }
    for (const { name, type, content } of body.posts ?? []) {
      expect([name, type]).toEqual(['mycompany.com', 'TXT']);
      records.set('new', content);
    }
  }
  return [...records.values()];
}

/** Cloudflare's quoted character-strings are those of a zone file. */
function valueIn(content: string): string {
  const [{ record } = { record: undefined }] = parseZone(`x.example. 60 TXT ${content}`).records;
  return record?.type === 'TXT' ? record.strings.join('') : '';
}

const unquoted = (rrset: readonly CharacterStrings[]) => rrset.map((strings) => strings.join(''));

test('one record becomes the new one, the others are deleted, in one batch', () => {
  const { requests } = walkOf(change({ removed: [[second], [sick]] }));
  expect(requests).toEqual([
    {
      method: 'POST',
      path: '/zones/{zone_id}/dns_records/batch',
      body: {
        deletes: [{ id: '{record_2}' }],
        patches: [{ id: '{record_1}', content: `"${sound}"` }],
      },
    },
  ]);
});

test.each([
  ['without quotes', [token.join(''), sick]],
  ['in quotes', [`"${token.join('')}"`, `"${sick}"`]],
])('records that were entered %s are found', (_, kept) => {
  expect(walked(walkOf(change()), kept)).toEqual([kept[0], `"${sound}"`]);
});

test('nothing is asked for where nothing changes', () => {
  expect(walkOf(unchanged())).toMatchObject({ find: [], requests: [] });
});

test('without the zone there is no form', () => {
  expect(cloudflareForm(change({ ns: unknownNs }))).toMatchObject({ kind: 'unknown' });
});

test('law: the walk leaves the SPF record as wanted and everything else alone', () => {
  fc.assert(
    fc.property(changes(), (given) => {
      // What others entered is whatever it is: only the SPF records are looked for.
      const foreign = unquoted(given.kept);
      fc.pre(foreign.every((value) => !value.startsWith('"v=spf1') && !value.startsWith('v=spf1')));
      const after = walked(walkOf(given), unquoted(beforehand(given)));
      const spf = after.filter((content) => content.startsWith('"v=spf1'));
      expect(spf.map(valueIn)).toEqual([given.record]);
      expect(after.filter((content) => !spf.includes(content)).toSorted()).toEqual(
        foreign.toSorted(),
      );
      expect(after).toHaveLength(valuesOf(afterwards(given)).length);
    }),
  );
});
