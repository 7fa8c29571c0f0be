import { describe, expect, it } from 'vitest';
import { failure, type Known } from '../../src/dns/answer.js';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { findAuthority } from '../../src/survey/authority.js';
import {
  findResolvers,
  propagationOf,
  secondsToNextLook,
  type Propagation,
  type PropagationWish,
} from '../../src/survey/propagation.js';
import { authoritative, failing, internet, type Speaker } from '../internet.js';
import { txt } from '../world.js';

const domain = name('d.test');
const NEW = 'v=spf1 include:_spf.odoo.com ~all';
const OLD = 'v=spf1 mx ~all';
const now = Date.UTC(2026, 10, 23, 12);

/** A server of the zone that holds these records. */
function server(serial: number, ...records: readonly string[]): Speaker {
  return `d.test. 120 SOA ns. h. ${serial} 1800 900 604800 60\n${txt('d.test', ...records)}d.test. A 62.0.0.1`;
}

/** A resolver that holds these records for so many seconds more. */
function holds(ttl: number, ...records: readonly string[]): Known {
  const know = authoritative(`d.test. SOA ns. h. 1 1 1 1 ${ttl}\n${txt('d.test', ...records)}`);
  return (question) => {
    const { authoritative: _, ...found } = know(question);
    if (found.kind === 'noerror') return { ...found, ttl };
    return found.kind === 'failure' ? found : { ...found, negativeTtl: ttl };
  };
}

function spread(
  servers: readonly Speaker[],
  resolvers: readonly Speaker[],
  wish: Partial<PropagationWish> = {},
): Propagation {
  const [inUse = failing('timeout'), ...others] = resolvers;
  const named = (speakers: readonly Speaker[], first: number) =>
    speakers.map((speaker, index) => [`127.0.0.1:${first + index}`, speaker] as const);
  const authorities = named(servers, 1);
  const asked = named(others, 1000);
  const { know } = internet(
    typeof inUse === 'string' ? authoritative(inUse) : inUse,
    Object.fromEntries([...authorities, ...asked]),
  );
  const all: PropagationWish = {
    authorities: authorities.map(([address]) => address),
    resolvers: asked.map(([address]) => ({ address })),
    reservedUse: () => undefined,
    ...wish,
  };
  return propagationOf(
    domain,
    answer(findAuthority(domain, all), know),
    answer(findResolvers(domain, all.resolvers ?? []), know),
    all,
    now,
  );
}

const states = ({ authorities, resolvers }: Propagation) => [
  authorities.map(({ state }) => state).join(' '),
  resolvers.map(({ state }) => state).join(' '),
];

describe('the state', () => {
  const expect_ = { expect: NEW };
  it.each<[string, Speaker[], Speaker[], Propagation['state'], number | undefined]>([
    ['all have it', [server(1, NEW)], [holds(9, NEW), holds(5, NEW)], 'everywhere', 0],
    ['a resolver is behind', [server(1, NEW)], [holds(9, NEW), holds(5, OLD)], 'spreading', 5],
    ['several are', [server(1, NEW)], [holds(70, OLD), holds(5, OLD)], 'spreading', 70],
    ['one holds that there is none', [server(1, NEW)], [holds(44)], 'spreading', 44],
    ['one holds both', [server(1, NEW)], [holds(9, OLD, NEW)], 'spreading', 9],
    ['a server lacks it', [server(2, NEW), server(1, OLD)], [holds(9, NEW)], 'split', undefined],
    ['a server has none', [server(2, NEW), server(1)], [holds(9, NEW)], 'split', undefined],
    ['a server has both', [server(2, NEW, OLD)], [holds(9, NEW)], 'split', undefined],
    ['no server has it', [server(2, OLD), server(1)], [holds(9, NEW)], 'absent', undefined],
    ['no server answers', [failing('timeout')], [holds(9, NEW)], 'undetermined', undefined],
    ['none with authority', [holds(9, NEW)], [holds(9, NEW)], 'undetermined', undefined],
    ['no resolver answers', [server(1, NEW)], [failing('timeout')], 'undetermined', undefined],
    [
      'some do',
      [server(1, NEW), failing('refused')],
      [holds(9, NEW), failing('timeout')],
      'everywhere',
      0,
    ],
  ])('%s', (_, servers, resolvers, state, secondsLeft) => {
    const found = spread(servers, resolvers, expect_);
    expect([found.state, found.secondsLeft]).toEqual([state, secondsLeft]);
  });

  it('counts a negative answer without an SOA by the SOA of the zone', () => {
    const bare: Known = (question) => ({ kind: 'nodata', question, aliases: [] });
    expect(spread([server(1, NEW)], [bare], expect_)).toMatchObject({ secondsLeft: 60 });
  });

  it('says of whoever it is what it holds', () => {
    const found = spread(
      [server(2, NEW), server(1, OLD), server(3, OLD, NEW), server(1), failing('servfail')],
      [holds(9, NEW), holds(9, OLD), holds(9, NEW, OLD), holds(9), failing('timeout')],
      expect_,
    );
    const all = 'new old both none unreachable';
    expect(states(found)).toEqual(['new old both none unreachable', all]);
  });
});

describe('what is new where nobody says', () => {
  it.each<[string, Speaker[], string, string]>([
    ['the highest serial', [server(7, OLD), server(8, NEW), server(7, OLD)], NEW, 'old new old'],
    ['the highest serial past its wrap', [server(4294967295, OLD), server(3, NEW)], NEW, 'old new'],
    ['most, of one serial', [server(7, OLD), server(7, NEW), server(7, NEW)], NEW, 'old new new'],
    ['who has authority', [server(7, NEW), holds(9, OLD), holds(9, OLD)], NEW, 'new old old'],
  ])('%s', (_, servers, expected, held) => {
    const found = spread(servers, [holds(9, NEW)]);
    expect(found).toMatchObject({ wished: false, expected: [expected] });
    expect(states(found)[0]).toBe(held);
  });

  it('is nothing where the newest servers have nothing', () => {
    expect(spread([server(1)], [holds(9)])).toMatchObject({ state: 'absent', expected: [] });
    const removed = spread([server(2), server(1, OLD)], [holds(9)]);
    expect(removed).toMatchObject({ state: 'split', expected: [] });
    expect(states(removed)).toEqual(['none old', 'none']);
  });

  it('is not known where no server answers: what resolvers hold is neither old nor new', () => {
    const found = spread([failing('timeout')], [holds(9, NEW)]);
    expect(found.expected).toBeUndefined();
    expect(states(found)).toEqual(['unreachable', 'unclear']);
  });
});

it('compares by meaning: case, blanks, a plus, other values and strings do not count', () => {
  const written = `d.test. SOA ns. h. 1 1800 900 604800 60
    d.test. TXT "other=1"
    d.test. TXT "V=spf1  +Include:_SPF.odoo" ".com. " "~ALL"`;
  const found = spread([written, server(1, NEW)], [holds(9, NEW)]);
  expect(found.state).toBe('everywhere');
});

it('knows an answer that does not validate from one that is not there', () => {
  const found = spread([server(1, NEW)], [failing('servfail')], {});
  expect(found.resolvers).toMatchObject([{ bogus: false }]);
  const { know } = internet(failing('servfail'), {}, holds(9, NEW));
  expect(answer(findResolvers(domain, []), know)).toMatchObject([
    { txt: { kind: 'failure', cause: 'servfail' }, unvalidated: { kind: 'noerror' } },
  ]);
});

it('names the resolver in use once where it is one of the others', () => {
  const same: Known = (question) => ({ ...holds(9, NEW)(question), server: '127.0.0.1:1000' });
  const found = spread([server(1, NEW)], [same, holds(9, NEW)]);
  expect(found.resolvers).toMatchObject([{ address: '127.0.0.1:1000', inUse: false }]);
});

describe('overdue', () => {
  const hours = (count: number) => now - count * 3_600_000;
  const behind: [Speaker[], Speaker[]] = [[server(1, NEW)], [holds(9, OLD)]];
  it.each<[string, Partial<PropagationWish>, Propagation['overdue'] | undefined]>([
    ['without a date', {}, undefined],
    ['in time', { since: hours(47), overdueAfter: 48 * 3600 }, undefined],
    [
      'too late',
      { since: hours(48), overdueAfter: 48 * 3600 },
      { by: 'documented', seconds: 48 * 3600, limit: 48 * 3600 },
    ],
    ['a moment after every TTL', { due: now - 14_000 }, undefined],
    ['long after every TTL', { due: now - 15_000 }, { by: 'ttl', seconds: 15 }],
  ])('%s', (_, wish, overdue) => {
    expect(spread(...behind, wish).overdue).toEqual(overdue);
  });

  it('is nothing that all have, and no TTL explains servers that differ', () => {
    const late = { since: hours(99), due: hours(99), overdueAfter: 3600 };
    expect(spread([server(1, NEW)], [holds(9, NEW)], late).overdue).toBeUndefined();
    const split = spread([server(2, NEW), server(1, OLD)], [holds(9, OLD)], { due: hours(1) });
    expect(split.overdue).toBeUndefined();
  });
});

describe('the next look', () => {
  it.each<[string, Speaker[], Speaker[], number]>([
    [
      'when the earliest TTL of one behind has run out',
      [server(1, NEW)],
      [holds(50, OLD), holds(40), holds(6, NEW)],
      41,
    ],
    ['not at once', [server(1, NEW)], [holds(1, OLD)], 5],
    ['not in hours', [server(1, NEW)], [holds(86_400, OLD)], 300],
    [
      'soon where the servers are what is waited for',
      [server(2, NEW), server(1, OLD)],
      [holds(9, OLD)],
      30,
    ],
  ])('%s', (_, servers, resolvers, seconds) => {
    expect(secondsToNextLook(spread(servers, resolvers))).toBe(seconds);
  });
});

it('fails as it failed: a resolver is not said to hold nothing', () => {
  const refused: Known = (question) => failure(question, 'refused', { detail: 'EDE 18' });
  const found = spread([server(1, NEW)], [refused]);
  expect(found.resolvers).toMatchObject([{ state: 'unreachable', cause: { cause: 'refused' } }]);
  expect(found.resolvers[0]).not.toHaveProperty('records');
});
