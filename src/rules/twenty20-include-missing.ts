import { TWENTY20_INCLUDE } from '../catalog/twenty20.js';
import { misspeltInclude, sayStanding, standingOf, standingProblem } from './include-standing.js';
import { hasRecord } from './own-records.js';
import { needsTwenty20 } from './profile.js';
import { rule, undetermined } from './rule.js';

export const twenty20IncludeMissing = rule({
  id: 'twenty20-include-missing',
  title: 'no include of Twenty20 in the record',
  severity: 'error',
  why: "Mail that leaves through Twenty20's servers fails SPF and lands in spam.",
  remedy: `Add "include:${TWENTY20_INCLUDE}" to the record, right after "v=spf1".`,
  references: ['Twenty20: How to use my own email servers', 'RFC 7208 5.2'],
  needs: ['spf'],
  applies: (context) => hasRecord(context) && needsTwenty20(context.profile),
  *check({ domain, facts: { spf }, profile }) {
    const standing = standingOf(spf, TWENTY20_INCLUDE);
    if (standing.state === 'unknown' && standing.place === undefined) {
      yield undetermined(standing.cause);
    }
    // One that is there but useless, or misspelt, is told as that.
    if (standing.state !== 'absent' || misspeltInclude(spf, profile) !== undefined) return;
    const found = standingProblem(standing, TWENTY20_INCLUDE, domain);
    if (found !== undefined) yield found;
  },
  say: sayStanding,
});
