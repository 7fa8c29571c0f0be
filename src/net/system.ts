import { getServers } from 'node:dns';
import { parseServer, type Server } from './server.js';

/** The DNS servers that the system is set up to use, in its order; none where it has none. */
export function systemServers(): readonly Server[] {
  return getServers()
    .map((text) => parseServer(text))
    .filter((server) => typeof server !== 'string');
}
