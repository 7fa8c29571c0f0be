/** What may have been meant by an illegal term. A guess is shown, never published unasked. */
import { parseIp4, parseIp6 } from '../dns/address.js';
import { editDistance } from './edit-distance.js';
import { mechanismNames } from './record.js';

/** A guess: text for the whole term; `split` where it is two legal terms and a space. */
export interface Suggestion {
  readonly text: string;
  readonly split: boolean;
}

/** The likeliest legal reading of `source`, which is not legal itself. */
export function suggestTerm(
  source: string,
  isLegal: (text: string) => boolean,
): Suggestion | undefined {
  for (const text of corrections(source)) {
    if (text !== source && isLegal(text)) return { text, split: false };
  }
  return splitTerm(source, isLegal);
}

const starts = [...mechanismNames, 'redirect=', 'exp='].map((name) =>
  name.endsWith('=') || name === 'all' ? name : `${name}:`,
);

/** Legal terms that only lack the spaces between them: two, or more that were glued together. */
function splitTerm(source: string, isLegal: (text: string) => boolean): Suggestion | undefined {
  const lower = source.toLowerCase();
  const begins = (at: number) =>
    /^[+\-~?](?:all|include:|a:|mx|ptr|ip4:|ip6:|exists:)/.test(lower.slice(at, at + 10)) ||
    starts.some((start) => lower.startsWith(start, at));
  // Each place is tried once: without this memory a hostile term would cost 2^n.
  const tails = new Map<number, string | undefined>();
  const split = (from: number): string | undefined => {
    if (tails.has(from)) return tails.get(from);
    tails.set(from, undefined);
    for (let at = from + 1; at < source.length; at += 1) {
      if (!begins(at) || !isLegal(source.slice(from, at))) continue;
      const right = isLegal(source.slice(at)) ? source.slice(at) : split(at);
      if (right === undefined) continue;
      tails.set(from, `${source.slice(from, at)} ${right}`);
      break;
    }
    return tails.get(from);
  };
  const text = split(0);
  return text === undefined ? undefined : { text, split: true };
}

/** Corrections of what people type, likeliest first. */
function* corrections(source: string): Generator<string> {
  // A dash that a word processor made, and quotes around a term.
  yield source.replace(/^[\u2010-\u2015\u2212]|^\u00e2\u0080[\u0090-\u0095]/, '-');
  yield source.replaceAll(/["'\u2018-\u201f]|\u00e2\u0080[\u0098-\u009f]/g, '');
  yield source.replace(/[,;]+$/, '');
  yield source.replace(/^\\/, '');
  yield source.replace(/^([+\-~?])[+\-~?]+/, '$1');
  yield source.replace(/^[+\-~?]+(?=(?:redirect|exp)=)/i, '');
  yield source.replace(/^(redirect|exp):/i, '$1=');
  yield source.replace(/^([+\-~?]?include|[+\-~?]?exists)[.=](?=.+\.)/i, '$1:');
  yield source.replace(/:(?:https?:\/\/)?(?:[^@/]*@)?([^/]+)\/?$/i, ':$1');
  const [, sign = '', name = '', rest = ''] = /^([+\-~?]?)([^:=/]*)(.*)$/s.exec(source) ?? [];
  const value = /^[:=]([^/]*)/.exec(rest)?.[1] ?? '';
  const tail = rest.replace(/^[:=]/, '');
  if (parseIp4(value) !== undefined) yield `${sign}ip4:${tail}`;
  if (parseIp6(value) !== undefined) yield `${sign}ip6:${tail}`;
  const bare = source.replace(/\/\d+$/, '');
  if (parseIp4(bare) !== undefined) yield `ip4:${source}`;
  if (parseIp6(bare) !== undefined) yield `ip6:${source}`;
  if (/^ip4$/i.test(name) && /[a-z]/i.test(value)) yield `${sign}a:${tail}`;
  const near = nearest(name.toLowerCase(), rest);
  if (near !== undefined)
    yield `${sign}${near}${rest.replace(/^=/, near.endsWith('=') ? '' : ':')}`;
}

/** The mechanism within two typing errors of the word; short names only by a swap or doubling. */
function nearest(word: string, rest: string): string | undefined {
  if (word.length < 2 || word.length > 12) return undefined;
  const candidates = ['include', 'exists', 'all', 'ip4', 'ip6', 'ptr', 'mx'].filter(
    (known) => (known === 'all') === (rest === '') || known === 'mx' || known === 'ptr',
  );
  return candidates.find(
    (known) => editDistance(word, known) <= (known.length > 4 ? 2 : known.length > 2 ? 1 : 0),
  );
}
