import { connect } from 'node:net';
import { encodeQuery, readReply } from '../dns/message.js';
import { errorText, type Outcome, type Transport } from './transport.js';

/** Octets of the length in front of each message (RFC 1035 4.2.2). */
const LENGTH_OCTETS = 2;
/** Octets that one connection may bring: the longest message twice, as the first may be another's. */
const MAX_OCTETS = 2 * (LENGTH_OCTETS + 0xffff);

/** One query over TCP (RFC 7766) on a connection of its own. What does not match it is ignored. */
export const overTcp: Transport = (query, server, milliseconds) =>
  new Promise<Outcome>((resolve) => {
    const socket = connect({ host: server.address, port: server.port });
    const timer = setTimeout(() => settle({ kind: 'timeout' }), milliseconds);
    const settle = (outcome: Outcome): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const failed = (detail: string): void => settle({ kind: 'network', detail });
    const messages = messageReader();
    socket.on('connect', () => {
      const message = encodeQuery(query);
      socket.write(Buffer.concat([Buffer.of(message.length >> 8, message.length & 255), message]));
    });
    socket.on('data', (chunk) => {
      for (const message of messages(chunk)) {
        const reply = readReply(message, query);
        if (reply !== 'other') return settle({ kind: 'reply', reply });
      }
      if (socket.bytesRead > MAX_OCTETS) failed('too many octets without a reply among them');
    });
    socket.on('error', (error) => failed(errorText(error)));
    socket.on('close', () => failed('the connection was closed without a reply'));
  });

/** Cuts a stream into its messages; each call gives those that its chunk completes. */
function messageReader(): (chunk: Buffer) => readonly Buffer[] {
  let chunks: Buffer[] = [];
  let have = 0;
  let need = LENGTH_OCTETS;
  return (chunk) => {
    chunks.push(chunk);
    have += chunk.length;
    // Joined only when there is enough: a stream of single octets costs no more than any other.
    if (have < need) return [];
    let rest = Buffer.concat(chunks);
    const messages: Buffer[] = [];
    for (;;) {
      need = LENGTH_OCTETS;
      if (rest.length >= LENGTH_OCTETS) need += rest.readUInt16BE(0);
      if (rest.length < need) break;
      messages.push(rest.subarray(LENGTH_OCTETS, need));
      rest = rest.subarray(need);
    }
    chunks = [rest];
    have = rest.length;
    return messages;
  };
}
