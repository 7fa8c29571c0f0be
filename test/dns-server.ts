/**
 * A DNS server for tests, inside of the test's own process: UDP and TCP on a port of the loopback
 * interface, answering from zones, and able to do wrong what real servers do wrong.
 *
 *     const server = await serveZones([parseZone(text)]);
 *     const lookup = createResolver({ servers: [server] });        // or `--server ${server.text}`
 *     ...
 *     expect(server.log).toHaveLength(1);
 *     await server.close();
 */
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server as TcpServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as dnsPacket from 'dns-packet';
import {
  recordsOf,
  type Alias,
  type Answer,
  type FailureAnswer,
  type FailureCause,
  type ResourceRecord,
} from '../src/dns/answer.js';
import { toName } from '../src/dns/name.js';
import type { Question, RecordType } from '../src/dns/question.js';
import { uint16 } from './raw-message.js';
import { zoneAnswers, type Zone } from '../src/dns/zone.js';

/** One query that came in. */
export interface ServedQuery {
  readonly transport: 'udp' | 'tcp' | 'https';
  readonly question: Question;
  readonly id: number;
  /** The payload size that EDNS offers; undefined without EDNS. */
  readonly payload: number | undefined;
  readonly recursionDesired: boolean;
  readonly checkingDisabled: boolean;
  /** The port that it came from. */
  readonly clientPort: number;
  /** Milliseconds by `performance.now()`. */
  readonly at: number;
}

/**
 * What to do with a query in place of answering it: no reply at all; an RCODE without records; only a
 * header with an RCODE, as servers without EDNS send; TC without records; octets that are no reply to
 * anything; a reply that ends in the middle; or exactly these messages.
 */
type Misdeed =
  | 'drop'
  | 'servfail'
  | 'refused'
  | 'notimp'
  | 'bare-formerr'
  | 'truncate'
  | 'garbage'
  | 'cut'
  | readonly Uint8Array[];

/** Replies that are sent in front of the right one and must not be taken for it. */
type Spoof = 'id' | 'question' | 'type' | 'query' | 'port';

export interface ServeOptions {
  /** 127.0.0.1; or ::1. */
  readonly host?: string;
  /** Milliseconds between a query and its reply: a round trip. */
  readonly delay?: number;
  /** Octets of a UDP reply beyond which it is truncated; what EDNS offers, or 512 without. */
  readonly udpLimit?: number;
  /** False: nothing listens on TCP. */
  readonly tcp?: boolean;
  /** How a message with its length in front is written to a stream; all of it at once. */
  readonly write?: (socket: Socket, framed: Buffer) => void;
  /** Replies after which a stream is ended; it is left to the client. */
  readonly repliesPerConnection?: number;
  /** False: an alias is answered alone, and its target is to be asked for (as by RFC 1034 4.3.2). */
  readonly followAliases?: boolean;
  /** Whether it speaks for its zones (AA) and resolves nothing (no RA); false. */
  readonly authoritative?: boolean;
  /** Decides about a query before the zones are asked; undefined lets them answer. */
  readonly tamper?: (query: ServedQuery) => Misdeed | undefined;
  readonly spoof?: readonly Spoof[];
}

export interface DnsServer {
  readonly address: string;
  readonly port: number;
  /** For `--server`: `127.0.0.1:5353`, `[::1]:5353`. */
  readonly text: string;
  /** Every query that came, in order. */
  readonly log: readonly ServedQuery[];
  /** The log as `TXT example.com`, for comparing. */
  readonly asked: () => readonly string[];
  /** Closes both sockets and every connection. */
  readonly close: () => Promise<void>;
}

/** Starts a server that answers from the zones; `$FAILURE timeout` in them drops the query. */
export async function serveZones(
  zones: readonly Zone[],
  options: ServeOptions = {},
): Promise<DnsServer> {
  const host = options.host ?? '127.0.0.1';
  const { udp, tcp, port } = await listen(host, options.tcp ?? true);
  const log: ServedQuery[] = [];
  const connections = new Set<Socket>();
  const replyTo = replier(zones, options);

  // A reply that is too long for the interface is one that does not arrive.
  udp.on('error', () => undefined);
  udp.on('message', (bytes, from) => {
    const query = readQuery(bytes, 'udp', from.port);
    if (query === undefined) return;
    log.push(query);
    void (async () => {
      if (options.delay !== undefined) await sleep(options.delay);
      for (const spoof of options.spoof ?? []) await sendSpoof(udp, from, query, spoof);
      for (const reply of replyTo(query)) trySend(udp, reply, from);
    })();
  });
  tcp?.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    serveStream(socket, options, (query) => {
      log.push(query);
      return replyTo(query);
    });
  });

  return {
    address: host,
    port,
    text: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    log,
    asked: () => log.map(({ question }) => `${question.type} ${question.name}`),
    close: async () => {
      for (const socket of connections) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => (tcp ? tcp.close(() => resolve()) : resolve())),
      ]);
    },
  };
}

/** Answers the queries that come in over a stream, as many as come. */
export function serveStream(
  socket: Socket,
  options: ServeOptions,
  replyTo: (query: ServedQuery) => readonly Uint8Array[],
): void {
  const write = options.write ?? ((to: Socket, framed: Buffer) => to.write(framed));
  let left = options.repliesPerConnection ?? Infinity;
  let received: Buffer = Buffer.of();
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0);
      const query = readQuery(received.subarray(2, end), 'tcp', socket.remotePort);
      received = received.subarray(end);
      if (query === undefined) continue;
      const replies = replyTo(query);
      setTimeout(() => {
        for (const reply of replies) {
          if (left > 0) write(socket, Buffer.concat([uint16(reply.length), reply]));
          left -= 1;
          if (left === 0) socket.end();
        }
      }, options.delay ?? 0);
    }
  });
}

interface Listening {
  readonly udp: UdpSocket;
  readonly tcp: TcpServer | undefined;
  readonly port: number;
}

/** Binds both transports to one port that the system picks. */
async function listen(host: string, withTcp: boolean): Promise<Listening> {
  for (;;) {
    const udp = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    await new Promise<void>((resolve, reject) => {
      udp.once('error', reject);
      udp.bind(0, host, resolve);
    });
    const { port } = udp.address();
    if (!withTcp) return { udp, tcp: undefined, port };
    const tcp = createServer();
    const bound = await new Promise<boolean>((resolve) => {
      tcp.once('error', () => resolve(false));
      tcp.listen(port, host, () => resolve(true));
    });
    if (bound) return { udp, tcp, port };
    // Another program has this port on TCP: take another one.
    udp.close();
  }
}

export function readQuery(
  bytes: Buffer,
  transport: ServedQuery['transport'],
  clientPort = 0,
): ServedQuery | undefined {
  let message: dnsPacket.DecodedPacket;
  try {
    message = dnsPacket.decode(bytes);
  } catch {
    return undefined;
  }
  const question = message.questions?.[0];
  const name = question && toName(question.name);
  if (question === undefined || name === undefined) return undefined;
  const opt = message.additionals?.find((record) => record.type === 'OPT');
  return {
    transport,
    question: { name, type: question.type as RecordType },
    id: message.id ?? 0,
    payload: opt?.type === 'OPT' ? opt.udpPayloadSize : undefined,
    recursionDesired: message.flag_rd,
    checkingDisabled: message.flag_cd,
    clientPort,
    at: performance.now(),
  };
}

const RCODE = { noerror: 0, servfail: 2, nxdomain: 3, notimp: 4, refused: 5 };

/** Makes the messages that go back for a query: none, one, or what `tamper` says. */
export function replier(
  zones: readonly Zone[],
  options: ServeOptions,
): (query: ServedQuery) => readonly Uint8Array[] {
  const know = zoneAnswers(zones);
  const soas = zones
    .flatMap(({ records }) => records.map(({ record }) => record))
    .filter((record) => record.type === 'SOA');

  const fromZones = (query: ServedQuery): readonly Uint8Array[] => {
    const found = know(query.question);
    if (found.kind === 'failure') return failing(query, found);
    const alone = options.followAliases === false && found.aliases.length > 0;
    const aliases = alone ? found.aliases.slice(0, 1) : found.aliases;
    const last = aliases.at(-1)?.target ?? query.question.name;
    const soa = soas
      .filter(({ name }) => name === '.' || last === name || last.endsWith(`.${name}`))
      .toSorted((a, b) => b.name.length - a.name.length)[0];
    return [
      encodeReply(query, {
        rcode: found.kind === 'nxdomain' && !alone ? RCODE.nxdomain : RCODE.noerror,
        ...(options.authoritative && { flags: dnsPacket.AUTHORITATIVE_ANSWER, recursive: false }),
        answers: [
          ...aliases.map(aliasRecord),
          ...(found.kind === 'noerror' && !alone ? found.records : []),
        ],
        authorities: found.kind === 'noerror' || alone || !soa ? [] : [soa],
      }),
    ];
  };

  const failing = (query: ServedQuery, found: FailureAnswer): readonly Uint8Array[] => {
    const misdeeds: Partial<Record<FailureCause, Misdeed>> = {
      timeout: 'drop',
      servfail: 'servfail',
      malformed: 'cut',
    };
    const last = found.aliases.at(-1);
    if (misdeeds[found.cause] || last === undefined) {
      return replyTo(query, misdeeds[found.cause] ?? 'refused');
    }
    // What an authoritative server does with an alias that leads in a circle or out of its zones.
    const next = know({ name: last.target, type: 'CNAME' });
    const answers = [...found.aliases.map(aliasRecord), ...recordsOf(next, 'CNAME')];
    return [encodeReply(query, { answers })];
  };

  const replyTo = (query: ServedQuery, misdeed: Misdeed | undefined): readonly Uint8Array[] => {
    switch (misdeed) {
      case undefined:
        return fromZones(query);
      case 'drop':
        return [];
      case 'servfail':
      case 'refused':
      case 'notimp':
        return [encodeReply(query, { rcode: RCODE[misdeed] })];
      case 'bare-formerr':
        return [Buffer.of(query.id >> 8, query.id & 255, 0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0)];
      case 'truncate':
        return [encodeReply(query, { flags: dnsPacket.TRUNCATED_RESPONSE })];
      case 'garbage':
        return [Buffer.from('this is no DNS message')];
      case 'cut': {
        // The header promises a record that the message does not have.
        const reply = Buffer.from(encodeReply(query, {}));
        reply.writeUInt16BE(1, 6);
        return [reply];
      }
      default:
        return misdeed;
    }
  };

  return (query) => {
    const replies = replyTo(query, options.tamper?.(query));
    const limit = options.udpLimit ?? query.payload ?? 512;
    return replies.map((reply) =>
      query.transport === 'udp' && reply.length > limit
        ? encodeReply(query, { flags: dnsPacket.TRUNCATED_RESPONSE })
        : reply,
    );
  };
}

function aliasRecord(alias: Alias): ResourceRecord {
  return { ...alias, type: 'CNAME' };
}

/** What a reply says besides repeating the query. */
export interface ReplyParts {
  /** RA; true. */
  readonly recursive?: boolean;
  readonly id?: number;
  readonly question?: Question;
  readonly rcode?: number;
  readonly flags?: number;
  readonly answers?: readonly ResourceRecord[];
  readonly authorities?: readonly ResourceRecord[];
}

/** A reply to `query` on the wire. */
export function encodeReply(
  query: Pick<ServedQuery, 'id' | 'question'>,
  {
    id,
    question,
    rcode = 0,
    flags = 0,
    recursive = true,
    answers = [],
    authorities = [],
  }: ReplyParts,
): Uint8Array {
  return dnsPacket.encode({
    type: 'response',
    id: id ?? query.id,
    flags: flags | rcode | (recursive ? dnsPacket.RECURSION_AVAILABLE : 0),
    questions: [wireQuestion(question ?? query.question)],
    answers: answers.map(wireRecord),
    authorities: authorities.map(wireRecord),
  });
}

function wireQuestion({ name, type }: Question): dnsPacket.Question {
  return { name, type: type as dnsPacket.Question['type'] };
}

function wireRecord(record: ResourceRecord): dnsPacket.Answer {
  const { name, ttl } = record;
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return { name, ttl, type: record.type, data: record.address };
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return { name, ttl, type: record.type, data: record.target };
    case 'MX':
      return { name, ttl, type: 'MX', data: { ...record } };
    case 'SOA':
      return {
        name,
        ttl,
        type: 'SOA',
        data: { ...record, mname: record.primary, rname: record.mailbox },
      };
    case 'TLSA': {
      const { usage, selector, matchingType, association } = record;
      const certificate = Buffer.from(association, 'hex');
      return { name, ttl, type: 'TLSA', data: { usage, selector, matchingType, certificate } };
    }
    case 'TXT':
      return { name, ttl, type: 'TXT', data: octets(record.strings) };
    case 'SPF': {
      // The codec knows the number of this type and nothing about its data.
      const data = Buffer.concat(octets(record.strings).flatMap((s) => [Buffer.of(s.length), s]));
      return { name, ttl, type: 'SPF' as 'NULL', data };
    }
  }
}

function octets(strings: readonly string[]): Buffer[] {
  return strings.map((string) => Buffer.from(string, 'latin1'));
}

/** A wrong record that a spoofed reply carries: it must never be seen. */
const SPOOFED: Pick<ResourceRecord, 'ttl'> & { type: 'TXT'; strings: readonly string[] } = {
  type: 'TXT',
  ttl: 1,
  strings: ['spoofed'],
};

async function sendSpoof(
  udp: UdpSocket,
  to: RemoteInfo,
  query: ServedQuery,
  spoof: Spoof,
): Promise<void> {
  const { name, type } = query.question;
  const other = toName('spoofed.example') ?? name;
  const answers = [{ ...SPOOFED, name }];
  const parts = {
    id: { answers, id: query.id ^ 1 },
    question: { answers, question: { name: other, type } },
    type: { answers, question: { name, type: type === 'A' ? ('MX' as const) : ('A' as const) } },
    query: { answers },
    port: { answers },
  }[spoof];
  const message = Buffer.from(encodeReply(query, parts));
  // QR off: a query that comes back is no reply.
  if (spoof === 'query') message.writeUInt8(message.readUInt8(2) & 0x7f, 2);
  if (spoof !== 'port') return trySend(udp, message, to);
  const elsewhere = createSocket(to.family === 'IPv6' ? 'udp6' : 'udp4');
  await new Promise<void>((resolve) =>
    elsewhere.send(message, to.port, to.address, () => resolve()),
  );
  elsewhere.close();
}

function trySend(udp: UdpSocket, message: Uint8Array, to: RemoteInfo): void {
  try {
    udp.send(message, to.port, to.address);
  } catch {
    // The test closed the server before the delay was over.
  }
}

/** The answer as far as anybody's reply tells it: no server, no zone file, and not who speaks for the zone. */
export function withoutServer(answer: Answer): Omit<Answer, 'server' | 'authoritative'> {
  const { server: _server, authoritative: _authoritative, ...rest } = answer;
  return rest;
}
