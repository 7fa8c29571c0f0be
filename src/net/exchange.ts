import { failure, type Answer } from '../dns/answer.js';
import { SAFE_UDP_OCTETS } from '../dns/limits.js';
import { toAnswer, type Query, type Unfinished } from '../dns/message.js';
import type { Question } from '../dns/question.js';
import type { Outcome, Transport } from './transport.js';

/** A server and the ways to it. */
export interface Upstream {
  /** What it is called in answers. */
  readonly text: string;
  readonly send: Transport;
  /** For what `send` brings cut: a way that carries any length. */
  readonly sendLong?: Transport;
  /** Whether it speaks EDNS, as far as it has shown that. */
  edns?: boolean;
}

/** RCODEs by which a server says that EDNS is too much for it (RFC 6891 7, 6.1.3). */
const EDNS_REFUSALS = new Set(['FORMERR', 'NOTIMP', 'BADVERS']);

/** What a server said, or that it said nothing and may be asked again. */
export interface Exchanged {
  readonly found: Answer | Unfinished;
  readonly silent: boolean;
}

/**
 * Asks one server once: with EDNS, without EDNS where the server refuses that, and over TCP where the
 * reply is cut (RFC 7766 5). Never rejects.
 * @param attempt Counts from 0. Each second one is without EDNS, as there are servers, and devices in
 *   front of them, that drop what has it or what is longer than 512 octets.
 * @param patience Milliseconds to wait for the next reply, asked anew for each.
 */
export async function exchange(
  question: Question,
  upstream: Upstream,
  flags: Required<Pick<Query, 'recursionDesired' | 'checkingDisabled'>>,
  attempt: number,
  patience: () => number,
): Promise<Exchanged> {
  const { text: server } = upstream;
  const { recursionDesired, checkingDisabled } = flags;
  const put = (transport: Transport, edns: boolean): Promise<Outcome> => {
    const payload = edns ? SAFE_UDP_OCTETS : undefined;
    return transport({ question, payload, recursionDesired, checkingDisabled }, patience());
  };
  let edns = upstream.edns !== false && attempt % 2 === 0;
  let outcome = await put(upstream.send, edns);
  if (outcome.kind === 'reply' && edns && EDNS_REFUSALS.has(outcome.reply.rcode)) {
    edns = false;
    outcome = await put(upstream.send, edns);
    if (outcome.kind === 'reply' && !EDNS_REFUSALS.has(outcome.reply.rcode)) upstream.edns = false;
  } else if (outcome.kind === 'reply') {
    upstream.edns ??= edns;
  }
  if (outcome.kind === 'reply' && outcome.reply.truncated && upstream.sendLong !== undefined) {
    outcome = await put(upstream.sendLong, edns);
    if (outcome.kind === 'timeout') {
      return { found: failure(question, 'no-tcp', { server, detail: 'timed out' }), silent: true };
    }
    if (outcome.kind === 'network') {
      const { detail } = outcome;
      return { found: failure(question, 'no-tcp', { server, detail }), silent: false };
    }
  }
  switch (outcome.kind) {
    case 'timeout':
      return { found: failure(question, 'timeout', { server }), silent: true };
    case 'network':
    case 'malformed': {
      const { kind, detail } = outcome;
      return { found: failure(question, kind, { server, detail }), silent: false };
    }
    case 'reply':
      return { found: toAnswer(outcome.reply, question, server), silent: false };
  }
}
