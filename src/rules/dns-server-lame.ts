import type { FailureAnswer } from '../dns/answer.js';
import type { AuthorityHolder } from '../survey/propagation.js';
import { holderText, isFamilyOpen, isSilent } from './name-servers.js';
import { problem, rule, undetermined } from './rule.js';

export const dnsServerLame = rule({
  id: 'dns-server-lame',
  title: 'a server of the zone does not answer for it',
  severity: 'warning',
  why: 'Resolvers that pick this server wait for nothing or get no answer; some of them give up, and then mail is deferred or refused.',
  remedy:
    "Have the zone served by every server that is listed for it, or take this one off the list: in the zone's NS records and at the registrar.",
  references: ['RFC 1912 2.8', 'RFC 9499 7'],
  needs: ['propagation'],
  // Where no server at all gives a reply, the way to them is closed, and nothing is known of them.
  applies: ({ facts }) =>
    facts.propagation.authorities.some((server) => isFamilyOpen(server, facts.propagation)),
  *check({ facts: { propagation } }) {
    for (const server of propagation.authorities) {
      const subject = holderText(server);
      if (server.unasked?.why === 'unknown-address') {
        yield undetermined(server.unasked.cause, subject);
        continue;
      }
      const how = flawOf(server);
      if (how === undefined) continue;
      if (isSilent(server) && !isFamilyOpen(server, propagation)) continue;
      yield problem({ how }, { subject });
    }
  },
  say: ({ how }) => how,
});

function flawOf({ unasked, cause, authoritative }: AuthorityHolder): string | undefined {
  if (unasked !== undefined) return unasked.why === 'no-address' ? 'has no address' : undefined;
  if (cause !== undefined) return failureText(cause);
  return authoritative ? undefined : 'answers without authority (AA is not set)';
}

function failureText({ cause, detail }: FailureAnswer): string {
  switch (cause) {
    case 'timeout':
    case 'network':
      return 'does not answer';
    case 'servfail':
      return 'answers SERVFAIL';
    case 'refused':
      return 'refuses to answer for the zone';
    case 'referral':
      return 'refers to other servers';
    case 'lame':
      return 'does not have the zone';
    case 'rcode':
      return `answers ${detail ?? 'with an error'}`;
    case 'no-tcp':
      return 'cuts its answer and cannot be asked over TCP';
    case 'malformed':
    case 'alias-chain':
    case 'limit':
    case 'not-covered':
      return detail === undefined ? 'gives no usable answer' : `gives no usable answer (${detail})`;
  }
}
