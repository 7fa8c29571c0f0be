/** Records parsed per second beside spf-parse, and what length does to the time. */
import parseWithSpfParse from 'spf-parse';
import { test } from 'vitest';
import type * as Built from '../../src/index.js';
import { isSpf } from '../../src/spf/select.js';
import { madeCases, suiteCases, type CaseSet } from './case-sets.js';
import { median } from './median.js';

const built: string = '../../dist/src/index.js';
const { parseSpf } = (await import(built)) as typeof Built;

/** The SPF records of all names, with what is wrong in them. */
function recordsIn({ worlds }: CaseSet): readonly string[] {
  return worlds
    .flatMap(({ zone }) => zone.records)
    .flatMap(({ record }) => (record.type === 'TXT' ? [record.strings.join('')] : []))
    .filter(isSpf);
}

const suite = suiteCases();
const sets = [...(typeof suite === 'string' ? [] : [suite]), madeCases()];

test.each(sets)('parsed records of $title', async (set) => {
  const records = recordsIn(set);
  const parse = (run: (text: string) => unknown) => () => {
    for (let time = 0; time < 10; time += 1) for (const text of records) run(text);
  };
  const runs = { parseSpf: parse(parseSpf), 'spf-parse': parse(parseWithSpfParse) };
  const taken: Record<keyof typeof runs, number[]> = { parseSpf: [], 'spf-parse': [] };
  // The first rounds warm up; of all the fastest counts, as in check-host.bench.ts.
  for (let round = 0; round < 60; round += 1) {
    for (const what of ['parseSpf', 'spf-parse'] as const) {
      taken[what].push(await median(1, runs[what]));
    }
  }
  const [ours, theirs] = [Math.min(...taken.parseSpf), Math.min(...taken['spf-parse'])];
  const rate = Math.round((10_000 * records.length) / ours).toLocaleString('en');
  const ratio = (theirs / ours).toFixed(1);
  console.log(`parseSpf on ${set.title}: ${rate} records per second, ${ratio} times spf-parse`);
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
