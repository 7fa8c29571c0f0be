import { TWENTY20_INCLUDE } from '../catalog/twenty20.js';
import { sayStanding, standingOf, standingProblem } from './include-standing.js';
import { hasRecord } from './own-records.js';
import { needsTwenty20 } from './profile.js';
import { rule, undetermined } from './rule.js';

export const spfSenderMissing = rule({
  id: 'spf-sender-missing',
  title: 'a sender you asked for is not authorised',
  severity: 'error',
  why: 'Mail that leaves through this service fails SPF and lands in spam.',
  remedy: 'Add the include of the service to the one SPF record, in front of "all".',
  references: ['RFC 7208 5.2', 'RFC 7208 4.6'],
  needs: ['spf'],
  applies: (context) => hasRecord(context) && context.profile.includes.length > 0,
  *check({ domain, facts: { spf }, profile }) {
    for (const target of new Set(profile.includes)) {
      // Twenty20's own has rules of its own.
      if (target === TWENTY20_INCLUDE && needsTwenty20(profile)) continue;
      const standing = standingOf(spf, target);
      if (standing.state === 'unknown') yield undetermined(standing.cause, target);
      const found = standingProblem(standing, target, domain);
      if (found !== undefined) yield { ...found, subject: target };
    }
  },
  say: sayStanding,
});
