import { test } from 'vitest';
import { makeDomain } from './made-up-domains.js';
import { tryRepair } from './repaired-worlds.js';
import { planRepair } from '../../src/rules/repair.js';
import { surveyOf } from '../world.js';
import { txtValue, recordsOf } from '../../src/dns/answer.js';
import { name } from '../../src/dns/name.js';
test('x', () => {
  for (const seed of (process.env['SEEDS'] ?? '').split(',').map(Number)) {
    const m = makeDomain(seed);
    console.log(
      seed,
      JSON.stringify(m.texts),
      JSON.stringify(m.options),
      JSON.stringify(m.profile),
    );
    for (const v of ['_b.odoo.com', 'v0.test', 'v1.test', 'v2.test', 'v3.test', 'v4.test'])
      console.log(
        v,
        recordsOf(m.know({ name: name(v), type: 'TXT' }), 'TXT')
          .map(txtValue)
          .join(' | '),
      );
    const r = planRepair(surveyOf(m.domain, m.know, m.profile), m.profile, m.options);
    console.log(
      JSON.stringify(
        r,
        (k, v) =>
          typeof v === 'bigint'
            ? String(v)
            : k === 'networks'
              ? undefined
              : k === 'proof' && process.env['NOPROOF']
                ? undefined
                : v,
        1,
      ).slice(0, 6000),
    );
    console.log(tryRepair(seed).faults.slice(0, 6));
  }
});
