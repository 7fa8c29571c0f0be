import * as dnsPacket from 'dns-packet';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, ResourceRecord } from '../../src/dns/answer.js';
import {
  encodeQuery,
  MAX_RECORDS,
  readReply,
  toAnswer,
  type Unfinished,
} from '../../src/dns/message.js';
import { name, type DomainName } from '../../src/dns/name.js';
import type { Question, RecordType } from '../../src/dns/question.js';
import { parseZone, zoneAnswers } from '../../src/dns/zone.js';
import { encodeReply, type ReplyParts } from '../dns-server.js';
import {
  behindQuestion,
  characterString,
  labels,
  pointer,
  QUESTION,
  rawReply,
  wireName,
  type RawRecord,
  type RawReply,
} from '../raw-message.js';

const ID = 0x1234;
const A = name('a.example');

function question(type: RecordType = 'TXT', owner: DomainName = A): Question {
  return { name: owner, type };
}

/** The answer that a server's message gives. */
function heard(parts: ReplyParts, asked: Question = question()): Answer | Unfinished {
  const query = { id: ID, question: asked };
  return readAnswer(encodeReply(query, parts), asked);
}

function readAnswer(bytes: Uint8Array, asked: Question): Answer | Unfinished {
  const reply = readReply(bytes, { id: ID, question: asked });
  if (reply === 'other') throw new Error('taken for no reply');
  return toAnswer(reply, asked, '192.0.2.53:53');
}

/** The records of zone text. */
function records(text: string): readonly ResourceRecord[] {
  return parseZone(`$ORIGIN example.\n$TTL 60\n${text}`).records.map(({ record }) => record);
}

describe('a query', () => {
  it('has one question of class IN, RD as wished, and EDNS', () => {
    const query = { id: ID, question: question(), payload: 1232, recursionDesired: true };
    const bytes = Buffer.from(encodeQuery(query));
    expect(bytes.toString('hex')).toBe(
      '1234' +
        '0120' +
        '0001' +
        '0000' +
        '0000' +
        '0001' + // header: RD
        '0161076578616d706c6500' +
        '0010' +
        '0001' + // a.example TXT IN
        '00' +
        '0029' +
        '04d0' +
        '00000000' +
        '0000', // OPT: 1232 octets
    );
  });
  it('has neither EDNS nor RD where they are not wanted', () => {
    const bytes = encodeQuery({
      id: 1,
      question: question('SPF', name('.')),
      recursionDesired: false,
    });
    expect(Buffer.from(bytes).toString('hex')).toBe('0001000000010000000000000000630001');
  });
});

describe('what comes in', () => {
  const query = { id: ID, question: question() };
  const right = Buffer.from(encodeReply(query, { answers: records('a TXT x') }));
  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = Buffer.from(right);
    change(bytes);
    return bytes;
  };
  it.each([
    ['another id', changed((b) => b.writeUInt16BE(ID ^ 1, 0))],
    ['a query', changed((b) => b.writeUInt8(0x01, 2))],
    ['another opcode', changed((b) => b.writeUInt8(0xa9, 2))],
    ['another name', encodeReply(query, { question: question('TXT', name('b.example')) })],
    ['a longer name', encodeReply(query, { question: question('TXT', name('a.example.com')) })],
    ['another type', encodeReply(query, { question: question('A') })],
    ['another class', changed((b) => b.writeUInt16BE(3, 12 + 11 + 2))],
    ['the QU bit of multicast', changed((b) => b.writeUInt16BE(0x8001, 12 + 11 + 2))],
    ['two questions', changed((b) => b.writeUInt16BE(2, 4))],
    ['no question', changed((b) => b.writeUInt16BE(0, 4))],
    ['nothing', Buffer.of()],
    ['half a header', right.subarray(0, 11)],
    ['half a question', right.subarray(0, 20)],
  ])('is no reply: %s', (_what, bytes) => {
    expect(readReply(bytes, query)).toBe('other');
  });

  it('is a reply in whatever case the name comes back', () => {
    const bytes = changed((b) => b.write('A', 13).toString());
    expect(readAnswer(bytes, query.question).kind).toBe('noerror');
  });

  it('may leave the question out to say that it could not be read', () => {
    const formerr = Buffer.from('123480010000000000000000', 'hex');
    expect(readReply(formerr, query)).toMatchObject({ rcode: 'FORMERR', truncated: false });
    expect(readReply(Buffer.from('123480000000000000000000', 'hex'), query)).toBe('other');
  });

  it('is malformed where it is cut', () => {
    for (let length = 27; length < right.length; length += 1) {
      expect(readAnswer(right.subarray(0, length), query.question)).toMatchObject({
        kind: 'failure',
        cause: 'malformed',
      });
    }
    expect(readAnswer(right, query.question).kind).toBe('noerror');
  });

  it('has to be asked for over TCP where TC says so, whatever else is in it', () => {
    const bytes = encodeReply(query, {
      flags: dnsPacket.TRUNCATED_RESPONSE,
      answers: records('a TXT x'),
    });
    const reply = readReply(bytes.subarray(0, 30), query);
    expect(reply).toMatchObject({ truncated: true });
    expect(readAnswer(bytes, query.question)).toMatchObject({ cause: 'malformed' });
  });

  it('is over the limit with too many records', () => {
    const answers = Array.from(
      { length: MAX_RECORDS + 1 },
      (_, n) => records(`a A 192.0.2.${n % 9}`)[0],
    );
    const sound = answers.filter((record) => record !== undefined);
    expect(heard({ answers: sound })).toMatchObject({ kind: 'failure', cause: 'limit' });
    expect(heard({ answers: sound.slice(1) }, question('A')).kind).toBe('noerror');
  });

  it('never makes anything throw, whatever the octets are', () => {
    const asked = question();
    const head = encodeReply({ id: ID, question: asked }, {});
    const bytes = fc.tuple(
      fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }),
      fc.uint8Array({ maxLength: 80 }),
      fc.array(fc.tuple(fc.nat(100), fc.nat(255)), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(bytes, ([counts, tail, changes]) => {
        const message = Buffer.concat([head, tail]);
        counts.forEach((count, index) => message.writeUInt16BE(count, 6 + 2 * index));
        for (const [at, octet] of changes) message.set([octet], Math.min(at, message.length - 1));
        const reply = readReply(message, { id: ID, question: asked });
        if (reply !== 'other') expect(toAnswer(reply, asked, 'x').kind).toBeTypeOf('string');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the answer in a reply', () => {
  const everyType = `@ SOA ns1 h\\.m 4294967295 1 2 3 4
@ NS ns1
@ MX 65535 mail
@ MX 0 .
a A 192.0.2.1
a AAAA 2001:db8:0:0:1::1
a TXT "v=spf1 " "-all\\000\\255"
a TXT ""
a SPF "v=spf1" " -all"
c CNAME a
p PTR host.example.net.
d DNAME other.example.net.
_25._tcp.a TLSA 3 1 1 00ff10ab`;

  it('goes through the wire unchanged, for every type', () => {
    const zone = parseZone(`$ORIGIN example.\n$TTL 60\n${everyType}`, { file: '192.0.2.53:53' });
    const know = zoneAnswers([zone]);
    for (const { record } of zone.records) {
      const asked = { name: record.name, type: record.type };
      const answer = know(asked);
      const answers = answer.kind === 'noerror' ? answer.records : [];
      const flags = dnsPacket.AUTHORITATIVE_ANSWER;
      expect(heard({ answers, flags }, asked)).toEqual(answer);
    }
  });

  it('round trips any strings of TXT', () => {
    const string = fc.uint8Array({ maxLength: 255 }).map((b) => Buffer.from(b).toString('latin1'));
    fc.assert(
      fc.property(fc.array(string, { minLength: 1, maxLength: 4 }), (strings) => {
        for (const type of ['TXT', 'SPF'] as const) {
          const answers = [{ type, name: A, ttl: 1, strings }];
          expect(heard({ answers }, question(type))).toMatchObject({ records: answers });
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['follows aliases in any order', 'c TXT x\nb CNAME c\na CNAME b', ['x'], 2],
    ['ignores what nothing leads to', 'z TXT y\na TXT x\nb CNAME a', ['x'], 0],
    ['ignores other types', 'a MX 1 a\na A 192.0.2.1\na TXT x', ['x'], 0],
    ['keeps TXT that is there twice', 'a 60 TXT x\na 30 TXT x', ['x', 'x'], 0],
    ['follows no alias where records are', 'a TXT x\na CNAME b\nb TXT y', ['x'], 0],
  ])('%s', (_what, text, strings, aliases) => {
    const answers = text.split('\n').flatMap((line) => records(line));
    const answer = heard({ answers });
    expect(
      answer.kind === 'noerror' && answer.records.map((r) => 'strings' in r && r.strings[0]),
    ).toEqual(strings);
    expect(answer.aliases).toHaveLength(aliases);
  });

  it('does not follow an alias that is asked for', () => {
    expect(heard({ answers: records('a CNAME b\nb CNAME c') }, question('CNAME'))).toMatchObject({
      kind: 'noerror',
      aliases: [],
      records: [{ target: 'b.example' }],
    });
  });

  it('is kept as long as its shortest TTL; a TTL with the top bit set is 0', () => {
    const [alias, txt] = records('a 5 CNAME b\nb 9 TXT x');
    if (!alias || !txt) throw new Error('no records');
    expect(heard({ answers: [alias, txt] })).toMatchObject({ ttl: 5 });
    expect(heard({ answers: [alias, { ...txt, ttl: 0x80000000 }] })).toMatchObject({ ttl: 0 });
    expect(heard({ answers: [{ ...txt, name: A, ttl: 0x7fffffff }] })).toMatchObject({
      ttl: 0x7fffffff,
    });
  });

  it.each([
    ['NODATA', 0, '', '@ 60 SOA a b 1 2 3 4 30', { kind: 'nodata', negativeTtl: 30 }],
    ['NODATA without SOA', 0, '', '', { kind: 'nodata' }],
    ['NXDOMAIN', 3, '', '@ 20 SOA a b 1 2 3 4 30', { kind: 'nxdomain', negativeTtl: 20 }],
    ['NXDOMAIN without SOA', 3, '', '', { kind: 'nxdomain' }],
    ['NXDOMAIN behind an alias', 3, 'a CNAME b', '', { kind: 'nxdomain', aliases: [{ ttl: 60 }] }],
    ['NODATA behind an alias', 0, 'a CNAME b', '@ SOA a b 1 2 3 4 5', { kind: 'nodata' }],
    ['an alias and no more', 0, 'a CNAME b', '', { kind: 'unfinished', target: 'b.example' }],
    [
      'an alias, and the SOA of another zone',
      0,
      'a CNAME b.test.',
      '@ SOA a b 1 2 3 4 5',
      { kind: 'unfinished', target: 'b.test' },
    ],
    [
      'a referral',
      0,
      '',
      '@ NS b.ns\n@ NS a.ns\nother NS c.ns',
      {
        kind: 'failure',
        cause: 'referral',
        referral: { zone: 'example', servers: ['a.ns.example', 'b.ns.example'] },
      },
    ],
    ['records and NXDOMAIN', 3, 'a TXT x', '', { kind: 'failure', cause: 'malformed' }],
    ['SERVFAIL', 2, '', '', { kind: 'failure', cause: 'servfail', server: '192.0.2.53:53' }],
    ['REFUSED', 5, '', '', { kind: 'failure', cause: 'refused' }],
    ['NOTAUTH', 9, '', '', { kind: 'failure', cause: 'rcode', detail: 'NOTAUTH' }],
    ['a code without a name', 15, '', '', { kind: 'failure', cause: 'rcode', detail: 'RCODE15' }],
    ['a loop', 0, 'a CNAME b\nb CNAME a', '', { kind: 'failure', cause: 'alias-chain' }],
    ['a loop of one', 0, 'a CNAME a', '', { kind: 'failure', cause: 'alias-chain' }],
  ])('%s', (_what, rcode, answers, authorities, expected) => {
    const parts = { rcode, answers: records(answers), authorities: records(authorities) };
    expect(heard(parts)).toMatchObject(expected);
  });

  it('gives up on aliases that do not end', () => {
    const chain = (length: number): readonly ResourceRecord[] =>
      records(Array.from({ length }, (_, n) => `${n || 'a'} CNAME ${n + 1}`).join('\n'));
    expect(heard({ answers: [...chain(16), ...records('16 TXT x')] }).kind).toBe('noerror');
    expect(heard({ answers: [...chain(17), ...records('17 TXT x')] })).toMatchObject({
      cause: 'alias-chain',
    });
  });
});

describe('a reply that only a raw message can be', () => {
  const raw = (...answers: readonly dnsPacket.Answer[]): Uint8Array =>
    dnsPacket.encode({
      type: 'response',
      id: ID,
      flags: dnsPacket.AUTHORITATIVE_ANSWER,
      questions: [{ name: A, type: 'MX' }],
      answers: [...answers],
    });
  const mx = (exchange: string, more: object = {}): dnsPacket.Answer => ({
    name: A,
    type: 'MX',
    ttl: 1,
    data: { preference: 1, exchange },
    ...more,
  });

  it.each([
    ['a name that no DomainName is', 'mail\thost.example'],
    ['a name beyond ASCII', 'bücher.example'],
  ])('%s in the data that is asked for is malformed', (_what, exchange) => {
    expect(readAnswer(raw(mx('ok.example'), mx(exchange)), question('MX'))).toMatchObject({
      cause: 'malformed',
    });
  });
  it('ignores such names where they are not needed', () => {
    const answers = [mx('ok.example'), mx('ok.example', { name: 'no name.example' })];
    answers.push({ name: A, type: 'NS', ttl: 1, data: 'no name.example' });
    expect(readAnswer(raw(...answers), question('MX'))).toMatchObject({
      records: [{ type: 'MX' }],
    });
  });
  it('ignores records of another class beside the right one', () => {
    const answers = [mx('spoofed.example', { class: 'CH' }), mx('ok.example')];
    expect(readAnswer(raw(...answers), question('MX'))).toMatchObject({
      records: [{ exchange: 'ok.example' }],
    });
  });
  it('reads names in any case as one name', () => {
    expect(
      readAnswer(raw(mx('MAIL.Example', { name: 'A.EXAMPLE' })), question('MX')),
    ).toMatchObject({
      records: [{ name: 'a.example', exchange: 'mail.example' }],
    });
  });
  it('has an RCODE of twelve bits with EDNS', () => {
    const message = dnsPacket.encode({
      type: 'response',
      id: ID,
      questions: [{ name: A, type: 'MX' }],
      additionals: [
        {
          type: 'OPT',
          name: '.',
          udpPayloadSize: 1232,
          extendedRcode: 1,
          ednsVersion: 0,
          flags: 0,
          flag_do: false,
          options: [],
        },
      ],
    });
    expect(readAnswer(message, question('MX'))).toMatchObject({
      cause: 'rcode',
      detail: 'BADVERS',
    });
  });
});

/** Octets that are written one by one. */
function readRaw(reply: RawReply, asked: Question = question()): Answer | Unfinished {
  return readAnswer(rawReply({ id: ID, question: asked }, reply), asked);
}

const txt = (text: string, more: Partial<RawRecord> = {}): RawRecord => ({
  type: 'TXT',
  data: characterString(text),
  ...more,
});
const soa = (more: Partial<RawRecord> = {}): RawRecord => ({
  type: 'SOA',
  data: Buffer.concat([QUESTION, QUESTION, Buffer.alloc(20)]),
  ...more,
});
const cname = (target: Buffer, more: Partial<RawRecord> = {}): RawRecord => ({
  type: 'CNAME',
  data: target,
  ...more,
});
const opt = (more: Partial<RawRecord> = {}): RawRecord => ({
  type: 41,
  owner: Buffer.of(0),
  class: 1232,
  ttl: 0,
  data: Buffer.of(),
  ...more,
});
/** Where the first record stands, and where a pointer in its data begins. */
const FIRST = behindQuestion(question());
/** Pointers of which each leads to the one before, as the data of the first record. */
const chain = Array.from({ length: 129 }, (_, n) => pointer(n === 0 ? 12 : FIRST + 10 + 2 * n));

describe('a message that is wrong anywhere is no answer at all', () => {
  it.each<[what: string, reply: RawReply, fault: RegExp]>([
    ['more records promised', { answers: [txt('x')], counts: [1, 2] }, /cut/],
    [
      'octets behind the last record',
      { answers: [txt('x')], tail: Buffer.of(0) },
      /behind its last/,
    ],
    ['a record not counted', { answers: [txt('x'), txt('y')], counts: [1, 1] }, /behind its last/],
    [
      'RDLENGTH past the end',
      { answers: [txt('x', { length: 3 })] },
      /past the end of the message/,
    ],
    ['RDLENGTH too short', { answers: [txt('xy', { length: 2 })] }, /shorter than its type/],
    ['RDLENGTH over the next record', { answers: [txt('x', { length: 3 }), txt('y')] }, /type/],
    [
      'a string past its record',
      { answers: [{ ...txt(''), data: Buffer.of(9, 120) }, txt('y')] },
      /shorter/,
    ],
    ['A of three octets', { answers: [{ type: 'A', data: Buffer.of(1, 2, 3) }] }, /shorter/],
    ['A of five octets', { answers: [{ type: 'A', data: Buffer.alloc(5) }] }, /longer/],
    ['AAAA of four octets', { answers: [{ type: 'AAAA', data: Buffer.alloc(4) }] }, /shorter/],
    ['MX with octets left over', { answers: [{ type: 'MX', data: Buffer.alloc(4) }] }, /longer/],
    ['SOA that is short', { authorities: [{ type: 'SOA', data: Buffer.alloc(21) }] }, /shorter/],
    ['TLSA that is short', { answers: [{ type: 'TLSA', data: Buffer.of(3, 1) }] }, /shorter/],
    ['a pointer to itself', { answers: [txt('x', { owner: pointer(FIRST) })] }, /leads forward/],
    ['a pointer forward', { answers: [txt('x', { owner: pointer(FIRST + 12) })] }, /leads forward/],
    [
      'a pointer into the header',
      { answers: [txt('x', { owner: pointer(4) })] },
      /into the header/,
    ],
    [
      'pointers in a circle',
      // "x" and a pointer to that "x".
      { answers: [cname(Buffer.concat([Buffer.of(1, 120), pointer(FIRST + 12)]))] },
      /leads forward/,
    ],
    [
      'many pointers in a row',
      {
        answers: [
          { type: 65_280, data: Buffer.concat(chain) },
          txt('x', { owner: pointer(FIRST + 12 + 2 * (chain.length - 1)) }),
        ],
      },
      /too many compression pointers/,
    ],
    [
      'a label of another kind',
      { answers: [txt('x', { owner: Buffer.of(0x41, 0, 0) })] },
      /unknown kind/,
    ],
    [
      'a name over 255 octets',
      { answers: [cname(labels(...Array<string>(4).fill('l'.repeat(63))))] },
      /over 255/,
    ],
    ['a name that leaves its data', { answers: [cname(Buffer.of(5, 120, 120)), txt('')] }, /cut/],
    ['DNAME with a pointer', { answers: [{ type: 'DNAME', data: QUESTION }] }, /none is allowed/],
    ['two OPT records', { answers: [txt('x')], additionals: [opt(), opt()] }, /two OPT/],
    [
      'OPT of another name',
      { answers: [txt('x')], additionals: [opt({ owner: QUESTION })] },
      /OPT/,
    ],
    ['OPT among the answers', { answers: [txt('x'), opt()] }, /OPT/],
    [
      'an EDNS option that is cut',
      { answers: [txt('x')], additionals: [opt({ data: Buffer.of(0, 3, 0, 9, 1) })] },
      /shorter/,
    ],
    [
      'something wrong in the last section',
      { answers: [txt('x')], additionals: [{ type: 'A', data: Buffer.alloc(3) }] },
      /shorter/,
    ],
  ])('%s', (_what, reply, fault) => {
    expect(readRaw(reply)).toEqual({
      kind: 'failure',
      question: question(),
      cause: 'malformed',
      detail: expect.stringMatching(fault),
      server: '192.0.2.53:53',
      aliases: [],
    });
  });

  it('takes what is odd and right', () => {
    const whole = {
      answers: [
        txt('x', { owner: Buffer.concat([Buffer.of(1, 65), pointer(14)]) }),
        { ...txt(''), data: Buffer.of() },
        {
          ...txt(''),
          data: Buffer.concat([characterString(''), characterString('y'.repeat(255))]),
        },
      ],
      additionals: [
        { type: 65_280, data: Buffer.alloc(3), class: 254 },
        opt({ data: Buffer.of(0, 3, 0, 1, 7) }),
      ],
    };
    expect(readRaw(whole)).toMatchObject({
      records: [
        { name: 'a.example', strings: ['x'] },
        { strings: [] },
        { strings: ['', 'y'.repeat(255)] },
      ],
    });
  });

  it('reads a message of 65535 octets', () => {
    const strings = Array<Buffer>(255).fill(characterString('s'.repeat(255)));
    const data = Buffer.concat([
      ...strings,
      characterString('e'.repeat(65_535 - FIRST - 12 - 255 * 256 - 1)),
    ]);
    const bytes = rawReply({ id: ID, question: question() }, { answers: [{ type: 'TXT', data }] });
    expect(bytes).toHaveLength(65_535);
    expect(readAnswer(bytes, question())).toMatchObject({
      records: [{ strings: { length: 256 } }],
    });
  });

  it('counts TTLs from when the message was made', () => {
    const bytes = rawReply({ id: ID, question: question() }, { answers: [txt('x')] });
    const aged = (age: number) => {
      const reply = readReply(bytes, { id: ID, question: question() }, age);
      return reply === 'other' ? reply : toAnswer(reply, question(), 'x');
    };
    expect(aged(20)).toMatchObject({ ttl: 40 });
    expect(aged(3600)).toMatchObject({ ttl: 0 });
  });
});

describe('names that text cannot carry', () => {
  const dotted = labels('a.example');
  it('are no owner of what is asked for', () => {
    expect(readRaw({ answers: [txt('x', { owner: dotted })] })).toMatchObject({
      kind: 'failure',
      cause: 'malformed',
    });
    expect(readRaw({ answers: [txt('x', { owner: dotted }), txt('y')] })).toMatchObject({
      records: [{ strings: ['y'] }],
    });
  });
  it.each(['\\', '.', '\0', '\n', '\x7f', '\xfc'])('are no target: %j', (octet) => {
    const target = labels(`x${octet}y`, 'example');
    expect(readRaw({ answers: [cname(target), txt('x', { owner: target })] })).toMatchObject({
      cause: 'malformed',
      detail: expect.stringContaining('cannot be read'),
    });
    const ns = { type: 'NS', data: target } as const;
    expect(readRaw({ answers: [ns, { ...ns, data: QUESTION }] }, question('NS'))).toMatchObject({
      cause: 'malformed',
    });
  });
  it('do not spoil the other names of an address (RFC 7208 5.5)', () => {
    const ptr = { type: 'PTR', data: dotted } as const;
    expect(readRaw({ answers: [ptr, { ...ptr, data: QUESTION }] }, question('PTR'))).toMatchObject({
      records: [{ target: 'a.example' }],
    });
    expect(readRaw({ answers: [ptr] }, question('PTR'))).toMatchObject({ cause: 'malformed' });
  });
  it('are escaped in a mailbox, which is text', () => {
    const data = Buffer.concat([QUESTION, labels('J.\\\xe9', 'example'), Buffer.alloc(20)]);
    expect(readRaw({ answers: [{ type: 'SOA', data }] }, question('SOA'))).toMatchObject({
      records: [{ mailbox: 'j\\.\\\\\\233.example' }],
    });
  });
});

describe('"there is none"', () => {
  const AA = 0x8580;
  it.each<[what: string, reply: RawReply, expected: object]>([
    ['is believed of an authoritative server', { flags: 0x8400 }, { kind: 'nodata' }],
    ['is believed with an SOA', { flags: 0x8000, authorities: [soa()] }, { kind: 'nodata' }],
    ['is not believed of a server that cannot know', { flags: 0x8000 }, { cause: 'lame' }],
    [
      'is not believed of one that cannot know, with NXDOMAIN',
      { flags: 0x8000, rcode: 3 },
      { cause: 'lame' },
    ],
    [
      'says nothing with an SOA of class CH',
      { flags: 0x8000, authorities: [soa({ class: 3 })] },
      { cause: 'lame' },
    ],
    [
      'says nothing with the SOA of another zone',
      { flags: 0x8000, authorities: [soa({ owner: labels('b') })] },
      { cause: 'lame' },
    ],
    ...[0, 3].flatMap((rcode): [string, RawReply, object][] => [
      [
        `${rcode}: not beside records of another name`,
        { flags: AA, rcode, answers: [txt('x', { owner: labels('b') })], authorities: [soa()] },
        { cause: 'malformed' },
      ],
      [
        `${rcode}: not beside records of another type`,
        { flags: AA, rcode, answers: [{ type: 'A', data: Buffer.alloc(4) }], authorities: [soa()] },
        { cause: 'malformed' },
      ],
      [
        `${rcode}: not beside records of class CH`,
        { flags: AA, rcode, answers: [txt('x', { class: 3 })], authorities: [soa()] },
        { cause: 'malformed' },
      ],
    ]),
    [
      'may have signatures of its aliases',
      { answers: [cname(labels('b')), { type: 46, data: Buffer.alloc(20) }] },
      { kind: 'unfinished', target: 'b' },
    ],
  ])('%s', (_what, reply, expected) => {
    expect(readRaw(reply)).toMatchObject(expected);
  });
});

describe('a DNAME', () => {
  const asked = question('TXT', name('x.y.a.example'));
  // The owner is what the question ends in.
  const dname = (target: string): RawRecord => ({
    type: 'DNAME',
    owner: pointer(16),
    data: wireName(target),
  });
  const synthesized = cname(wireName('x.y.b.test'));
  const end = txt('found', { owner: wireName('x.y.b.test') });
  const aliases = [{ name: 'x.y.a.example', target: 'x.y.b.test', ttl: 60 }];

  it('is followed beside its CNAME and alone', () => {
    for (const answers of [
      [dname('b.test'), synthesized, end],
      [dname('b.test'), end],
    ]) {
      expect(readRaw({ answers }, asked)).toMatchObject({
        aliases,
        records: [{ strings: ['found'] }],
      });
    }
    expect(readRaw({ answers: [dname('b.test')] }, asked)).toMatchObject({
      kind: 'unfinished',
      aliases,
      target: 'x.y.b.test',
    });
    expect(readRaw({ answers: [dname('.')] }, asked)).toMatchObject({ target: 'x.y' });
  });
  it('gives the CNAME that is asked for', () => {
    expect(readRaw({ answers: [dname('b.test')] }, { ...asked, type: 'CNAME' })).toMatchObject({
      kind: 'noerror',
      records: [{ type: 'CNAME', name: 'x.y.a.example', target: 'x.y.b.test' }],
    });
  });
  it.each<[what: string, answers: readonly RawRecord[], detail: RegExp]>([
    ['beside a CNAME to elsewhere', [dname('c.test'), synthesized, end], /its DNAME does not give/],
    [
      'to a name too long',
      [dname(`${'l'.repeat(63)}.`.repeat(3) + 'l'.repeat(60))],
      /gives no name/,
    ],
    ['of the name itself', [{ ...dname('b.test'), owner: QUESTION }, end], /not asked/],
    ['of another name', [{ ...dname('b.test'), owner: labels('b') }, end], /not asked/],
  ])('is not followed %s', (_what, answers, detail) => {
    expect(readRaw({ answers }, asked)).toMatchObject({
      cause: 'malformed',
      detail: expect.stringMatching(detail),
    });
  });
});

it('two different CNAMEs of one name lead nowhere', () => {
  const answers = [cname(labels('b')), cname(labels('c')), txt('x', { owner: labels('b') })];
  expect(readRaw({ answers })).toMatchObject({
    cause: 'malformed',
    detail: 'more than one CNAME at a.example',
  });
  const twice = [cname(labels('b')), cname(labels('b')), txt('x', { owner: labels('b') })];
  expect(readRaw({ answers: twice })).toMatchObject({ records: [{ strings: ['x'] }] });
});
