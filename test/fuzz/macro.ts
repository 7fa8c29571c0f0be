import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';
import { MAX_NAME_OCTETS } from '../../src/dns/name.js';
import {
  expandMacro,
  expandName,
  parseMacroString,
  type MacroLetter,
} from '../../src/spf/macro.js';
import { grown, hostileText, type Target } from './hostile.js';

interface MacroInput {
  readonly text: string;
  readonly explanation: boolean;
  readonly values: Readonly<Record<MacroLetter, string>>;
  readonly most: number;
}

/** RFC 7208 7.4. */
const samples = [
  '%{ir}.%{v}._spf.%{d2}',
  '%{lr-}.lp._spf.%{d2}',
  '%{lr-}.lp.%{ir}.%{v}._spf.%{d2}',
  '%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}',
  '%{d2}.trusted-domains.example.net',
];

const letters = 'slodiphvcrt'.split('') as readonly MacroLetter[];

const pieces = [
  ...letters.flatMap((letter) => [`%{${letter}}`, `%{${letter.toUpperCase()}1r}`]),
  ...'%{l-}|%{l2r+-}|%{o2}|%{d9r}|%{ir}|%{h99999999999999999999}|%{s0}|%{s00r}|%{l,/_=.}|%{d|%{l----}'.split(
    '|',
  ),
  ...'%%|%_|%-|%|{|}|.|x| |\u00fc|%{x}|%{sr-l}'.split('|'),
];

const part = fc.constantFrom(
  'a',
  'Bc',
  '.',
  '-',
  '+',
  ',',
  '/',
  '_',
  '=',
  '@',
  '%',
  '"',
  ' ',
  '\u00fc',
  '\ud83d\ude00',
  '\ud800',
);
const value = fc.oneof(
  { weight: 20, arbitrary: fc.array(part, { maxLength: 20 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: grown(part) },
);
const values = fc
  .array(value, { minLength: letters.length, maxLength: letters.length })
  .map((each) =>
    Object.fromEntries(letters.map((letter, index) => [letter, each[index] ?? ''])),
  ) as fc.Arbitrary<MacroInput['values']>;

export const macroTarget: Target<MacroInput> = {
  reader: 'macros',
  input: fc.record({
    text: hostileText(samples, pieces),
    explanation: fc.boolean(),
    values,
    most: fc.constantFrom(0, 10, 4096),
  }),
  run: ({ text, explanation, values: known, most }) => {
    const macro = parseMacroString(text, { explanation });
    const isLegal = (explanation ? explainString : macroString).test(text);
    assert.equal('reason' in macro, !isLegal);
    if ('reason' in macro) {
      assert.ok(macro.start < macro.end && macro.end <= text.length);
      return;
    }
    const expanded = expandMacro(macro, known, most);
    const name = expandName(macro, known);
    assert.ok(name !== undefined);
    // By hand all of it is expanded, which is far too much where everything is long.
    if (text.length * Math.max(...Object.values(known).map(({ length }) => length)) > 1_000_000) {
      return;
    }
    const whole = expandByHand(text, known);
    assert.equal(expanded, whole.length > most ? undefined : whole);
    // Over 254 characters without a dot it is no name, however much of it is left.
    const cut = cutByHand(whole);
    if (cut.length <= MAX_NAME_OCTETS) assert.equal(name, cut);
    else assert.ok(name.length > MAX_NAME_OCTETS);
  },
  sizeOf: ({ text, values: known }) =>
    Object.values(known).reduce((size, { length }) => size + length, text.length),
};

/** RFC 7208 7.1; what is no `%` is left to the grammar of records. */
const expand = (known: string) => `%[%_-]|%\\{[${known}](?:0*[1-9][0-9]*)?r?[-.+,/_=]*\\}`;
const macroString = new RegExp(`^(?:[^%]|${expand('slodiphv')})*$`, 'is');
const explainString = new RegExp(`^(?:[^%]|${expand('slodiphvcrt')})*$`, 'is');

/** RFC 7208 7.3, one macro after the other. */
function expandByHand(text: string, known: MacroInput['values']): string {
  return text.replaceAll(/%(?:([%_-])|\{(.)(\d*)(r?)(.*?)\})/gis, (_, ...groups: string[]) => {
    const [escape, letter = '', digits = '', reverse, delimiters] = groups;
    if (escape !== undefined) return { '%': '%', _: ' ', '-': '%20' }[escape] ?? '';
    let parts = [''];
    for (const character of known[letter.toLowerCase() as MacroLetter]) {
      if ((delimiters || '.').includes(character)) parts.push('');
      else parts.push(`${parts.pop() ?? ''}${character}`);
    }
    if (reverse !== '') parts = parts.toReversed();
    if (digits !== '') parts = parts.slice(-Number(digits));
    const joined = parts.join('.');
    return letter === letter.toLowerCase() ? joined : escapeByHand(joined);
  });
}

function escapeByHand(text: string): string {
  return [...new TextEncoder().encode(text)]
    .map((octet) => {
      const character = String.fromCharCode(octet);
      const hex = octet.toString(16).toUpperCase().padStart(2, '0');
      return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${hex}`;
    })
    .join('');
}

function cutByHand(text: string): string {
  let name = text.replace(/\.$/, '');
  while (name.length > MAX_NAME_OCTETS && name.includes('.')) {
    name = name.slice(name.indexOf('.') + 1);
  }
  return name;
}
