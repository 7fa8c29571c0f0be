/** What holds of every parser, whatever the text: it returns, in time, and its places lie in the text. */
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBimi } from '../../src/records/bimi.js';
import { isDkim, parseDkim } from '../../src/records/dkim.js';
import { appliedPolicy, dmarcNearMiss, parseDmarc } from '../../src/records/dmarc.js';
import { parseStsPolicy, parseStsRecord } from '../../src/records/mta-sts.js';
import { parseTlsRpt } from '../../src/records/tls-rpt.js';

const parsers = {
  parseDkim,
  parseDmarc,
  parseStsRecord,
  parseStsPolicy,
  parseTlsRpt,
  parseBimi,
};

/** Pieces that the grammars are made of, and anything else. */
const pieces = constantFrom(
  ...'v=DMARC1|v=DKIM1|v=STSv1|v=TLSRPTv1|v=BIMI1|p=|p=none|p=reject|sp=x|psd=y|t=y|k=rsa|k=ed25519'.split(
    '|',
  ),
  ...'rua=|mailto:a@b.example|https://x.example/|!10m|,|;|:|=|*.|mx:|mode: enforce|max_age: 1|id=|h=sha1'.split(
    '|',
  ),
  '\n',
  '\r\n',
  '\r',
  ' ',
  '\t',
  '"',
  '\\',
  '\u0000',
  '\u00ff',
  'MIIB',
  'AAAA==',
  '='.repeat(5),
);
const texts = array(oneof(pieces, string({ maxLength: 8 })), { maxLength: 40 }).map((parts) =>
  parts.join(''),
);

describe.each(Object.entries(parsers))('%s', (_, parse) => {
  it('never throws, and its places lie in the text', () => {
    assert(
      property(texts, (text) => {
        for (const { span, reason } of parse(text).faults) {
          expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
          expect(reason).not.toBe('');
        }
      }),
    );
  });

  it('takes time in proportion to the text', () => {
    for (const part of [
      'a=1;',
      ';',
      'rua=',
      ',',
      'mailto:a@b.example,',
      'x: y\n',
      '\r',
      ' ',
      '=',
    ]) {
      const text = `v=DMARC1; rua=${part.repeat(Math.ceil(200_000 / part.length))}`;
      const before = performance.now();
      parse(text);
      expect(performance.now() - before, JSON.stringify(part)).toBeLessThan(2000);
    }
  });
});

it('the rest never throws either', () => {
  assert(
    property(texts, (text) => {
      isDkim(text);
      appliedPolicy(parseDmarc(text));
      const miss = dmarcNearMiss(text);
      if (miss !== undefined) expect(miss.span.end).toBeLessThanOrEqual(text.length);
    }),
  );
});
