/** What needs Node.js: sockets and the system's settings. The rest is in `spf-check-lite`. */
export { createPolicyFetch, type PolicyFetchOptions } from './net/mta-sts.js';
export type { Credentials } from './net/credentials.js';
export { testImap, type MailboxTestOptions } from './net/imap.js';
export { testPop3 } from './net/pop3.js';
export { createProbe, type ProbeHost, type ProbeOptions } from './net/probe.js';
export { createNetwork, type Network, type NetworkOptions } from './net/network.js';
export { createResolver, type ResolverOptions } from './net/resolver.js';
export type { Server, TlsServer } from './net/server.js';
export { testSmtp, type SmtpTestOptions } from './net/smtp.js';
export type { ReachOptions } from './net/stages.js';
export { systemServers } from './net/system.js';
