/** Records one a line: as they are, or in quotes as `dig +short` prints them. */
import { name } from '../dns/name.js';
import { entriesOf, octetsOf, unitsOf, utf8Octets, type Fail } from '../dns/zone-text.js';
import {
  knownTxt,
  placedStrings,
  SourceError,
  type PlacedName,
  type PlacedValue,
} from './source.js';

/** Stands for the name that the record is published at, which such a file does not tell. */
export const NAMELESS = name('domain.invalid');

/**
 * Reads records, one a line; each is judged by itself. Blank lines and those that begin with `#` or `;`
 * are no records.
 * @throws {SourceError} Where a line in quotes cannot be read.
 */
export function lineSource(
  text: string,
  { file }: { readonly file: string },
): readonly PlacedName[] {
  return text.split(/\r?\n/).flatMap((whole, index) => {
    const source = index === 0 ? whole.replace(/^\ufeff/, '') : whole;
    if (/^\s*(?:[#;]|$)/.test(source)) return [];
    const value = readLine(source, index + 1, file);
    return [
      { name: NAMELESS, values: [value], know: knownTxt(new Map([[NAMELESS, [value.strings]]])) },
    ];
  });
}

function readLine(source: string, line: number, file: string): PlacedValue {
  const fail: Fail = (at, problem) => {
    throw new SourceError(`${file}:${line}:${at.column}: ${problem}`);
  };
  const words = /^\s*".*"\s*$/.test(source)
    ? [...entriesOf(source, fail)].flatMap((entry) => entry.words)
    : [];
  if (words.length === 0 || words.some(({ quoted }) => !quoted)) {
    return placedStrings([utf8Octets(source)], (_, octets) => ({
      line,
      column: 1 + unitsOf(source, octets, false),
    }));
  }
  const strings = words.map((word) => octetsOf(word, fail));
  return placedStrings(strings, (index, octets) => {
    const { column = 0, raw = '' } = words[index] ?? {};
    return { line, column: column + 1 + unitsOf(raw, octets, true) };
  });
}
