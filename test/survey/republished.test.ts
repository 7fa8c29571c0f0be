import { describe, expect, it } from 'vitest';
import { name } from '../../src/dns/name.js';
import { defaultProfile } from '../../src/rules/profile.js';
import { republished } from '../../src/survey/republished.js';
import type { Survey } from '../../src/survey/survey.js';
import { surveyOf, txt, world } from '../world.js';

const domain = name('d.test');
const observed = (...texts: readonly string[]): Survey =>
  surveyOf(
    domain,
    world(
      txt('d.test', ...texts) +
        txt('_spf.odoo.com', 'v=spf1 ip4:62.10.16.0/24 ~all') +
        txt('one.test', 'v=spf1 ip4:192.0.2.0/28 -all'),
    ),
    defaultProfile,
  );

describe('a survey as it would be', () => {
  it('has the new record in place of all old ones, and the other values beside it', () => {
    const before = observed('a note', 'v=spf1 include:one.test ~all', 'v=spf1 -all');
    const { facts, observations } = republished(before, 'v=spf1 include:_spf.odoo.com ~all');
    expect(facts).toMatchObject({
      spf: {
        value: [{ text: 'v=spf1 include:_spf.odoo.com ~all', tree: { lookups: 1, failures: [] } }],
      },
      txt: { value: { exists: true, values: [{ strings: ['a note'] }, { type: 'TXT' }] } },
      wished: { value: [{ target: '_spf.odoo.com', detected: false }] },
    });
    expect(Object.keys(facts).toSorted()).toEqual(Object.keys(before.facts).toSorted());
    expect(observations).toBe(before.observations);
  });

  it('has it where there was nothing, and without what it replaces', () => {
    const record = 'v=spf1 include:_spf.odoo.com ~all';
    for (const texts of [[], ['"v=spf1 a"']]) {
      const { facts } = republished(observed(...texts), record, texts);
      expect(facts.txt).toMatchObject({ value: { exists: true, values: [{ strings: [record] }] } });
      expect(facts.spf).toMatchObject({ value: [{ text: record }] });
    }
  });

  it('splits a long record into strings', () => {
    const record = `v=spf1 ${'ip4:192.0.2.1 '.repeat(40)}~all`;
    const { facts } = republished(observed('x'), record);
    expect(facts.spf).toMatchObject({ value: [{ text: record }] });
  });

  it('does not know what nobody asked', () => {
    const { facts } = republished(observed('x'), 'v=spf1 include:new.test ~all');
    expect(facts.spf).toMatchObject({
      value: [{ tree: { failures: [{ cause: 'not-covered' }] } }],
    });
  });

  it('stays unknown where the domain could not be looked up', () => {
    const know = world('$FAILURE d.test. timeout TXT');
    const { facts } = republished(surveyOf(domain, know, defaultProfile), 'v=spf1 -all');
    expect(facts.spf).toMatchObject({ state: 'unknown', cause: { cause: 'timeout' } });
  });
});
