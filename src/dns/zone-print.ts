/** Names and character-strings as a master file has them (RFC 1035 5.1). */
import { ROOT, type DomainName } from './name.js';

/** The name in full, with its dot; whatever a master file would read as something else is escaped. */
export function printName(domain: DomainName): string {
  if (domain === ROOT) return ROOT;
  return `${domain.replaceAll(/[^\w.*-]/g, decimalEscape)}.`;
}

/**
 * The strings of a TXT record, each in its quotes. `strings` are octets, one code unit each; what comes
 * out is visible US-ASCII and spaces.
 */
export function printStrings(strings: readonly string[]): string {
  return strings.map(printString).join(' ');
}

function printString(octets: string): string {
  const escaped = octets.replaceAll(/["\\]/g, '\\$&').replaceAll(/[^\x20-\x7e]/g, decimalEscape);
  return `"${escaped}"`;
}

/** `\DDD` */
function decimalEscape(octet: string): string {
  return `\\${String(octet.charCodeAt(0)).padStart(3, '0')}`;
}
