import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';
import type { Answer } from '../../src/dns/answer.js';
import { MAX_RECORDS, readReply, toAnswer } from '../../src/dns/message.js';
import { name, toName } from '../../src/dns/name.js';
import type { Question } from '../../src/dns/question.js';
import { zoneAnswers } from '../../src/dns/zone.js';
import { encodeReply } from '../dns-server.js';
import { zones, type Target } from './hostile.js';

const ID = 0x1234;
const HEADER_OCTETS = 12;

interface Message {
  readonly question: Question;
  readonly bytes: Uint8Array;
}

/** Right replies to what the worlds that come with the project can be asked. */
const samples: readonly Message[] = zones.flatMap((zone) => {
  const know = zoneAnswers([zone]);
  const soa = zone.records.map(({ record }) => record).filter(({ type }) => type === 'SOA');
  const owners = [...new Set(zone.records.map(({ record }) => record.name)), name('gone.example')];
  return owners.flatMap((owner) =>
    (['TXT', 'MX', 'A', 'SOA'] as const).map((type) => {
      const question = { name: owner, type };
      const answer = know(question);
      const aliases = answer.aliases.map((alias) => ({ type: 'CNAME' as const, ...alias }));
      const found = answer.kind === 'noerror' ? answer.records : [];
      const parts = { answers: [...aliases, ...found], authorities: soa.slice(0, 1) };
      return { question, bytes: encodeReply({ id: ID, question }, parts) };
    }),
  );
});

interface Change {
  /** Where: mostly behind the question, as a reply to another one is soon put aside. */
  readonly at: number;
  readonly anywhere: boolean;
  readonly drop: number;
  readonly put: readonly number[];
}

/** Pointers (RFC 1035 4.1.4), lengths, counts, types, and whatever else. */
const octets = fc.oneof(
  fc.constantFrom([0xc0, 0x0c], [0xc0, 0x00], [0xff, 0xff], [0x3f], [0x40], [0x00], [0x00, 0x10]),
  fc.nat({ max: 255 }).map((low) => [0xc0, low]),
  fc.array(fc.nat({ max: 255 }), { maxLength: 12 }),
);
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat({ max: 65_535 }),
  anywhere: fc.nat({ max: 5 }).map((number) => number === 0),
  drop: fc.nat({ max: 3 }),
  put: octets,
});
const changed = fc
  .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 4 }))
  .map(([{ question, bytes }, changes]) => ({
    question,
    bytes: changes.reduce((message, { at, anywhere, drop, put }) => {
      const first = anywhere ? 0 : HEADER_OCTETS + question.name.length + 6;
      const start = first + (at % Math.max(message.length - first + 1, 1));
      return Uint8Array.from([...message.slice(0, start), ...put, ...message.slice(start + drop)]);
    }, bytes),
  }));

/** A right header and question, counts that promise much, and a few octets over and over. */
const grown = fc
  .tuple(fc.constantFrom(...samples), fc.array(octets, { minLength: 1, maxLength: 4 }), fc.nat())
  .map(([{ question }, unit, length]) => {
    const head = encodeReply({ id: ID, question }, {});
    const again = unit.flat();
    const tail = Uint8Array.from({ length: length % (65_535 - head.length) }, (_, index) =>
      again.length === 0 ? 0 : (again[index % again.length] ?? 0),
    );
    const bytes = Buffer.concat([head, tail]);
    bytes.writeUInt16BE(MAX_RECORDS, 6);
    return { question, bytes };
  });

export const messageTarget: Target<Message> = {
  reader: 'DNS messages',
  input: fc.oneof({ weight: 20, arbitrary: changed }, { weight: 1, arbitrary: grown }),
  run: ({ question, bytes }) => {
    const reply = readReply(bytes, { id: ID, question });
    if (reply === 'other') return;
    const answer = toAnswer(reply, question, 'server');
    if (answer.kind === 'unfinished') assert.equal(toName(answer.target), answer.target);
    else checkAnswer(answer, question);
    for (const { name: owner, target } of answer.aliases) {
      assert.equal(toName(owner), owner);
      assert.equal(toName(target), target);
    }
  },
  sizeOf: ({ bytes }) => bytes.length,
};

/** What the rest of the program takes for granted. */
function checkAnswer(answer: Answer, question: Question): void {
  assert.deepEqual(answer.question, question);
  if (answer.kind !== 'noerror') return;
  assert.ok(answer.records.length > 0 && answer.records.length <= MAX_RECORDS);
  assert.ok(Number.isInteger(answer.ttl) && answer.ttl >= 0);
  for (const record of answer.records) {
    assert.equal(record.type, question.type);
    assert.equal(toName(record.name), record.name);
    if (record.type !== 'TXT' && record.type !== 'SPF') continue;
    for (const string of record.strings) assert.match(string, /^[\u0000-\u00ff]{0,255}$/);
  }
}
