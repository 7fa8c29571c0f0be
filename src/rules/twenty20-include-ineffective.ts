import { TWENTY20_INCLUDE } from '../catalog/twenty20.js';
import { misspeltProblem, sayStanding, standingOf, standingProblem } from './include-standing.js';
import { hasRecord } from './own-records.js';
import { needsTwenty20 } from './profile.js';
import { rule, undetermined } from './rule.js';

export const twenty20IncludeIneffective = rule({
  id: 'twenty20-include-ineffective',
  title: 'an include of Twenty20 that has no effect',
  severity: 'error',
  why: "Mail that leaves through Twenty20's servers fails SPF and lands in spam, although the record seems to allow it.",
  remedy: `Have "include:${TWENTY20_INCLUDE}" once, in the one SPF record, right after "v=spf1".`,
  references: ['Twenty20: How to use my own email servers', 'RFC 7208 4.6', 'RFC 7208 5.1'],
  needs: ['spf'],
  applies: (context) => hasRecord(context) && needsTwenty20(context.profile),
  *check({ domain, facts: { spf }, profile }) {
    const standing = standingOf(spf, TWENTY20_INCLUDE);
    if (standing.state === 'unknown' && standing.place !== undefined) {
      yield undetermined(standing.cause);
    }
    const found =
      standing.state === 'absent'
        ? misspeltProblem(spf, profile, domain)
        : standingProblem(standing, TWENTY20_INCLUDE, domain);
    if (found !== undefined) yield found;
  },
  say: sayStanding,
});
