/** `--as octodns`: YAML for the zone's file. */
import { jsonText } from '../json.js';
import { afterwards, type RrsetChange, type CharacterStrings } from './rrset-change.js';
import { cannotHold, type Unwritten } from './unwritten.js';

/** The TXT record of the name with all its values. */
export function octodnsForm(change: RrsetChange): string | Unwritten {
  const { domain, ns, ttl } = change;
  if (ns.state === 'unknown') return { kind: 'unknown', cause: ns.cause };
  const { zone } = ns.value;
  const owner = domain === zone ? '' : domain.slice(0, -zone.length - 1);
  const lines: string[] = [];
  for (const strings of afterwards(change)) {
    const value = valueOf(strings);
    if (value === undefined) return cannotHold('octoDNS', strings);
    lines.push(`  - ${jsonText(value)}`);
  }
  return [
    `# ${zone}.yaml: instead of the TXT record that it has for this name`,
    '---',
    `${jsonText(owner)}:`,
    '- type: TXT',
    `  ttl: ${ttl.seconds}`,
    '  values:',
    ...lines,
    '',
  ].join('\n');
}

/**
 * A value as octoDNS reads it (octodns/record/chunked.py): semicolons escaped, quotes as they are, a pair
 * of them around the whole taken off. It refuses what is not ASCII, takes `" "` out of a value, and leaves
 * it to each provider what a backslash means: such values cannot be written.
 */
function valueOf(strings: CharacterStrings): string | undefined {
  const value = strings.join('');
  if (/[^\x20-\x7e]|\\|" "/.test(value)) return undefined;
  const escaped = value.replaceAll(';', '\\;');
  return escaped.startsWith('"') ? `"${escaped}"` : escaped;
}
