import { printAddress } from '../dns/address.js';
import { addressFromValue, addressValue, type Network } from '../spf/address.js';
import { intervalOf } from '../spf/ranges.js';
import { directivesOf } from '../spf/record.js';
import { hasRecord, ownRecords, shown } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfHostBitsSet = rule({
  id: 'spf-host-bits-set',
  title: 'a range that does not begin where it is written',
  severity: 'notice',
  why: 'Receivers take the whole range that the address lies in, which may be more than was meant: one host, or a range that begins there.',
  remedy:
    'Write the first address of the range, or leave out the prefix length for the one address.',
  references: ['RFC 7208 5.6', 'RFC 4632 3.1'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    for (const { record } of ownRecords(context)) {
      for (const term of directivesOf(record)) {
        if (term.mechanism !== 'ip4' && term.mechanism !== 'ip6') continue;
        const first = firstOf(term.network);
        if (first === undefined) continue;
        const written = term.text.slice(0, term.text.indexOf(':') + 1);
        yield problem(
          {
            term: term.text,
            range: `${written}${first}/${term.network.prefix}`,
            host: `${written}${printAddress(term.network.octets)}`,
          },
          { subject: term.text, evidence: shown(record.text, context.domain, term.span) },
        );
      }
    }
  },
  say: ({ range, host }) =>
    `receivers read ${range}; write that for the range, or ${host} for one address`,
});

/** The first address of the network, where it is not the one written; of everything there is none. */
function firstOf(network: Network): string | undefined {
  const { first } = intervalOf(network);
  if (network.prefix === 0 || first === addressValue(network.octets)) return undefined;
  return printAddress(addressFromValue(network.family, first));
}
