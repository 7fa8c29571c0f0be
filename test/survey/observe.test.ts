import { describe, expect, it } from 'vitest';
import type { Known } from '../../src/dns/answer.js';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { questionKey } from '../../src/dns/question.js';
import { detectedIncludes } from '../../src/rules/profile.js';
import { answersOf, findFacts, observe } from '../../src/survey/observe.js';
import type { Fact, FactName, Facts } from '../../src/survey/survey.js';
import { txt, world } from '../world.js';

const domain = name('d.test');

function factOf<N extends FactName>(fact: N, zone: string): Fact<Facts[N]> | undefined {
  const wanted = { facts: new Set([fact]), includes: [name('v.test')], detect: detectedIncludes };
  return answer(findFacts(domain, wanted), world(zone))[fact];
}

describe('facts', () => {
  it('txt: all values, whether the name exists, and where they come from', () => {
    expect(factOf('txt', txt('d.test', 'a note', 'v=spf1 -all'))).toMatchObject({
      value: { exists: true, values: [{ strings: ['a note'] }, { strings: ['v=spf1 -all'] }] },
    });
    expect(factOf('txt', 'd.test. A 192.0.2.1')).toMatchObject({
      value: { exists: true, values: [] },
    });
    expect(factOf('txt', '')).toMatchObject({ value: { exists: false } });
    expect(
      factOf(
        'txt',
        `d.test. CNAME e.test.\ne.test. CNAME f.test.\n${txt('f.test', 'v=spf1 -all')}`,
      ),
    ).toMatchObject({ value: { exists: true, alias: 'f.test' } });
  });

  it('spf: the records in byte order, whatever the order of the answer, each with its tree', () => {
    const texts = ['v=spf1 b:', 'V=SPF1 a', 'v=spf1 include:x.test -all', 'v=spf10', 'v=spf1 B:'];
    const sorted = ['V=SPF1 a', 'v=spf1 B:', 'v=spf1 b:', 'v=spf1 include:x.test -all'];
    for (const order of [texts, texts.toReversed()]) {
      const fact = factOf('spf', txt('d.test', ...order));
      if (fact?.state !== 'known') throw new Error('it is known');
      expect(fact.value.map(({ text }) => text)).toEqual(sorted);
      expect(fact.value.map(({ tree }) => tree.lookups)).toEqual([1, 0, 0, 1]);
    }
  });

  it('spf: strings join with nothing in between', () => {
    expect(factOf('spf', 'd.test. TXT "v=spf1 ip4:192.0.2" ".1 -all"')).toMatchObject({
      value: [{ text: 'v=spf1 ip4:192.0.2.1 -all', strings: ['v=spf1 ip4:192.0.2', '.1 -all'] }],
    });
  });

  it('mx: by preference, the null MX only where nothing stands beside it', () => {
    expect(factOf('mx', 'd.test. MX 9 b.test.\nd.test. MX 1 a.test.')).toMatchObject({
      value: { isNull: false, records: [{ exchange: 'a.test' }, { exchange: 'b.test' }] },
    });
    expect(factOf('mx', 'd.test. MX 0 .')).toMatchObject({ value: { isNull: true } });
    expect(factOf('mx', 'd.test. MX 0 .\nd.test. MX 1 a.test.')).toMatchObject({
      value: { isNull: false },
    });
    expect(factOf('mx', 'd.test. A 192.0.2.1')).toMatchObject({
      value: { isNull: false, records: [] },
    });
  });

  it('elsewhere: SPF at www, spf and _spf, and of type 99, which servers may refuse', () => {
    const zone = `${txt('www.d.test', 'x', 'v=spf1 -all')}d.test. SPF "v=spf1 a"\n`;
    expect(factOf('elsewhere', zone)).toMatchObject({
      value: [
        { name: 'www.d.test', records: ['v=spf1 -all'], type: 'TXT' },
        { name: 'd.test', records: ['v=spf1 a'], type: 'SPF' },
      ],
    });
    expect(factOf('elsewhere', 'd.test. A 192.0.2.1\n$FAILURE d.test. refused SPF')).toEqual({
      state: 'known',
      value: [],
    });
  });

  it('elsewhere: a name that fails, by itself', () => {
    expect(
      factOf('elsewhere', 'd.test. A 192.0.2.1\n$FAILURE _spf.d.test. timeout TXT'),
    ).toMatchObject({
      value: [{ name: '_spf.d.test', records: [], failure: { cause: 'timeout' } }],
    });
  });

  it('wildcard: what a name answers that nobody set up', () => {
    expect(factOf('wildcard', txt('*.d.test', 'v=spf1 -all', 'x'))).toMatchObject({
      value: ['v=spf1 -all'],
    });
    expect(factOf('wildcard', txt('d.test', 'v=spf1 -all'))).toMatchObject({ value: [] });
  });

  it('siblings: who sends and receives below the domain', () => {
    const zone = `mail.d.test. MX 1 a.test.\n${txt('mail.d.test', 'v=spf1 -all')}www.d.test. MX 0 .\n`;
    expect(factOf('siblings', zone)).toMatchObject({
      value: [
        { name: 'mail.d.test', hasMx: true, records: ['v=spf1 -all'] },
        { name: 'www.d.test', hasMx: false, records: [] },
      ],
    });
  });

  it('exp: what the explanation leads to', () => {
    const zone = (target: string) =>
      txt('d.test', `v=spf1 exp=${target} -all`) + txt('why.d.test', 'no', 'never');
    expect(factOf('exp', zone('why.%{d}'))).toMatchObject({
      value: [{ target: 'why.%{d}', name: 'why.d.test', texts: ['no', 'never'] }],
    });
    expect(factOf('exp', zone('%{i}.d.test'))).toEqual({
      state: 'known',
      value: [{ target: '%{i}.d.test', texts: [] }],
    });
    expect(factOf('exp', zone('gone.test'))).toMatchObject({ value: [{ texts: [] }] });
  });

  it('vendors: whether somebody could register the domain of a dead target', () => {
    const zone = `${txt('d.test', 'v=spf1 include:a.dead.test include:b.live.test a:dead.test -all')}
      live.test. NS ns.test.
    `;
    expect(factOf('vendors', zone)).toEqual({
      state: 'known',
      value: [
        { target: 'a.dead.test', registrable: 'dead.test', exists: false },
        { target: 'b.live.test', registrable: 'live.test', exists: true },
        { target: 'dead.test', registrable: 'dead.test', exists: false },
      ],
    });
  });

  it('wished: what is asked for and what the MX shows, each walked', () => {
    const zone = `${txt('v.test', 'v=spf1 a:h.test -all')}d.test. MX 1 aspmx.l.google.com.\n`;
    expect(factOf('wished', zone)).toMatchObject({
      value: [
        { target: 'v.test', detected: false, tree: { lookups: 2 } },
        { target: '_spf.google.com', detected: true, tree: { lookups: 1 } },
      ],
    });
  });

  it('ns: of the nearest name above that has some', () => {
    const zone =
      'test. NS r.test.\nd.test. NS b.test.\nd.test. NS a.test.\na.b.d.test. A 192.0.2.1';
    const wanted = { facts: new Set(['ns'] as const), includes: [] };
    const facts = answer(findFacts(name('a.b.d.test'), wanted), world(zone));
    expect(facts.ns).toEqual({
      state: 'known',
      value: { zone: 'd.test', servers: ['a.test', 'b.test'] },
    });
  });

  it.each<[FactName, string]>([
    ['txt', '$FAILURE d.test. timeout TXT'],
    ['spf', '$FAILURE d.test. timeout TXT'],
    ['exp', '$FAILURE d.test. timeout TXT'],
    ['vendors', '$FAILURE d.test. timeout TXT'],
    ['exp', `${txt('d.test', 'v=spf1 exp=why.test')}$FAILURE why.test. timeout`],
    ['mx', '$FAILURE d.test. timeout MX'],
    ['ns', '$FAILURE d.test. timeout NS'],
    ['wildcard', '$FAILURE spf-doctor-wildcard-probe.d.test. timeout'],
    ['siblings', '$FAILURE mail.d.test. timeout MX'],
  ])('%s: unknown, with its cause, where %j', (fact, zone) => {
    expect(factOf(fact, zone)).toMatchObject({ state: 'unknown', cause: { cause: 'timeout' } });
  });

  it('spf: known where only what it leads to fails', () => {
    const zone = `${txt('d.test', 'v=spf1 include:slow.test -all')}$FAILURE slow.test. timeout`;
    expect(factOf('spf', zone)).toMatchObject({
      state: 'known',
      value: [{ tree: { failures: [{ cause: 'timeout' }] } }],
    });
  });
});

describe('observe', () => {
  const zone = `
    ${txt('d.test', 'v=spf1 include:a.test include:b.test -all')}
    ${txt('a.test', 'v=spf1 include:c.test -all')}
    ${txt('b.test', 'v=spf1 include:c.test -all')}
    ${txt('c.test', 'v=spf1 include:e.test -all')}
    ${txt('e.test', 'v=spf1 -all')}
  `;
  const clock = () => new Date(Date.UTC(2026, 9, 9));

  function ports(know: Known, asked: string[] = []) {
    const lookup = async (question: Parameters<Known>[0]) => {
      asked.push(questionKey(question));
      await Promise.resolve();
      return know(question);
    };
    return { lookup, clock };
  }

  it('asks only what the wanted facts need', async () => {
    const asked: string[] = [];
    const wanted = { facts: new Set(['txt'] as const), includes: [] };
    await observe(domain, ports(world(zone), asked), wanted);
    expect(asked).toEqual(['d.test TXT']);
  });

  it('takes as many batches as the tree is deep, all facts together', () => {
    const facts = new Set<FactName>([
      'spf',
      'mx',
      'ns',
      'elsewhere',
      'wildcard',
      'siblings',
      'wished',
    ]);
    const asking = findFacts(domain, { facts, includes: [name('b.test')] });
    const know = world(zone);
    let batches = 0;
    for (let step = asking.next([]); !step.done; batches += 1) {
      step = asking.next(step.value.map((question) => know(question)));
    }
    // d, then a and b, then c, then e.
    expect(batches).toBe(4);
  });

  it('is plain data: each answer once, with its time, and the same facts when it is read back', async () => {
    const survey = await observe(domain, ports(world(zone)));
    const keys = survey.observations.map((seen) => questionKey(seen.answer.question));
    expect(new Set(keys).size).toBe(keys.length);
    expect(survey.observations.every(({ at }) => at === '2026-10-09T00:00:00.000Z')).toBe(true);
    const saved = JSON.parse(JSON.stringify(survey)) as typeof survey;
    expect(saved).toEqual(survey);
    const wanted = { facts: new Set(Object.keys(survey.facts) as FactName[]), includes: [] };
    expect(answer(findFacts(domain, wanted), answersOf(saved))).toEqual(survey.facts);
  });

  it('knows nothing of what was not asked', async () => {
    const wanted = { facts: new Set(['txt'] as const), includes: [] };
    const survey = await observe(domain, ports(world(zone)), wanted);
    expect(answersOf(survey)({ name: name('a.test'), type: 'TXT' })).toMatchObject({
      kind: 'failure',
      cause: 'not-covered',
    });
  });
});
