/** Proofs of repairs over include trees of many ranges, and how the time grows with them. */
import { expect, test } from 'vitest';
import type { Known } from '../../src/dns/answer.js';
import { noError } from '../../src/dns/chain.js';
import type * as Built from '../../src/index.js';
import { answer } from '../../src/dns/asking.js';
import { defaultProfile } from '../../src/rules/profile.js';
import { prove } from '../../src/rules/proof.js';
import { name } from '../../src/dns/name.js';
import { recordTree } from '../../src/spf/lookup-tree.js';
import { surveyOf } from '../world.js';
import { median } from './median.js';

const built: string = '../../dist/src/index.js';
const { planRepair } = (await import(built)) as typeof Built;

const domain = name('d.test');
const VENDORS = 7;

/** A world in which the domain's tree has so many ranges of IPv4 and IPv6, no two of them adjacent. */
function worldOf(ranges: number): { readonly know: Known; readonly text: string } {
  const texts = new Map<string, string>([['_spf.odoo.com', 'v=spf1 ip4:203.0.113.0/24 ~all']]);
  for (let vendor = 0; vendor < VENDORS; vendor += 1) {
    const terms: string[] = [];
    for (let at = vendor; at < ranges; at += VENDORS) {
      // An odd factor scatters them over the address space, so that they come in no order.
      const value = Math.imul(at, 40_503) & 0x3ffff;
      const [high, low] = [value >> 8, (value & 0xff) * 256];
      terms.push(
        at % 5 === 0
          ? `ip6:2a00:${high.toString(16)}:${low.toString(16)}::/49`
          : `ip4:${high >> 4}.${(high & 15) * 16}.${low >> 8}.0/30`,
      );
    }
    texts.set(`v${vendor}.test`, `v=spf1 ${terms.join(' ')} -all`);
  }
  const includes = Array.from({ length: VENDORS }, (_, vendor) => `include:v${vendor}.test`);
  const text = `v=spf1 ${includes.join(' ')} ~all`;
  texts.set(domain, text);
  return {
    text,
    know: (question) => {
      const found = question.type === 'TXT' ? texts.get(question.name) : undefined;
      if (found === undefined) return { kind: 'nodata', question, aliases: [] };
      const record = { type: 'TXT', name: question.name, ttl: 60, strings: [found] } as const;
      return noError(question, [], [record]);
    },
  };
}

test('the proof of a repair over many ranges', async () => {
  const figures: string[] = [];
  for (const ranges of [6_250, 12_500, 25_000, 50_000]) {
    const { know, text } = worldOf(ranges);
    const tree = (record: string) => answer(recordTree(domain, record), know).root.records[0];
    const before = tree(text);
    const after = tree(text.replace('v=spf1', 'v=spf1 include:_spf.odoo.com'));
    const survey = surveyOf(domain, know, defaultProfile);
    if (before === undefined || after === undefined) throw new Error('a record has a root');
    const wished = survey.facts.wished?.state === 'known' ? survey.facts.wished.value : [];
    const proof = () =>
      prove({
        domain,
        published: [before],
        meant: [before],
        asked: wished,
        after,
        lookups: { before: 7, after: 8 },
      });
    expect(proof()).toMatchObject({ gained: [{ networks: ['203.0.113.0/24'] }], lost: [] });
    const plan = () => planRepair(survey, defaultProfile);
    expect(plan()).toMatchObject({ kind: 'record', lookups: 8 });
    const [proving, planning] = [await median(9, proof), await median(9, plan)];
    figures.push(
      `${ranges}: ${proving.toFixed(0)} ms (${((1000 * proving) / ranges).toFixed(1)} microseconds a range), the whole plan ${planning.toFixed(0)} ms`,
    );
  }
  console.log(`proof over ranges\n  ${figures.join('\n  ')}`);
});
