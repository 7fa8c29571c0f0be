import { txtValue } from '../dns/answer.js';
import { PLAIN_UDP_OCTETS, SAFE_UDP_OCTETS } from '../dns/limits.js';
import { OPT_OCTETS } from '../dns/wire.js';
import { isSpf } from '../spf/select.js';
import { dataOctets, replyOctets } from './reply-octets.js';
import { problem, rule } from './rule.js';

/** How many values are named. */
const NAMED = 3;

export const spfAnswerTooLarge = rule({
  id: 'spf-answer-too-large',
  title: "the domain's TXT answer is large",
  severity: 'warning',
  why: 'An answer that does not fit one UDP packet is asked for again over TCP or arrives in pieces; where that is blocked, receivers find no SPF record.',
  remedy:
    'Delete TXT values at the domain that nobody needs any more (old verification codes), or move them to a name of their own.',
  references: ['RFC 7208 3.4', 'RFC 6891 6.2.5', 'RFC 9715'],
  needs: ['txt'],
  applies: ({ facts }) => facts.txt.values.some((value) => isSpf(txtValue(value))),
  *check({ domain, facts: { txt } }) {
    const octets = replyOctets(domain, txt);
    if (octets <= PLAIN_UDP_OCTETS) return;
    const tooLarge = octets + OPT_OCTETS > SAFE_UDP_OCTETS;
    const others = txt.values
      .filter((value) => !isSpf(txtValue(value)))
      .toSorted((a, b) => dataOctets(b) - dataOctets(a))
      .slice(0, NAMED);
    yield problem(
      {
        octets: tooLarge ? octets + OPT_OCTETS : octets,
        limit: tooLarge ? SAFE_UDP_OCTETS : PLAIN_UDP_OCTETS,
        tooLarge,
        values: txt.values.length,
        largest: others.map(
          (value) => `${shortened(txtValue(value))} (${dataOctets(value)} octets)`,
        ),
      },
      {
        ...(tooLarge ? {} : { severity: 'notice' as const }),
        evidence: others.map((value) => ({ text: txtValue(value), at: domain })),
      },
    );
  },
  say: ({ octets, limit, tooLarge, values, largest }) =>
    `the ${values === 1 ? 'TXT value makes' : `${values} TXT values make`} an answer of ${octets} octets, over ${limit}` +
    (tooLarge ? '' : ', which matters to receivers without EDNS only') +
    (largest.length === 0 ? '' : `; the largest besides SPF: ${largest.join(', ')}`),
});

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
