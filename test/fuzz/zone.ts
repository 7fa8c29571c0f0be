import { strict as assert } from 'node:assert';
import { name, toName } from '../../src/dns/name.js';
import { parseZone, zoneAnswers, ZoneError } from '../../src/dns/zone.js';
import { hostileText, zoneTexts, type Target } from './hostile.js';

/** What master files are made of (RFC 1035 5). */
const pieces =
  `$ORIGIN |$TTL |$FAILURE |example.com. |a |@ |* |\n|\n |1h |IN |TXT |A |CNAME |SOA |MX 10 \
|192.0.2.1|"|(|)|;|\\|\\1|\\255|.|timeout|TYPE7 \\# 1 |00|\u20ac|\ud800|\u00e9|::1`.split('|');

/** A few lines each: a change has to meet the reader before the first error ends it. */
const samples = zoneTexts.flatMap((text) => {
  const lines = text.split('\n');
  return lines.map((_, index) => lines.slice(index, index + 4).join('\n'));
});

const origin = name('example.com');

export const zoneTarget: Target<string> = {
  reader: 'zone files',
  input: hostileText(samples, pieces),
  run: (text) => {
    const zone = readOrRefuse(text);
    if (zone === undefined) return;
    const know = zoneAnswers([zone]);
    for (const { record, at } of zone.records.slice(0, 50)) {
      assert.equal(toName(record.name), record.name);
      assert.ok(at.line <= text.split('\n').length);
      const answer = know({ name: record.name, type: record.type });
      assert.ok(answer.kind === 'noerror' || answer.kind === 'failure');
    }
  },
  sizeOf: (text) => text.length,
};

/** A ZoneError is a place in the text, and nothing else is thrown. */
function readOrRefuse(text: string) {
  try {
    return parseZone(text, { file: 'f', origin });
  } catch (error) {
    if (!(error instanceof ZoneError)) throw error;
    const line = text.split('\n')[error.line - 1];
    assert.ok(line !== undefined && error.column >= 1 && error.column <= line.length + 2);
    assert.equal(error.message, `f:${error.line}:${error.column}: ${error.problem}`);
    return undefined;
  }
}
