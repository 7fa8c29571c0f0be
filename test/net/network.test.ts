import { afterEach, describe, expect, it } from 'vitest';
import { name } from '../../src/dns/name.js';
import { parseZone } from '../../src/dns/zone.js';
import { createNetwork } from '../../src/net/network.js';
import { encodeReply, serveZones, type DnsServer, type ServeOptions } from '../dns-server.js';

const zone = parseZone('d.test. SOA ns. h. 1 2 3 4 5\nd.test. TXT "v=spf1 -all"');
const question = { name: name('d.test'), type: 'TXT' } as const;

const open: DnsServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(options: ServeOptions = {}): Promise<DnsServer> {
  const server = await serveZones([zone], options);
  open.push(server);
  return server;
}

describe('a network', () => {
  it('asks the named server directly, and to ask others only where it is to', async () => {
    const [resolver, server] = await Promise.all([serve(), serve({ authoritative: true })]);
    const { direct } = createNetwork({ servers: [resolver] });
    const asked = { ...question, via: server.text };
    expect(await direct(asked)).toMatchObject({
      kind: 'noerror',
      question: asked,
      server: server.text,
      authoritative: true,
    });
    await direct({ ...asked, recursive: true });
    await direct({ ...asked, recursive: true, unvalidated: true });
    expect(server.log.map(({ recursionDesired }) => recursionDesired)).toEqual([false, true, true]);
    expect(server.log.map(({ checkingDisabled }) => checkingDisabled)).toEqual([
      false,
      false,
      true,
    ]);
    expect(resolver.log).toEqual([]);
  });

  it('reads the delegation that a server of the parent gives, and no answer off it', async () => {
    const parent = await serve({
      tamper: (query) => [
        encodeReply(query, {
          recursive: false,
          authorities: [
            { type: 'NS', name: name('d.test'), ttl: 9, target: name('ns2.d.test') },
            { type: 'NS', name: name('d.test'), ttl: 9, target: name('ns1.d.test') },
          ],
        }),
      ],
    });
    const { direct } = createNetwork();
    expect(await direct({ name: name('d.test'), type: 'NS', via: parent.text })).toMatchObject({
      kind: 'failure',
      cause: 'referral',
      referral: { zone: 'd.test', servers: ['ns1.d.test', 'ns2.d.test'] },
    });
  });

  it('turns validation off for what is asked so, at the same resolver', async () => {
    const resolver = await serve();
    const { lookup, unvalidated } = createNetwork({ servers: [resolver] });
    await lookup(question);
    await unvalidated({ ...question, unvalidated: true });
    expect(resolver.log.map(({ checkingDisabled }) => checkingDisabled)).toEqual([false, true]);
  });

  it('has one deadline, whoever is silent', async () => {
    const silent = await serve({ tamper: () => 'drop' });
    const { lookup, direct, unvalidated } = createNetwork({ servers: [silent], timeout: 400 });
    const start = performance.now();
    await lookup(question);
    const others = [
      direct({ ...question, via: silent.text }),
      unvalidated({ ...question, unvalidated: true }),
    ];
    for (const answer of [await others[0], await others[1]]) {
      expect(answer).toMatchObject({ kind: 'failure', cause: 'timeout' });
    }
    expect(performance.now() - start).toBeLessThan(900);
  });

  it('gives a silent server its own time, and asks it twice in that', async () => {
    const silent = await serve({ tamper: () => 'drop' });
    const { direct } = createNetwork({ directTimeout: 300 });
    const start = performance.now();
    await direct({ ...question, via: silent.text });
    expect(performance.now() - start).toBeLessThan(700);
    expect(silent.log).toHaveLength(2);
  });

  it('fails where the server is none', async () => {
    const { direct } = createNetwork();
    expect(await direct({ ...question, via: 'ns1.d.test' })).toMatchObject({
      kind: 'failure',
      cause: 'network',
    });
  });
});
