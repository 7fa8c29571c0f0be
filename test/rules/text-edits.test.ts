import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failure, type Known } from '../../src/dns/answer.js';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { textEdits } from '../../src/rules/text-edits.js';
import { checkHost } from '../../src/spf/check-host.js';
import { parseSpf } from '../../src/spf/parse.js';
import { world } from '../world.js';

const domain = name('x.example');
const nothing: Known = (question) => failure(question, 'not-covered');
const edited = (text: string): string | undefined => textEdits(domain, [text], nothing)?.record;

describe('textEdits()', () => {
  it.each([
    ['v=spf1 ipv4:192.0.2.1 -all', 'v=spf1 ip4:192.0.2.1 -all'],
    ['v=spf1 include:a.example include:a.example -all', 'v=spf1 include:a.example -all'],
    ['v=spf1 ip4:192.0.2.1 ~ip4:192.0.2.1 ip4:192.0.2.1 -all', 'v=spf1 ip4:192.0.2.1 -all'],
  ])('%s becomes %s', (before, after) => expect(edited(before)).toBe(after));

  it.each([
    ['there is nothing to do', 'v=spf1 mx -all'],
    ['an error leaves a choice', 'v=spf1 nonsense -all'],
    ['the order of terms decides', 'v=spf1 ?include:a.example ip4:192.0.2.1 include:a.example'],
  ])('is undefined where %s', (_, text) => expect(edited(text)).toBeUndefined());

  // Names are answered as one likes; a client either gets what it got, or got an error before.
  it('keeps every result of check_host()', () => {
    const know = world(`$ORIGIN x.example.
a A 192.0.2.1
b TXT "v=spf1 ip4:192.0.2.2 -all"
c TXT "v=spf1 ?ip4:192.0.2.3 ip4:192.0.2.4"
@ MX 1 a`);
    const terms = fc.constantFrom(
      'a:a.x.example',
      '-a:a.x.example',
      'mx',
      'mxx',
      'ipv4:192.0.2.4',
      'ip4:192.0.2.2',
      '-ip4:192.0.2.3',
      'include:b.x.example',
      '?include:c.x.example',
      'include:c.x.example',
      'exists:%{i}.x.example',
      '-al',
    );
    fc.assert(
      fc.property(
        fc.array(terms, { maxLength: 8 }),
        fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '2001:db8::1'),
        (some, ip) => {
          const before = `v=spf1 ${some.join(' ')} ~all`;
          const after = edited(before);
          if (after === undefined) return;
          const resultOf = (record: string) =>
            answer(checkHost({ ip, sender: 'u@x.example', helo: 'x.example', record }), know)
              .result;
          expect(parseSpf(after).faults).toEqual([]);
          if (parseSpf(before).faults.length === 0) expect(resultOf(after)).toBe(resultOf(before));
        },
      ),
    );
  });
});
