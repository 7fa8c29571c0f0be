import { connect } from 'node:tls';
import type { TlsServer } from './server.js';
import { overStream } from './stream.js';
import type { Transport } from './transport.js';

/**
 * Queries over TLS (RFC 7858, strict usage profile of RFC 8310): nothing is sent before the certificate
 * is found to be issued by an authority that is trusted, valid today, and for the server's name, or for
 * its address where it has none.
 */
export function overTls({ address, port, name, ca }: TlsServer): Transport {
  const trust = ca === undefined ? {} : { ca };
  // A name is also what is asked for (SNI); there is no SNI for an address.
  const identity = name === undefined ? {} : { servername: name };
  return overStream((ready) => connect({ host: address, port, ...identity, ...trust }, ready));
}
