/** What needs Node.js: sockets and the system's settings. The rest is in `spf-check-lite`. */
export { createResolver, type ResolverOptions, type Server } from './net/resolver.js';
export { systemServers } from './net/system.js';
