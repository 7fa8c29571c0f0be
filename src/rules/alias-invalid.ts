import { aliasProblem, givenLocalParts } from './local-part.js';
import { problem, rule } from './rule.js';

export const aliasInvalid = rule({
  id: 'alias-invalid',
  title: 'an alias that can be no address',
  severity: 'error',
  why: 'The application changes such a name (lower case, accents dropped, cut at the @, other characters to "-"), so mail to what was meant is returned.',
  remedy:
    "Use letters without accents, digits and !#$%&'*+-/=?^_`{|}~, in groups joined by single dots.",
  references: ['Twenty20: later pages on email', 'RFC 5322 3.2.3'],
  needs: [],
  applies: ({ profile }) => givenLocalParts(profile).length > 0,
  *check({ profile }) {
    for (const { role, text } of givenLocalParts(profile)) {
      const reason = aliasProblem(text);
      if (reason !== undefined) yield problem({ roles: [role], text, reason }, { subject: text });
    }
  },
  say: ({ roles, text, reason }) => `"${text}" can be no ${roles.join(', ')}: ${reason}`,
});
