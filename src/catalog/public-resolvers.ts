/**
 * Resolvers that anybody may ask, by the addresses that their operators publish: each has caches of its
 * own, so that together they show how far a change has come.
 */

export interface PublicResolver {
  readonly operator: string;
  /** IPv4: every network can reach that. */
  readonly address: string;
  /** Where the operator publishes the address. */
  readonly source: string;
}

export const publicResolvers: readonly PublicResolver[] = [
  {
    operator: 'Cloudflare',
    address: '1.1.1.1',
    source: 'https://developers.cloudflare.com/1.1.1.1/ip-addresses/',
  },
  {
    operator: 'Google',
    address: '8.8.8.8',
    source: 'https://developers.google.com/speed/public-dns/docs/using',
  },
  {
    operator: 'Quad9',
    address: '9.9.9.9',
    source: 'https://www.quad9.net/service/service-addresses-and-features',
  },
  {
    operator: 'OpenDNS',
    address: '208.67.222.222',
    source: 'https://www.opendns.com/setupguide/',
  },
];
