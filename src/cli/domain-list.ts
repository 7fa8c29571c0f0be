/** A list of domains as people keep them, read a piece at a time. */

/** What a line of the list says. */
export interface Listed {
  /** Counts from 1. */
  readonly line: number;
  /** The first column, as typed. */
  readonly typed: string;
}

/** Characters of a line beyond which the rest of it is not kept. */
const MAX_LINE = 4096;

/**
 * The first column of every line with something in it: of text or of CSV (RFC 4180), with or without
 * a byte order mark. What follows `#` is a comment.
 */
export async function* listedDomains(pieces: AsyncIterable<string>): AsyncGenerator<Listed> {
  let line = 0;
  for await (const text of lines(pieces)) {
    line += 1;
    const column = /^\s*(?:"((?:[^"]|"")*)"|([^,;\t#]*))/.exec(text);
    const typed = (column?.[1]?.replaceAll('""', '"') ?? column?.[2] ?? '').trim();
    if (typed !== '') yield { line, typed };
  }
}

async function* lines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let isFirst = true;
  for await (const piece of pieces) {
    const text = isFirst ? piece.replace(/^\ufeff/, '') : piece;
    isFirst = false;
    const parts = (rest + text).split('\n');
    rest = (parts.pop() ?? '').slice(0, MAX_LINE);
    yield* parts.map((part) => part.slice(0, MAX_LINE));
  }
  if (rest !== '') yield rest;
}
