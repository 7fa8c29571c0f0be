/** The text of a master file (RFC 1035 5.1) as entries of words, and where it goes wrong. */

/** A place in a text. Both count from 1; a column is a UTF-16 code unit, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A zone file that cannot be read. `message` is `file:line:column: problem`. */
export class ZoneError extends Error implements Position {
  override readonly name = 'ZoneError';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong and what would be right, in one clause; may quote the file. */
  readonly problem: string;

  constructor(file: string, { line, column }: Position, problem: string) {
    super(`${file}:${line}:${column}: ${problem}`);
    this.file = file;
    this.line = line;
    this.column = column;
    this.problem = problem;
  }
}

/** Throws the ZoneError of the file at hand. */
export type Fail = (at: Position, problem: string) => never;

/** One field of an entry. A word never goes over the end of a line. */
export interface Word extends Position {
  /** As written, escapes and all, without the quotes. */
  readonly raw: string;
  readonly quoted: boolean;
}

/** One record or directive, over as many lines as its parentheses span. */
export interface Entry extends Position {
  /** Whether it starts with white space: the owner is that of the record before. */
  readonly indented: boolean;
  /** At least one. */
  readonly words: readonly Word[];
}

/** Walks through the entries of a master file, in time linear in its length. */
export function* entriesOf(text: string, fail: Fail): Generator<Entry> {
  let index = text.startsWith('\ufeff') ? 1 : 0;
  let line = 1;
  let lineStart = index;
  let indented = false;
  let words: Word[] = [];
  const open: Position[] = [];

  while (index < text.length) {
    const character = text.charAt(index);
    switch (character) {
      case '\n':
        index += 1;
        line += 1;
        lineStart = index;
        if (open.length > 0) break;
        if (words[0]) yield entryOf(words[0], words, indented);
        words = [];
        indented = false;
        break;
      case ' ':
      case '\t':
      case '\r':
        if (index === lineStart && open.length === 0) indented = true;
        index += 1;
        break;
      case ';': {
        const end = text.indexOf('\n', index);
        index = end === -1 ? text.length : end;
        break;
      }
      case '(':
        open.push({ line, column: index - lineStart + 1 });
        index += 1;
        break;
      case ')':
        if (open.pop() === undefined) {
          const at = { line, column: index - lineStart + 1 };
          fail(at, 'this parenthesis closes nothing; remove it or open one before it');
        }
        index += 1;
        break;
      default: {
        const quoted = character === '"';
        const column = index - lineStart + 1;
        const start = quoted ? index + 1 : index;
        index = endOfWord(text, start, quoted);
        if (quoted && text.charAt(index) !== '"') {
          fail(
            { line, column },
            'this quote is not closed on its line; put a " at the end of the string',
          );
        }
        words.push({ line, column, raw: text.slice(start, index), quoted });
        if (quoted) index += 1;
      }
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) fail(unclosed, 'this parenthesis is never closed; put a ) after its last field');
  if (words[0]) yield entryOf(words[0], words, indented);
}

function entryOf({ line, column }: Word, words: readonly Word[], indented: boolean): Entry {
  return { line, column, words, indented };
}

const WORD_END = /[ \t\r\n;()"\\]/g;
const STRING_END = /["\n\\]/g;

/** The index behind the last character of the word (or quoted string) that starts at `start`. */
function endOfWord(text: string, start: number, quoted: boolean): number {
  const stop = quoted ? STRING_END : WORD_END;
  stop.lastIndex = start;
  while (stop.test(text)) {
    const index = stop.lastIndex - 1;
    if (text.charAt(index) !== '\\') return index;
    if (text.charAt(index + 1) !== '\n') stop.lastIndex = index + 2;
  }
  return text.length;
}

/**
 * The octets that a word stands for, one code unit each: `\DDD` and `\X` (RFC 1035 5.1) are undone
 * and what is not ASCII becomes UTF-8.
 */
export function octetsOf(word: Word, fail: Fail): string {
  const { raw } = word;
  if (!/[\\\u0080-\uffff]/.test(raw)) return raw;
  const octets: string[] = [];
  for (let index = 0; index < raw.length;) {
    if (raw.charAt(index) !== '\\') {
      const point = raw.codePointAt(index) ?? 0;
      octets.push(utf8(point));
      index += point > 0xffff ? 2 : 1;
      continue;
    }
    const escape = /^\\(?:\d{3}|[^\d])/.exec(raw.slice(index, index + 4))?.[0] ?? '';
    const code = escape.length === 4 ? Number(escape.slice(1)) : escape.charCodeAt(1);
    if (escape === '' || code > (escape.length === 4 ? 255 : 127)) {
      const column = word.column + (word.quoted ? 1 : 0) + index;
      fail(
        { line: word.line, column },
        'no escape starts like this; write \\DDD with three digits up to 255, or \\ and one ASCII character',
      );
    }
    octets.push(String.fromCharCode(code));
    index += escape.length;
  }
  return octets.join('');
}

/** The octets of a text in UTF-8, one code unit each. */
export function utf8Octets(text: string): string {
  return /^[\u0000-\u007f]*$/.test(text)
    ? text
    : Array.from(text, (character) => utf8(character.codePointAt(0) ?? 0)).join('');
}

/**
 * How many code units of `source` the first `octets` octets of it take, where escapes are undone (see
 * {@link octetsOf}) or stand for themselves. An octet in the middle of a character is that character.
 */
export function unitsOf(source: string, octets: number, escapes: boolean): number {
  let at = 0;
  for (let left = octets; left > 0 && at < source.length;) {
    const escape = escapes ? /^\\(?:\d{3}|.)/.exec(source.slice(at, at + 4))?.[0] : undefined;
    const point = source.codePointAt(at) ?? 0;
    left -= escape === undefined ? utf8(point).length : 1;
    if (left >= 0) at += escape?.length ?? (point > 0xffff ? 2 : 1);
  }
  return at;
}

/** A code point in UTF-8, one code unit per octet; half a surrogate pair becomes U+FFFD. */
function utf8(point: number): string {
  if (point < 0x80) return String.fromCharCode(point);
  if (point >= 0xd800 && point <= 0xdfff) return utf8(0xfffd);
  const more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  const lead = [0xc0, 0xe0, 0xf0][more - 1] ?? 0;
  const octets = [lead | (point >> (6 * more))];
  for (let left = more - 1; left >= 0; left -= 1)
    octets.push(0x80 | ((point >> (6 * left)) & 0x3f));
  return String.fromCharCode(...octets);
}
