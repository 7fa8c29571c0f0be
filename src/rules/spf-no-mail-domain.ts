import { ROOT } from '../dns/name.js';
import { hasRecord, sendsNothing, shown } from './own-records.js';
import { problem, rule, undetermined } from './rule.js';

export const spfNoMailDomain = rule({
  id: 'spf-no-mail-domain',
  title: 'the MX and the SPF record disagree on whether the domain has mail',
  severity: 'notice',
  why: 'A domain that sends but takes no mail loses its bounces and looks suspicious to receivers; one that takes mail but may not send cannot answer it.',
  remedy:
    'For a domain without mail publish "MX 0 ." and "v=spf1 -all"; for any other, mail hosts and the senders it has.',
  references: ['RFC 7505 4.2', 'RFC 7208 10.1.2'],
  needs: ['spf', 'mx'],
  applies: hasRecord,
  *check({ domain, facts }) {
    const hosts = facts.mx.records.map(({ exchange }) => exchange).filter((host) => host !== ROOT);
    const takesMail = hosts.length > 0;
    if (!facts.mx.isNull && !takesMail) return;
    for (const own of facts.spf) {
      const barren = sendsNothing(own);
      if (typeof barren !== 'boolean') yield undetermined(barren);
      else if (barren === takesMail) {
        yield problem(
          { takesMail, hosts: hosts.slice(0, 3) },
          { evidence: shown(own.text, domain) },
        );
      }
    }
  },
  say: ({ takesMail, hosts }) =>
    takesMail
      ? `the record lets nobody send, yet mail is taken at ${hosts.join(', ')}`
      : 'the MX says that the domain takes no mail, yet its record is not "v=spf1 -all"',
});
