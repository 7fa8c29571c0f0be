import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';
import { txtValue } from '../../src/dns/answer.js';
import { parseSpf, parseUnsuggested } from '../../src/spf/parse.js';
import { printSpf, toStrings } from '../../src/spf/print.js';
import type { SpfRecord } from '../../src/spf/record.js';
import { isSpf } from '../../src/spf/select.js';
import { hostileText, zones, type Target } from './hostile.js';

/** The SPF records of the worlds that come with the project. */
const records: readonly string[] = zones
  .flatMap((zone) => zone.records)
  .flatMap(({ record }) => (record.type === 'TXT' ? [txtValue(record)] : []))
  .filter(isSpf);

/** What the grammar of RFC 7208 12 stumbles over. */
export const recordPieces: readonly string[] = [
  ...'v=spf1|V=SPF1|all|include|a|mx|ptr|ip4|ip6|exists|redirect|exp|+|-|~|?|:|/|//|=|.|%|%{|}|%{d}'.split(
    '|',
  ),
  ...'%{p2r-}|24|0|129|192.0.2.1|2001:db8::|example.com|com|_spf|odoo|moo|"|\\|;|,|\t|\0|\u00a0|\u2013'.split(
    '|',
  ),
  ' ',
  ' include:',
  ' redirect=',
  ' exp=',
];

const anyText = hostileText(records, recordPieces);
export const recordText = fc.oneof(
  anyText,
  anyText.map((text) => `v=spf1 ${text}`),
);

export const recordTarget: Target<string> = {
  reader: 'records',
  input: recordText,
  run: (text) => {
    const record = parseSpf(text);
    checkSpans(record);
    const { terms, faults } = record;
    const invalid = terms.filter(({ kind }) => kind === 'invalid').length;
    const twice = faults.filter(({ problem }) => problem === 'duplicate-modifier').length;
    assert.equal(faults.length, invalid + twice);
    assert.equal(parseUnsuggested(text).faults.length, faults.length);
    const printed = printSpf(record);
    assert.equal(printSpf(parseUnsuggested(printed)), printed);
    assert.equal(toStrings(record).join(''), printed);
  },
  sizeOf: (text) => text.length,
};

/** Terms and faults are places in the text, in its order. */
function checkSpans({ text, terms, faults }: SpfRecord): void {
  const places = new Map<number, number>();
  let before = 0;
  for (const term of terms) {
    const { start, end } = term.span;
    assert.ok(before <= start);
    assert.equal(text.slice(start, end), term.text);
    for (let at = start; at < end; at += 1) places.set(at, end);
    before = end;
  }
  for (const { span } of faults) {
    assert.ok(span.start < span.end);
    assert.ok(span.end <= (places.get(span.start) ?? 0), 'a fault lies in one term');
  }
}
