/** TCP, TLS and HTTPS with other people's servers: Knot DNS, NSD and Unbound. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordsOf, txtValue } from '../../src/dns/answer.js';
import { name } from '../../src/dns/name.js';
import { createResolver } from '../../src/net/resolver.js';
import { createAuthority } from '../certificates.js';
import {
  secured,
  startKnot,
  startNsd,
  startRecursive,
  type Publisher,
  type Running,
  type Secured,
} from './servers.js';

const RECORD = 'v=spf1 ip4:192.0.2.1 -all';
const apex = name('mycompany.test');

const file = {
  apex,
  text: `$ORIGIN ${apex}.
$TTL 600
@ SOA ns1 hostmaster 1 3600 900 604800 60
@ NS ns1
ns1 A 127.0.0.1
@ TXT "${RECORD}"
*.many TXT "${RECORD}"
long TXT "${RECORD}"
${Array.from({ length: 40 }, (_, index) => `long TXT "${'x'.repeat(200)} ${index}"`).join('\n')}
`,
};

const { ca, issue } = createAuthority();
const credentials = issue(['127.0.0.1', 'dns.mycompany.test']);

let knot: Publisher;
let nsd: Publisher;
let unbound: Running;
let ports: { readonly nsd: Secured; readonly unbound: Secured };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spf-interop-'));
  await writeFile(join(folder, 'ca.pem'), ca);
  ports = { nsd: await secured(credentials), unbound: await secured(credentials) };
  [knot, nsd] = await Promise.all([startKnot([file]), startNsd([file], ports.nsd)]);
  unbound = await startRecursive(knot, { secured: ports.unbound });
});
afterAll(async () => {
  await unbound?.stop();
  await Promise.all([knot?.stop(), nsd?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

/** Carries connections to a port, and counts them. */
async function counting(port: number) {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const onward = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => sockets.delete(socket));
      socket.pipe(other);
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe.each<[string, () => { port: number; tls: boolean; recursion: boolean }]>([
  ['Knot DNS over TCP', () => ({ port: knot.port, tls: false, recursion: false })],
  ['NSD over TCP', () => ({ port: nsd.port, tls: false, recursion: false })],
  ['Unbound over TCP', () => ({ port: unbound.port, tls: false, recursion: true })],
  ['NSD over TLS', () => ({ port: ports.nsd.tlsPort, tls: true, recursion: false })],
  ['Unbound over TLS', () => ({ port: ports.unbound.tlsPort, tls: true, recursion: true })],
])('%s', (_, ofServer) => {
  test('answers many questions at a time on few connections', async () => {
    const { port, tls, recursion } = ofServer();
    const proxy = await counting(port);
    const address = { address: '127.0.0.1', port: proxy.port };
    const server = tls
      ? ({ ...address, transport: 'tls', ca } as const)
      : ({ ...address, transport: 'tcp' } as const);
    try {
      const lookup = createResolver({ servers: [server], recursion, maxQuestions: 1000 });
      const names = [
        ...Array.from({ length: 300 }, (__, index) => name(`n${index}.many.${apex}`)),
        name(`long.${apex}`),
      ];
      const answers = await Promise.all(names.map((each) => lookup({ name: each, type: 'TXT' })));
      for (const answer of answers) {
        expect(answer).toMatchObject({ kind: 'noerror' });
        expect(recordsOf(answer, 'TXT').map(txtValue)).toContain(RECORD);
      }
      const none = await lookup({ name: name(`gone.${apex}`), type: 'TXT' });
      expect(none.kind).toBe('nxdomain');
      // A connection that a server closes after so many queries is opened again.
      expect(proxy.connections()).toBeLessThanOrEqual(8);
    } finally {
      proxy.close();
    }
  });
});

test.each([
  ['for another name', { name: name('dns.other.test'), ca }],
  ['of an authority that nobody knows', {}],
])('a certificate %s is not believed', async (_, identity) => {
  const server = { transport: 'tls', address: '127.0.0.1', port: ports.unbound.tlsPort } as const;
  const lookup = createResolver({ servers: [{ ...server, ...identity }], timeout: 3000 });
  expect(await lookup({ name: apex, type: 'TXT' })).toMatchObject({
    kind: 'failure',
    cause: 'network',
  });
});

const EVALUATED = ['--ip', '192.0.2.1', '--timeout', '5'];

/** The command as it is installed, in a process that trusts the test's authority, or does not. */
async function doctor(trusts: boolean, ...argv: readonly string[]) {
  const bin = resolve(import.meta.dirname, '../../dist/bin/spf-doctor.js');
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: trusts ? join(folder, 'ca.pem') : '' };
  const child = spawn(process.execPath, [bin, 'evaluate', apex, ...EVALUATED, ...argv], { env });
  const code = new Promise<number | null>((exited) => child.once('exit', exited));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

const secureOptions: readonly (readonly [string, () => readonly string[]])[] = [
  ['--tls', () => ['--tls', `127.0.0.1:${ports.unbound.tlsPort}`]],
  ['--tls with a name', () => ['--tls', `127.0.0.1:${ports.unbound.tlsPort}#dns.mycompany.test`]],
  ['--https', () => ['--https', `https://127.0.0.1:${ports.unbound.httpsPort}/dns-query`]],
];

test.each(secureOptions)('spf-doctor %s asks Unbound', async (_, argv) => {
  const { code, stdout, stderr } = await doctor(true, ...argv());
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^pass/);
});

test.each(secureOptions)('spf-doctor %s does not ask whom it cannot trust', async (_, argv) => {
  const { code, stdout } = await doctor(false, ...argv());
  expect(code).toBe(3);
  expect(stdout).toMatch(/^temperror/);
});
