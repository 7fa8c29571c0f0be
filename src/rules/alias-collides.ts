import { sameLocalPart } from './local-part.js';
import { problem, rule } from './rule.js';

export const aliasCollides = rule({
  id: 'alias-collides',
  title: 'an alias that is a mailbox outside too',
  severity: 'warning',
  why: 'Mail to such an address lands in both systems, and nobody knows which of them answers.',
  remedy: 'Create an alias that is used in the application only.',
  references: ['Twenty20: How to use my own email servers'],
  needs: [],
  applies: ({ profile: { aliases = [], mailboxes = [] } }) =>
    aliases.length > 0 && mailboxes.length > 0,
  *check({ domain, profile: { aliases = [], mailboxes = [] } }) {
    for (const alias of aliases) {
      if (mailboxes.some((mailbox) => sameLocalPart(mailbox, alias))) {
        yield problem({ address: `${alias}@${domain}` });
      }
    }
  },
  say: ({ address }) => `${address} is an alias in the application and a mailbox outside`,
});
