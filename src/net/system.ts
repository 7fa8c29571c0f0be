import dns from 'node:dns';
import { parseServer, type Server } from './server.js';

/** The DNS servers that the system is set up to use, in its order; none where it has none. */
export function systemServers(): readonly Server[] {
  // `setServers` puts another function in the place of `getServers`: a named import would keep the first.
  return dns
    .getServers()
    .map((text) => parseServer(text))
    .filter((server) => typeof server !== 'string');
}
