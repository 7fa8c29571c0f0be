import { MAX_STRING_OCTETS } from '../dns/limits.js';
import { toStrings } from '../spf/print.js';
import { hasRecord, shown } from './own-records.js';
import { problem, rule } from './rule.js';

export const spfStringTooLong = rule({
  id: 'spf-string-too-long',
  title: 'a string of more than 255 octets',
  severity: 'error',
  why: 'One string of a TXT record holds 255 octets at most: DNS hosts refuse a longer one or cut it, and what is cut off is not published.',
  remedy:
    'Enter the record as several quoted strings of up to 255 octets each; receivers join them again. Let every string but the first begin with the space between two terms.',
  references: ['RFC 1035 3.3', 'RFC 7208 3.3'],
  needs: ['spf'],
  applies: hasRecord,
  *check({ domain, facts }) {
    for (const { text, strings } of facts.spf) {
      const octets = Math.max(0, ...strings.map((string) => string.length));
      if (octets <= MAX_STRING_OCTETS) continue;
      yield problem({ octets, strings: toStrings(text) }, { evidence: shown(text, domain) });
    }
  },
  say: ({ octets, strings }) =>
    `a string is ${octets} octets long where ${MAX_STRING_OCTETS} are allowed; split it into ${strings.length}`,
});
