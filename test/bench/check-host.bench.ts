/** Evaluations and parsed records per second, beside mailauth and spf-parse on the same cases in one run. */
import { spf } from 'mailauth/lib/spf/index.js';
import parseWithSpfParse from 'spf-parse';
import { expect, test } from 'vitest';
import { recordsOf, txtValue, type Answer, type Known } from '../../src/dns/answer.js';
import { answer } from '../../src/dns/asking.js';
import { toName } from '../../src/dns/name.js';
import type { RecordType } from '../../src/dns/question.js';
import { zoneAnswers } from '../../src/dns/zone.js';
import { checkHost } from '../../src/spf/check-host.js';
import { parseSpf } from '../../src/spf/parse.js';
import { readSuite, type SuiteCase } from '../suite.js';
import { median } from './median.js';

const suite = readSuite();
const scenarios = typeof suite === 'string' ? [] : suite;
const worlds = scenarios.map((scenario) => ({
  cases: scenario.cases,
  known: remembered(zoneAnswers([scenario.zone('timeout')])),
}));
const cases = worlds.flatMap((world) => world.cases.map((wanted) => ({ wanted, ...world })));
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
function nodeResolver(know: Known): (domain: string, type: string) => Promise<unknown> {
  return async (domain, type) => {
    const name = toName(domain);
    if (name === undefined) throw Object.assign(new Error('EBADNAME'), { code: 'EBADNAME' });
    const found = know({ name, type: type as RecordType });
    const codes = { nxdomain: 'ENOTFOUND', nodata: 'ENODATA', failure: 'ETIMEOUT' };
    if (found.kind !== 'noerror') {
      throw Object.assign(new Error(found.kind), { code: codes[found.kind] });
    }
    return found.records.map((record) => {
      switch (record.type) {
        case 'A':
        case 'AAAA':
          return record.address;
        case 'MX':
          return { exchange: record.exchange, priority: record.preference };
        case 'TXT':
        case 'SPF':
          return record.strings;
        case 'CNAME':
        case 'NS':
        case 'PTR':
          return record.target;
        case 'SOA':
          return record.primary;
      }
    });
  };
}

function ours({ ip, sender, helo }: SuiteCase, known: Known, ahead: boolean): string {
  return answer(checkHost({ ip, sender, helo, ahead }), known).result;
}

async function mailauths({ ip, sender, helo }: SuiteCase, known: Known): Promise<string> {
  const found = await spf({
    ip,
    sender,
    helo,
    mta: 'mx.receiver.test',
    resolver: nodeResolver(known),
  });
  return found.status.result;
}

const perSecond = (count: number, milliseconds: number) =>
  Math.round((1000 * count) / milliseconds).toLocaleString('en');

const title = typeof suite === 'string' ? `: skipped, ${suite}` : '';

test.skipIf(typeof suite === 'string')(`evaluations of the suite's cases${title}`, async () => {
  const right = async (run: (each: (typeof cases)[number]) => string | Promise<string>) => {
    let count = 0;
    for (const each of cases) count += each.wanted.results.includes(await run(each)) ? 1 : 0;
    return count;
  };
  const runs = {
    'one question after the other': ({ wanted, known }) => ours(wanted, known, false),
    'asking ahead': ({ wanted, known }) => ours(wanted, known, true),
    mailauth: ({ wanted, known }) => mailauths(wanted, known),
  } satisfies Record<string, (each: (typeof cases)[number]) => string | Promise<string>>;
  // The first round warms up, and says how many results are right.
  for (const run of Object.values(runs)) await right(run);
  const taken: Record<string, number> = {};
  for (const [what, run] of Object.entries(runs)) {
    taken[what] = await median(31, async () => {
      for (const each of cases) await run(each);
    });
  }
  const beside = taken['mailauth'] ?? 0;
  for (const [what, run] of Object.entries(runs)) {
    const time = taken[what] ?? 0;
    const ratio = (beside / time).toFixed(1);
    console.log(
      `${what}: ${perSecond(cases.length, time)} evaluations per second, ${ratio} times mailauth, ${await right(run)} of ${cases.length} right`,
    );
  }
  expect(cases).toHaveLength(203);
});

test.skipIf(typeof suite === 'string')(`parsed records of the suite${title}`, async () => {
  const times = 20;
  const parse = (run: (text: string) => unknown) => () => {
    for (let time = 0; time < times; time += 1) for (const text of records) run(text);
  };
  const runs = { parseSpf, 'spf-parse': parseWithSpfParse };
  for (const run of Object.values(runs)) parse(run)();
  const taken = {
    parseSpf: await median(31, parse(runs.parseSpf)),
    'spf-parse': await median(31, parse(runs['spf-parse'])),
  };
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
