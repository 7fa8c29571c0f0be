import { TWENTY20_DOMAIN } from '../catalog/twenty20.js';
import { isWithin } from '../dns/name.js';
import { isProvided } from './profile.js';
import { problem, rule } from './rule.js';

export const twenty20DomainForeign = rule({
  id: 'twenty20-domain-foreign',
  title: "a mail domain that is Twenty20's own",
  severity: 'warning',
  why: 'Only Twenty20 can publish records there; what Twenty20 Online sends as it works without them.',
  remedy:
    'Name the domain of your own mail; for the one that Twenty20 Online brings along, give --edition online.',
  references: ['Twenty20: How to use my own email servers'],
  needs: [],
  applies: ({ domain, profile }) => profile.twenty20 && isWithin(domain, TWENTY20_DOMAIN),
  *check({ domain, profile }) {
    if (!isProvided(domain, profile)) yield problem({});
  },
  say: () => `it lies in ${TWENTY20_DOMAIN}, which is not yours to set up`,
});
