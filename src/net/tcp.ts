import { connect } from 'node:net';
import type { Server } from './server.js';
import { overStream } from './stream.js';
import type { Transport } from './transport.js';

/** Queries over TCP (RFC 7766). */
export function overTcp({ address, port }: Pick<Server, 'address' | 'port'>): Transport {
  return overStream((ready) => connect({ host: address, port }, ready));
}
