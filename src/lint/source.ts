/** What is read from a file before anything is judged: TXT values by name, each with its place. */
import { failure, type Known } from '../dns/answer.js';
import { noError } from '../dns/chain.js';
import type { DomainName } from '../dns/name.js';
import type { Position } from '../dns/zone-text.js';

/** One TXT value. */
export interface PlacedValue {
  /** Its character-strings; each code unit is one octet. */
  readonly strings: readonly string[];
  /** Where an octet of the value stands, its strings joined. */
  readonly placeOf: (octet: number) => Position;
  /** Where the octets before this one end. */
  readonly endOf: (octet: number) => Position;
}

/** Where a string of a value begins, and how far into it so many octets reach. */
export type PlaceInString = (string: number, octets: number) => Position;

/** A value whose strings have places of their own. At least one string. */
export function placedStrings(strings: readonly string[], place: PlaceInString): PlacedValue {
  const find = (octet: number, isEnd: boolean): Position => {
    let left = octet;
    const last = strings.length - 1;
    for (const [index, { length }] of strings.entries()) {
      if (index === last || left < length || (isEnd && left === length)) return place(index, left);
      left -= length;
    }
    return place(0, 0);
  };
  return { strings, placeOf: (octet) => find(octet, false), endOf: (octet) => find(octet, true) };
}

/** The TXT values of one name, and what else the file says that bears on them. */
export interface PlacedName {
  readonly name: DomainName;
  /** At least one, in the order of the file. */
  readonly values: readonly PlacedValue[];
  /** What the file does not say is a failure. */
  readonly know: Known;
}

/** Answers of a file that knows TXT values and nothing else. */
export function knownTxt(values: ReadonlyMap<DomainName, readonly (readonly string[])[]>): Known {
  return (question) => {
    const found = question.type === 'TXT' ? (values.get(question.name) ?? []) : [];
    return found.length === 0
      ? failure(question, 'not-covered')
      : noError(
          question,
          [],
          found.map((strings) => ({ type: 'TXT', name: question.name, ttl: 0, strings })),
        );
  };
}

/** A file that cannot be read as what it is: `message` is `file: problem` or `file:line:column: problem`. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}
