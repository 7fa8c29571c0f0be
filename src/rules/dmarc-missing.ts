import { isRegistrys, nearMisses, recordOf } from './found-dmarc.js';
import { problem, rule } from './rule.js';

export const dmarcMissing = rule({
  id: 'dmarc-missing',
  title: 'no DMARC record published',
  severity: 'warning',
  why: 'Nothing tells receivers what to do with mail that forges the domain, and large mailbox providers ask senders in bulk for a record.',
  remedy:
    'Publish a TXT record at host "_dmarc": "v=DMARC1; p=none; rua=mailto:" and a mailbox of the domain; read the reports, then go on to p=quarantine.',
  references: ['RFC 9989 4.7', 'RFC 9989 5.1.4'],
  needs: ['mx', 'dmarc'],
  applies: ({ facts }) => facts.mx.exists,
  *check(context) {
    const place = recordOf(context);
    if (place !== undefined && !isRegistrys(place)) return;
    const { walk, elsewhere } = context.facts.dmarc;
    // What is there, but does not count, is told by the rules for that.
    if (walk.levels.some((level) => level.records.length > 1 && !isRegistrys(level))) return;
    if (elsewhere.some(({ values }) => values.length > 0)) return;
    if (nearMisses(context).length > 0) return;
    yield problem(place === undefined ? {} : { registry: place.domain });
  },
  say: ({ registry }: { readonly registry?: string }) =>
    registry === undefined
      ? 'there is no DMARC record'
      : `there is no DMARC record but that of the registry of ${registry}`,
});
