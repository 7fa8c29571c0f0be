/**
 * Characters that panels, word processors and web pages leave in a value. Over the wire they come as
 * UTF-8 octets, one code unit each; in text that was typed they are themselves.
 */

interface Stray {
  /** With its article. */
  readonly name: string;
  /** Source of a regular expression for one of them, in both forms. */
  readonly source: string;
}

const quotes: Stray = {
  name: 'a quote mark',
  source: String.raw`\\?["']|&quot;|[\u2018-\u201f]|\u00e2\u0080[\u0098-\u009f]|\u00c2[\u00ab\u00bb]`,
};

const blanks: readonly Stray[] = [
  { name: 'a tab', source: String.raw`\t` },
  { name: 'a line break', source: String.raw`[\r\n]` },
  { name: 'a no-break space', source: String.raw`\u00c2?\u00a0|\u202f|\u00e2\u0080\u00af` },
  {
    name: 'a wide space',
    source: String.raw`[\u2000-\u200a\u3000]|\u00e2\u0080[\u0080-\u008a]|\u00e3\u0080\u0080`,
  },
];

const invisible: readonly Stray[] = [
  { name: 'a byte order mark', source: String.raw`\ufeff|\u00ef\u00bb\u00bf` },
  {
    name: 'an invisible character',
    source: String.raw`[\u200b-\u200f\u2060\u00ad]|\u00e2\u0080[\u008b-\u008f]|\u00e2\u0081\u00a0|\u00c2\u00ad`,
  },
];

const control: Stray = { name: 'a control character', source: String.raw`[\u0000-\u001f\u007f]` };

const dash: Stray = {
  name: 'a typographic dash',
  source: String.raw`[\u2010-\u2015\u2212]|\u00e2\u0080[\u0090-\u0095]|\u00e2\u0088\u0092`,
};

function anyOf(strays: readonly Stray[]): string {
  return strays.map(({ source }) => source).join('|');
}

const named = [quotes, dash, ...blanks, ...invisible, control].map(({ name, source }) => ({
  name,
  atStart: new RegExp(`^(?:${source})`),
}));

/** What the text begins with, where it is one of these. */
export function strayName(text: string): string | undefined {
  return named.find(({ atStart }) => atStart.test(text))?.name;
}

const leading = new RegExp(`^(?: |${anyOf([...blanks, ...invisible, control])})+`);

/** Length of what cannot be seen at the start of the text, plain blanks included. */
export function unseenAtStart(text: string): number {
  return leading.exec(text)?.[0].length ?? 0;
}

const quotedStart = new RegExp(
  `^(?:${quotes.source}| )*(?:${quotes.source})(?:${quotes.source}| )*`,
);

/** Length of the quote marks at the start of the text, with blanks among them; 0 where there are none. */
export function quotesAtStart(text: string): number {
  return quotedStart.exec(text)?.[0].length ?? 0;
}

const everyQuote = new RegExp(quotes.source, 'g');

/** Every quote mark in the text. */
export function quotesIn(
  text: string,
): readonly { readonly index: number; readonly mark: string }[] {
  return [...text.matchAll(everyQuote)].map(({ index, 0: mark }) => ({ index, mark }));
}

/** The text without its quote marks. */
export function withoutQuotes(text: string): string {
  return text.replaceAll(everyQuote, '');
}

const everyBlank = new RegExp(`(?:${anyOf(blanks)})+`, 'g');
const everyInvisible = new RegExp(anyOf(invisible), 'g');

/** The text with plain spaces for other blanks, and without what cannot be seen. */
export function withoutStrays(text: string): string {
  return text.replaceAll(everyInvisible, '').replaceAll(everyBlank, ' ').trim();
}
