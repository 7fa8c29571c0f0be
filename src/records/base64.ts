/** base64 (RFC 4648 4) to octets. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map(Array.from(ALPHABET, (digit, value) => [digit, value]));

/** What the text encodes, or the offset of the first character that makes it no base64. */
export type Base64Reading =
  | { readonly ok: true; readonly octets: Uint8Array }
  | { readonly ok: false; readonly at: number };

/**
 * base64string = ALPHADIGITPS *([FWS] ALPHADIGITPS) [ [FWS] "=" [ [FWS] "=" ] ]   (RFC 6376 2.10)
 *
 * Padding may be left out: verifiers take such keys.
 */
export function decodeBase64(text: string): Base64Reading {
  const octets = new Uint8Array(Math.floor((text.length * 3) / 4));
  let size = 0;
  let bits = 0;
  let held = 0;
  let digits = 0;
  let padding = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (/[ \t\r\n]/.test(character)) continue;
    if (character === '=' && padding < 2 && digits % 4 >= 2) {
      padding += 1;
      continue;
    }
    const value = values.get(character);
    if (value === undefined || padding > 0) return { ok: false, at };
    digits += 1;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    octets[size] = (held >> bits) & 0xff;
    size += 1;
  }
  if (digits % 4 === 1) return { ok: false, at: text.length };
  return { ok: true, octets: octets.slice(0, size) };
}
