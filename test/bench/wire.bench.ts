/** Questions per second over UDP, beside a bare client: one socket, dns-packet, and no care at all. */
import { fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { resolve } from 'node:path';
import * as dnsPacket from 'dns-packet';
import { expect, test } from 'vitest';
import { name } from '../../src/dns/name.js';
import type * as Built from '../../src/node.js';

/** As it is published. */
const built: string = '../../dist/src/node.js';
const { createResolver } = (await import(built)) as typeof Built;

const QUESTIONS = 40_000;
const IN_FLIGHT = 64;
const ROUNDS = 7;

function domainOf(question: number): string {
  return `d${question}.example`;
}

async function bare(port: number): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((connected) => socket.connect(port, '127.0.0.1', connected));
  const waiting = new Set<number>();
  let asked = 0;
  let answered = 0;
  await new Promise<void>((done) => {
    const next = (): void => {
      if (asked === QUESTIONS) return;
      const id = asked & 0xffff;
      waiting.add(id);
      const questions = [{ type: 'TXT' as const, name: domainOf(asked) }];
      asked += 1;
      const flags = dnsPacket.RECURSION_DESIRED;
      socket.send(dnsPacket.encode({ type: 'query', id, flags, questions }));
    };
    socket.on('message', (message) => {
      const reply = dnsPacket.decode(message);
      if (reply.answers?.length !== 1 || !waiting.delete(reply.id ?? -1)) return;
      answered += 1;
      next();
      if (answered === QUESTIONS) done();
    });
    for (let each = 0; each < IN_FLIGHT; each += 1) next();
  });
  socket.close();
}

async function ours(port: number): Promise<void> {
  const lookup = createResolver({
    servers: [{ address: '127.0.0.1', port }],
    timeout: 60_000,
    maxQuestions: QUESTIONS,
    maxInFlight: IN_FLIGHT,
    remember: false,
  });
  let asked = 0;
  let answered = 0;
  const ask = async (): Promise<void> => {
    while (asked < QUESTIONS) {
      const question = { name: name(domainOf(asked)), type: 'TXT' as const };
      asked += 1;
      if ((await lookup(question)).kind === 'noerror') answered += 1;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, ask));
  expect(answered).toBe(QUESTIONS);
}

/** What a run took: milliseconds, and those of them in which this process had a processor. */
async function taken(run: () => Promise<void>): Promise<{ wall: number; processor: number }> {
  const start = performance.now();
  const used = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(used);
  return { wall: performance.now() - start, processor: (user + system) / 1000 };
}

test('questions over UDP', async () => {
  const server = fork(resolve(import.meta.dirname, 'responder.mjs'));
  const [port] = (await once(server, 'message')) as [number];
  const best = { bare: Infinity, ours: Infinity };
  const least = { bare: Infinity, ours: Infinity };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [client, run] of Object.entries({ bare, ours }) as ['bare', typeof bare][]) {
      const { wall, processor } = await taken(() => run(port));
      best[client] = Math.min(best[client], wall);
      least[client] = Math.min(least[client], processor);
    }
  }
  server.disconnect();
  const perSecond = (wall: number): string => ((QUESTIONS / wall) * 1000).toFixed(0);
  console.log(
    `${QUESTIONS} questions, ${IN_FLIGHT} at a time, the best of ${ROUNDS} runs: ` +
      `${perSecond(best.ours)} per second, ${((100 * best.bare) / best.ours).toFixed(0)} % of ` +
      `${perSecond(best.bare)} by a bare client; processor time per question ` +
      `${((1000 * least.ours) / QUESTIONS).toFixed(1)} beside ` +
      `${((1000 * least.bare) / QUESTIONS).toFixed(1)} microseconds`,
  );
});
