/** Policies over HTTPS, on loopback, from servers that keep to RFC 8461 3.3 and from others. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { createServer as createListener } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import type { Known } from '../../src/dns/answer.js';
import { name } from '../../src/dns/name.js';
import { questionKey } from '../../src/dns/question.js';
import { createPolicyFetch, type PolicyFetchOptions } from '../../src/net/mta-sts.js';
import { MAX_POLICY_OCTETS, type PolicyReply } from '../../src/records/mta-sts.js';
import { createAuthority } from '../certificates.js';
import { world } from '../world.js';

const domain = name('d.test');
const policy = 'version: STSv1\r\nmode: enforce\r\nmx: *.d.test\r\nmax_age: 86400\r\n';
const { ca, issue } = createAuthority();

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server of the policy host, and the port it listens on. */
async function serve(
  handler: Handler,
  credentials = issue(['mta-sts.d.test']),
): Promise<{ readonly port: number }> {
  const server: Server = createServer({ ...credentials }, handler);
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port };
}

const loopback = world('mta-sts.d.test. A 127.0.0.1');

async function fetched(
  options: Partial<PolicyFetchOptions>,
  know: Known = loopback,
): Promise<PolicyReply> {
  const fetch = createPolicyFetch({
    lookup: async (question) => know(question),
    timeout: 5000,
    ca,
    ...options,
  });
  return fetch(domain);
}

const plain: Handler = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(policy);
};

describe('a policy', () => {
  it('is asked for by its name, at its place', async () => {
    const seen: unknown[] = [];
    const { port } = await serve((request, response) => {
      seen.push(request.method, request.url, request.headers.host);
      plain(request, response);
    });
    expect(await fetched({ port })).toEqual({ kind: 'policy', text: policy });
    expect(seen).toEqual(['GET', '/.well-known/mta-sts.txt', `mta-sts.d.test:${port}`]);
  });

  it('is fetched from the addresses that the Lookup gives, the next one where one is closed', async () => {
    const { port } = await serve(plain);
    const asked: string[] = [];
    const know = world('mta-sts.d.test. A 127.0.0.1\nmta-sts.d.test. AAAA ::1');
    const reply = await fetched({
      port,
      lookup: async (question) => {
        asked.push(questionKey(question));
        return know(question);
      },
    });
    expect(reply.kind).toBe('policy');
    expect(asked).toEqual(['mta-sts.d.test A', 'mta-sts.d.test AAAA']);
  });

  it('may have 64 KiB and no octet more', async () => {
    const sized =
      (octets: number): Handler =>
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        response.end('x'.repeat(octets));
      };
    const most = await serve(sized(MAX_POLICY_OCTETS));
    expect(await fetched(most)).toMatchObject({ kind: 'policy' });
    const more = await serve(sized(MAX_POLICY_OCTETS + 1));
    expect(await fetched(more)).toEqual({ kind: 'unusable', problem: 'size' });
  });
});

describe('what is no policy', () => {
  const answering =
    (status: number, headers: Record<string, string> = {}): Handler =>
    (_request, response) => {
      response.writeHead(status, headers);
      response.end(policy);
    };

  it.each([
    [404, {}, { problem: 'status', detail: '404' }],
    [500, {}, { problem: 'status', detail: '500' }],
    [204, {}, { problem: 'status', detail: '204' }],
    [301, { location: 'https://mta-sts.d.test/' }, { problem: 'redirect', detail: '301' }],
    [304, {}, { problem: 'redirect', detail: '304' }],
    [200, { 'content-type': 'text/html' }, { problem: 'type', detail: 'text/html' }],
    [200, { 'content-type': 'text/plainer' }, { problem: 'type', detail: 'text/plainer' }],
    [200, {}, { problem: 'type', detail: '' }],
  ])('status %d with %j', async (status, headers, expected) => {
    expect(await fetched(await serve(answering(status, headers)))).toEqual({
      kind: 'unusable',
      ...expected,
    });
  });

  it.each([
    ['of another name', issue(['d.test']), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['that has expired', issue(['mta-sts.d.test'], { expired: true }), 'CERT_HAS_EXPIRED'],
    [
      'of an authority that nobody knows',
      createAuthority().issue(['mta-sts.d.test']),
      /^(?:UNABLE_TO_|CERT_SIGNATURE_)/,
    ],
  ])('a certificate %s', async (_, credentials, detail) => {
    expect(await fetched(await serve(plain, credentials))).toEqual({
      kind: 'unusable',
      problem: 'certificate',
      detail: expect.stringMatching(detail) as string,
    });
  });

  it('a host that does not exist, or has no address', async () => {
    for (const zone of ['', 'mta-sts.d.test. TXT "x"']) {
      expect(await fetched({}, world(zone))).toEqual({ kind: 'unusable', problem: 'no-host' });
    }
  });
});

describe('what could not be fetched is not said to be missing', () => {
  it('the address fails', async () => {
    expect(await fetched({}, world('$FAILURE mta-sts.d.test. servfail'))).toEqual({
      kind: 'failure',
      cause: 'dns',
      detail: 'servfail',
    });
  });

  it('one family fails and the other does not', async () => {
    const know = world('mta-sts.d.test. A 127.0.0.1\n$FAILURE mta-sts.d.test. timeout AAAA');
    expect(await fetched(await serve(plain), know)).toMatchObject({ kind: 'policy' });
  });

  it('the port is closed', async () => {
    const listener = createListener();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    await new Promise((resolve) => listener.close(resolve));
    expect(await fetched({ port })).toEqual({
      kind: 'failure',
      cause: 'network',
      detail: 'ECONNREFUSED',
    });
  });

  it('no TLS is spoken there', async () => {
    const listener = createListener((socket) => socket.end('220 mail\r\n'));
    closing.push(() => listener.close());
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    expect(await fetched({ port })).toMatchObject({ kind: 'failure', cause: 'network' });
  });

  it('the server says nothing, or an octet at a time', async () => {
    const silent = await serve(() => undefined);
    const dripping = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });
    for (const { port } of [silent, dripping]) {
      const before = performance.now();
      expect(await fetched({ port, timeout: 300 })).toEqual({ kind: 'failure', cause: 'timeout' });
      expect(performance.now() - before).toBeLessThan(2000);
    }
  });

  it('the connection breaks off in the middle', async () => {
    const { port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '1000' });
      response.write(policy, () => response.destroy());
    });
    expect(await fetched({ port })).toMatchObject({ kind: 'failure', cause: 'network' });
  });
});
