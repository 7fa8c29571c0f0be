/** What addresses are reserved for, so that no server on the Internet has them. */
import { reservedNetworks } from '../catalog/reserved-networks.js';
import { parseIp4, parseIp6 } from '../dns/address.js';
import { addressBits, type Network } from '../spf/address.js';
import { intervalOf } from '../spf/ranges.js';

const blocks = reservedNetworks.flatMap(({ network, use, source }) => {
  const [address = '', prefix = ''] = network.split('/');
  const family = address.includes(':') ? 6 : 4;
  const octets = family === 6 ? parseIp6(address) : parseIp4(address);
  if (octets === undefined) return [];
  const { first, last } = intervalOf({ family, octets, prefix: Number(prefix) });
  return [{ family, use, source, first, last }] as const;
});

/** What the whole of the network is reserved for, and by which document; undefined where it is not. */
export function reservedUse(
  network: Network,
): { readonly use: string; readonly source: string } | undefined {
  const { first, last } = intervalOf(network);
  return blocks.find(
    (block) => block.family === network.family && block.first <= first && last <= block.last,
  );
}

/** RFC 6052 2.1, RFC 3056 2: octets in front of an IPv4 address to which IPv6 packets are carried. */
const carriers = [
  [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0],
  [0x20, 0x02],
] as const;

/**
 * What one address is reserved for, in a few words: whoever writes a zone must not be able to send our
 * packets into the network that we run in. An IPv4 address inside of an IPv6 one counts too.
 */
export function reservedAddressUse(address: string): string | undefined {
  const octets = parseIp4(address) ?? parseIp6(address);
  if (octets === undefined) return 'no address';
  const family = octets.length === 4 ? 4 : 6;
  const found = reservedUse({ family, octets, prefix: addressBits(family) });
  if (found !== undefined || family === 4) return found?.use;
  const carrier = carriers.find((front) => front.every((octet, index) => octets[index] === octet));
  if (carrier === undefined) return undefined;
  const inner = octets.slice(carrier.length, carrier.length + 4);
  return reservedUse({ family: 4, octets: inner, prefix: addressBits(4) })?.use;
}
