import { randomInt } from 'node:crypto';
import { failure, type Answer } from '../dns/answer.js';
import { SAFE_UDP_OCTETS } from '../dns/limits.js';
import { toAnswer, type Query, type Unfinished } from '../dns/message.js';
import type { Question } from '../dns/question.js';
import { serverText, type Server } from './server.js';
import { overTcp } from './tcp.js';
import type { Outcome, Transport } from './transport.js';
import { overUdp } from './udp.js';

/** RCODEs by which a server says that EDNS is too much for it (RFC 6891 7, 6.1.3). */
const EDNS_REFUSALS = new Set(['FORMERR', 'NOTIMP', 'BADVERS']);

/**
 * Asks one server once: over UDP with EDNS, without EDNS where the server refuses that, and over TCP
 * where the reply is cut (RFC 7766 5). Never rejects.
 * @param patience Milliseconds to wait for the next reply, asked anew for each.
 */
export async function exchange(
  question: Question,
  server: Server,
  {
    recursionDesired,
    checkingDisabled,
  }: Required<Pick<Query, 'recursionDesired' | 'checkingDisabled'>>,
  patience: () => number,
): Promise<Answer | Unfinished> {
  const send = (transport: Transport, edns: boolean): Promise<Outcome> => {
    const id = randomInt(0x1_0000);
    const query: Query = {
      id,
      question,
      recursionDesired,
      checkingDisabled,
      ...(edns && { payload: SAFE_UDP_OCTETS }),
    };
    return transport(query, server, patience());
  };
  let edns = true;
  let outcome = await send(overUdp, edns);
  if (outcome.kind === 'reply' && EDNS_REFUSALS.has(outcome.reply.rcode)) {
    edns = false;
    outcome = await send(overUdp, edns);
  }
  const who = { server: serverText(server) };
  if (outcome.kind === 'reply' && outcome.reply.truncated) {
    outcome = await send(overTcp, edns);
    if (outcome.kind === 'network') {
      return failure(question, 'no-tcp', { ...who, detail: outcome.detail });
    }
  }
  switch (outcome.kind) {
    case 'timeout':
      return failure(question, 'timeout', who);
    case 'network':
      return failure(question, 'network', { ...who, detail: outcome.detail });
    case 'reply':
      return toAnswer(outcome.reply, question, who.server);
  }
}
