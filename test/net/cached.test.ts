import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { failure, type Answer, type Lookup } from '../../src/dns/answer.js';
import { name } from '../../src/dns/name.js';
import type { Question } from '../../src/dns/question.js';
import { parseZone } from '../../src/dns/zone.js';
import { check } from '../../src/doctor.js';
import { cached, type CacheOptions } from '../../src/net/cached.js';
import { createResolver } from '../../src/net/resolver.js';
import { serveZones } from '../dns-server.js';

function q(owner: string): Question {
  return { name: name(owner), type: 'TXT' };
}

function noerror(question: Question, ttl: number, text = 'x'): Answer {
  const record = { type: 'TXT', name: question.name, ttl, strings: [text] } as const;
  return { kind: 'noerror', question, aliases: [], records: [record], ttl };
}

function nodata(question: Question, negativeTtl?: number): Answer {
  return {
    kind: 'nodata',
    question,
    aliases: [],
    ...(negativeTtl !== undefined && { negativeTtl }),
  };
}

/** A cache around answers that are made up, with a clock in seconds that is set by hand. */
function cacheOf(reply: (question: Question) => Answer, options: CacheOptions = {}) {
  const asked: string[] = [];
  const clock = { seconds: 1000 };
  const lookup = cached(
    async (question) => {
      asked.push(question.name);
      return reply(question);
    },
    { now: () => clock.seconds * 1000, ...options },
  );
  return { lookup, asked, clock };
}

describe('an answer with records', () => {
  it('is given out with its TTLs less its age, and not beyond them', async () => {
    const question = q('www.example');
    const alias = { name: question.name, target: name('host.example'), ttl: 300 };
    const from = { server: '192.0.2.53:53', authoritative: true, authenticated: true } as const;
    const first: Answer = {
      kind: 'noerror',
      question,
      aliases: [alias],
      records: [
        { type: 'TXT', name: alias.target, ttl: 60, strings: ['a'] },
        { type: 'TXT', name: alias.target, ttl: 90, strings: ['b'] },
      ],
      ttl: 60,
      ...from,
      at: '2026-11-23T12:00:00.000Z',
    };
    const { lookup, asked, clock } = cacheOf(() => first);
    expect(await lookup(question)).toEqual(first);
    clock.seconds += 20.5;
    // Of a cache, no word is authoritative; and it is of now.
    expect(await lookup(question)).toEqual({
      kind: 'noerror',
      question,
      aliases: [{ ...alias, ttl: 279 }],
      records: [
        { type: 'TXT', name: alias.target, ttl: 39, strings: ['a'] },
        { type: 'TXT', name: alias.target, ttl: 69, strings: ['b'] },
      ],
      ttl: 39,
      server: '192.0.2.53:53',
      authenticated: true,
    });
    clock.seconds += 39.4;
    expect(await lookup(question)).toMatchObject({ ttl: 0, records: [{ ttl: 0 }, { ttl: 30 }] });
    expect(asked).toHaveLength(1);
    clock.seconds += 0.1;
    expect(await lookup(question)).toEqual(first);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['0 is not kept', 0, 0],
    ['a week is kept for a day', 604_800, 86_400],
    ['68 years are kept for a day', 0x7fffffff, 86_400],
  ])('TTL: %s', async (_, ttl, kept) => {
    const { lookup, asked, clock } = cacheOf((question) => noerror(question, ttl));
    await lookup(q('a.example'));
    clock.seconds += Math.max(0, kept - 1);
    await lookup(q('a.example'));
    expect(asked).toHaveLength(kept === 0 ? 2 : 1);
    clock.seconds += 1;
    await lookup(q('a.example'));
    expect(asked).toHaveLength(kept === 0 ? 3 : 2);
  });

  it('is asked for anew where the clock was set back', async () => {
    const { lookup, asked, clock } = cacheOf((question) => noerror(question, 60));
    await lookup(q('a.example'));
    clock.seconds -= 1;
    await lookup(q('a.example'));
    expect(asked).toHaveLength(2);
  });
});

describe('what is not there', () => {
  it.each(['nodata', 'nxdomain'] as const)('%s is kept for its negative TTL', async (kind) => {
    const { lookup, asked, clock } = cacheOf((question) => ({ ...nodata(question, 30), kind }));
    await lookup(q('a.example'));
    clock.seconds += 29;
    expect(await lookup(q('a.example'))).toMatchObject({ kind, negativeTtl: 1 });
    clock.seconds += 1;
    expect(await lookup(q('a.example'))).toMatchObject({ kind, negativeTtl: 30 });
    expect(asked).toHaveLength(2);
  });

  it('is kept for three hours at the most', async () => {
    const { lookup, asked, clock } = cacheOf((question) => nodata(question, 86_400));
    await lookup(q('a.example'));
    clock.seconds += 10_799;
    await lookup(q('a.example'));
    expect(asked).toHaveLength(1);
    clock.seconds += 1;
    await lookup(q('a.example'));
    expect(asked).toHaveLength(2);
  });

  it('is not kept where no SOA came along', async () => {
    const { lookup, asked } = cacheOf((question) => nodata(question));
    await lookup(q('a.example'));
    expect(await lookup(q('a.example'))).toEqual(nodata(q('a.example')));
    expect(asked).toHaveLength(2);
  });

  it('is kept no longer than the alias that led to it', async () => {
    const alias = { name: name('a.example'), target: name('b.example'), ttl: 5 };
    const { lookup, asked, clock } = cacheOf((question) => ({
      ...nodata(question, 300),
      aliases: [alias],
    }));
    await lookup(q('a.example'));
    clock.seconds += 4;
    expect(await lookup(q('a.example'))).toMatchObject({ negativeTtl: 296, aliases: [{ ttl: 1 }] });
    clock.seconds += 1;
    await lookup(q('a.example'));
    expect(asked).toHaveLength(2);
  });
});

it('keeps a failure for five seconds, so that it is not told for longer than it lasts', async () => {
  let broken = true;
  const { lookup, asked, clock } = cacheOf((question) =>
    broken ? failure(question, 'servfail') : noerror(question, 60),
  );
  await lookup(q('a.example'));
  clock.seconds += 4.9;
  broken = false;
  expect(await lookup(q('a.example'))).toMatchObject({ cause: 'servfail' });
  clock.seconds += 0.1;
  expect(await lookup(q('a.example'))).toMatchObject({ kind: 'noerror' });
  expect(asked).toHaveLength(2);
});

describe('sharing', () => {
  it('asks a question once however many ask it at the same time', async () => {
    const waiting: (() => void)[] = [];
    let asked = 0;
    const lookup = cached(async (question) => {
      asked += 1;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return nodata(question);
    });
    const answers = Array.from({ length: 1000 }, () => lookup(q('a.example')));
    const other = lookup({ name: name('a.example'), type: 'MX' });
    expect(asked).toBe(2);
    for (const resolve of waiting) resolve();
    expect(await Promise.all(answers)).toEqual(answers.map(() => nodata(q('a.example'))));
    expect((await other).question.type).toBe('MX');
  });

  it('does not outlast a lookup that breaks its word and throws', async () => {
    let asked = 0;
    const broken: Lookup = (question) => {
      asked += 1;
      if (asked === 1) throw new Error('no');
      return Promise.resolve(nodata(question));
    };
    const lookup = cached(broken);
    await expect(lookup(q('a.example'))).rejects.toThrow('no');
    expect(await lookup(q('a.example'))).toMatchObject({ kind: 'nodata' });
  });
});

describe('size', () => {
  it('is bounded by the number of answers; the one not asked for longest goes first', async () => {
    const { lookup, asked } = cacheOf((question) => noerror(question, 60), { maxEntries: 2 });
    for (const owner of ['a', 'b', 'a', 'c', 'a', 'b']) await lookup(q(owner));
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('is bounded by what the answers hold too', async () => {
    const large = 'x'.repeat(40 * 1024 * 1024);
    const { lookup, asked } = cacheOf((question) => noerror(question, 60, large));
    for (const owner of ['a', 'a', 'b', 'b', 'a']) await lookup(q(owner));
    expect(asked).toEqual(['a', 'b', 'a']);
  });
});

it('stands around resolvers that are made for one run each', async () => {
  const server = await serveZones([parseZone('$ORIGIN x.example.\n@ 60 TXT "v=spf1 -all"\n')]);
  const lookup = cached((question) => createResolver({ servers: [server] })(question));
  await Promise.all([lookup(q('x.example')), lookup(q('x.example'))]);
  const report = await check('x.example', { lookup, only: ['spf-missing'] });
  await server.close();
  expect(report.verdict).toBe('sound');
  expect(server.asked()).toEqual(['TXT x.example']);
});

it('keeps no process alive', async () => {
  const before = process.getActiveResourcesInfo();
  await cached(async (question) => noerror(question, 60))(q('a.example'));
  expect(process.getActiveResourcesInfo()).toEqual(before);
});

it('never gives out what is older than its TTL, whatever is asked when', async () => {
  const step = fc.record({
    owner: fc.constantFrom('a', 'b', 'c'),
    // Quarters of a second, so that the sums are exact.
    quarters: fc.integer({ min: 0, max: 160 }),
    ttl: fc.integer({ min: 0, max: 60 }),
    kind: fc.constantFrom('noerror', 'nodata', 'failure'),
  });
  const options = fc.record({ maxEntries: fc.integer({ min: 0, max: 4 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), options, async (steps, { maxEntries }) => {
      let serial = 0;
      let next: Answer | undefined;
      const told: { readonly at: number; readonly ttl: number }[] = [];
      const { lookup, clock } = cacheOf(() => next ?? failure(q('a'), 'limit'), { maxEntries });
      for (const { owner, quarters, ttl, kind } of steps) {
        clock.seconds += quarters / 4;
        // `server` carries a serial, which says when that answer came in.
        const made = {
          noerror: noerror(q(owner), ttl),
          nodata: nodata(q(owner), ttl),
          failure: failure(q(owner), 'servfail'),
        }[kind];
        next = { ...made, server: String(serial) };
        told[serial] = { at: clock.seconds, ttl: kind === 'failure' ? 5 : ttl };
        const answer = await lookup(q(owner));
        const { at, ttl: whole } = told[Number(answer.server)] ?? { at: 0, ttl: 0 };
        const age = clock.seconds - at;
        expect(answer.question).toEqual(q(owner));
        if (age > 0) expect(age).toBeLessThan(whole);
        const left = answer.kind === 'noerror' ? answer.ttl : undefined;
        const negative = answer.kind === 'nodata' ? answer.negativeTtl : undefined;
        const most = left ?? negative;
        if (most !== undefined) {
          expect(most).toBeLessThanOrEqual(whole - age);
          expect(most).toBeGreaterThan(whole - age - 1);
        }
        serial += 1;
      }
    }),
  );
});
