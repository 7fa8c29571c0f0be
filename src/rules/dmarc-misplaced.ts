import { placeName } from './found-dmarc.js';
import { problem, rule, undetermined } from './rule.js';

export const dmarcMisplaced = rule({
  id: 'dmarc-misplaced',
  title: 'a DMARC record where nobody looks for it',
  severity: 'warning',
  why: 'Receivers look at "_dmarc" below the domain and nowhere else, so the policy does not apply.',
  remedy:
    'Publish the record as TXT at host "_dmarc" (most panels append the domain themselves), and delete it where it is now.',
  references: ['RFC 9989 4.5', 'RFC 9989 4.10.1'],
  needs: ['dmarc'],
  applies: ({ facts }) => facts.dmarc.walk.levels[0]?.records.length === 0,
  *check({ domain, facts }) {
    for (const { name, values, failure } of facts.dmarc.elsewhere) {
      if (failure !== undefined) {
        yield undetermined(failure, name);
        continue;
      }
      yield problem(
        { name, place: placeName({ domain }) },
        { evidence: values.map((text) => ({ text, at: name })) },
      );
    }
  },
  say: ({ name, place }) => `a DMARC record stands at ${name} instead of ${place}`,
});
