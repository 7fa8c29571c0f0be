import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { encodeQuery, readReply } from '../dns/message.js';
import { errorText, type Outcome, type Transport } from './transport.js';

/**
 * One query over UDP (RFC 1035 4.2.1) on a socket of its own: the system picks a random port, and as
 * the socket is connected it drops what comes from anyone else (RFC 5452 9.2). What does not match the
 * query is ignored and listening goes on.
 */
export const overUdp: Transport = (query, server, milliseconds) =>
  new Promise<Outcome>((resolve) => {
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    const timer = setTimeout(() => settle({ kind: 'timeout' }), milliseconds);
    let settled = false;
    const settle = (outcome: Outcome): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      socket.close();
      resolve(outcome);
    };
    const failed = (error: unknown): void => settle({ kind: 'network', detail: errorText(error) });
    socket.on('error', failed);
    socket.on('message', (bytes) => {
      const reply = readReply(bytes, query);
      if (reply !== 'other') settle({ kind: 'reply', reply });
    });
    try {
      socket.connect(server.port, server.address, () => socket.send(encodeQuery(query)));
    } catch (error) {
      failed(error);
    }
  });
