/** How large the answer to a domain's TXT question is on the wire. */
import type { TxtRecord } from '../dns/answer.js';
import type { DomainName } from '../dns/name.js';
import { HEADER_OCTETS, nameOctets } from '../dns/wire.js';
import type { TxtFact } from '../survey/survey.js';

/** RFC 1035 4.1.3: a compressed owner, then type, class, TTL and length. */
const RECORD_OCTETS = 2 + 10;

type Strings = Pick<TxtRecord, 'strings'>;

/** Octets of the reply without EDNS: header, question, aliases on the way, and the records. */
export function replyOctets(
  domain: DomainName,
  { values, answer }: Pick<TxtFact, 'answer'> & { readonly values: readonly Strings[] },
): number {
  return (
    HEADER_OCTETS +
    nameOctets(domain) +
    4 +
    sum(answer.aliases, ({ target }) => RECORD_OCTETS + nameOctets(target)) +
    sum(values, (value) => RECORD_OCTETS + dataOctets(value))
  );
}

/** RFC 1035 3.3.14: each string with its length. */
export function dataOctets({ strings }: Strings): number {
  return sum(strings, (string) => 1 + string.length);
}

function sum<T>(items: readonly T[], octets: (item: T) => number): number {
  return items.reduce((total, item) => total + octets(item), 0);
}
