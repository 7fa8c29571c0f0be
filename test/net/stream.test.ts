import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/dns/answer.js';
import { name } from '../../src/dns/name.js';
import { parseZone } from '../../src/dns/zone.js';
import { createResolver, type ResolverOptions } from '../../src/net/resolver.js';
import { createAuthority, type Credentials } from '../certificates.js';
import { serveZones, type DnsServer, type ServeOptions } from '../dns-server.js';
import { serveTls } from '../secure-dns-server.js';

const zone = parseZone(`$ORIGIN example.
@ SOA ns hostmaster 1 2 3 4 5
*.many TXT "found"`);

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function serve(options: ServeOptions = {}): Promise<DnsServer> {
  const server = await serveZones([zone], options);
  open.push(server);
  return server;
}

/** Asks so many questions at the same time, over TCP unless the options say otherwise. */
function askMany(
  server: Pick<DnsServer, 'address' | 'port'>,
  count: number,
  options: ResolverOptions = {},
): Promise<readonly Answer[]> {
  const { address, port } = server;
  const servers = [{ transport: 'tcp' as const, address, port }];
  const lookup = createResolver({ servers, timeout: 3000, maxInFlight: 1000, ...options });
  return Promise.all(
    Array.from({ length: count }, (_, n) =>
      lookup({ name: name(`n${n}.many.example`), type: 'TXT' }),
    ),
  );
}

function connectionsOf({ log }: Pick<DnsServer, 'log'>): number {
  return new Set(log.map(({ clientPort }) => clientPort)).size;
}

const found = (answers: readonly Answer[]): number =>
  answers.filter(({ kind }) => kind === 'noerror').length;

describe('a connection', () => {
  it('carries many questions at a time, and answers in any order', async () => {
    const held: (() => void)[] = [];
    const server = await serve({
      write: (socket, framed) => {
        held.push(() => socket.write(framed));
        // The last one first, in one piece with the others.
        if (held.length === 50) for (const send of held.toReversed()) send();
      },
    });
    expect(found(await askMany(server, 50))).toBe(50);
    expect(connectionsOf(server)).toBe(1);
    expect(new Set(server.log.map(({ id }) => id)).size).toBe(50);
  });

  it('carries no more than 100 that wait', async () => {
    const server = await serve({ delay: 100 });
    expect(found(await askMany(server, 250))).toBe(250);
    expect(connectionsOf(server)).toBe(3);
  });

  it('is used again', async () => {
    const server = await serve();
    const { address, port } = server;
    const lookup = createResolver({ servers: [{ transport: 'tcp', address, port }] });
    for (const owner of ['a.many.example', 'b.many.example', 'c.many.example']) {
      await lookup({ name: name(owner), type: 'TXT' });
    }
    expect(connectionsOf(server)).toBe(1);
  });

  it('may be closed by the server when nothing waits', async () => {
    let last: { destroy: () => void } | undefined;
    const server = await serve({
      write: (socket, framed) => {
        last = socket;
        socket.write(framed);
      },
    });
    const { address, port } = server;
    const lookup = createResolver({ servers: [{ transport: 'tcp', address, port }] });
    const ask = (owner: string) => lookup({ name: name(owner), type: 'TXT' });
    expect((await ask('a.many.example')).kind).toBe('noerror');
    last?.destroy();
    // Whether the client has seen that already or not.
    expect((await ask('b.many.example')).kind).toBe('noerror');
    last?.destroy();
    await sleep(50);
    expect((await ask('c.many.example')).kind).toBe('noerror');
    expect(connectionsOf(server)).toBe(3);
  });

  it('is one for each question where the server closes it after a reply', async () => {
    const server = await serve({ repliesPerConnection: 1 });
    expect(found(await askMany(server, 20))).toBe(20);
    // All on the first one, and then each but the first on one of its own.
    expect(connectionsOf(server)).toBe(20);
    expect(server.log.length).toBeLessThanOrEqual(40);
  });

  it('is not used any more where a question got no reply', async () => {
    const server = await serve({
      tamper: ({ question }) => (question.name.startsWith('n0') ? 'drop' : undefined),
    });
    const { address, port } = server;
    const lookup = createResolver({
      servers: [{ transport: 'tcp', address, port }],
      timeout: 600,
      attemptTimeout: 100,
    });
    const silent = lookup({ name: name('n0.many.example'), type: 'TXT' });
    await sleep(150);
    expect((await lookup({ name: name('n1.many.example'), type: 'TXT' })).kind).toBe('noerror');
    expect(await silent).toMatchObject({ cause: 'timeout' });
    expect(connectionsOf(server)).toBeGreaterThan(1);
  });

  it('may bring other messages in front of the right one', async () => {
    const server = await serve({
      write: (socket, framed) => {
        const other = Buffer.from(framed);
        other.writeUInt16BE(other.readUInt16BE(2) ^ 1, 2);
        socket.write(Buffer.concat([Buffer.of(0, 0), other, framed]));
      },
    });
    expect(found(await askMany(server, 1))).toBe(1);
  });

  it('that nobody answers on is a failure of all that wait', async () => {
    const server = createServer((socket) => socket.on('data', () => socket.destroy()));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    open.push({ close: async () => void server.close() });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const answers = await askMany({ address: '127.0.0.1', port }, 5);
    expect(answers.map((answer) => answer.kind === 'failure' && answer.cause)).toEqual(
      Array(5).fill('network'),
    );
  });
});

describe('TLS', () => {
  const authority = createAuthority();
  const serveOver = async (credentials: Credentials) => {
    const server = await serveTls([zone], credentials);
    open.push(server);
    return server;
  };

  it('carries many questions on one connection', async () => {
    const server = await serveOver(authority.issue(['127.0.0.1']));
    const { address, port } = server;
    const servers = [{ transport: 'tls' as const, address, port, ca: authority.ca }];
    expect(found(await askMany(server, 50, { servers }))).toBe(50);
    expect(server.connections()).toBe(1);
  });

  it.each([
    ['for another name', authority.issue(['other.example'])],
    ['that has expired', authority.issue(['dns.example'], { expired: true })],
    ['of an authority that nobody knows', createAuthority().issue(['dns.example'])],
  ])('says nothing to a server with a certificate %s', async (_what, credentials) => {
    const server = await serveOver(credentials);
    const { address, port } = server;
    const [answer] = await askMany(server, 1, {
      servers: [{ transport: 'tls', address, port, name: name('dns.example'), ca: authority.ca }],
    });
    expect(answer).toMatchObject({
      cause: 'network',
      server: `127.0.0.1:${port}#dns.example`,
    });
    expect(server.connections()).toBe(1);
    expect(server.log).toEqual([]);
  });
});
