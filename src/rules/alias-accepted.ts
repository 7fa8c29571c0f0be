import { acceptsAll, repliesOf } from './found-probe.js';
import { problem, rule } from './rule.js';

export const aliasAccepted = rule({
  id: 'alias-accepted',
  title: 'an alias that the mail host takes mail for',
  severity: 'notice',
  why: 'Mail to the address lands in the mailbox as well as in the application, or in one of them only.',
  remedy: 'Give the alias in the application a local part that nobody has outside.',
  references: ['Twenty20: aliases'],
  needs: ['probe'],
  applies: ({ facts }) => repliesOf(facts.probe, 'alias').length > 0 && !acceptsAll(facts.probe),
  *check({ domain, facts: { probe } }) {
    for (const { local, outcome } of repliesOf(probe, 'alias')) {
      // A hint: a redirection to the application looks the same from outside.
      if (outcome === 'accepted') {
        yield problem({ address: `${local}@${domain}`, host: probe.host });
      }
    }
  },
  say: ({ address, host }) =>
    `${host} takes mail for ${address}: if that is a mailbox and no redirection, mail lands there too`,
});
