import { reservedNetworks } from '../catalog/reserved-networks.js';
import { parseIp4, parseIp6 } from '../dns/address.js';
import { type Network } from '../spf/address.js';
import { intervalOf } from '../spf/ranges.js';
import { hasRecord, passingNetworks, shown } from './own-records.js';
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
        const use = reservedFor(term.network);
        return use === undefined ? [] : [{ term, use }];
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

const blocks = reservedNetworks.flatMap(({ network, use, source }) => {
  const [address = '', prefix = ''] = network.split('/');
  const family = address.includes(':') ? 6 : 4;
  const octets = family === 6 ? parseIp6(address) : parseIp4(address);
  if (octets === undefined) return [];
  return [
    { family, use: `${use}, ${source}`, ...intervalOf({ family, octets, prefix: Number(prefix) }) },
  ] as const;
});

/** What the whole of the network is reserved for. */
function reservedFor(network: Network): string | undefined {
  const { first, last } = intervalOf(network);
  return blocks.find(
    (block) => block.family === network.family && block.first <= first && last <= block.last,
  )?.use;
}
