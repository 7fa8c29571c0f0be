import { isRegistrys, placeName } from './found-dmarc.js';
import { problem, rule } from './rule.js';

export const dmarcMultiple = rule({
  id: 'dmarc-multiple',
  title: 'more than one DMARC record published',
  severity: 'error',
  why: 'Receivers discard all of them and apply no policy.',
  remedy: 'Keep one of the records and delete the others.',
  references: ['RFC 9989 4.10'],
  needs: ['dmarc'],
  applies: ({ facts }) => facts.dmarc.walk.levels.some(({ records }) => records.length > 0),
  *check({ facts }) {
    for (const level of facts.dmarc.walk.levels) {
      if (level.records.length < 2 || isRegistrys(level)) continue;
      const at = placeName(level);
      yield problem(
        { count: level.records.length, at },
        { evidence: level.records.map((text) => ({ text, at })) },
      );
    }
  },
  say: ({ count, at }) => `${count} DMARC records are published at ${at} where one is allowed`,
});
