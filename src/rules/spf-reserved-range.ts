import { hasRecord, passingNetworks, shown } from './own-records.js';
import { reservedUse } from './reserved-use.js';
import { problem, rule } from './rule.js';

export const spfReservedRange = rule({
  id: 'spf-reserved-range',
  title: 'addresses authorised that no mail can come from',
  severity: 'warning',
  why: 'Receivers never see these addresses as the sender, so the term authorises nobody, and the server it was written for is not authorised.',
  remedy: 'Replace it with the public address that the server has on the Internet, or remove it.',
  references: ['RFC 6890', 'IANA Special-Purpose Address Registries'],
  needs: ['spf'],
  applies: hasRecord,
  *check({ domain, facts }) {
    for (const own of facts.spf) {
      const found = passingNetworks(own).flatMap((term) => {
        const reserved = reservedUse(term.network);
        return reserved === undefined ? [] : [{ term, use: `${reserved.use}, ${reserved.source}` }];
      });
      if (found.length === 0) continue;
      yield problem(
        { terms: found.map(({ term, use }) => `${term.text} (${use})`) },
        { evidence: shown(own.text, domain, ...found.map(({ term }) => term.span)) },
      );
    }
  },
  say: ({ terms }) => `no mail comes over the Internet from ${terms.join(', ')}`,
});
