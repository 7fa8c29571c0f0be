/** `--as zone`: the line of the zone file (RFC 1035 5.1). */
import { printName, printStrings } from '../../dns/zone-print.js';
import { afterwards, type RrsetChange, type CharacterStrings } from './rrset-change.js';

/** The SPF record as a line of its own; the lines that it stands instead of as comments. */
export function zoneForm(change: RrsetChange): string {
  const { domain, ttl, record, removed } = change;
  const line = (strings: CharacterStrings) =>
    `${printName(domain)} ${ttl.seconds} IN TXT ${printStrings(strings)}\n`;
  const spf = afterwards(change).filter((strings) => strings.join('') === record);
  return [
    ...(removed.length === 0 ? [] : ['; instead of\n', ...removed.map((old) => `; ${line(old)}`)]),
    ...spf.map(line),
  ].join('');
}
