/** `--as route53`: a change batch of ChangeResourceRecordSets (API version 2013-04-01). */
import { jsonText } from '../json.js';
import { afterwards, type RrsetChange, type CharacterStrings } from './rrset-change.js';

/**
 * Puts the whole record set: Route 53 knows no single TXT value. Where nothing changes it puts what is
 * there, as an empty batch is an error.
 */
export function route53Form(change: RrsetChange): string {
  const set = {
    Name: `${change.domain}.`,
    Type: 'TXT',
    TTL: change.ttl.seconds,
    ResourceRecords: afterwards(change).map((strings) => ({ Value: route53Value(strings) })),
  };
  const batch = {
    Comment: `SPF of ${change.domain}`,
    Changes: [{ Action: 'UPSERT', ResourceRecordSet: set }],
  };
  return `${jsonText(batch)}\n`;
}

/**
 * One TXT value: its strings in quotes. Octets outside visible US-ASCII are in octal here (Route 53
 * Developer Guide, "TXT record type"), not in decimal as in a zone file.
 */
export function route53Value(strings: CharacterStrings): string {
  return strings
    .map((octets) => {
      const escaped = octets
        .replaceAll(/["\\]/g, '\\$&')
        .replaceAll(
          /[^\x20-\x7e]/g,
          (octet) => `\\${octet.charCodeAt(0).toString(8).padStart(3, '0')}`,
        );
      return `"${escaped}"`;
    })
    .join(' ');
}
