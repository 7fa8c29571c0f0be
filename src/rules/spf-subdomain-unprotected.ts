import { problem, rule } from './rule.js';

export const spfSubdomainUnprotected = rule({
  id: 'spf-subdomain-unprotected',
  title: 'a sub-domain with mail but without SPF',
  severity: 'notice',
  why: 'SPF is not inherited: mail that claims to come from the sub-domain is checked against no record at all.',
  remedy: 'Publish an SPF record at the sub-domain: "v=spf1 -all" if nothing sends from it.',
  references: ['RFC 7208 3', 'RFC 7208 10.1.2'],
  needs: ['siblings'],
  *check({ facts }) {
    for (const { name, hasMx, records } of facts.siblings) {
      if (hasMx && records.length === 0) yield problem({ name }, { subject: name });
    }
  },
  say: ({ name }) => `${name} has mail hosts (MX) but no SPF record`,
});
