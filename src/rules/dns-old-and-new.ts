import { holderText, isHeard } from './name-servers.js';
import { problem, rule } from './rule.js';

export const dnsOldAndNew = rule({
  id: 'dns-old-and-new',
  title: 'the old SPF record and the new one are published at once',
  severity: 'error',
  why: 'Receivers that get both answer permerror and apply neither, so no sender of the domain is authorised.',
  remedy: 'Delete the old TXT value; the new one alone stays.',
  references: ['RFC 7208 3.2', 'RFC 7208 4.5'],
  needs: ['propagation'],
  applies: isHeard,
  *check({ domain, facts: { propagation } }) {
    const { authorities, resolvers } = propagation;
    const both = [...authorities, ...resolvers].filter(({ state }) => state === 'both');
    const [first] = both;
    if (first === undefined) return;
    yield problem(
      { at: both.map(holderText) },
      { evidence: (first.records ?? []).map((text) => ({ text, at: domain })) },
    );
  },
  say: ({ at }) => `${at.join(', ')} ${at.length === 1 ? 'answers' : 'answer'} with both`,
});
