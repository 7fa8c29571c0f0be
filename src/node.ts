/** What needs Node.js: sockets and the system's settings. The rest is in `spf-check-lite`. */
export { createPolicyFetch, type PolicyFetchOptions } from './net/mta-sts.js';
export { createNetwork, type Network, type NetworkOptions } from './net/network.js';
export { createResolver, type ResolverOptions } from './net/resolver.js';
export type { Server, TlsServer } from './net/server.js';
export { systemServers } from './net/system.js';
