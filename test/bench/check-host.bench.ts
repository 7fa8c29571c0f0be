/** Evaluations and parsed records per second, beside mailauth and spf-parse on the same cases in one run. */
import { type SPFOptions } from 'mailauth';
import { spf } from 'mailauth/lib/spf/index.js';
import parseWithSpfParse from 'spf-parse';
import { expect, test } from 'vitest';
import { recordsOf, txtValue, type Answer, type Known } from '../../src/dns/answer.js';
import { toName } from '../../src/dns/name.js';
import type { RecordType } from '../../src/dns/question.js';
import { zoneAnswers } from '../../src/dns/zone.js';
import type * as Built from '../../src/index.js';
import { readSuite } from '../suite.js';
import { median } from './median.js';

const built: string = '../../dist/src/index.js';
const { answer, checkHost, parseSpf } = (await import(built)) as typeof Built;

const suite = readSuite();
const scenarios = typeof suite === 'string' ? [] : suite;
const worlds = scenarios.map((scenario) => ({
  cases: scenario.cases,
  known: remembered(zoneAnswers([scenario.zone('timeout')])),
}));
const cases = worlds.flatMap(({ cases: all, known }) => {
  const resolver = nodeResolver(known);
  return all.map((wanted) => ({ wanted, known, resolver }));
});
const records = worlds
  .flatMap(({ cases: all, known }) =>
    all.flatMap(({ sender }) => {
      const name = toName(sender.slice(sender.lastIndexOf('@') + 1));
      return name === undefined ? [] : [known({ name, type: 'TXT' })];
    }),
  )
  .flatMap((found) => recordsOf(found, 'TXT').map(txtValue))
  .filter((text) => /^v=spf1(?: |$)/i.test(text));

/** Looked up once, so that both sides are measured without the zone behind the answers. */
function remembered(know: Known): Known {
  const answers = new Map<string, Answer>();
  return (question) => {
    const key = `${question.name} ${question.type}`;
    const found = answers.get(key) ?? know(question);
    answers.set(key, found);
    return found;
  };
}

/** The answers in the form of Node's own resolver, which mailauth takes. */
function nodeResolver(know: Known): NonNullable<SPFOptions['resolver']> {
  return async (domain, type) => {
    const name = toName(domain);
    if (name === undefined) throw Object.assign(new Error('EBADNAME'), { code: 'EBADNAME' });
    const found = know({ name, type: type as RecordType });
    const codes = { nxdomain: 'ENOTFOUND', nodata: 'ENODATA', failure: 'ETIMEOUT' };
    if (found.kind !== 'noerror') {
      throw Object.assign(new Error(found.kind), { code: codes[found.kind] });
    }
    const data: unknown = found.records.map((record) => {
      switch (record.type) {
        case 'A':
        case 'AAAA':
          return record.address;
        case 'MX':
          return { exchange: record.exchange, priority: record.preference };
        case 'TXT':
        case 'SPF':
          return record.strings;
        case 'PTR':
          return record.target;
        case 'CNAME':
        case 'DNAME':
        case 'NS':
        case 'SOA':
        case 'TLSA':
          throw new Error(`SPF asks for no ${record.type}`);
      }
    });
    return data as string[];
  };
}

/** How many results of all cases are right. */
type Pass = () => number | Promise<number>;

function ours(ahead: boolean): Pass {
  return () => {
    let right = 0;
    for (const { wanted, known } of cases) {
      const { ip, sender, helo, results } = wanted;
      const { result } = answer(checkHost({ ip, sender, helo, ahead }), known);
      if (results.includes(result)) right += 1;
    }
    return right;
  };
}

async function mailauths(): Promise<number> {
  let right = 0;
  for (const { wanted, resolver } of cases) {
    const { ip, sender, helo, results } = wanted;
    const found = await spf({ ip, sender, helo, mta: 'mx.receiver.test', resolver });
    if (results.includes(found.status.result)) right += 1;
  }
  return right;
}

/** The median time of each in milliseconds, all of them in turn, so that none has the quieter machine. */
async function inTurn<K extends string>(
  runs: Readonly<Record<K, () => unknown>>,
): Promise<Record<K, number>> {
  const names = Object.keys(runs) as K[];
  const taken = new Map(names.map((what) => [what, [] as number[]]));
  for (let round = 0; round < 61; round += 1) {
    for (const what of names) {
      const time = await median(1, runs[what]);
      // The first rounds warm up.
      if (round >= 20) taken.get(what)?.push(time);
    }
  }
  const middle = (times: readonly number[] = []) => times.toSorted((x, y) => x - y)[20] ?? 0;
  return Object.fromEntries(names.map((what) => [what, middle(taken.get(what))])) as Record<
    K,
    number
  >;
}

const perSecond = (count: number, milliseconds: number) =>
  Math.round((1000 * count) / milliseconds).toLocaleString('en');

const title = typeof suite === 'string' ? `: skipped, ${suite}` : '';

test.skipIf(typeof suite === 'string')(`evaluations of the suite's cases${title}`, async () => {
  const runs: Record<string, Pass> = {
    'one question after the other': ours(false),
    'asking ahead': ours(true),
    mailauth: mailauths,
  };
  const taken = await inTurn(runs);
  for (const [what, run] of Object.entries(runs)) {
    const time = taken[what] ?? 0;
    const ratio = ((taken['mailauth'] ?? 0) / time).toFixed(1);
    const right = `${await run()} of ${cases.length} right`;
    const rate = perSecond(cases.length, time);
    console.log(`${what}: ${rate} evaluations per second, ${ratio} times mailauth, ${right}`);
  }
  expect(cases).toHaveLength(203);
});

test.skipIf(typeof suite === 'string')(`parsed records of the suite${title}`, async () => {
  const times = 20;
  const parse = (run: (text: string) => unknown) => () => {
    for (let time = 0; time < times; time += 1) for (const text of records) run(text);
  };
  const taken = await inTurn({
    parseSpf: parse(parseSpf),
    'spf-parse': parse(parseWithSpfParse),
  });
  for (const what of ['parseSpf', 'spf-parse'] as const) {
    const ratio = (taken['spf-parse'] / taken[what]).toFixed(1);
    const rate = perSecond(times * records.length, taken[what]);
    console.log(`${what}: ${rate} records per second, ${ratio} times spf-parse`);
  }
});

test('parsing is linear in length', async () => {
  const shapes: Record<string, string> = {
    'ip4 terms': 'ip4:192.0.2.1/24 ',
    'unknown terms': 'inlcude:example.com ',
    'one long term': 'x',
    macros: 'exists:%{ir-}.%{l1r+}.example.com ',
    'open macros': 'a:%{d',
    blanks: ' ',
  };
  for (const [what, unit] of Object.entries(shapes)) {
    const figures: string[] = [];
    for (const kib of [1, 4, 16, 64]) {
      const text = `v=spf1 ${unit.repeat(Math.ceil((kib * 1024) / unit.length))}`.slice(
        0,
        kib * 1024,
      );
      const taken = await median(31, () => parseSpf(text));
      figures.push(`${kib} KiB ${((1000 * taken) / kib).toFixed(1)}`);
    }
    console.log(`parseSpf, ${what}: microseconds per KiB at ${figures.join(', ')}`);
  }
});
