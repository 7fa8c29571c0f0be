/**
 * Text from the network as it may be shown: visible US-ASCII stands for itself, everything else is
 * written as an escape, so that no control character, bidi override or look-alike reaches a reader.
 */

/** Code points of one text that are shown before it is cut. */
const MAX_SHOWN = 2000;

/**
 * Escapes untrusted text for one line. Octets that form UTF-8 are shown as the code points that were
 * meant. A text of over 2,000 characters is cut, and says so.
 */
export function shown(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && text.length <= MAX_SHOWN) return text;
  const points = Array.from(decoded(text) ?? text);
  const head = points.slice(0, MAX_SHOWN).map(escaped).join('');
  const rest = points.length - MAX_SHOWN;
  return rest > 0 ? `${head}... (${rest} more characters)` : head;
}

function escaped(character: string): string {
  if (/^[\x20-\x7e]$/.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}

/** The text behind UTF-8 octets; undefined where a code unit is no octet or they are no UTF-8. */
export function decoded(text: string): string | undefined {
  if (/[^\u0000-\u00ff]/.test(text)) return undefined;
  try {
    return decodeURIComponent(
      text.replace(
        /[^A-Za-z0-9]/g,
        (octet) => `%${octet.charCodeAt(0).toString(16).padStart(2, '0')}`,
      ),
    );
  } catch {
    return undefined;
  }
}
