/** Macros (RFC 7208 7). */
import { MAX_NAME_OCTETS, toName, type DomainName } from '../dns/name.js';

/** `%{s}` and its kin; `c`, `r` and `t` only in the text of an explanation (RFC 7208 7.2). */
export type MacroLetter = 's' | 'l' | 'o' | 'd' | 'i' | 'p' | 'h' | 'v' | 'c' | 'r' | 't';

/** One `%{...}`. */
export interface MacroExpand {
  readonly kind: 'expand';
  readonly letter: MacroLetter;
  /** An upper-case letter: the value is URL-escaped (RFC 7208 7.3). */
  readonly escaped: boolean;
  /** How many parts on the right to keep; 0 for all of them. */
  readonly keep: number;
  readonly reversed: boolean;
  /** Where to split, each once; "." when none was written. */
  readonly delimiters: string;
}

/** Text that stands for itself, or `%%`, `%_`, `%-` with what they stand for. */
export interface MacroLiteral {
  readonly kind: 'literal';
  readonly text: string;
  /** Whether it was written as an escape. */
  readonly escape: boolean;
}

/** A macro-string in its parts (RFC 7208 7.1). */
export type MacroString = readonly (MacroExpand | MacroLiteral)[];

/** Values by letter; a letter without a value cannot be expanded. */
export type MacroValues = Readonly<Partial<Record<MacroLetter, string>>>;

const escapes: Readonly<Record<string, string>> = { '%%': '%', '%_': ' ', '%-': '%20' };

/**
 * macro-string = *( macro-expand / macro-literal )
 * macro-expand = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"
 * transformers = *DIGIT [ "r" ]
 * delimiter    = "." / "-" / "+" / "," / "/" / "_" / "="
 *
 * The parts, or a clause that says what is wrong and where in `text`. `explanation` allows c, r, t.
 */
export function parseMacroString(
  text: string,
  { explanation = false }: { readonly explanation?: boolean } = {},
): MacroString | { readonly reason: string; readonly start: number; readonly end: number } {
  const parts: (MacroExpand | MacroLiteral)[] = [];
  let at = 0;
  while (at < text.length) {
    const percent = text.indexOf('%', at);
    if (percent === -1) {
      parts.push({ kind: 'literal', text: text.slice(at), escape: false });
      break;
    }
    if (percent > at) parts.push({ kind: 'literal', text: text.slice(at, percent), escape: false });
    const escape = escapes[text.slice(percent, percent + 2)];
    if (escape !== undefined) {
      parts.push({ kind: 'literal', text: escape, escape: true });
      at = percent + 2;
      continue;
    }
    if (text[percent + 1] !== '{') {
      return {
        reason: '"%" must be followed by "{", "%", "_" or "-"',
        start: percent,
        end: Math.min(percent + 2, text.length),
      };
    }
    const close = text.indexOf('}', percent);
    if (close === -1) return { reason: '"%{" has no "}"', start: percent, end: text.length };
    const expand = readExpand(text.slice(percent + 2, close), explanation);
    if (typeof expand === 'string') return { reason: expand, start: percent, end: close + 1 };
    parts.push(expand);
    at = close + 1;
  }
  return parts;
}

function readExpand(inside: string, explanation: boolean): MacroExpand | string {
  const match = /^([a-z])(\d*)(r?)([.\-+,/_=]*)$/i.exec(inside);
  if (match === null) return 'a macro is a letter, digits, "r" and delimiters';
  const [, written = '', digits = '', reverse = '', delimiters = ''] = match;
  const letter = written.toLowerCase();
  if (!isMacroLetter(letter)) return `there is no macro letter "${written}"`;
  if (!explanation && 'crt'.includes(letter)) {
    return `the macro letter "${written}" is for explanation texts only`;
  }
  if (digits !== '' && Number(digits) === 0) return 'zero parts cannot be kept';
  return {
    kind: 'expand',
    letter,
    escaped: written !== letter,
    keep: Math.min(Number(digits), Number.MAX_SAFE_INTEGER),
    reversed: reverse !== '',
    delimiters: delimiters === '' ? '.' : [...new Set(delimiters)].join(''),
  };
}

function isMacroLetter(letter: string): letter is MacroLetter {
  return letter.length === 1 && 'slodiphvcrt'.includes(letter);
}

/** Whether a macro-string needs the letter. */
export function hasLetter(macro: MacroString, letter: MacroLetter): boolean {
  return macro.some((part) => part.kind === 'expand' && part.letter === letter);
}

/** Whether a macro-string is the same for every message. */
export function isLiteral(macro: MacroString): boolean {
  return macro.every((part) => part.kind === 'literal');
}

/**
 * Expands with the values known (RFC 7208 7.3); undefined where one is missing, or where there is more
 * text than `most` characters.
 */
export function expandMacro(
  macro: MacroString,
  values: MacroValues,
  most: number,
): string | undefined {
  let text = '';
  for (const part of macro) {
    const expanded = expandPart(part, values);
    if (expanded === undefined) return undefined;
    text += expanded;
    if (text.length > most) return undefined;
  }
  return text;
}

/**
 * The text of a domain-spec that is to be a name: without a final dot, labels dropped from the left
 * until it fits 253 octets (RFC 7208 7.3). Undefined where a value that it takes is missing.
 */
export function expandName(macro: MacroString, values: MacroValues): string | undefined {
  // From the right, and no further than to what is dropped: values may be long, and macros many.
  let text = '';
  for (let at = macro.length - 1; at >= 0 && text.length < MAX_NAME_OCTETS + 2; at -= 1) {
    const part = macro[at];
    const expanded = part && expandPart(part, values);
    if (expanded === undefined) return undefined;
    text = expanded + text;
  }
  return cutName(text);
}

function expandPart(part: MacroExpand | MacroLiteral, values: MacroValues): string | undefined {
  if (part.kind === 'literal') return part.text;
  const value = values[part.letter];
  return value === undefined ? undefined : transform(value, part);
}

/** Split, reverse, keep the right-hand parts, join with dots, escape: in this order. */
function transform(value: string, expand: MacroExpand): string {
  const [first = '.', ...others] = expand.delimiters;
  const text = others.reduce(
    (some, other) => some.replaceAll(other, first),
    keptText(value, expand),
  );
  const kept = expand.reversed
    ? text.split(first).toReversed().join('.')
    : text.replaceAll(first, '.');
  // RFC 3986 2.3: everything outside "unreserved" is escaped; encodeURIComponent spares five more.
  // It throws on half a surrogate pair, which a sender may well hold.
  return expand.escaped
    ? encodeURIComponent(kept.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      )
    : kept;
}

/** The parts that are kept, as they stand in the value: looks no further than to their end. */
function keptText(value: string, { keep, reversed, delimiters }: MacroExpand): string {
  if (keep === 0) return value;
  let missing = keep;
  // The right-hand parts of a reversed value are those on its left.
  const step = reversed ? 1 : -1;
  for (let at = reversed ? 0 : value.length - 1; at >= 0 && at < value.length; at += step) {
    if (!delimiters.includes(value.charAt(at))) continue;
    missing -= 1;
    if (missing === 0) return reversed ? value.slice(0, at) : value.slice(at + 1);
  }
  return value;
}

function cutName(text: string): string {
  const bare = text.endsWith('.') ? text.slice(0, -1) : text;
  if (bare.length <= MAX_NAME_OCTETS) return bare;
  // What remains begins behind the first dot of as much as fits, that dot included.
  const end = bare.slice(-MAX_NAME_OCTETS - 1);
  const dot = end.indexOf('.');
  return dot === -1 ? end : end.slice(dot + 1);
}

/** The name that an expanded domain-spec is, or the text that cannot be one and therefore matches nothing. */
export interface Target {
  readonly name: DomainName | undefined;
  readonly text: string;
}

/** The text of {@link expandName} as a name. */
export function readTarget(text: string): Target {
  return { name: toName(text), text };
}
