/** Lists of `tag=value` (RFC 6376 3.2): the form of DKIM keys, and of the records that came after them. */
import type { Span } from '../dns/span.js';

/** One `tag=value`. */
export interface Tag {
  /** As written. */
  readonly name: string;
  /** Without the blanks around it. */
  readonly value: string;
  /** Where the value stands; empty where there is none. */
  readonly at: Span;
  /** Where the whole tag stands. */
  readonly span: Span;
}

/** Something in a text that breaks its grammar, or that receivers do not act on. */
export interface Fault<P extends string> {
  readonly problem: P;
  readonly span: Span;
  /** One clause. */
  readonly reason: string;
  /** What may have been meant, as text for the span. */
  readonly suggestion?: string;
}

/** What may be wrong with a list of tags, whatever it is for. */
export type TagProblem =
  /** Something else than `tag=value` between two semicolons. */
  | 'no-tag'
  | 'duplicate-tag'
  /** A character that no value may hold. */
  | 'invalid-character';

export interface TagList {
  readonly tags: readonly Tag[];
  readonly faults: readonly Fault<TagProblem>[];
}

/** The blanks of FWS (RFC 6376 2.8). */
const BLANK = /[ \t\r\n]/;

/**
 * tag-list  = tag-spec *( ";" tag-spec ) [ ";" ]
 * tag-spec  = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]
 * tag-name  = ALPHA *ALNUMPUNC
 * tag-value = [ tval *( 1*(WSP / FWS) tval ) ]
 *
 * Takes any text, never throws, reads on after an error. Of a repeated tag the first one is kept.
 */
export function parseTagList(text: string): TagList {
  const tags: Tag[] = [];
  const faults: Fault<TagProblem>[] = [];
  const seen = new Set<string>();
  let start = 0;
  while (start < text.length) {
    const semicolon = text.indexOf(';', start);
    const end = semicolon === -1 ? text.length : semicolon;
    const span = trimmed(text, { start, end });
    start = end + 1;
    if (span.start === span.end) {
      // Behind the last semicolon there need not be anything.
      if (semicolon !== -1) {
        const place = { start: end, end: end + 1 };
        faults.push({ problem: 'no-tag', span: place, reason: 'a semicolon stands without a tag' });
      }
      continue;
    }
    const tag = readTag(text, span);
    if (tag === undefined) {
      faults.push({ problem: 'no-tag', span, reason: 'this is no "tag=value"' });
      continue;
    }
    const foreign = /[^\x20-\x7e\t\r\n]+/.exec(tag.value);
    if (foreign !== null) {
      const from = tag.at.start + foreign.index;
      faults.push({
        problem: 'invalid-character',
        span: { start: from, end: from + foreign[0].length },
        reason: 'only visible US-ASCII characters may stand in a value',
      });
    }
    if (seen.has(tag.name)) {
      faults.push({ problem: 'duplicate-tag', span, reason: `${tag.name}= may stand once only` });
    } else {
      seen.add(tag.name);
      tags.push(tag);
    }
  }
  return { tags, faults };
}

function readTag(text: string, span: Span): Tag | undefined {
  const offset = text.slice(span.start, span.end).indexOf('=');
  if (offset === -1) return undefined;
  const equals = span.start + offset;
  const name = trimmed(text, { start: span.start, end: equals });
  const at = trimmed(text, { start: equals + 1, end: span.end });
  const written = text.slice(name.start, name.end);
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(written)) return undefined;
  return { name: written, value: text.slice(at.start, at.end), at, span };
}

/** The place without the blanks at its ends. */
function trimmed(text: string, { start, end }: Span): Span {
  let from = start;
  let to = end;
  while (from < to && BLANK.test(text.charAt(from))) from += 1;
  while (to > from && BLANK.test(text.charAt(to - 1))) to -= 1;
  return { start: from, end: to };
}

/** The tag of this name. Names are compared as written: case counts (RFC 6376 3.2). */
export function tagOf({ tags }: Pick<TagList, 'tags'>, name: string): Tag | undefined {
  return tags.find((tag) => tag.name === name);
}

/** The items of a value that is a list, each without the blanks around it; empty ones too. */
export function itemsOf(text: string, { start, end }: Span, separator: string): readonly Span[] {
  const items: Span[] = [];
  let from = start;
  for (;;) {
    const found = text.indexOf(separator, from);
    const to = found === -1 || found >= end ? end : found;
    items.push(trimmed(text, { start: from, end: to }));
    if (to === end) return items;
    from = to + 1;
  }
}

/** Whether a value begins with its version, spelt exactly so, and then a semicolon or nothing. */
export function hasVersion(value: string, version: string): boolean {
  return value.startsWith(version) && /^[ \t]*(?:;|$)/.test(value.slice(version.length));
}

/** Characters at the front of a value in which its version is looked for. */
const MAX_FRONT = 100;

/** The place at which a value that was meant to begin with a version does not; undefined where it was not. */
export function misspeltVersion(value: string, version: string): Span | undefined {
  if (hasVersion(value, version)) return undefined;
  const front = value
    .slice(0, MAX_FRONT)
    .toLowerCase()
    .replaceAll(/[ \t"'\\]/g, '');
  return front.includes(version.toLowerCase())
    ? { start: 0, end: Math.min(value.length, version.length) }
    : undefined;
}
