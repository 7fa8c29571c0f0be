/** What may have been meant by an illegal term. A guess is shown; only a plain reading is ever published. */
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
  for (const { text } of corrections(source)) {
    if (text !== source && isLegal(text)) return { text, split: false };
  }
  return splitTerm(source, isLegal);
}

/** Every legal correction of `source` that is a reading rather than a guess. */
export function plainCorrections(
  source: string,
  isLegal: (text: string) => boolean,
): readonly string[] {
  const texts = [...corrections(source)].filter(({ plain }) => plain).map(({ text }) => text);
  return [...new Set(texts)].filter((text) => text !== source && isLegal(text));
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

/** Text for the whole term; `plain` where nothing else can have been meant by what it corrects. */
interface Correction {
  readonly text: string;
  readonly plain: boolean;
}

/** Corrections of what people type, likeliest first. */
function* corrections(source: string): Generator<Correction> {
  const plain = (text: string): Correction => ({ text, plain: true });
  // A dash that a word processor made, and quotes around a term.
  yield plain(source.replace(/^[\u2010-\u2015\u2212]|^\u00e2\u0080[\u0090-\u0095]/, '-'));
  yield plain(source.replaceAll(/["'\u2018-\u201f]|\u00e2\u0080[\u0098-\u009f]/g, ''));
  yield plain(source.replace(/[,;]+$/, ''));
  yield plain(source.replace(/^\\/, ''));
  yield {
    text: source.replace(/^([+\-~?])[+\-~?]+/, '$1'),
    plain: /^([+\-~?])\1+[^+\-~?]/.test(source),
  };
  yield plain(source.replace(/^[+\-~?]+(?=(?:redirect|exp)=)/i, ''));
  yield plain(source.replace(/^(redirect|exp):/i, '$1='));
  yield plain(source.replace(/^([+\-~?]?include|[+\-~?]?exists)[.=](?=.+\.)/i, '$1:'));
  yield plain(source.replace(/:(?:https?:\/\/)?(?:[^@/]*@)?([^/]+)\/?$/i, ':$1'));
  const [, sign = '', name = '', rest = ''] = /^([+\-~?]?)([^:=/]*)(.*)$/s.exec(source) ?? [];
  const value = /^[:=]([^/]*)/.exec(rest)?.[1] ?? '';
  const tail = rest.replace(/^[:=]/, '');
  if (parseIp4(value) !== undefined) yield plain(`${sign}ip4:${tail}`);
  if (parseIp6(value) !== undefined) yield plain(`${sign}ip6:${tail}`);
  const bare = source.replace(/\/\d+$/, '');
  if (parseIp4(bare) !== undefined) yield plain(`ip4:${source}`);
  if (parseIp6(bare) !== undefined) yield plain(`ip6:${source}`);
  if (/^ip4$/i.test(name) && /^[^:]*[a-z]/i.test(value)) yield plain(`${sign}a:${tail}`);
  const near = nearest(name.toLowerCase(), rest);
  if (near !== undefined) {
    yield {
      text: `${sign}${near.name}${rest.replace(/^=/, ':')}`,
      // Two errors away "exclude" is "include".
      plain: near.edits <= 1 && near.name !== 'ptr' && /^[a-z]/i.test(name),
    };
  }
}

/** The mechanism within two typing errors of the word; short names only by a swap or doubling. */
function nearest(
  word: string,
  rest: string,
): { readonly name: string; readonly edits: number } | undefined {
  if (word.length < 2 || word.length > 12) return undefined;
  return ['include', 'exists', 'all', 'ip4', 'ip6', 'ptr', 'mx']
    .filter((known) => (known === 'all') === (rest === '') || known === 'mx' || known === 'ptr')
    .map((name) => ({ name, edits: editDistance(word, name) }))
    .find(({ name, edits }) => edits <= (name.length > 4 ? 2 : name.length > 2 ? 1 : 0));
}
