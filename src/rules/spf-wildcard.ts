import { problem, rule } from './rule.js';

export const spfWildcard = rule({
  id: 'spf-wildcard',
  title: 'a wildcard gives SPF to every name',
  severity: 'notice',
  why: 'It answers for every name below the domain that has no records at all, made-up ones included, and for none that has any: whoever it authorises may send as all of them.',
  remedy:
    'Keep it only if it authorises nobody ("v=spf1 -all"), and publish SPF at each name that has other records.',
  references: ['RFC 7208 3.5', 'RFC 4592 2.1.1'],
  needs: ['wildcard'],
  *check({ domain, facts }) {
    if (facts.wildcard.length === 0) return;
    yield problem({ name: `*.${domain}` }, { evidence: facts.wildcard.map((text) => ({ text })) });
  },
  say: ({ name }) => `${name} gives an SPF record to every name that has no records of its own`,
});
