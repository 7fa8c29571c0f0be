import { test } from 'vitest';
import { makeDomain } from './made-up-domains.js';
import { planRepair } from '../../src/rules/repair.js';
import { refusalText } from '../../src/report/words.js';
import { surveyOf } from '../world.js';
test('x', () => {
  const seen = new Map<string, number>();
  for (let seed = 1; seed < 1500; seed += 1) {
    const m = makeDomain(seed);
    const r = planRepair(surveyOf(m.domain, m.know, m.profile), m.profile, m.options);
    if (r?.kind !== 'refused') continue;
    if (
      !['changes-senders', 'too-many-voids', 'shadowed', 'unproved', 'fault'].includes(
        r.reason.kind,
      )
    )
      continue;
    const k =
      r.reason.kind +
      (r.reason.kind === 'changes-senders'
        ? ` ${r.reason.change} ${r.reason.span.before}>${r.reason.span.after}`
        : '') +
      ` ${m.texts.length} texts`;
    seen.set(k, (seen.get(k) ?? 0) + 1);
    if (m.texts.length < 2)
      console.log(
        seed,
        k,
        m.texts.map((t) => t.published),
        m.profile.includes,
        JSON.stringify(m.options),
        refusalText(r.reason).slice(0, 200),
      );
  }
  console.log([...seen]);
});
