import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../src/dns/answer.js';
import { name } from '../../src/dns/name.js';
import type { Question, RecordType } from '../../src/dns/question.js';
import { parseZone, zoneAnswers } from '../../src/dns/zone.js';
import { createResolver, type ResolverOptions } from '../../src/net/resolver.js';
import type { Server } from '../../src/net/server.js';
import {
  encodeReply,
  serveZones,
  withoutServer,
  type DnsServer,
  type ServeOptions,
} from '../dns-server.js';

const zone = parseZone(`$ORIGIN example.com.
$TTL 60
@ SOA ns1 hostmaster 1 2 3 4 5
@ TXT "v=spf1 include:_spf.odoo.com ~all"
@ MX 10 mail
mail A 192.0.2.1
mail AAAA 2001:db8::1
long TXT ${Array.from({ length: 8 }, (_, n) => `"${String(n).repeat(250)}"`).join(' ')}
www CNAME mail
onward CNAME www
around CNAME about
about CNAME around
gone CNAME nowhere
$FAILURE slow timeout
$FAILURE broken servfail
$FAILURE closed refused
$FAILURE cut malformed`);

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function serve(options: ServeOptions = {}): Promise<DnsServer> {
  const server = await serveZones([zone], options);
  open.push(server);
  return server;
}

function q(owner: string, type: RecordType = 'TXT'): Question {
  return { name: name(`${owner}.example.com`.replace(/^@\./, '')), type };
}

async function ask(
  servers: readonly Server[],
  question: Question,
  options: ResolverOptions = {},
): Promise<Answer> {
  return createResolver({ servers, timeout: 2000, ...options })(question);
}

/** A port on which nothing listens. */
async function closedPort(): Promise<Server> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return { address: '127.0.0.1', port };
}

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((each) => each?.address === '::1');

/** The sockets that keep this process alive. */
function alive(): readonly string[] {
  return process.getActiveResourcesInfo().filter((kind) => /UDP|TCP|TLS/.test(kind));
}

describe('answers', () => {
  it.each([
    ['@', 'TXT'],
    ['@', 'SOA'],
    ['@', 'MX'],
    ['@', 'A'],
    ['mail', 'AAAA'],
    ['long', 'TXT'],
    ['www', 'A'],
    ['onward', 'AAAA'],
    ['onward', 'CNAME'],
    ['around', 'A'],
    ['gone', 'A'],
    ['missing', 'TXT'],
    ['broken', 'TXT'],
    ['closed', 'A'],
  ] as const)('are those of the zone: %s %s', async (owner, type) => {
    const server = await serve();
    const answer = await ask([server], q(owner, type));
    const known = zoneAnswers([zone])(q(owner, type));
    expect(withoutServer(answer)).toEqual(withoutServer(known));
    expect(answer.server).toBe(server.text);
  });

  it.runIf(hasIpv6)('come over IPv6 too', async () => {
    const server = await serve({ host: '::1' });
    expect(await ask([server], q('@'))).toMatchObject({ kind: 'noerror', server: server.text });
    expect(await ask([server], q('long'), {})).toMatchObject({ kind: 'noerror' });
    expect(server.log.at(-1)?.transport).toBe('tcp');
  });

  it('are asked for with RD or without, and with EDNS', async () => {
    const server = await serve();
    await ask([server], q('@'));
    await ask([server], q('@'), { recursion: false });
    expect(server.log.map((query) => query.recursionDesired)).toEqual([true, false]);
    expect(server.log[0]?.payload).toBe(1232);
    expect(new Set(server.log.map(({ id }) => id)).size).toBe(2);
  });
});

describe('replies that are not ours', () => {
  it.each(['id', 'question', 'type', 'query', 'port'] as const)(
    'are ignored: another %s',
    async (spoof) => {
      const server = await serve({ spoof: [spoof] });
      const answer = await ask([server], q('@'));
      expect(answer).toMatchObject({
        records: [{ strings: ['v=spf1 include:_spf.odoo.com ~all'] }],
      });
      expect(server.log).toHaveLength(1);
    },
  );
  it('are ignored until the time is up', async () => {
    const server = await serve({ tamper: () => 'garbage' });
    expect(await ask([server], q('@'), { timeout: 300 })).toMatchObject({ cause: 'timeout' });
  });
});

describe('sockets', () => {
  it('are shared by what is asked at the same time, and by no more than 128', async () => {
    const server = await serve({ delay: 50 });
    const lookup = createResolver({ servers: [server], maxInFlight: 1000 });
    await Promise.all(Array.from({ length: 150 }, (_, n) => lookup(q(`n${n}`))));
    const ports = [...new Set(server.log.map(({ clientPort }) => clientPort))];
    const perPort = ports.map((port) => server.log.filter((query) => query.clientPort === port));
    expect(perPort.map((queries) => queries.length)).toEqual([128, 22]);
    for (const queries of perPort) {
      expect(new Set(queries.map(({ id }) => id)).size).toBe(queries.length);
    }
  });
  it('are new ones for what is asked later', async () => {
    const server = await serve();
    const lookup = createResolver({ servers: [server] });
    for (const owner of ['a', 'b', 'c', 'd']) await lookup(q(owner));
    expect(new Set(server.log.map(({ clientPort }) => clientPort)).size).toBe(4);
  });
});

describe('truncation', () => {
  it('leads to TCP on the same server', async () => {
    const server = await serve();
    const answer = await ask([server], q('long'));
    expect(answer.kind === 'noerror' && answer.records[0]).toMatchObject({
      strings: { length: 8 },
    });
    expect(server.log.map(({ transport }) => transport)).toEqual(['udp', 'tcp']);
  });
  it('is no-tcp where nothing listens there', async () => {
    const server = await serve({ tcp: false });
    expect(await ask([server], q('long'))).toMatchObject({
      kind: 'failure',
      cause: 'no-tcp',
      detail: 'ECONNREFUSED',
      server: server.text,
    });
  });
  it('is no-tcp where TCP is silent', async () => {
    const server = await serve({
      tamper: ({ transport }) => (transport === 'tcp' ? 'drop' : undefined),
    });
    expect(await ask([server], q('long'), { timeout: 400 })).toMatchObject({ cause: 'no-tcp' });
  });
  it("is another server's turn where TCP is refused", async () => {
    const [first, second] = [await serve({ tcp: false }), await serve()];
    expect(await ask([first, second], q('long'))).toMatchObject({ server: second.text });
  });
  it('is malformed over TCP', async () => {
    const server = await serve({ tamper: () => 'truncate' });
    expect(await ask([server], q('@'))).toMatchObject({ cause: 'malformed' });
  });
});

describe('servers that fail', () => {
  it.each([
    ['broken', 'servfail'],
    ['closed', 'refused'],
    ['cut', 'malformed'],
    ['slow', 'timeout'],
  ])('%s is %s, from the server that said so', async (owner, cause) => {
    const server = await serve();
    expect(await ask([server], q(owner), { timeout: 300 })).toMatchObject({
      kind: 'failure',
      cause,
      server: server.text,
    });
  });

  it('are not asked again when they replied, and asked again when they did not', async () => {
    const server = await serve();
    const lookup = createResolver({ servers: [server], timeout: 700, attemptTimeout: 100 });
    await Promise.all([lookup(q('broken')), lookup(q('slow'))]);
    expect(server.asked().filter((asked) => asked.includes('broken'))).toHaveLength(1);
    expect(server.asked().filter((asked) => asked.includes('slow')).length).toBeGreaterThan(1);
  });

  it.each(['servfail', 'refused', 'notimp', 'cut', 'drop', 'garbage'] as const)(
    'leave it to the next one: %s',
    async (misdeed) => {
      const [first, second] = [await serve({ tamper: () => misdeed }), await serve()];
      const answer = await ask([first, second], q('@'), { attemptTimeout: 100 });
      expect(answer).toMatchObject({ kind: 'noerror', server: second.text });
    },
  );

  it('are quickly passed by when nothing listens', async () => {
    const [first, second] = [await closedPort(), await serve()];
    expect(await ask([first, second], q('@'))).toMatchObject({ kind: 'noerror' });
    expect(await ask([first], q('@'))).toMatchObject({ cause: 'network', detail: 'ECONNREFUSED' });
  });

  it('are the last to be asked once they were silent', async () => {
    const [first, second] = [await serve({ tamper: () => 'drop' }), await serve()];
    const lookup = createResolver({ servers: [first, second], attemptTimeout: 100 });
    await lookup(q('@'));
    await lookup(q('mail', 'A'));
    expect(first.log).toHaveLength(1);
    expect(second.log).toHaveLength(2);
  });

  it('are named by the most telling of their failures', async () => {
    const silent = await serve({ tamper: () => 'drop' });
    const failing = await serve({ tamper: () => 'servfail' });
    const refusing = await serve({ tamper: () => 'refused' });
    const answer = await ask([silent, failing, refusing], q('@'), {
      timeout: 400,
      attemptTimeout: 50,
    });
    expect(answer).toMatchObject({ cause: 'servfail', server: failing.text });
  });

  it('are asked without EDNS in each second round, and from then on where that helped', async () => {
    const server = await serve({ tamper: ({ payload }) => (payload ? 'drop' : undefined) });
    const lookup = createResolver({ servers: [server], attemptTimeout: 50 });
    expect(await lookup(q('@'))).toMatchObject({ kind: 'noerror' });
    expect(await lookup(q('www', 'A'))).toMatchObject({ kind: 'noerror' });
    expect(server.log.map(({ payload }) => payload)).toEqual([1232, undefined, undefined]);
  });

  it('are asked with EDNS again where they have shown that they know it', async () => {
    let lost = 0;
    const server = await serve({
      tamper: ({ question }) =>
        question.name.startsWith('mail') && (lost += 1) < 2 ? 'drop' : undefined,
    });
    const lookup = createResolver({ servers: [server], attemptTimeout: 50 });
    await lookup(q('@'));
    await lookup(q('mail', 'A'));
    await lookup(q('mail', 'AAAA'));
    expect(server.log.map(({ payload }) => payload)).toEqual([1232, 1232, undefined, 1232]);
  });

  it.each(['notimp', 'bare-formerr'] as const)(
    'are asked without EDNS after %s',
    async (misdeed) => {
      const server = await serve({
        tamper: ({ payload }) => (payload === undefined ? undefined : misdeed),
      });
      expect(await ask([server], q('@'))).toMatchObject({ kind: 'noerror' });
      expect(server.log.map(({ payload }) => payload)).toEqual([1232, undefined]);
    },
  );
  it('are asked without EDNS only once', async () => {
    const server = await serve({ tamper: () => 'bare-formerr' });
    expect(await ask([server], q('@'))).toMatchObject({ cause: 'rcode', detail: 'FORMERR' });
    expect(server.log).toHaveLength(2);
  });

  it('are a failure when there are none', async () => {
    expect(await ask([], q('@'))).toMatchObject({ kind: 'failure', cause: 'network' });
  });
});

describe('one run', () => {
  it('asks each question once, at the same time and later', async () => {
    const server = await serve({ delay: 20 });
    const lookup = createResolver({ servers: [server] });
    const [one, two] = await Promise.all([lookup(q('@')), lookup(q('@'))]);
    expect(await lookup(q('@'))).toEqual(one);
    expect(two).toEqual(one);
    await lookup(q('@', 'MX'));
    expect(server.asked()).toEqual(['TXT example.com', 'MX example.com']);
  });

  it('goes on from an alias that is answered alone, sharing its target', async () => {
    const server = await serve({ followAliases: false });
    const lookup = createResolver({ servers: [server] });
    const [onward, www] = await Promise.all([lookup(q('onward', 'A')), lookup(q('www', 'A'))]);
    expect(onward).toMatchObject({
      kind: 'noerror',
      question: q('onward', 'A'),
      aliases: [{ target: 'www.example.com' }, { target: 'mail.example.com' }],
      records: [{ name: 'mail.example.com', address: '192.0.2.1' }],
    });
    expect(www).toMatchObject({ aliases: [{ target: 'mail.example.com' }] });
    expect(await lookup(q('gone', 'A'))).toMatchObject({
      kind: 'nxdomain',
      aliases: { length: 1 },
    });
    expect(server.asked().filter((asked) => asked === 'A mail.example.com')).toHaveLength(1);
  });

  it('does not wait for itself where aliases go round', async () => {
    // Each reply has one alias only, so that neither shows that there is a loop.
    const round = parseZone('around.example.com. CNAME about.example.com.\n');
    const back = parseZone('about.example.com. CNAME around.example.com.\n');
    const server = await serveZones([], {
      tamper: (query) => {
        const zones = query.question.name.startsWith('around') ? round : back;
        return [encodeReply(query, { answers: zones.records.map(({ record }) => record) })];
      },
    });
    open.push(server);
    const lookup = createResolver({ servers: [server], timeout: 1000 });
    const answers = await Promise.all([lookup(q('around', 'A')), lookup(q('about', 'A'))]);
    expect(answers.map((answer) => answer.kind === 'failure' && answer.cause)).toEqual([
      'alias-chain',
      'alias-chain',
    ]);
  });

  it('has one deadline for everything', async () => {
    const server = await serve();
    const lookup = createResolver({ servers: [server], timeout: 300 });
    expect(await lookup(q('slow'))).toMatchObject({ cause: 'timeout' });
    await lookup(q('slow', 'A'));
    const start = performance.now();
    expect(await lookup(q('@'))).toMatchObject({
      cause: 'timeout',
      detail: 'no time was left to ask',
    });
    expect(performance.now() - start).toBeLessThan(200);
  });

  it('asks no more than so many questions', async () => {
    const server = await serve();
    const lookup = createResolver({ servers: [server], maxQuestions: 2 });
    const answers = await Promise.all(['@', 'mail', 'www', '@'].map((owner) => lookup(q(owner))));
    expect(answers.map((answer) => answer.kind === 'failure' && answer.cause)).toEqual([
      false,
      false,
      'limit',
      false,
    ]);
    expect(server.log).toHaveLength(2);
  });

  it('has no more than so many questions in flight', async () => {
    const server = await serve({ delay: 30 });
    const lookup = createResolver({ servers: [server], maxInFlight: 2 });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((owner) => lookup(q(owner))));
    const at = server.log.map((query) => query.at - (server.log[0]?.at ?? 0));
    expect(at).toHaveLength(5);
    // The third starts when one of the first two is answered, the fifth a round later.
    expect(at[2]).toBeGreaterThan(20);
    expect(at[4]).toBeGreaterThan(40);
  });

  it('leaves nothing behind that keeps the process alive', async () => {
    await vi.waitFor(() => expect(alive()).toEqual([]));
    const server = await serveZones([zone]);
    const lookup = createResolver({ servers: [server, await closedPort()] });
    await Promise.all(['@', 'long', 'broken', 'cut'].map((owner) => lookup(q(owner))));
    expect(server.log.some(({ transport }) => transport === 'tcp')).toBe(true);
    await server.close();
    // The system takes a moment to let go of a socket that is closed.
    await vi.waitFor(() => expect(alive()).toEqual([]));
  });

  it('begins at the next server each time where it is to rotate', async () => {
    const servers = [await serve(), await serve(), await serve({ tamper: () => 'drop' })];
    const lookup = createResolver({ servers, rotate: true, attemptTimeout: 50 });
    for (const owner of ['a', 'b', 'c', 'd', 'e', 'f']) {
      expect((await lookup(q(owner))).kind).toBe('nxdomain');
    }
    expect(servers.map(({ log }) => log.length)).toEqual([4, 2, 2]);
  });

  it('asks again what it is not to remember', async () => {
    const server = await serve({ delay: 20 });
    const lookup = createResolver({ servers: [server], remember: false });
    await Promise.all([lookup(q('@')), lookup(q('@'))]);
    await lookup(q('@'));
    expect(server.log).toHaveLength(2);
  });

  it.each([
    { timeout: 0 },
    { timeout: Number.NaN },
    { attemptTimeout: Infinity },
    { maxQuestions: -1 },
    { servers: [{ address: 'localhost', port: 53 }] },
    { servers: [{ address: '127.0.0.1', port: 0 }] },
    { servers: [{ transport: 'tls' as const, address: 'dns.example', port: 853 }] },
    { servers: [{ transport: 'https' as const, url: 'http://dns.example/' }] },
  ])('is not started with %j', (options) => {
    expect(() => createResolver(options)).toThrow(RangeError);
  });
});
