import { describe, expect, it } from 'vitest';
import { name } from '../../src/dns/name.js';
import { textEdits } from '../../src/spf/text-edits.js';

const edited = (...strings: readonly string[]): string | undefined =>
  textEdits(name('x.example'), strings)?.record;

describe('textEdits()', () => {
  it.each([
    [['v=spf1 ipv4:192.0.2.1 -all'], 'v=spf1 ip4:192.0.2.1 -all'],
    [['v=spf1 ip4:192.0.2.1', 'ip4:192.0.2.2 -all'], 'v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all'],
    [['v=spf1 include:a.example include:a.example -all'], 'v=spf1 include:a.example -all'],
    [['v=spf1 ipv4:192.0.2.1 ip4:192.0.2.0/24 -al'], 'v=spf1 ip4:192.0.2.0/24 -all'],
  ])('%j becomes %s', (before, after) => expect(edited(...before)).toBe(after));

  it.each([
    ['there is nothing to do', 'v=spf1 mx -all'],
    ['an error leaves a choice', 'v=spf1 nonsense -all'],
    ['the order of terms decides', 'v=spf1 ?include:a.example ip4:192.0.2.1 include:a.example'],
    ['terms behind all may have been meant', 'v=spf1 a a -all mx'],
  ])('is undefined where %s', (_, text) => expect(edited(text)).toBeUndefined());
});
