import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/dns/answer.js';
import { name, toName, type DomainName } from '../../src/dns/name.js';
import { recordTypes, type Question } from '../../src/dns/question.js';
import { zoneAnswers, type Zone } from '../../src/dns/zone.js';
import { createResolver } from '../../src/net/resolver.js';
import {
  readZones,
  startAuthoritative,
  startRecursive,
  type Authoritative,
  type Running,
} from './servers.js';

/** Every type of every name in the zones, of a name below each, and of one beside. */
function questionsAbout(zones: readonly Zone[]): readonly Question[] {
  const owners = zones.flatMap((zone) => [
    ...zone.records.map(({ record }) => record),
    ...zone.others,
  ]);
  const names = new Set<DomainName>();
  for (const { name: owner } of owners) {
    for (const labels of ['', 'below.', 'two.below.']) {
      names.add(name((labels + owner.replace(/^\*/, 'star')).replace(/^\.$|\.\.$/, '.')));
      const beside = toName(`beside.${owner.slice(owner.indexOf('.') + 1)}`);
      if (beside !== undefined && owner.includes('.', 1)) names.add(beside);
    }
  }
  return [...names].flatMap((each) => recordTypes.map((type) => ({ name: each, type })));
}

/** What two answers have to have in common: the order of records is the server's own. */
function essence(answer: Answer): unknown {
  return {
    question: `${answer.question.type} ${answer.question.name}`,
    kind: answer.kind,
    aliases: answer.aliases.map(({ name: from, target }) => `${from} ${target}`),
    ...(answer.kind === 'failure' && { cause: answer.cause }),
    ...(answer.kind === 'noerror' && {
      records: answer.records
        .map((record) =>
          JSON.stringify(
            Object.entries({ ...record, ttl: 0 }).toSorted(([a], [b]) => (a < b ? -1 : 1)),
          ),
        )
        .toSorted(),
    }),
  };
}

/** Seconds that an answer may be kept, where it says so. */
function keptFor(answer: Answer): number {
  if (answer.kind === 'noerror') return answer.ttl;
  return answer.kind === 'failure' ? 0 : (answer.negativeTtl ?? Infinity);
}

describe.each([
  ['a world of oddities', 'test/interop/world.zone'],
  ['the bundled world', 'fixtures/zones'],
])('%s', (_what, path) => {
  let zones: readonly Zone[];
  let authoritative: Authoritative;
  let recursive: Running;
  beforeAll(async () => {
    zones = await readZones(path);
    authoritative = await startAuthoritative(zones);
    recursive = await startRecursive(authoritative);
  });
  afterAll(async () => {
    await recursive?.stop();
    await authoritative?.stop();
  });

  /** Pairs of what the zones say and what the server says, without what no real server can say. */
  async function compared(
    server: Running,
    recursion: boolean,
  ): Promise<readonly [Answer, Answer][]> {
    const know = zoneAnswers(zones);
    const lookup = createResolver({
      servers: [server],
      recursion,
      maxQuestions: 100_000,
      timeout: 60_000,
    });
    const pairs = await Promise.all(
      questionsAbout(zones)
        .filter((question) => !authoritative.isInvented(question))
        .map((question) => know(question))
        .filter((known) => known.kind !== 'failure')
        .map(async (known): Promise<[Answer, Answer]> => [known, await lookup(known.question)]),
    );
    expect(pairs.length).toBeGreaterThan(100);
    return pairs;
  }

  it('is the same from Knot DNS', async () => {
    for (const [known, heard] of await compared(authoritative, false)) {
      expect(essence(heard)).toEqual(essence(known));
      if (keptFor(known) !== Infinity) expect(keptFor(heard)).toBe(keptFor(known));
    }
  });

  it('is the same through Unbound', async () => {
    for (const [known, heard] of await compared(recursive, true)) {
      expect(essence(heard)).toEqual(essence(known));
      expect(keptFor(heard)).toBeLessThanOrEqual(keptFor(known));
    }
  });
});
