// A UDP server that answers every question with one SPF record, as cheaply as can be: a process of its
// own, so that a client beside it is what is measured. Prints its port; ends with its parent.
import { createSocket } from 'node:dgram';

const record = Buffer.from('c00c001000010000003c0019', 'hex');
const text = Buffer.from('v=spf1 ip4:192.0.2.1 -all');
record.writeUInt16BE(text.length + 1, 10);
const answer = Buffer.concat([record, Buffer.of(text.length), text]);

const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
socket.on('message', (query, { port, address }) => {
  // The question ends with its name's root, its type and its class.
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 6);
  header.writeUInt16BE(0, 10);
  socket.send([header, question, answer], port, address);
});
socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port));
process.on('disconnect', () => process.exit());
