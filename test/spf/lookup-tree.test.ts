import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answer, Known } from '../../src/dns/answer.js';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { parseZone, zoneAnswers } from '../../src/dns/zone.js';
import {
  lookupTree,
  recordTree,
  walkNodes,
  walkTerms,
  type LookupTree,
} from '../../src/spf/lookup-tree.js';
import { txt, world } from '../world.js';

const probes = readFileSync(new URL('../../fixtures/zones/lookups.zone', import.meta.url), 'utf8');
const probeAnswers = zoneAnswers([parseZone(probes)]);

const at = (domain: string, know: Known): LookupTree => answer(lookupTree(name(domain)), know);

const probe = (label: string): LookupTree => at(`${label}.probe.test`, probeAnswers);

/** Runs to the end and returns how many batches it took besides. */
function batches(domain: string, know: Known): { tree: LookupTree; count: number } {
  const asking = lookupTree(name(domain));
  let count = 0;
  let step = asking.next([]);
  for (; !step.done; count += 1) step = asking.next(step.value.map((question) => know(question)));
  return { tree: step.value, count };
}

describe('lookups', () => {
  const figures = [...probes.matchAll(/^(\S+) +TXT +"v=spf1.* ; \[(\d+)\]/gm)];

  it.each(figures.map(([, label = '', figure]) => [label, Number(figure)] as const))(
    '%s.probe.test costs %d',
    (label, figure) => {
      const tree = probe(label);
      expect(tree.lookups).toBe(figure);
      expect(tree.truncated).toBe(false);
      expect(tree.failures).toEqual([]);
    },
  );

  // The probes of the fixture are published; these are the same in the terse form of a record.
  it.each([
    ['a:h.probe.test', 1],
    ['a/24 mx/24', 2],
    ['~include:leaf.probe.test', 1],
    ['-all redirect=leaf.probe.test', 0],
    ['-all include:leaf.probe.test a mx', 0],
    ['include:two.probe.test', 2],
    ['include:two.probe.test include:two.probe.test', 4],
    ['A MX -ALL', 2],
    ['exp=why.probe.test include=leaf.probe.test moo=a', 0],
    ['include:%{d2}.leaf.probe.test', 1],
    ['exists:%{p}.probe.test', 2],
    ['include:.probe.test a:gone..probe.test', 2],
  ])('%s costs %d', (terms, lookups) => {
    const tree = answer(recordTree(name('probe.test'), `v=spf1 ${terms}`), probeAnswers);
    expect(tree.lookups).toBe(lookups);
  });

  it('has the same node where domains include the same name and nothing differs in it', () => {
    const answers = new Map<string, Answer>();
    const kept: Known = (question) => {
      const key = `${question.name} ${question.type}`;
      const found = answers.get(key) ?? probeAnswers(question);
      answers.set(key, found);
      return found;
    };
    const four = (domain: string, terms = '') => {
      const text = `v=spf1 ${terms} include:four.probe.test -all`;
      const { root } = answer(recordTree(name(domain), text), kept);
      return root.records[0]?.terms.find(({ below }) => below !== undefined)?.below;
    };
    const first = four('a.test');
    expect(four('b.test')).toBe(first);
    const later = four('c.test', 'a:h.probe.test');
    expect(later?.records[0]?.terms[0]?.ordinal).toBe(3);
    expect(first?.records[0]?.terms[0]?.ordinal).toBe(2);
    answers.clear();
    expect(four('b.test')).not.toBe(first);
    expect(four('b.test')).toEqual(first);
  });

  it('numbers each term by its last lookup, in the order of evaluation', () => {
    const ordinals = [...walkTerms(probe('eleven').root)].map(({ term, path }) => [
      path.at(-1)?.split('.')[0],
      term.term.text,
      term.ordinal,
    ]);
    expect(ordinals.filter(([, , ordinal]) => ordinal !== undefined)).toEqual([
      ['eleven', 'include:four.probe.test', 1],
      ['four', 'include:two.probe.test', 2],
      ['two', 'include:leaf.probe.test', 3],
      ['four', 'a:h.probe.test', 4],
      ['four', 'mx:cidr.probe.test', 5],
      ['eleven', 'include:diamond.probe.test', 6],
      ['diamond', 'include:diamond-l.probe.test', 7],
      ['diamond-l', 'include:leaf.probe.test', 8],
      ['diamond', 'include:diamond-r.probe.test', 9],
      ['diamond-r', 'include:leaf.probe.test', 10],
      ['eleven', 'a:h.probe.test', 11],
    ]);
  });
});

describe('void lookups', () => {
  it.each([
    ['void', 1, 1],
    ['void-twice', 2, 2],
    ['void-three', 3, 3],
    ['void-include', 1, 1],
    ['void-ipv6', 0, 3],
    ['void-ipv4', 3, 0],
    ['nullmx', 0, 0],
    ['twelve', 0, 1],
  ])('%s.probe.test: %d for IPv4, %d for IPv6', (label, ipv4, ipv6) => {
    expect(probe(label).voidLookups).toEqual({ ipv4, ipv6 });
  });

  it('are a term each, however many of its hosts have no address', () => {
    const know = world(`${txt('d.test', 'v=spf1 mx -all')}
      d.test. MX 1 one.d.test.
      d.test. MX 2 two.d.test.
      d.test. MX 3 live.d.test.
      live.d.test. A 192.0.2.1
    `);
    expect(at('d.test', know).voidLookups).toEqual({ ipv4: 1, ipv6: 1 });
  });

  it('are none where the lookup failed', () => {
    const know = world(`${txt('d.test', 'v=spf1 a:h.d.test include:i.d.test -all')}
      $FAILURE h.d.test. timeout
      $FAILURE i.d.test. servfail TXT
    `);
    const tree = at('d.test', know);
    expect(tree.voidLookups).toEqual({ ipv4: 0, ipv6: 0 });
    expect(
      tree.failures.map(({ question, cause }) => [question.name, question.type, cause]),
    ).toEqual([
      ['h.d.test', 'A', 'timeout'],
      ['h.d.test', 'AAAA', 'timeout'],
      ['i.d.test', 'TXT', 'servfail'],
    ]);
  });
});

describe('loops', () => {
  const loops = (tree: LookupTree) =>
    [...walkNodes(tree.root)]
      .filter(({ node }) => node.unwalked === 'loop')
      .map(({ path }) => path.map((domain) => domain.split('.')[0]).join(' > '));

  it.each([
    ['loop', ['loop > loop-b > loop-c > loop'], 3],
    ['loop-self', ['loop-self > loop-self'], 1],
    // Somebody else's circle: the name is no part of it.
    ['loop-hidden', [], 0],
    ['twice', [], 4],
    ['diamond', [], 4],
  ])('%s.probe.test', (label, expected, lookups) => {
    const tree = probe(label);
    expect(loops(tree)).toEqual(expected);
    expect(tree.lookups).toBe(lookups);
  });

  it('are seen in any spelling and through redirect', () => {
    const know = world(
      txt('d.test', 'v=spf1 include:%{d1r}.E.Test. -all') +
        txt('d.e.test', 'v=spf1 redirect=D.test.'),
    );
    expect(loops(at('d.test', know))).toEqual(['d > d > d']);
  });
});

describe('what is at a name', () => {
  const know = world(`
    ${txt('none.test', 'a note')}
    ${txt('several.test', 'v=spf1 a:h.test -all', 'v=spf1 include:one.test include:one.test -all')}
    ${txt('one.test', 'v=spf1 ip4:192.0.2.0/24 -all')}
    ${txt('up.test', 'v=spf1 include:several.test include:none.test include:gone.test -all')}
    h.test. A 192.0.2.1
    $FAILURE slow.test. timeout
  `);

  it('none, several, failure', () => {
    expect(at('none.test', know)).toMatchObject({ lookups: 0, root: { records: [] } });
    expect(at('gone.test', know).root.answer?.kind).toBe('nxdomain');
    const several = at('several.test', know);
    expect(several.root.records.map(({ lookups }) => lookups)).toEqual([1, 2]);
    expect(at('slow.test', know)).toMatchObject({
      lookups: 0,
      root: { records: [], answer: { kind: 'failure' } },
      failures: [{ cause: 'timeout' }],
    });
  });

  it('below an include, where several are a permerror that nobody walks', () => {
    const tree = at('up.test', know);
    expect(tree.lookups).toBe(3);
    expect(tree.truncated).toBe(false);
    const [record] = tree.root.records;
    expect(record?.terms.map(({ below }) => below?.records.length)).toEqual([2, 0, 0, undefined]);
    expect(tree.voidLookups).toEqual({ ipv4: 1, ipv6: 1 });
  });
});

describe('batches', () => {
  const zone = (levels: readonly (readonly [string, string])[]) =>
    world(levels.map(([owner, terms]) => txt(owner, `v=spf1 ${terms} -all`)).join(''));

  it.each([
    ['one record', [['d.test', 'ip4:192.0.2.1']], 1],
    ['the same level together', [['d.test', 'a mx:x.test include:x.test include:y.test']], 2],
    [
      'a tree of depth four',
      [
        ['d.test', 'include:a.test include:b.test'],
        ['a.test', 'include:c.test include:e.test'],
        ['b.test', 'include:c.test'],
        ['c.test', 'include:f.test'],
        ['e.test', 'include:f.test'],
        ['f.test', 'ip4:192.0.2.1'],
      ],
      4,
    ],
  ] as const)('%s', (_, levels, depth) => {
    expect(batches('d.test', zone(levels)).count).toBe(depth);
  });

  it('ask each name once', () => {
    const asked: string[] = [];
    const know = zone([
      ['d.test', 'include:a.test include:a.test a:h.test a:h.test'],
      ['a.test', 'ip4:192.0.2.1'],
    ]);
    answer(lookupTree(name('d.test')), (question) => {
      asked.push(`${question.name} ${question.type}`);
      return know(question);
    });
    expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted());
  });
});

describe('hostile worlds end', () => {
  const spf =
    (text: string): Known =>
    (question) => ({
      kind: 'noerror',
      question,
      aliases: [],
      ttl: 60,
      records: [
        {
          type: 'TXT',
          name: question.name,
          ttl: 60,
          strings: [text.replace('SELF', question.name)],
        },
      ],
    });

  it('in an endless chain', () => {
    const { tree, count } = batches('d.test', spf('v=spf1 include:x.%{d} -all'));
    expect(count).toBeLessThan(50);
    expect(tree.lookups).toBeGreaterThan(10);
    expect(tree.truncated).toBe(true);
  });

  it('with a fan-out of ten at each level', () => {
    const terms = Array.from({ length: 10 }, (_, index) => `include:x${index}.%{d}`).join(' ');
    const { tree, count } = batches('d.test', spf(`v=spf1 ${terms} -all`));
    expect(count).toBeLessThan(50);
    expect(tree.lookups).toBeGreaterThan(100);
    expect(tree.truncated).toBe(true);
  });

  it('with names by the thousand, and says that it left some out', () => {
    const know = world(
      txt('leaf.test', 'v=spf1 -all') +
        txt('twig.test', 'v=spf1 include:leaf.test -all') +
        txt('d.test', `v=spf1 ${'include:twig.test '.repeat(900)}-all`),
    );
    const tree = at('d.test', know);
    expect(tree.lookups).toBeGreaterThanOrEqual(900);
    expect(tree.truncated).toBe(true);
  });
});
