import { incomingServers, redirectTarget } from './profile.js';
import { problem, rule } from './rule.js';

export const incomingDouble = rule({
  id: 'incoming-double',
  title: 'a redirection and an incoming server at once',
  severity: 'warning',
  why: 'What the redirection has delivered already is fetched from the mailbox once more, so messages appear twice.',
  remedy:
    'Keep the redirection and remove the incoming server; or give up the redirection and leave --database out.',
  references: ['Twenty20: How to use my own email servers'],
  needs: [],
  applies: ({ profile }) =>
    redirectTarget(profile) !== undefined && incomingServers(profile).length > 0,
  *check({ profile }) {
    const target = redirectTarget(profile);
    for (const { host } of incomingServers(profile)) yield problem({ host, target });
  },
  say: ({ host, target }) => `mail comes by the redirection to ${target} and from ${host}`,
});
