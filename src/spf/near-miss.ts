/** TXT values that were meant to be SPF but that receivers do not read as it (RFC 7208 4.5). */
import { txtValue, type TxtRecord } from '../dns/answer.js';
import { editDistance } from './edit-distance.js';
import { parseSpf, readTerm } from './parse.js';
import { isSpf } from './select.js';
import {
  quotesAtStart,
  strayName,
  unseenAtStart,
  withoutQuotes,
  withoutStrays,
} from './stray-characters.js';

type NearMiss =
  /** Quote marks stand in front of the version. */
  | { readonly kind: 'quoted' }
  /** The version and the first term are two strings without a space between them. */
  | { readonly kind: 'glued'; readonly at: number }
  /** A record stands behind other text. */
  | { readonly kind: 'buried' }
  /** Sender ID (RFC 4406), which nobody reads any more. */
  | { readonly kind: 'sender-id' }
  /** The version is not written as receivers want it; `reason` is a clause. */
  | { readonly kind: 'version'; readonly reason: string };

/** How the value misses, if it was meant to be SPF at all. */
export function nearMissOf(record: Pick<TxtRecord, 'strings'>): NearMiss | undefined {
  const value = txtValue(record);
  if (isSpf(value)) return undefined;
  const quotes = quotesAtStart(value);
  if (quotes > 0 && /^v=spf1/i.test(value.slice(quotes))) return { kind: 'quoted' };
  const [first = ''] = record.strings;
  if (/^v=spf1$/i.test(first) && startsTerm(value.slice(first.length))) {
    return { kind: 'glued', at: first.length };
  }
  const unseen = unseenAtStart(value);
  const text = value.slice(unseen);
  if (/^spf2\.\d/i.test(text)) return { kind: 'sender-id' };
  const reason =
    unseen > 0 && isSpf(text)
      ? `${frontName(value)} stands in front of "v=spf1"`
      : versionReason(text);
  if (reason !== undefined) return { kind: 'version', reason };
  return isBuried(text) ? { kind: 'buried' } : undefined;
}

/** A value that was meant to be SPF, and the record that was meant, where that is plain. */
export interface MeantRecord {
  /** As published. */
  readonly value: string;
  /** A legal record. */
  readonly record?: string;
}

/** The values that were meant to be the domain's SPF and have nothing but that in them. */
export function meantRecords(values: readonly TxtRecord[]): readonly MeantRecord[] {
  return values.flatMap((found) => {
    const miss = nearMissOf(found);
    if (miss === undefined || miss.kind === 'sender-id' || miss.kind === 'buried') return [];
    const value = txtValue(found);
    const written = miss.kind === 'glued' ? found.strings.join(' ') : value;
    const record = versioned(withoutStrays(withoutQuotes(written)));
    const legal = record !== undefined && parseSpf(record).faults.length === 0;
    return [legal ? { value, record } : { value }];
  });
}

/** The text with its version written as receivers want it; undefined where it is another version. */
function versioned(text: string): string | undefined {
  if (isSpf(text)) return text;
  if (/^v=spf(?!1(?!\.?\d))\d/i.test(text)) return undefined;
  const version =
    /^v {0,3}[=:]? {0,3}spf {0,3}1?[ ;,]*/i.exec(text)?.[0] ?? misspeltVersion(text) ?? '';
  return version === '' ? undefined : `v=spf1 ${text.slice(version.length).trimStart()}`.trimEnd();
}

/** Whether the text begins as a term does, whatever comes behind. */
export function startsTerm(text: string): boolean {
  return (
    /^[+\-~?]?(?:include:|exists:|a[:/]|mx[:/]|ptr:|ip4:|ip6:|all(?: |$))|^(?:redirect|exp)=/i.test(
      text,
    ) || isMeaningful(firstWord(text))
  );
}

function firstWord(text: string): string {
  return /^[^ ]*/.exec(text)?.[0] ?? '';
}

/** Octets that no term needs: a name has 253 at most. Without a bound hostile text is read too often. */
export const LONGEST_TERM = 300;

/** Whether it is a term that SPF gives a meaning to: any `word=value` is legal. */
function isMeaningful(word: string): boolean {
  if (word.length > LONGEST_TERM) return false;
  const reading = readTerm(word);
  return reading.ok && (reading.term.kind === 'directive' || reading.term.modifier !== 'unknown');
}

function frontName(value: string): string {
  return value.startsWith(' ') ? 'a blank' : (strayName(value) ?? 'something');
}

/** What is wrong with the version that the text begins with. */
function versionReason(text: string): string | undefined {
  const next = /^v=spf1([^])/i.exec(text)?.[1];
  const numbered = /^v=spf\d*\.?\d+/i.exec(text)?.[0];
  if (numbered !== undefined && !/^v=spf1$/i.test(numbered)) {
    return `there is no version "${numbered.slice(0, LONGEST_WORD)}", only "v=spf1"`;
  }
  if (next !== undefined) {
    if (/[a-z+\-~?]/i.test(next)) return 'a space is missing after "v=spf1"';
    const name =
      strayName(text.slice('v=spf1'.length)) ??
      (/[!-~]/.test(next) ? `"${next}"` : 'a character that is no space');
    return `"v=spf1" is followed by ${name} instead of a space`;
  }
  const written =
    /^v {0,3}[=:]? {0,3}spf {0,3}1?(?=$|[ ;,])/i.exec(text)?.[0] ?? misspeltVersion(text);
  return written === undefined ? undefined : `"${written}" is written for "v=spf1"`;
}

/** Characters that a misspelt version may have, so that prose is not taken for one. */
const LONGEST_WORD = 10;

/** The first word, where it reads like the version and a term of SPF comes next. */
function misspeltVersion(text: string): string | undefined {
  const word = firstWord(text);
  if (word === '' || word.length > LONGEST_WORD) return undefined;
  if (!/spf/i.test(word) && editDistance(word.toLowerCase(), 'v=spf1') > 2) return undefined;
  return isMeaningful(firstWord(text.slice(word.length).trimStart())) ? word : undefined;
}

/** Whether a record stands behind other text: its version, and a term right behind that. */
function isBuried(text: string): boolean {
  return [...text.matchAll(/v=spf1 +([^ ]+)/gi)].some(([, word = '']) =>
    isMeaningful(word.replace(/["']$/, '')),
  );
}
