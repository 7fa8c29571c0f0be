/**
 * Networks that no mail comes from over the Internet: the IANA IPv4 and IPv6 Special-Purpose Address
 * Registries (entries that are not globally reachable), and the multicast and future-use blocks.
 */

export interface ReservedNetwork {
  /** Address and prefix length. */
  readonly network: string;
  /** What it is for, in a few words. */
  readonly use: string;
  readonly source: string;
}

/** Where one network lies in another, the smaller one comes first. */
export const reservedNetworks: readonly ReservedNetwork[] = [
  { network: '0.0.0.0/8', use: 'this network', source: 'RFC 791 3.2' },
  { network: '10.0.0.0/8', use: 'private', source: 'RFC 1918' },
  { network: '100.64.0.0/10', use: 'shared by carriers (CGNAT)', source: 'RFC 6598' },
  { network: '127.0.0.0/8', use: 'loopback', source: 'RFC 1122 3.2.1.3' },
  { network: '169.254.0.0/16', use: 'link-local', source: 'RFC 3927' },
  { network: '172.16.0.0/12', use: 'private', source: 'RFC 1918' },
  { network: '192.0.0.0/24', use: 'protocol assignments', source: 'RFC 6890 2.1' },
  { network: '192.0.2.0/24', use: 'documentation', source: 'RFC 5737' },
  { network: '192.88.99.0/24', use: 'retired 6to4 relays', source: 'RFC 7526' },
  { network: '192.168.0.0/16', use: 'private', source: 'RFC 1918' },
  { network: '198.18.0.0/15', use: 'benchmarking', source: 'RFC 2544' },
  { network: '198.51.100.0/24', use: 'documentation', source: 'RFC 5737' },
  { network: '203.0.113.0/24', use: 'documentation', source: 'RFC 5737' },
  { network: '224.0.0.0/4', use: 'multicast', source: 'RFC 5771' },
  { network: '255.255.255.255/32', use: 'broadcast', source: 'RFC 919' },
  { network: '240.0.0.0/4', use: 'future use', source: 'RFC 1112 4' },
  { network: '::/128', use: 'unspecified', source: 'RFC 4291' },
  { network: '::1/128', use: 'loopback', source: 'RFC 4291' },
  { network: '::ffff:0:0/96', use: 'IPv4-mapped; write it as ip4', source: 'RFC 4291' },
  { network: '64:ff9b:1::/48', use: 'local translation', source: 'RFC 8215' },
  { network: '100::/64', use: 'discard', source: 'RFC 6666' },
  { network: '2001:2::/48', use: 'benchmarking', source: 'RFC 5180' },
  { network: '2001:10::/28', use: 'retired ORCHID', source: 'RFC 4843' },
  { network: '2001:db8::/32', use: 'documentation', source: 'RFC 3849' },
  { network: '3fff::/20', use: 'documentation', source: 'RFC 9637' },
  { network: '5f00::/16', use: 'segment routing', source: 'RFC 9602' },
  { network: 'fc00::/7', use: 'unique local', source: 'RFC 4193' },
  { network: 'fe80::/10', use: 'link-local', source: 'RFC 4291' },
  { network: 'ff00::/8', use: 'multicast', source: 'RFC 4291' },
];
