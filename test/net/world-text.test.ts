import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  failureCauses,
  type Alias,
  type Answer,
  type ResourceRecord,
} from '../../src/dns/answer.js';
import { printAddress } from '../../src/dns/address.js';
import { name, toName, type DomainName } from '../../src/dns/name.js';
import {
  questionKey,
  recordTypes,
  type Question,
  type RecordType,
} from '../../src/dns/question.js';
import type { World } from '../../src/net/world.js';
import { readWorld, WorldError } from '../../src/net/world-text.js';
import { jsonText } from '../../src/report/json.js';

const world = {
  'spf-doctor': 'world',
  schema: 1,
  at: '2026-11-23T12:00:00.000Z',
  entries: [
    {
      kind: 'dns',
      answer: {
        kind: 'noerror',
        question: { name: name('a.example'), type: 'MX' },
        aliases: [{ name: name('a.example'), target: name('b.example'), ttl: 60 }],
        records: [
          { type: 'MX', name: name('b.example'), ttl: 60, preference: 10, exchange: name('.') },
        ],
        ttl: 60,
      },
    },
    {
      kind: 'dns',
      answer: {
        kind: 'noerror',
        question: { name: name('a.example'), type: 'TXT', via: '192.0.2.53:53' },
        aliases: [],
        records: [{ type: 'TXT', name: name('a.example'), ttl: 60, strings: ['v=spf1 -all'] }],
        ttl: 60,
        server: '192.0.2.53:53',
        authoritative: true,
        at: '2026-11-23T12:00:00.100Z',
      },
    },
    {
      kind: 'dns',
      answer: {
        kind: 'failure',
        question: { name: name('a.example'), type: 'A' },
        aliases: [],
        cause: 'timeout',
      },
    },
  ],
} satisfies World;

/** The message of the error, for a world in which the value at a place was set, or taken away. */
async function told(place: string, value: unknown): Promise<string> {
  const edited: unknown = JSON.parse(JSON.stringify(world));
  const steps = place.split('.');
  const last = steps.pop() ?? '';
  const at = steps.reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], edited);
  (at as Record<string, unknown>)[last] = value;
  return rejection(JSON.stringify(edited));
}

async function rejection(text: string): Promise<string> {
  try {
    await readWorld(text);
  } catch (error) {
    if (error instanceof WorldError) return error.message;
    throw error;
  }
  return 'it was read';
}

describe('what is no recorded world', () => {
  it.each([
    ['', /^it is not JSON: /],
    ['v=spf1 -all', /^it is not JSON: /],
    ['{"spf-doctor": "world",}', /^it is not JSON: .* at line 1, column 24$/],
    ['{\n  "schema": 1\n  "at": ""}', /^it is not JSON: .* at line 3, column 3$/],
    [jsonText(world).slice(0, 500), /^it is not JSON: /],
    ['null', /^it is no recorded world; give a file that --record has written$/],
    ['[]', /^it is no recorded world/],
    ['"world"', /^it is no recorded world/],
    ['{"schema": 1, "domain": "a.example"}', /^it is no recorded world/],
    ['{"spf-doctor": "world"}', /^it has schema missing where this version reads 1/],
    ['{"spf-doctor": "world", "schema": 2}', /^it has schema 2 where this version reads 1; use /],
    ['{"spf-doctor": "world", "schema": "1"}', /^it has schema "1" where/],
    [`{"spf-doctor": "world", "schema": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`, /schema a list/],
  ])('%#', async (text, message) => {
    expect(await rejection(text)).toMatch(message);
  });
});

describe('what is damaged: where, what it is, and what would be right', () => {
  it.each([
    ['at', undefined, 'at is missing; write a time in UTC such as 2026-11-23T12:00:00.000Z'],
    ['entries', {}, 'entries is an object; write a list: [ ]'],
    ['note', 1, 'it has "note", which says nothing there; correct or remove it'],
    ['entries.0', null, 'entries[0] is null; write an object: { }'],
    [
      'entries.0.kind',
      'smtp',
      'entries[0].kind (MX a.example) is "smtp"; write "dns" or "policy" or "connection" or "probe"',
    ],
    [
      'entries.1.answer.question.via',
      53,
      'entries[1].answer.question.via (TXT a.example) is 53; write a text',
    ],
    ['entries.1.answer.question.unvalidated', false, /is false; write true$/],
    [
      'entries.0.answer.kind',
      'nodatta',
      'entries[0].answer.kind (MX a.example) is "nodatta"; write "noerror" or "nodata" or "nxdomain" or "failure"',
    ],
    [
      'entries.0.answer.question.name',
      'A.example.',
      /^entries\[0\]\.answer\.question\.name .* is "A\.example\."; write a domain name in lower case/,
    ],
    ['entries.0.answer.question.type', 'SRV', /write "A" or "AAAA" or "CNAME" or "DNAME" or "MX"/],
    ['entries.0.answer.aliases.0.target', 'b..example', /is "b\.\.example"; write a domain name/],
    ['entries.0.answer.ttl', '60', /\.ttl \(MX a\.example\) is "60"; write seconds from 0 to 2147/],
    ['entries.0.answer.ttl', 1.5, /is 1\.5; write seconds from 0/],
    ['entries.0.answer.ttl', -1, /is -1; write seconds from 0/],
    [
      'entries.0.answer.records',
      [],
      /is an empty list; write at least one record, or the kind nod/,
    ],
    ['entries.0.answer.records.0.preference', 65_536, /is 65536; write a number from 0 to 65535$/],
    ['entries.0.answer.records.0.tll', 60, /\.records\[0\] .* has "tll", which says nothing there/],
    ['entries.0.answer.records.0.type', 'MXX', /is "MXX"; write "A" or "AAAA" or "MX" or/],
    [
      'entries.1.answer.records.0.strings',
      'v=spf1 -all',
      /write a list of texts, such as \["v=spf/,
    ],
    ['entries.1.answer.records.0.strings.0', 'x'.repeat(256), /"x{59}\.\.\.; .* several strings$/],
    ['entries.1.answer.records.0.strings.0', '\u20ac', /a character from U\+0000 to U\+00FF/],
    [
      'entries.1.answer.records.0',
      { type: 'A', name: 'a.example', ttl: 1, address: '192.0.2.1' },
      'entries[1].answer.records[0].type (TXT a.example) is "A"; write TXT, which is what was asked for',
    ],
    ['entries.1.answer.authoritative', false, /is false; write true$/],
    ['entries.1.answer.at', '2026-13-01T00:00:00Z', /write a time in UTC/],
    ['entries.2.answer.cause', 'timedout', /is "timedout"; write "timeout" or "servfail" or/],
    [
      'entries.2',
      { ...world.entries[0] },
      'entries[2] (MX a.example) is an object; remove it or entries[0], which asks the same',
    ],
  ])('%s: %j', async (place, value, message) => {
    const line = await told(place, value);
    if (typeof message === 'string') expect(line).toBe(message);
    else expect(line).toMatch(message);
    expect(line.length).toBeLessThan(300);
  });

  it.each([
    ['A', '192.0.2.01', /write an address such as 192\.0\.2\.1$/],
    ['A', '2001:db8::1', /write an address such as 192\.0\.2\.1$/],
    ['AAAA', '2001:DB8::1', /write an address such as 2001:db8::1, in the form of RFC 5952$/],
    ['AAAA', '::ffff:192.0.2.1', /in the form of RFC 5952$/],
  ])('%s %s', async (type, written, message) => {
    const record = { type, name: 'a.example', ttl: 1, address: written };
    const answer = { ...world.entries[1]?.answer, question: { name: 'a.example', type } };
    expect(await told('entries.1.answer', { ...answer, records: [record] })).toMatch(message);
  });

  it('is bounded, however much is wrong and however deep', async () => {
    const deep = `${'['.repeat(1e5)}${']'.repeat(1e5)}`;
    const text = JSON.stringify({ ...world, entries: 'here' }).replace('"here"', `[${deep}]`);
    expect(await rejection(text)).toBe('entries[0] is a list; write an object: { }');
    const long = 'k'.repeat(1e6);
    expect((await told(long, 1)).length).toBeLessThan(300);
    expect((await told('entries.0.answer.question.name', `${long}.`)).length).toBeLessThan(300);
    expect(await told('entries', Array(1e5).fill(null))).toMatch(/^entries\[0\] is null/);
  });
});

it('reads what an editor made of it: a byte order mark, CRLF, no indentation', async () => {
  const text = jsonText(world);
  for (const edited of [`\ufeff${text}`, text.replaceAll('\n', '\r\n'), JSON.stringify(world)]) {
    expect(await readWorld(edited)).toEqual(world);
  }
});

/** Octets as they come from a hostile server. */
const octets = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 255,
});
/** Text of a server or an error: anything at all. */
const anyText = fc.oneof(
  octets,
  fc.string({ unit: 'binary' }),
  fc.constant('\0\u2028\u202e\ud800'),
);

const anyName: fc.Arbitrary<DomainName> = fc
  .array(fc.string({ minLength: 1, maxLength: 63 }), { minLength: 1, maxLength: 3 })
  .map((labels) => toName(labels.join('.')) ?? name('a.example'));

const ttl = fc.integer({ min: 0, max: 0x7fffffff });
const octet = fc.integer({ min: 0, max: 0xff });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });

function address(length: number): fc.Arbitrary<string> {
  return fc
    .array(fc.integer({ min: 0, max: 255 }), { minLength: length, maxLength: length })
    .map(printAddress);
}

function recordOf(type: RecordType): fc.Arbitrary<ResourceRecord> {
  const owner = { name: anyName, ttl };
  switch (type) {
    case 'A':
      return fc.record({ ...owner, type: fc.constant(type), address: address(4) });
    case 'AAAA':
      return fc.record({ ...owner, type: fc.constant(type), address: address(16) });
    case 'MX':
      return fc.record({
        ...owner,
        type: fc.constant(type),
        preference: fc.integer({ min: 0, max: 0xffff }),
        exchange: anyName,
      });
    case 'TXT':
    case 'SPF':
      return fc.record({
        ...owner,
        type: fc.constant(type),
        strings: fc.array(octets, { maxLength: 4 }),
      });
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return fc.record({ ...owner, type: fc.constant(type), target: anyName });
    case 'TLSA':
      return fc.record({
        ...owner,
        type: fc.constant(type),
        usage: octet,
        selector: octet,
        matchingType: octet,
        association: fc
          .uint8Array({ maxLength: 64 })
          .map((data) => Buffer.from(data).toString('hex')),
      });
    case 'SOA':
      return fc.record({
        ...owner,
        type: fc.constant(type),
        primary: anyName,
        mailbox: anyText,
        serial: uint32,
        refresh: uint32,
        retry: uint32,
        expire: uint32,
        minimum: uint32,
      });
  }
}

const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const answers: fc.Arbitrary<Answer> = fc.constantFrom(...recordTypes).chain((type) => {
  const flag = fc.constant(true as const);
  const question: fc.Arbitrary<Question> = fc.record(
    { name: anyName, type: fc.constant(type), via: anyText, recursive: flag, unvalidated: flag },
    { requiredKeys: ['name', 'type'] },
  );
  const alias: fc.Arbitrary<Alias> = fc.record({ name: anyName, target: anyName, ttl });
  const base = { question, aliases: fc.array(alias, { maxLength: 2 }) };
  const more = {
    server: anyText,
    authoritative: flag,
    authenticated: flag,
    at: time,
  };
  const required = ['question', 'aliases', 'kind'] as const;
  const negative = { ...base, ...more, negativeTtl: ttl };
  return fc.oneof<fc.Arbitrary<Answer>[]>(
    fc.record(
      {
        ...base,
        ...more,
        kind: fc.constant('noerror' as const),
        records: fc.array(recordOf(type), { minLength: 1, maxLength: 3 }),
        ttl,
      },
      { requiredKeys: [...required, 'records', 'ttl'] },
    ),
    fc.record(
      { ...negative, kind: fc.constant('nodata' as const) },
      { requiredKeys: [...required] },
    ),
    fc.record(
      { ...negative, kind: fc.constant('nxdomain' as const) },
      { requiredKeys: [...required] },
    ),
    fc.record(
      {
        ...base,
        ...more,
        kind: fc.constant('failure' as const),
        cause: fc.constantFrom(...failureCauses),
        detail: anyText,
      },
      { requiredKeys: [...required, 'cause'] },
    ),
  );
});

const entry = fc.record({ kind: fc.constant('dns' as const), answer: answers });

const worlds: fc.Arbitrary<World> = fc.record({
  'spf-doctor': fc.constant('world' as const),
  schema: fc.constant(1 as const),
  at: time,
  entries: fc.uniqueArray(entry, {
    maxLength: 4,
    selector: ({ answer }) => questionKey(answer.question),
  }),
});

it('comes back as it was, whatever is in it, and its text is plain ASCII', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (any) => {
      const text = jsonText(any);
      expect(text).toMatch(/^[\x20-\x7e\n]*$/);
      expect(await readWorld(text)).toEqual(any);
    }),
    { numRuns: 500 },
  );
});

it('is read, or refused in one short line, whatever somebody did to the file', async () => {
  const text = JSON.stringify(world);
  const places = fc.constantFrom(...placesIn(world));
  const overwritten = fc.tuple(places, fc.jsonValue()).map(([place, value]) => {
    const edited = JSON.parse(text) as Record<string, unknown>;
    const last = place.at(-1) ?? '';
    const holder = place.slice(0, -1).reduce((at, key) => at[key] as typeof edited, edited);
    holder[last] = value;
    return JSON.stringify(edited);
  });
  const cut = fc
    .tuple(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 5, unit: 'binary' }))
    .map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length));
  await fc.assert(
    fc.asyncProperty(fc.oneof(overwritten, cut), async (edited) => {
      // Anything but a WorldError is thrown on by it.
      expect((await rejection(edited)).length).toBeLessThan(300);
    }),
    { numRuns: 500 },
  );
});

/** Every place in a JSON value, as the keys that lead to it. */
function placesIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [
    [key],
    ...placesIn(below).map((place) => [key, ...place]),
  ]);
}
