import { acceptsAll, repliesOf } from './mx-probe.js';
import { problem, rule } from './rule.js';

export const aliasCollides = rule({
  id: 'alias-collides',
  title: 'an alias that is a mailbox outside too',
  severity: 'warning',
  why: 'Mail to the address lands in the mailbox as well as in the application, or in one of them only.',
  remedy: 'Give the alias in the application a local part that nobody has outside.',
  references: ['Twenty20: aliases'],
  needs: ['probe'],
  applies: ({ facts }) => repliesOf(facts.probe, 'alias').length > 0 && !acceptsAll(facts.probe),
  *check({ domain, facts: { probe } }) {
    for (const { local, outcome } of repliesOf(probe, 'alias')) {
      // A hint: a redirection to the application looks the same from outside.
      if (outcome === 'accepted') {
        yield problem(
          { address: `${local}@${domain}`, host: probe.host },
          { severity: 'notice' },
        );
      }
    }
  },
  say: ({ address, host }) =>
    `${host} takes mail for ${address}: if that is a mailbox and no redirection, mail lands there too`,
});
