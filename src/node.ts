/** What needs Node.js: sockets and the system's settings. The rest is in `spf-check-lite`. */
export { createPolicyFetch, type PolicyFetchOptions } from './net/mta-sts.js';
export { createResolver, type ResolverOptions } from './net/resolver.js';
export type { Server } from './net/server.js';
export { systemServers } from './net/system.js';
