/** Input as strangers make it: real input with changes, pieces in any order, and one piece over and over. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as fc from 'fast-check';
import { parseZone, type Zone } from '../../src/dns/zone.js';

/** One reader of what strangers write, and the promises that it makes about any input. */
export interface Target<I> {
  readonly reader: string;
  readonly input: fc.Arbitrary<I>;
  /** Throws where a promise is broken. */
  run(input: I): void;
  /** Octets or characters, where the time it takes is to be seen beside them. */
  sizeOf?(input: I): number;
}

/** Characters of the longest inputs. No record is longer than a DNS message, and zone files are not much. */
const MOST = 65_536;

const zonesFolder = resolve(import.meta.dirname, '../../fixtures/zones');

/** The worlds that come with the project, as text. */
export const zoneTexts: readonly string[] = readdirSync(zonesFolder).map((file) =>
  readFileSync(resolve(zonesFolder, file), 'utf8'),
);

export const zones: readonly Zone[] = zoneTexts.map((text) => parseZone(text));

/** Text out of `samples` with changes, out of `pieces`, or with one of them over and over. */
export function hostileText(
  samples: readonly string[],
  pieces: readonly string[],
): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
  );
  const change = fc.record({ at: fc.nat(), drop: fc.nat({ max: 6 }), put: piece });
  const changed = fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 4 }))
    .map(([sample, changes]) =>
      changes.reduce((text, { at, drop, put }) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + put + text.slice(start + drop);
      }, sample),
    );
  const joined = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(''));
  return fc.oneof(
    { weight: 20, arbitrary: changed },
    { weight: 20, arbitrary: joined },
    { weight: 1, arbitrary: grown(piece) },
  );
}

/** A few pieces over and over, with something in front and something else behind. */
export function grown(piece: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(piece, fc.array(piece, { minLength: 1, maxLength: 3 }), piece, fc.nat({ max: MOST }))
    .map(([start, unit, end, length]) => {
      const again = unit.join('') || 'x';
      return start + again.repeat(Math.ceil(length / again.length)) + end;
    });
}
