import { ROOT } from '../dns/name.js';
import { sendsNothing, shown } from './own-records.js';
import { problem, rule, undetermined } from './rule.js';

export const mxNullMixed = rule({
  id: 'mx-null-mixed',
  title: 'a null MX where mail is meant to arrive',
  severity: 'error',
  why: 'A null MX says that the domain takes no mail: senders give up at once, and receivers may refuse mail from a domain that no answer can be sent to.',
  remedy:
    'Delete the record "MX 0 ." and publish the hosts that take the mail; or, if the domain is to have no mail at all, keep it alone and publish "v=spf1 -all".',
  references: ['RFC 7505 3', 'RFC 7505 4.2'],
  needs: ['mx', 'spf'],
  applies: ({ facts }) => facts.mx.records.some(({ exchange }) => exchange === ROOT),
  *check({ domain, facts: { mx, spf } }) {
    const others = mx.records.map(({ exchange }) => exchange).filter((host) => host !== ROOT);
    if (others.length > 0) {
      yield problem({ others });
      return;
    }
    for (const own of spf) {
      const barren = sendsNothing(own);
      if (typeof barren !== 'boolean') yield undetermined(barren);
      else if (!barren) yield problem({ others }, { evidence: shown(own.text, domain) });
    }
  },
  say: ({ others }) =>
    others.length > 0
      ? `a null MX stands beside ${others.slice(0, 3).join(', ')}`
      : 'a null MX says that the domain takes no mail, yet its SPF record lets it send',
});
