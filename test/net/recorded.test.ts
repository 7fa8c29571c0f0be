import { setTimeout as sleep } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failure, type Answer, type Lookup } from '../../src/dns/answer.js';
import { name } from '../../src/dns/name.js';
import { questionKey, type Question } from '../../src/dns/question.js';
import { parseZone, zoneAnswers, zoneLookup } from '../../src/dns/zone.js';
import { check, fix } from '../../src/doctor.js';
import { recorded, worldLookup, worldPolicies } from '../../src/net/recorded.js';
import { readWorld } from '../../src/net/world-text.js';
import type { World } from '../../src/net/world.js';
import type { PolicyReply } from '../../src/records/mta-sts.js';
import { checkJson, jsonText } from '../../src/report/json.js';

const zones = ['mycompany', 'neighbours'].map((file) => {
  const path = new URL(`../../fixtures/zones/${file}.zone`, import.meta.url);
  return parseZone(readFileSync(path, 'utf8'), { file: `${file}.zone` });
});

const mine: Question = { name: name('mycompany.com'), type: 'TXT' };

/** A clock that is never twice the same. */
function ticking(start = '2026-11-23T12:00:00.000Z'): () => Date {
  let now = Date.parse(start);
  return () => new Date((now += 7));
}

/** Answers from the zones, in an order of arrival that differs from run to run. */
function unsteady(seed: number): Lookup {
  const know = zoneAnswers(zones);
  let random = seed;
  return async (question) => {
    random = (random * 48_271) % 0x7fffffff;
    await sleep(random % 5);
    return know(question);
  };
}

function answersOf({ entries }: World): readonly Answer[] {
  return entries.flatMap((entry) => (entry.kind === 'dns' ? [entry.answer] : []));
}

function withoutTimes(world: World): unknown {
  return answersOf(world).map((answer) => ({ ...answer, at: '' }));
}

describe('a recording', () => {
  it('asks each question once and keeps what was answered, and when', async () => {
    const asked: Question[] = [];
    const clock = ticking();
    const recording = recorded((question) => {
      asked.push(question);
      return zoneLookup(zones)(question);
    }, clock);
    const answers = await Promise.all([recording.lookup(mine), recording.lookup(mine)]);
    const known = { ...zoneAnswers(zones)(mine), at: '2026-11-23T12:00:00.014Z' };
    expect(answers).toEqual([known, known]);
    expect(asked).toEqual([mine]);
    expect(recording.world()).toEqual({
      'spf-doctor': 'world',
      schema: 1,
      at: '2026-11-23T12:00:00.007Z',
      entries: [{ kind: 'dns', answer: known }],
    });
  });

  it('leaves the time of an answer that has one', async () => {
    const at = '2026-01-01T00:00:00.000Z';
    const inner: Lookup = async (question) => ({ ...zoneAnswers(zones)(question), at });
    expect(await recorded(inner, ticking()).lookup(mine)).toMatchObject({ at });
  });

  it('is the same whatever answer comes first, apart from the times', async () => {
    const worlds = await Promise.all(
      [1, 2, 3].map(async (seed) => {
        const { lookup, world } = recorded(unsteady(seed), ticking());
        await check('mycompany.com', { lookup });
        return withoutTimes(world());
      }),
    );
    expect(worlds[1]).toEqual(worlds[0]);
    expect(worlds[2]).toEqual(worlds[0]);
  });

  it('stands in the canonical order of names', async () => {
    const { lookup, world } = recorded(zoneLookup(zones), ticking());
    const names = ['b.example', 'z.a.example', 'a-b.example', 'example', '.', 'a.example', 'a.com'];
    for (const each of names) await lookup({ name: name(each), type: 'A' });
    await lookup({ name: name('a.com'), type: 'MX' });
    expect(answersOf(world()).map(({ question }) => question)).toEqual([
      { name: '.', type: 'A' },
      { name: 'a.com', type: 'A' },
      { name: 'a.com', type: 'MX' },
      { name: 'example', type: 'A' },
      { name: 'a.example', type: 'A' },
      { name: 'z.a.example', type: 'A' },
      { name: 'a-b.example', type: 'A' },
      { name: 'b.example', type: 'A' },
    ]);
  });

  it('tells apart who was asked, and how', async () => {
    const ways = [
      {},
      { unvalidated: true },
      { via: '192.0.2.53:53' },
      { via: '[2001:db8::53]:53' },
      { via: '192.0.2.53:53', recursive: true },
      { via: '192.0.2.53:53', recursive: true, unvalidated: true },
    ] as const;
    const says: Lookup = async (question) =>
      failure(question, 'servfail', { detail: questionKey(question) });
    const { lookup, keep, world } = recorded(says, ticking());
    const direct = keep(says);
    for (const way of ways) await ('via' in way ? direct : lookup)({ ...mine, ...way });
    expect(world().entries).toHaveLength(ways.length);
    const replayed = worldLookup(await readWorld(jsonText(world())));
    for (const way of ways) {
      const question = { ...mine, ...way };
      expect(await replayed(question)).toMatchObject({ question, detail: questionKey(question) });
    }
    expect(await replayed({ ...mine, via: '192.0.2.54:53' })).toMatchObject({
      kind: 'failure',
      cause: 'not-covered',
    });
  });
});

describe('a recorded world', () => {
  it('says what was said, down to the time and the order of the observations', async () => {
    const { lookup, world } = recorded(unsteady(4), ticking());
    const live = checkJson(await check('mycompany.com', { lookup }));
    expect(live.facts.length).toBeGreaterThan(15);
    // Another clock, and every answer at once: nothing of the host's comes in.
    const again = await check('mycompany.com', { lookup: worldLookup(world()) });
    expect(checkJson(again)).toEqual(live);
  });

  it('does not say of what nobody asked for that it is not there', async () => {
    const { lookup, world } = recorded(zoneLookup(zones), ticking());
    await check('healthy.example', { lookup });
    const { repair } = await fix('empty.example', { lookup: worldLookup(world()) });
    expect(repair).toMatchObject({ kind: 'unknown', cause: { cause: 'not-covered' } });
  });

  it('gives its own time to an answer without one', async () => {
    const { lookup, world } = recorded(zoneLookup(zones), ticking());
    await lookup(mine);
    const { entries: _, ...rest } = world();
    const edited = answersOf(world()).map(
      ({ at: __, ...answer }) => ({ kind: 'dns', answer }) as const,
    );
    const replayed = worldLookup({ ...rest, entries: edited });
    expect(await replayed(mine)).toMatchObject({ kind: 'noerror', at: rest.at });
  });
});

describe('policies', () => {
  const domain = name('mycompany.com');
  const reply: PolicyReply = { kind: 'unusable', problem: 'status', detail: '404' };

  it('are recorded behind the answers, fetched once, and replayed', async () => {
    let fetches = 0;
    const recording = recorded(zoneLookup(zones), ticking());
    const fetch = recording.keepPolicies(async () => {
      fetches += 1;
      return reply;
    });
    await recording.lookup(mine);
    expect(await fetch(domain)).toEqual(reply);
    expect(await fetch(domain)).toEqual(reply);
    expect(fetches).toBe(1);
    const read = await readWorld(jsonText(recording.world()));
    expect(read.entries.at(-1)).toEqual({ kind: 'policy', domain, reply });
    expect(await worldPolicies(read)(domain)).toEqual(reply);
  });

  it('that a world does not hold could not be fetched', async () => {
    const fetch = worldPolicies(recorded(zoneLookup(zones), ticking()).world());
    expect(await fetch(domain)).toMatchObject({ kind: 'failure', detail: /does not hold/ });
  });

  it.each([
    [
      [{ kind: 'policy', domain, reply: { kind: 'policy', text: 'x'.repeat(65_537) } }],
      /65536 octets/,
    ],
    [[{ kind: 'policy', domain, reply: { kind: 'failure', cause: 'x' } }], /write "timeout" or/],
    [[{ kind: 'policy', domain: 'X.example', reply }], /write a domain name in lower case/],
    [
      [
        { kind: 'policy', domain, reply },
        { kind: 'policy', domain, reply },
      ],
      /asks the same/,
    ],
  ])('%j is no part of a world', async (entries, message) => {
    const world = { ...recorded(zoneLookup(zones), ticking()).world(), entries };
    await expect(readWorld(JSON.stringify(world))).rejects.toThrow(message);
  });
});
