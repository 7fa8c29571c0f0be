/** What the rules about the zone's servers share. */
import type { FailureAnswer } from '../dns/answer.js';
import { speaks, type AuthorityHolder, type Propagation } from '../survey/propagation.js';

/** For `applies`: a server of the zone answered for it, so that more than the resolver was heard. */
export function isHeard({ facts }: { readonly facts: HasPropagation }): boolean {
  return facts.propagation.authorities.some(speaks);
}

/** For `applies`: the zone's servers agree, so that whoever has something else is behind. */
export function isPublished({ facts }: { readonly facts: HasPropagation }): boolean {
  const heard = facts.propagation.authorities.filter(speaks);
  return heard.length > 0 && heard.every(({ state }) => state === 'new');
}

interface HasPropagation {
  readonly propagation: Propagation;
}

/** A server or resolver as people read it: `ns1.example.com (192.0.2.1)`. */
export function holderText({
  name,
  address,
}: {
  readonly name?: string;
  readonly address?: string;
}): string {
  const bare = address?.replace(/^\[(.*)\]:53$|:53$/, '$1');
  if (name === undefined || bare === undefined) return name ?? bare ?? 'a server';
  return `${name} (${bare})`;
}

/** Whether no reply at all came: what is in the way may be on our side. */
export function isSilent({ cause }: { readonly cause?: FailureAnswer }): boolean {
  return cause?.cause === 'timeout' || cause?.cause === 'network';
}

/** Whether IPv4 or IPv6, as far as this server needs it, brings any reply here at all. */
export function isFamilyOpen({ address }: AuthorityHolder, { authorities }: Propagation): boolean {
  const isIp6 = (text: string | undefined) => text?.startsWith('[');
  return authorities.some(
    (other) =>
      other.unasked === undefined &&
      other.address !== undefined &&
      isIp6(other.address) === isIp6(address) &&
      !isSilent(other),
  );
}
