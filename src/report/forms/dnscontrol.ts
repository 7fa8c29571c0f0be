/** `--as dnscontrol`: JavaScript for dnsconfig.js. */
import { decoded } from '../escape.js';
import { jsonText } from '../json.js';
import { afterwards, type RrsetChange } from './rrset-change.js';
import { cannotHold, type Unwritten } from './unwritten.js';

/**
 * Every TXT record of the name. A string there is UTF-8 in the end, so other octets cannot be written. No
 * comma stands behind the last record: dnscontrol reads ECMAScript 5.
 */
export function dnscontrolForm(change: RrsetChange): string | Unwritten {
  const { domain, ttl } = change;
  const lines: string[] = [];
  for (const strings of afterwards(change)) {
    const value = decoded(strings.join(''));
    if (value === undefined) return cannotHold('dnscontrol', strings);
    lines.push(`  TXT("@", ${jsonText(value)}, TTL(${ttl.seconds}))`);
  }
  return [
    `// Every TXT record of ${domain}: these stand instead of those that dnsconfig.js has for it.`,
    `D_EXTEND(${jsonText(domain)},`,
    lines.join(',\n'),
    ');',
    '',
  ].join('\n');
}
