/** Evaluation by cells gives every address what check_host() gives it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Known } from '../../src/dns/answer.js';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { parseIp4, parseIp6 } from '../../src/dns/address.js';
import { addressValue } from '../../src/spf/address.js';
import { cellsOf, type Cell } from '../../src/spf/cells.js';
import { checkHost } from '../../src/spf/check-host.js';
import { recordTree } from '../../src/spf/lookup-tree.js';
import {
  courseOf,
  evaluateSteps,
  type OpenTerm,
  type Turn,
} from '../../src/spf/tree-evaluation.js';
import { txt, world } from '../world.js';
import { edges, knownOf, textOf, worldOf } from './made-up-worlds.js';

const domain = name('n0.test');

/** A client with an IPv4-mapped address is one of IPv4: no IPv6 term is held against it (RFC 7208 5). */
const clients = edges.filter((address) => !address.startsWith('::ffff:'));

function courseIn(know: Known, text: string) {
  const { root } = answer(recordTree(domain, text), know);
  const course = courseOf(root.records.map((record) => ({ record, domain })));
  return {
    cells: cellsOf(course.sets, 10_000) ?? [],
    open: [...course.open.values()],
    steps: course.steps[0] ?? [],
  };
}

function cellOf(cells: readonly Cell[], address: string): Cell {
  const octets = parseIp4(address) ?? parseIp6(address) ?? [];
  const value = addressValue(octets);
  const found = cells.filter(
    ({ family, intervals }) =>
      (family === 'ipv4') === (octets.length === 4) &&
      intervals.some(({ first, last }) => first <= value && value <= last),
  );
  expect(found).toHaveLength(1);
  return found[0] as Cell;
}

function everyWay(open: readonly OpenTerm[]): readonly ReadonlyMap<string, Turn>[] {
  return open.reduce<readonly ReadonlyMap<string, Turn>[]>(
    (ways, { key, turns }) =>
      ways.flatMap((way) => turns.map((turn) => new Map([...way, [key, turn]]))),
    [new Map()],
  );
}

/** The result that receivers come to. */
function received(know: Known, text: string, ip: string): string {
  const sender = `postmaster@${domain}`;
  return answer(checkHost({ ip, sender, helo: domain, record: text }), know).result;
}

describe('evaluateSteps', () => {
  it('gives each address what check_host() does, limits included', () => {
    fc.assert(
      fc.property(worldOf('include:none.test', 'mx:many.test', 'a:h0.test'), (spec) => {
        const know = knownOf(spec);
        const text = textOf(spec[0] ?? { terms: [], end: '' });
        const { cells, open, steps } = courseIn(know, text);
        expect(open).toEqual([]);
        for (const address of clients) {
          const { result } = evaluateSteps(steps, cellOf(cells, address), new Map(), 'limits');
          expect(`${address} ${result}`).toBe(`${address} ${received(know, text, address)}`);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('gives it in one of the ways in which what depends on the message can turn out', () => {
    const opaque = [
      'exists:%{ir}.x.test',
      'include:%{i}.y.test',
      'a:%{v}.z.test',
      'ptr',
      'mx:%{v}.z.test',
    ];
    const few = worldOf(...opaque).filter(
      (spec) =>
        spec
          .map(textOf)
          .join(' ')
          .split(/%\{|\bptr/).length <= 4,
    );
    fc.assert(
      fc.property(few, (spec) => {
        const know = knownOf(spec);
        const text = textOf(spec[0] ?? { terms: [], end: '' });
        const { cells, open, steps } = courseIn(know, text);
        const ways = everyWay(open);
        for (const address of clients) {
          const cell = cellOf(cells, address);
          const results = ways.map((turns) => evaluateSteps(steps, cell, turns, 'limits').result);
          expect([address, ...results]).toContain(received(know, text, address));
        }
      }),
      { numRuns: 100 },
    );
  });

  const results = (text: string, zone: string, ...addresses: readonly string[]) => {
    const { cells, steps } = courseIn(world(zone), text);
    return addresses.map((address) =>
      (['limits', 'errors', 'terms'] as const).map(
        (rigour) => evaluateSteps(steps, cellOf(cells, address), new Map(), rigour).result,
      ),
    );
  };

  it('leaves limits and errors out of account where it is told to', () => {
    const zone = `${txt('two.test', 'v=spf1 ip4:192.0.2.1 -all', 'v=spf1 -all')}v4.test. A 192.0.2.4`;
    const text = 'v=spf1 a:x.test a:y.test a:z.test ip4:192.0.2.2 include:two.test a:v4.test ~all';
    expect(results(text, zone, '192.0.2.2', '192.0.2.4', '192.0.2.5')).toEqual([
      ['permerror', 'pass', 'pass'],
      ['permerror', 'permerror', 'pass'],
      ['permerror', 'permerror', 'softfail'],
    ]);
  });

  it('counts the void lookups of each family for itself', () => {
    const zone = ['1', '2', '3'].map((host) => `h${host}.test. A 192.0.2.${host}\n`).join('');
    const text = 'v=spf1 a:h1.test a:h2.test a:h3.test ip6:2001:db8::/32 ip4:192.0.2.9 -all';
    expect(results(text, zone, '192.0.2.9', '2001:db8::1').map(([heeded]) => heeded)).toEqual([
      'pass',
      'permerror',
    ]);
  });

  it('asks the hosts of an mx until one matches', () => {
    const zone = `m.test. MX 1 h1.test.\nm.test. MX 2 gone.test.\nm.test. MX 3 h3.test.
      h1.test. A 192.0.2.1\nh3.test. A 192.0.2.3`;
    const text = 'v=spf1 a:x.test a:y.test mx:m.test -all';
    expect(results(text, zone, '192.0.2.1', '192.0.2.3').map(([heeded]) => heeded)).toEqual([
      'pass',
      'permerror',
    ]);
  });
});
