import { allTerms, leadShown, placeText } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfDeadVendor = rule({
  id: 'spf-dead-vendor',
  title: 'a domain in the record is free to register',
  severity: 'warning',
  why: 'Whoever registers it can publish an SPF record or an address there and send as you, and pass.',
  remedy: 'Remove the term: the service behind it is gone.',
  references: ['RFC 7208 11.2'],
  needs: ['spf', 'vendors'],
  *check(context) {
    const told = new Set<string>();
    for (const { target, registrable, exists } of context.facts.vendors) {
      if (exists || !isHostName(registrable) || told.has(registrable)) continue;
      told.add(registrable);
      const place = [...allTerms(context)].find(({ term }) => term.target === target);
      yield problem(
        { registrable, term: place === undefined ? target : placeText(place) },
        {
          subject: registrable,
          ...(place === undefined ? {} : { evidence: leadShown(place, context.domain) }),
        },
      );
    }
  },
  say: ({ registrable, term }) =>
    `${term} depends on ${registrable}, which does not exist: anyone can register it and send as you`,
});

/** Whether a registry would take it (RFC 1123 2.1): what was typed by mistake is no vendor's name. */
function isHostName(registrable: string): boolean {
  return /^[a-z0-9.-]+$/.test(registrable);
}
