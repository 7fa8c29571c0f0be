/**
 * Everything that a DNS server can do wrong, by name, and what must come of it. The domain publishes
 * one record throughout; a server that lies says another.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { recordsOf, txtValue, type Answer, type FailureCause } from '../src/dns/answer.js';
import { name, type DomainName } from '../src/dns/name.js';
import { parseZone } from '../src/dns/zone.js';
import type { ResolverOptions } from '../src/net/resolver.js';
import { createAuthority } from './certificates.js';
import {
  encodeReply,
  serveZones,
  type DnsServer,
  type ServedQuery,
  type ServeOptions,
} from './dns-server.js';
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
} from './raw-message.js';
import { serveHttps, serveTls, type HttpsOptions } from './secure-dns-server.js';

/** What the domain publishes. */
export const TRUTH = 'v=spf1 ip4:192.0.2.1 -all';
/** What a server that lies says that it publishes. */
export const LIE = 'v=spf1 +all';

const VICTIM = name('victim.example');

const zone = parseZone(`$TTL 60
$ORIGIN victim.example.
@ SOA ns hostmaster 1 7200 900 1209600 60
@ NS ns
@ MX 10 mail
@ TXT "${TRUTH}"
ns A 192.0.2.53
mail A 192.0.2.1
alias CNAME victim.example.
moved DNAME victim.example.
sub TXT "${TRUTH}"
below.empty TXT "${TRUTH}"
*.wild TXT "${TRUTH}"
bare A 192.0.2.1
long TXT "${TRUTH}"
long TXT "${'l'.repeat(250)}" "${'l'.repeat(250)}" "${'l'.repeat(250)}"
large TXT "${TRUTH}"
large TXT ${Array(5)
  .fill(`"${'l'.repeat(250)}"`)
  .join(' ')}`);

/** What must come of a question: the record, that there is none, or a failure and no word about it. */
export type Expected = 'record' | 'nodata' | 'nxdomain' | FailureCause;

/** A server at fault that is running. */
interface Started {
  readonly servers: NonNullable<ResolverOptions['servers']>;
  /** For a client that speaks UDP and TCP. */
  readonly text?: string;
  readonly close: () => Promise<void>;
}

export interface Fault {
  readonly name: string;
  /** What happens, in a few words. */
  readonly does: string;
  readonly expected: Expected;
  /** Whose TXT records are asked for. */
  readonly domain: DomainName;
  /** What is asked for in front of that, in the same run. */
  readonly before?: DomainName;
  readonly start: () => Promise<Started>;
}

type Row = readonly [
  name: string,
  does: string,
  expected: Expected,
  serve: ServeOptions,
  more?: Partial<Pick<Fault, 'domain' | 'before'>>,
];

/** What an answer came to, in the words of {@link Expected}; `lie` must never be. */
export function outcomeOf(answer: Answer): Expected | 'lie' {
  if (answer.kind === 'failure') return answer.cause;
  if (answer.kind !== 'noerror') return answer.kind;
  const values = new Set(recordsOf(answer, 'TXT').map(txtValue));
  return values.has(LIE) || !values.has(TRUTH) ? 'lie' : 'record';
}

const txt = (text: string, more: Partial<RawRecord> = {}): RawRecord => ({
  type: 'TXT',
  data: characterString(text),
  ...more,
});
const lie = txt(LIE);
const soa = (owner: Uint8Array): RawRecord => ({
  type: 'SOA',
  owner,
  data: Buffer.concat([QUESTION, QUESTION, Buffer.alloc(20)]),
});
const cname = (target: Uint8Array, owner: Uint8Array = QUESTION): RawRecord => ({
  type: 'CNAME',
  owner,
  data: target,
});
const dname = (target: string): RawRecord => ({
  type: 'DNAME',
  // The question's name without its first label, which is "sub".
  owner: pointer(16),
  data: wireName(target),
});
const OTHER = wireName('other.example');

/** AA and RA are set in a header of these flags, or neither. */
const AUTHORITATIVE = 0x8580;
const CANNOT_KNOW = 0x8000;

/** Does it to the questions for TXT, and answers the others. */
function instead(
  replies: (query: ServedQuery) => ReturnType<NonNullable<ServeOptions['tamper']>>,
): ServeOptions {
  return { tamper: (query) => (query.question.type === 'TXT' ? replies(query) : undefined) };
}

function raw(reply: RawReply | ((query: ServedQuery) => RawReply)): ServeOptions {
  return instead((query) => [rawReply(query, typeof reply === 'function' ? reply(query) : reply)]);
}

function withEdns(misdeed: ReturnType<NonNullable<ServeOptions['tamper']>>): ServeOptions {
  return { tamper: ({ payload }) => (payload === undefined ? undefined : misdeed) };
}

/** UDP cuts every reply, and TCP is this. */
function cut(overTcp: ServeOptions): ServeOptions {
  return { ...overTcp, udpLimit: 20 };
}

const notOurs: readonly Row[] = [
  [
    'wrong-id',
    'the reply has another id',
    'timeout',
    raw(({ id }) => ({ id: id ^ 1, answers: [lie] })),
  ],
  [
    'wrong-question',
    'the reply repeats another name',
    'timeout',
    raw(({ question }) => ({
      question: { ...question, name: name('other.example') },
      answers: [lie],
    })),
  ],
  [
    'wrong-type',
    'the reply repeats another type',
    'timeout',
    raw(({ question }) => ({ question: { ...question, type: 'SPF' }, answers: [lie] })),
  ],
  ['wrong-class', 'the reply repeats class CH', 'timeout', raw({ class: 3, answers: [lie] })],
  [
    'no-question',
    'the reply repeats no question',
    'timeout',
    instead((query) => [
      withoutQuestion(
        rawReply(query, { counts: [0], answers: [{ ...lie, owner: wireName(VICTIM) }] }),
        query,
      ),
    ]),
  ],
  ['qr-0', 'the reply is marked as a query', 'timeout', raw({ flags: 0x0180, answers: [lie] })],
  [
    'wrong-opcode',
    'the reply is one to an UPDATE',
    'timeout',
    raw({ flags: 0xa980, answers: [lie] }),
  ],
  [
    'half-header',
    'the reply ends inside of its header',
    'timeout',
    instead((query) => [rawReply(query, {}).subarray(0, 7)]),
  ],
  ['garbage', 'the reply is no DNS message', 'timeout', instead(() => 'garbage')],
  [
    'forged-in-front',
    'replies of all those kinds, and from another port, come first',
    'record',
    { spoof: ['id', 'question', 'type', 'query', 'port'] },
  ],
];

const notAsked: readonly Row[] = [
  [
    'off-name',
    'records of another name',
    'malformed',
    raw({ flags: AUTHORITATIVE, answers: [{ ...lie, owner: OTHER }] }),
  ],
  [
    'off-name-beside',
    'a record of another name beside the right one',
    'record',
    raw({ answers: [{ ...lie, owner: OTHER }, txt(TRUTH)] }),
  ],
  [
    'dot-in-label',
    'the owner is one label that holds a dot',
    'malformed',
    raw({ flags: AUTHORITATIVE, answers: [{ ...lie, owner: labels(VICTIM) }] }),
  ],
  [
    'ch-class',
    'records of class CH',
    'malformed',
    raw({ flags: AUTHORITATIVE, answers: [{ ...lie, class: 3 }] }),
  ],
  [
    'ch-class-beside',
    'a record of class CH beside the right one',
    'record',
    raw({ answers: [{ ...lie, class: 3 }, txt(TRUTH)] }),
  ],
  [
    'other-type',
    'records of another type',
    'malformed',
    raw({ flags: AUTHORITATIVE, answers: [{ type: 'A', data: Buffer.of(192, 0, 2, 1) }] }),
  ],
  [
    'wrong-section',
    'the record stands in another section, without AA or RA',
    'lame',
    raw({ flags: CANNOT_KNOW, additionals: [lie] }),
  ],
];

/** The message without the question that the codec put there. */
function withoutQuestion(message: Buffer, { question }: ServedQuery): Buffer {
  return Buffer.concat([message.subarray(0, 12), message.subarray(behindQuestion(question))]);
}

const FIRST = behindQuestion({ name: VICTIM, type: 'TXT' });

const malformed: readonly Row[] = [
  [
    'cut-rdata',
    'the reply ends inside of the record',
    'malformed',
    instead((query) => [rawReply(query, { answers: [txt(TRUTH)] }).subarray(0, -3)]),
  ],
  [
    'count-too-high',
    'more records are promised than come',
    'malformed',
    raw({ answers: [txt(TRUTH)], counts: [1, 2] }),
  ],
  [
    'count-too-low',
    'more records come than are promised',
    'malformed',
    raw({ answers: [txt(TRUTH), lie], counts: [1, 1] }),
  ],
  [
    'trailing-octets',
    'octets stand behind the last record',
    'malformed',
    raw({ answers: [txt(TRUTH)], tail: Buffer.of(0) }),
  ],
  [
    'rdlength-long',
    'RDLENGTH is one octet too long',
    'malformed',
    raw({ answers: [txt(TRUTH, { length: TRUTH.length + 2 })] }),
  ],
  [
    'rdlength-short',
    'RDLENGTH is one octet too short',
    'malformed',
    raw({ answers: [txt(TRUTH, { length: TRUTH.length })] }),
  ],
  [
    'string-past-rdata',
    'a string is longer than its record',
    'malformed',
    raw({
      answers: [
        { ...lie, data: Buffer.concat([Buffer.of(200), Buffer.from(TRUTH)]) },
        txt('x'.repeat(200)),
      ],
    }),
  ],
  [
    'pointer-loop',
    'a compression pointer leads to itself',
    'malformed',
    raw({ answers: [txt(TRUTH, { owner: pointer(FIRST) })] }),
  ],
  [
    'pointer-forward',
    'a compression pointer leads forward',
    'malformed',
    raw({ answers: [txt(TRUTH, { owner: pointer(FIRST + 12) })] }),
  ],
  [
    'pointer-into-header',
    'a compression pointer leads into the header',
    'malformed',
    raw({ answers: [txt(TRUTH, { owner: pointer(4) })] }),
  ],
  [
    'bad-glue',
    'only the additional section is damaged',
    'malformed',
    raw({ answers: [txt(TRUTH)], additionals: [{ type: 'A', data: Buffer.alloc(5) }] }),
  ],
  [
    'too-many-records',
    'over 1000 records',
    'limit',
    raw({ answers: Array<RawRecord>(1001).fill(txt('x')) }),
  ],
];

const aliases: readonly Row[] = [
  ['cname', 'the domain is an alias', 'record', {}, { domain: name('alias.victim.example') }],
  [
    'cname-alone',
    'the alias is answered alone',
    'record',
    { followAliases: false },
    { domain: name('alias.victim.example') },
  ],
  [
    'cname-loop',
    'two aliases lead to each other',
    'alias-chain',
    raw({ answers: [cname(OTHER), cname(QUESTION, OTHER)] }),
  ],
  [
    'cname-loop-over-replies',
    'the same, one alias in a reply',
    'alias-chain',
    instead(({ question, ...query }) => [
      rawReply(
        { ...query, question },
        { answers: [cname(wireName(question.name === VICTIM ? 'other.victim.example' : VICTIM))] },
      ),
    ]),
  ],
  ['cname-self', 'an alias leads to itself', 'alias-chain', raw({ answers: [cname(QUESTION)] })],
  [
    'cname-endless',
    'each alias leads to one more',
    'alias-chain',
    instead((query) => [
      rawReply(query, { answers: [cname(wireName(`x${query.question.name}`.slice(0, 60)))] }),
    ]),
  ],
  [
    'two-cnames',
    'a name has two aliases',
    'malformed',
    raw({
      answers: [cname(OTHER), cname(wireName('another.example')), txt(LIE, { owner: OTHER })],
    }),
  ],
  [
    'dname',
    'a DNAME and the CNAME that it gives',
    'record',
    raw({
      answers: [
        dname('victim.example'),
        cname(wireName('sub.victim.example')),
        txt(TRUTH, { owner: wireName('sub.victim.example') }),
      ],
    }),
    { domain: name('sub.moved.victim.example') },
  ],
  [
    'dname-alone',
    'a DNAME alone',
    'record',
    instead((query) =>
      query.question.name === 'sub.moved.victim.example'
        ? [rawReply(query, { answers: [dname('victim.example')] })]
        : undefined,
    ),
    { domain: name('sub.moved.victim.example') },
  ],
  [
    'dname-and-other-cname',
    'a DNAME, and a CNAME to elsewhere',
    'malformed',
    raw({ answers: [dname('victim.example'), cname(OTHER), txt(LIE, { owner: OTHER })] }),
    { domain: name('sub.moved.victim.example') },
  ],
];

const codes: readonly Row[] = [
  ['servfail', 'SERVFAIL', 'servfail', instead(() => 'servfail')],
  ['refused', 'REFUSED', 'refused', instead(() => 'refused')],
  ['formerr', 'FORMERR, with EDNS and without', 'rcode', instead(() => 'bare-formerr')],
  ['notimp', 'NOTIMP, with EDNS and without', 'rcode', instead(() => 'notimp')],
  ['notauth', 'RCODE 9', 'rcode', raw({ rcode: 9, answers: [lie] })],
  ['rcode-15', 'an RCODE without a name', 'rcode', raw({ rcode: 15, answers: [lie] })],
  ['nxdomain-with-record', 'NXDOMAIN and a record', 'malformed', raw({ rcode: 3, answers: [lie] })],
  [
    'formerr-on-edns',
    'FORMERR, without the question, where there is EDNS',
    'record',
    withEdns('bare-formerr'),
  ],
  ['notimp-on-edns', 'NOTIMP where there is EDNS', 'record', withEdns('notimp')],
  [
    'badvers',
    'BADVERS where there is EDNS',
    'record',
    {
      tamper: (query) =>
        query.payload === undefined
          ? undefined
          : [
              rawReply(query, {
                additionals: [
                  {
                    type: 41,
                    owner: Buffer.of(0),
                    class: 1232,
                    ttl: 0x0100_0000,
                    data: Buffer.of(),
                  },
                ],
              }),
            ],
    },
  ],
  ['drop-on-edns', 'silence where there is EDNS', 'record', withEdns('drop')],
  ['lame', 'an empty reply without AA, RA and SOA', 'lame', raw({ flags: CANNOT_KNOW })],
  ['lame-nxdomain', 'NXDOMAIN likewise', 'lame', raw({ flags: CANNOT_KNOW, rcode: 3 })],
  [
    'lame-soa',
    'an empty reply with the SOA of another zone',
    'lame',
    raw({ flags: CANNOT_KNOW, authorities: [soa(OTHER)] }),
  ],
  [
    'upward-referral',
    'the root is referred to',
    'referral',
    raw({
      authorities: [{ type: 'NS', owner: Buffer.of(0), data: wireName('a.root-servers.net') }],
    }),
  ],
];

const contents: readonly Row[] = [
  [
    'huge-txt',
    'another TXT record of nearly 64 KiB',
    'record',
    raw(({ question }) => ({
      answers: [
        txt(TRUTH),
        { ...lie, data: Buffer.concat(Array<Buffer>(250).fill(characterString('h'.repeat(255)))) },
      ],
      question,
    })),
  ],
  [
    'empty-strings',
    'empty strings in the record and in others',
    'record',
    raw({
      answers: [
        txt(''),
        { ...lie, data: Buffer.concat(['', TRUTH, ''].map(characterString)) },
        { ...lie, data: Buffer.alloc(9) },
      ],
    }),
  ],
  [
    'no-strings',
    'a record of no strings beside the right one',
    'record',
    raw({ answers: [{ ...lie, data: Buffer.of() }, txt(TRUTH)] }),
  ],
  [
    'empty-non-terminal',
    'NXDOMAIN for a name above the domain',
    'record',
    {
      tamper: (query) =>
        query.question.name === 'empty.victim.example'
          ? [encodeReply(query, { rcode: 3 })]
          : undefined,
    },
    { domain: name('below.empty.victim.example'), before: name('empty.victim.example') },
  ],
  ['wildcard', 'a wildcard answers', 'record', {}, { domain: name('any.wild.victim.example') }],
  [
    'no-record',
    'nothing is wrong: the name has no TXT',
    'nodata',
    {},
    { domain: name('bare.victim.example') },
  ],
  [
    'no-name',
    'nothing is wrong: the name is not there',
    'nxdomain',
    {},
    { domain: name('missing.victim.example') },
  ],
];

const LONG = { domain: name('long.victim.example') };

const silence: readonly Row[] = [
  ['silent', 'no reply', 'timeout', instead(() => 'drop')],
  ['late', 'each reply comes after a first wait', 'record', { delay: 400 }],
  [
    'long-udp-dropped',
    'UDP replies over 512 octets are lost on the way',
    'record',
    {
      tamper: ({ transport, payload }) =>
        transport === 'udp' && payload !== undefined ? 'drop' : undefined,
      udpLimit: 512,
    },
    LONG,
  ],
  ['tc', 'TC, and the whole over TCP', 'record', {}, { domain: name('large.victim.example') }],
  [
    'tc-with-record',
    'TC beside a record',
    'record',
    {
      tamper: (query) =>
        query.transport === 'udp' && query.question.type === 'TXT'
          ? [rawReply(query, { flags: 0x8380, answers: [lie] })]
          : undefined,
    },
  ],
  ['tc-always', 'TC over TCP too', 'malformed', instead(() => 'truncate')],
  ['tc-without-tcp', 'TC, and nothing listens on TCP', 'no-tcp', cut({ tcp: false })],
  [
    'tcp-silent',
    'TC, and TCP is silent',
    'no-tcp',
    cut({ tamper: ({ transport }) => (transport === 'tcp' ? 'drop' : undefined) }),
  ],
  [
    'tcp-reset',
    'TC, and TCP is reset',
    'no-tcp',
    cut({ write: (socket) => socket.resetAndDestroy() }),
  ],
  [
    'tcp-cut',
    'TC, and TCP ends inside of the reply',
    'no-tcp',
    cut({ write: (socket, framed) => socket.end(framed.subarray(0, -5)) }),
  ],
  ['tcp-stalls', 'TC, and TCP stops inside of the reply', 'no-tcp', cut({ write: stall })],
  ['tcp-slow', 'TC, and TCP sends octet by octet', 'record', cut({ write: trickle })],
  ['tcp-stray', 'TC, and TCP sends other messages without end', 'no-tcp', cut({ write: stray })],
  [
    'tcp-closes',
    'TC, and TCP is closed after one reply',
    'record',
    cut({ repliesPerConnection: 1 }),
  ],
];

/** What each connection is still to send. */
const trickling = new WeakMap<Socket, Promise<void>>();

/** Sends octet by octet, one reply after the other. */
function trickle(socket: Socket, framed: Buffer): void {
  trickling.set(socket, octetByOctet(socket, framed, trickling.get(socket)));
}

async function octetByOctet(socket: Socket, framed: Buffer, before?: Promise<void>): Promise<void> {
  await before;
  for (const octet of framed) {
    if (socket.destroyed) return;
    socket.write(Buffer.of(octet));
    await nextTurn();
  }
}

/** Sends a part of its first reply, and then nothing. */
function stall(socket: Socket, framed: Buffer): void {
  if (socket.bytesWritten === 0) socket.write(framed.subarray(0, -5));
}

/** Sends the reply to another query, over and over. */
function stray(socket: Socket, framed: Buffer): void {
  const other = Buffer.from(framed);
  other.writeUInt16BE(other.readUInt16BE(2) ^ 1, 2);
  const many = Buffer.concat(Array<Buffer>(100).fill(other));
  const more = (): void => {
    if (!socket.destroyed && !socket.write(many)) socket.once('drain', more);
    else if (!socket.destroyed) setImmediate(more);
  };
  more();
}

const inTheClear = [
  ...notOurs,
  ...notAsked,
  ...malformed,
  ...aliases,
  ...codes,
  ...contents,
  ...silence,
].map(([title, does, expected, serve, more]): Fault => ({
  name: title,
  does,
  expected,
  domain: VICTIM,
  ...more,
  start: async () => {
    const server = await serveZones([zone], serve);
    return { servers: [server], text: server.text, close: server.close };
  },
}));

/** A server that talks to whoever connects in a way of its own. */
async function listenWith(talk: (socket: Socket) => void): Promise<DnsServer> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    talk(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: '127.0.0.1',
    port,
    text: `127.0.0.1:${port}`,
    log: [],
    asked: () => [],
    close: async () => {
      server.close();
    },
  };
}

type TlsRow = readonly [
  name: string,
  does: string,
  expected: Expected,
  options: ServeOptions & {
    /** What the certificate is for, whether it has expired, and whether its authority is trusted. */
    readonly names?: readonly string[];
    readonly expired?: boolean;
    readonly trusted?: boolean;
    /** What the client wants it to be for. */
    readonly wanted?: DomainName;
  },
];

const overTls: readonly TlsRow[] = [
  ['tls', 'the certificate holds the address', 'record', {}],
  [
    'tls-name',
    'the certificate holds the name that is wanted',
    'record',
    { names: ['dns.example'], wanted: name('dns.example') },
  ],
  [
    'tls-other-name',
    'the certificate is for another name',
    'network',
    { wanted: name('dns.example') },
  ],
  [
    'tls-other-address',
    'the certificate is for another address',
    'network',
    { names: ['192.0.2.1'] },
  ],
  ['tls-expired', 'the certificate has expired', 'network', { expired: true }],
  [
    'tls-unknown-authority',
    'nobody knows who issued the certificate',
    'network',
    { trusted: false },
  ],
  ['tls-closes', 'the connection is closed after one reply', 'record', { repliesPerConnection: 1 }],
  ['tls-silent', 'no reply over TLS', 'timeout', instead(() => 'drop')],
  ['tls-cut', 'TC over TLS', 'malformed', instead(() => 'truncate')],
];

const tls = overTls.map(([title, does, expected, options]): Fault => ({
  name: title,
  does,
  expected,
  domain: VICTIM,
  start: async () => {
    const { names = ['127.0.0.1'], expired = false, trusted = true, wanted } = options;
    const authority = createAuthority();
    const server = await serveTls([zone], authority.issue(names, { expired }), options);
    const { address, port, close } = server;
    const trust = trusted ? { ca: authority.ca } : {};
    const identity = wanted === undefined ? {} : { name: wanted };
    return { servers: [{ transport: 'tls', address, port, ...identity, ...trust }], close };
  },
}));

type HttpsRow = readonly [name: string, does: string, expected: Expected, options: HttpsOptions];

function responding(
  status: number,
  headers: Record<string, string>,
  body: string | Uint8Array = '',
): HttpsOptions {
  return {
    handle: (_, response) => {
      response.writeHead(status, headers);
      response.end(body);
      return true;
    },
  };
}

const MESSAGE = { 'content-type': 'application/dns-message' };

const overHttps: readonly HttpsRow[] = [
  ['https', 'nothing is wrong', 'record', {}],
  ['https-status', 'HTTP status 503', 'malformed', responding(503, MESSAGE)],
  [
    'https-redirect',
    'a redirect to another server',
    'malformed',
    responding(302, { location: 'http://127.0.0.1:1/' }),
  ],
  [
    'https-media-type',
    'a page of text',
    'malformed',
    responding(200, { 'content-type': 'text/html' }, '<h1>Hello</h1>'),
  ],
  ['https-empty', 'a message of no octets', 'malformed', responding(200, MESSAGE)],
  [
    'https-too-long',
    'a message over 65535 octets',
    'malformed',
    responding(200, MESSAGE, Buffer.alloc(100_000)),
  ],
  [
    'https-wrong-question',
    'a reply to another question',
    'malformed',
    raw(({ question }) => ({
      question: { ...question, name: name('other.example') },
      answers: [lie],
    })),
  ],
  [
    'https-cut',
    'a reply that is cut',
    'malformed',
    instead((query) => [rawReply(query, { answers: [txt(TRUTH)] }).subarray(0, -3)]),
  ],
  ['https-silent', 'no response', 'timeout', { handle: () => true }],
  [
    'https-stalls',
    'a response that stops',
    'timeout',
    {
      handle: (_, response) => {
        response.writeHead(200, MESSAGE);
        (response as NodeJS.WritableStream).write('x');
        return true;
      },
    },
  ],
  [
    'https-reset',
    'a connection that is reset',
    'network',
    {
      handle: ({ socket }) => {
        socket.destroy();
        return true;
      },
    },
  ],
];

const https = overHttps.map(([title, does, expected, options]): Fault => ({
  name: title,
  does,
  expected,
  domain: VICTIM,
  start: async () => {
    const server = await serveHttps([zone], undefined, options);
    return { servers: [{ transport: 'https', url: server.url }], close: server.close };
  },
}));

const unreachable: readonly Fault[] = (['udp', 'tcp', 'tls', 'https'] as const).map(
  (transport) => ({
    name: `nothing-on-${transport}`,
    does: `nothing listens where the server should be (${transport})`,
    expected: 'network',
    domain: VICTIM,
    start: async () => {
      const server = await listenWith(() => undefined);
      await server.close();
      const { address, port } = server;
      return {
        servers: [
          transport === 'https'
            ? { transport, url: `https://127.0.0.1:${port}/dns-query` }
            : { transport, address, port },
        ],
        close: async () => undefined,
      };
    },
  }),
);

const notTls: Fault = {
  name: 'tls-in-the-clear',
  does: 'what listens does not speak TLS',
  expected: 'network',
  domain: VICTIM,
  start: async () => {
    const { address, port, close } = await listenWith((socket) => socket.end('220 mail ESMTP\r\n'));
    return { servers: [{ transport: 'tls', address, port }], close };
  },
};

export const faults: readonly Fault[] = [...inTheClear, ...unreachable, ...tls, notTls, ...https];
