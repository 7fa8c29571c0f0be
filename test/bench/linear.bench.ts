/** Time by the length of what strangers may send, at its worst: what is linear has one figure in a row. */
import { expect, test } from 'vitest';
import type * as Answers from '../../src/dns/asking.js';
import type * as Messages from '../../src/dns/message.js';
import { name } from '../../src/dns/name.js';
import type * as Zones from '../../src/dns/zone.js';
import type * as CheckHost from '../../src/spf/check-host.js';
import { encodeReply } from '../dns-server.js';
import { median } from './median.js';

/** The package as it is published. */
async function built<M>(file: string): Promise<M> {
  return (await import(`../../dist/src/${file}`)) as M;
}
const { answer } = await built<typeof Answers>('dns/asking.js');
const { readReply, toAnswer } = await built<typeof Messages>('dns/message.js');
const { parseZone, zoneAnswers } = await built<typeof Zones>('dns/zone.js');
const { checkHost } = await built<typeof CheckHost>('spf/check-host.js');

const lengths = [1, 4, 16, 64] as const;

/** So much of a piece as makes so many KiB. */
function repeated(piece: string, kib: number): string {
  return piece.repeat(Math.floor((kib * 1024) / piece.length));
}

test.each<readonly [string, (kib: number) => () => unknown]>([
  [
    'a zone of records',
    (kib) => {
      const text = repeated('a.b.c.example.com. TXT "x" y ; z\n', kib);
      return () => parseZone(text);
    },
  ],
  ['a zone of open parentheses', (kib) => () => refused(repeated('( a ', kib))],
  ['a zone of escapes', (kib) => () => refused(`example.com. TXT ${repeated('\\065', kib)}`)],
  [
    'a zone of aliases',
    (kib) => {
      const lines = Array.from({ length: (kib * 1024) / 16 }, (_, index) => {
        const digits = String(index).padStart(5, '0');
        return `${digits}. CNAME ${digits}x.`;
      });
      const text = lines.join('\n');
      return () => zoneAnswers([parseZone(text)])({ name: name('00000'), type: 'A' });
    },
  ],
  ['a reply full of pointers', (kib) => reply(kib, [0xc0, 0x0c, 0, 16, 0, 1, 0, 0, 0, 1, 0, 0])],
  ['a reply full of long names', (kib) => reply(kib, [1, 0x61])],
  ['a TXT record of empty strings', (kib) => reply(kib, [0], 0xc00c)],
  ['check_host(), a record of addresses', (kib) => checked(repeated('ip4:203.0.113.1 ', kib))],
  ['check_host(), a term of macros', (kib) => checked(`exists:${repeated('%{s}', kib)}`, kib)],
  ['check_host(), delimiters', (kib) => checked(`exists:%{s1r${repeated('-.+', kib)}}`, kib)],
  ['check_host(), an explanation', (kib) => checked('-all exp=why.example', kib)],
])('%s', async (what, runOf) => {
  const figures: number[] = [];
  for (const kib of lengths) figures.push((1000 * (await median(31, runOf(kib)))) / kib);
  const told = lengths.map((kib, index) => `${kib} KiB ${figures[index]?.toFixed(1)}`);
  console.log(`${what}: microseconds per KiB at ${told.join(', ')}`);
  expect(figures).toHaveLength(lengths.length);
});

function refused(text: string): unknown {
  try {
    return parseZone(text);
  } catch (error) {
    return error;
  }
}

/** Reads a reply that promises a thousand records, and has so many octets of its own behind the question. */
function reply(kib: number, octets: readonly number[], owner?: number): () => unknown {
  const question = { name: name('a.example'), type: 'TXT' } as const;
  const head = encodeReply({ id: 1, question }, {});
  const room = Math.min(kib * 1024, 65_000);
  const tail = Buffer.from(
    Array.from({ length: room }, (_, at) => octets[at % octets.length] ?? 0),
  );
  const record = Buffer.alloc(owner === undefined ? 0 : 12);
  if (owner !== undefined) {
    record.writeUInt16BE(owner, 0);
    record.writeUInt16BE(16, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt16BE(room, 10);
  }
  const bytes = Buffer.concat([head, record, tail]);
  bytes.writeUInt16BE(owner === undefined ? 1000 : 1, 6);
  return () => {
    const read = readReply(bytes, { id: 1, question });
    if (read === 'other') throw new Error('taken for no reply');
    return toAnswer(read, question, 'server');
  };
}

/** Evaluates `terms` for a sender of so many KiB; the explanation repeats them as often as fits. */
function checked(terms: string, kib = 0): () => unknown {
  const why = `why.example. TXT ${'"%{s}%{l1r}%{S-}" '.repeat(kib * 60)}`;
  const known = zoneAnswers([parseZone(`. SOA a. b. 1 2 3 4 5\n${kib === 0 ? '' : why}`)]);
  const sender = `${repeated('a-.', kib)}@d.example`;
  return () =>
    answer(
      checkHost({ ip: '192.0.2.1', sender, helo: 'h.example', record: `v=spf1 ${terms}` }),
      known,
    );
}
