import { ROOT } from '../dns/name.js';
import type { SpfNode } from '../spf/lookup-tree.js';
import { failuresBelow, hasRecord, shown } from './own-records.js';
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
    for (const { text, tree } of facts.spf) {
      const [failed] = failuresBelow(tree.root);
      // A record that is wholly another's sends what that one sends.
      if (failed !== undefined && isRedirect(tree.root)) {
        yield undetermined(failed);
        continue;
      }
      if (sendsNothing(tree.root) !== takesMail) continue;
      yield problem({ takesMail, hosts: hosts.slice(0, 3) }, { evidence: shown(text, domain) });
    }
  },
  say: ({ takesMail, hosts }) =>
    takesMail
      ? `the record lets nobody send, yet mail is taken at ${hosts.join(', ')}`
      : 'the MX says that the domain takes no mail, yet its record is not "v=spf1 -all"',
});

/** Whether it is `v=spf1 -all`, or a redirect to that. */
function sendsNothing(node: SpfNode): boolean {
  const [term, ...others] = node.records[0]?.terms ?? [];
  if (term === undefined || others.length > 0 || node.records.length > 1) return false;
  if (term.term.kind === 'modifier') return term.below !== undefined && sendsNothing(term.below);
  return term.term.mechanism === 'all' && term.term.qualifier === '-';
}

function isRedirect({ records: [record] }: SpfNode): boolean {
  return record?.terms[0]?.term.kind === 'modifier';
}
