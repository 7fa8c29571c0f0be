import { givenLocalParts, reservedLocalParts, sameLocalPart } from './local-part.js';
import { problem, rule } from './rule.js';

export const aliasReserved = rule({
  id: 'alias-reserved',
  title: 'one name for two purposes',
  severity: 'error',
  why: 'The application keeps the catchall and the bounce address to itself, each for its own purpose: mail to an alias of that name never becomes a record.',
  remedy: 'Choose different names for the aliases, the catchall and the bounce address.',
  references: ['Twenty20: How to use my own email servers'],
  needs: [],
  applies: ({ profile }) => givenLocalParts(profile).length > 0,
  *check({ profile }) {
    const reserved = reservedLocalParts(profile);
    const [catchall, bounce] = reserved;
    if (catchall && bounce && sameLocalPart(catchall.text, bounce.text)) {
      yield problem({ text: catchall.text, roles: ['catchall', 'bounce'] });
    }
    for (const alias of profile.aliases ?? []) {
      const taken = reserved.find(({ text }) => sameLocalPart(text, alias));
      if (taken !== undefined) yield problem({ text: alias, roles: ['alias', taken.role] });
    }
  },
  say: ({ text, roles: [role, other] }) =>
    `"${text}" is to be ${role === 'alias' ? 'an alias' : `the ${role} address`} and is the ${other} address`,
});
