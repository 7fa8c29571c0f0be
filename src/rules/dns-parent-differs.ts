import { isHeard } from './name-servers.js';
import { problem, rule } from './rule.js';

export const dnsParentDiffers = rule({
  id: 'dns-parent-differs',
  title: 'the parent zone lists other name servers than the zone itself',
  severity: 'warning',
  why: 'Resolvers come by the list of the parent and stay by the list of the zone, so a change made at one DNS host only is seen by some of them, or by none.',
  remedy:
    'Find out which DNS host serves the zone, make changes there, and give the same servers at the registrar and in the NS records of the zone.',
  references: ['RFC 1034 4.2.2', 'RFC 1912 2.8'],
  needs: ['propagation'],
  applies: (context) =>
    isHeard(context) &&
    context.facts.propagation.delegated !== undefined &&
    context.facts.propagation.own.length > 0,
  *check({ facts: { propagation } }) {
    const { zone, delegated = [], own, authorities } = propagation;
    const onlyParent = delegated.filter((name) => !own.includes(name));
    const onlyZone = own.filter((name) => !delegated.includes(name));
    if (onlyParent.length + onlyZone.length === 0) return;
    const has = (names: readonly string[]) =>
      authorities.some(({ name, state }) => state === 'new' && name && names.includes(name));
    yield problem(
      { onlyParent, onlyZone, wrongHost: has(onlyZone) && !has(delegated) },
      zone === undefined ? {} : { subject: zone },
    );
  },
  say: ({ onlyParent, onlyZone, wrongHost }) =>
    [
      ...(onlyParent.length === 0 ? [] : [`the parent alone lists ${onlyParent.join(', ')}`]),
      ...(onlyZone.length === 0 ? [] : [`the zone alone lists ${onlyZone.join(', ')}`]),
    ].join(', and ') +
    (wrongHost ? '; the record is on servers only that the parent does not list' : ''),
});
