import { isVoid } from '../dns/answer.js';
import { parseIp4 } from '../dns/address.js';
import type { ExchangeFact } from '../survey/survey.js';
import { anyCovered, hasAddress, uncertain } from './mail-hosts.js';
import { problem, rule } from './rule.js';

export const mxInvalidTarget = rule({
  id: 'mx-invalid-target',
  title: 'an MX record that leads to no mail host',
  severity: 'error',
  why: 'Senders cannot deliver there: mail waits, goes to another host, or comes back; a CNAME in that place is refused by some.',
  remedy:
    'Let the MX record name a host that has A or AAAA records of its own: no address, no alias, no name that is gone.',
  references: ['RFC 5321 5.1', 'RFC 2181 10.3'],
  needs: ['exchanges'],
  applies: ({ facts: { exchanges } }) =>
    !exchanges.implicit && anyCovered(exchanges.hosts.flatMap(({ answers }) => answers)),
  *check({ facts }) {
    for (const host of facts.exchanges.hosts) {
      const flaw = flawOf(host);
      if (flaw !== undefined) yield problem(flaw, { subject: host.name });
      else if (!hasAddress(host)) yield* uncertain(host);
    }
  },
  say: ({ flaw, target }) => {
    switch (flaw) {
      case 'address':
        return 'the MX record holds an address where the name of a host belongs';
      case 'alias':
        return `the MX host is an alias (CNAME) of ${target}`;
      case 'gone':
        return 'the MX host does not exist';
      case 'no-address':
        return 'the MX host has no address';
    }
  },
});

/** A type, as an interface does not fit the index of `Args`. */
type Flaw = Readonly<{
  flaw: 'address' | 'alias' | 'gone' | 'no-address';
  target?: string;
}>;

function flawOf({ name, answers }: ExchangeFact): Flaw | undefined {
  if (parseIp4(name) !== undefined) return { flaw: 'address' };
  const alias = answers.flatMap(({ aliases }) => aliases).at(0);
  if (alias !== undefined) return { flaw: 'alias', target: alias.target };
  if (!answers.every(isVoid)) return undefined;
  return { flaw: answers.some(({ kind }) => kind === 'nxdomain') ? 'gone' : 'no-address' };
}
