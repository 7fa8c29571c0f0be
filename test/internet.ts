/** A small Internet without packets: a resolver, and servers that can be asked themselves. */
import { failure, type Known, type Lookup } from '../src/dns/answer.js';
import { name } from '../src/dns/name.js';
import type { Question } from '../src/dns/question.js';
import { parseZone, zoneAnswers } from '../src/dns/zone.js';
import { world } from './world.js';

/** What one server says: its zones, or whatever it is made to say. */
export type Speaker = string | Known;

export interface Internet {
  /** For the synchronous driver: plain questions go to the resolver, those with `via` to that server. */
  readonly know: Known;
  readonly lookup: Lookup;
  readonly direct: Lookup;
  readonly unvalidated: Lookup;
  /** Every question that was asked. */
  readonly asked: Question[];
}

/**
 * @param resolver Zones that the resolver knows, as for `world`; what it is `unvalidated` in them
 * is asked of `bogus`.
 * @param servers By address and port. An address that is none of these times out.
 */
export function internet(
  resolver: Speaker,
  servers: Readonly<Record<string, Speaker>> = {},
  bogus: Speaker = resolver,
): Internet {
  const asked: Question[] = [];
  const [plain, unvalidated] = [resolver, bogus].map((speaker) =>
    typeof speaker === 'string' ? cached(world(speaker)) : speaker,
  );
  const speakers = new Map(
    Object.entries(servers).map(([address, speaker]) => [
      address,
      typeof speaker === 'string' ? authoritative(speaker) : speaker,
    ]),
  );
  const know: Known = (question) => {
    asked.push(question);
    const { via, unvalidated: isUnvalidated } = question;
    const speaker = via === undefined ? (isUnvalidated ? unvalidated : plain) : speakers.get(via);
    const { name: owner, type } = question;
    const found = speaker?.({ name: owner, type }) ?? failure(question, 'timeout');
    return { ...found, question, ...(via !== undefined && { server: via }) };
  };
  const lookup: Lookup = (question) => Promise.resolve(know(question));
  return { know, lookup, direct: lookup, unvalidated: lookup, asked };
}

/** A server that speaks for the zones of this text (indented at will) and refuses all others. */
export function authoritative(zone: string): Known {
  const know = zoneAnswers([parseZone(`$TTL 300\n$ORIGIN .\n${zone.replaceAll(/^ +/gm, '')}`)]);
  return (question) => {
    const found = know(question);
    return found.kind === 'failure'
      ? failure(question, 'refused')
      : { ...found, authoritative: true };
  };
}

/** A resolver that has what the zones of this text have: it has no authority of its own. */
export function holding(zone: string): Known {
  return cached(authoritative(zone));
}

/** What a cache gives out is not the word of the zone's own server any more (RFC 1035 4.1.1). */
function cached(know: Known): Known {
  return (question) => {
    const { authoritative: _, ...found } = know(question);
    return found;
  };
}

/** A server of the parent: it refers questions below `zone` to these servers. */
export function referring(zone: string, ...servers: readonly string[]): Known {
  const referral = { zone: name(zone), servers: servers.map((server) => name(server)) };
  return (question) => failure(question, 'referral', { referral });
}

/** A server that fails with this cause, whatever it is asked. */
export function failing(cause: Parameters<typeof failure>[1]): Known {
  return (question) => failure(question, cause);
}
