import { describe, expect, it } from 'vitest';
import { namePattern, ownerFinder } from '../../src/catalog/name-pattern.js';

describe('namePattern', () => {
  it.each([
    ['aspmx.l.google.com', 'aspmx.l.google.com', true],
    ['aspmx.l.google.com', 'alt1.aspmx.l.google.com', false],
    ['aspmx.l.google.com', 'evil-aspmx.l.google.com', false],
    ['aspmx.l.google.com', 'evil-aspmx.l.google.com.attacker.example', false],
    ['aspmx.l.google.com', 'aspmx.l.google.com.attacker.example', false],
    ['aspmx.l.google.com', 'aspmxxl.google.com', false],
    ['*.googlemail.com', 'aspmx2.googlemail.com', true],
    ['*.googlemail.com', 'a.b.googlemail.com', true],
    ['*.googlemail.com', 'googlemail.com', false],
    ['*.googlemail.com', 'notgooglemail.com', false],
    ['*.googlemail.com', 'a.googlemail.com.attacker.example', false],
    ['mx00.ionos.*', 'mx00.ionos.fr', true],
    ['mx00.ionos.*', 'mx00.ionos.co.uk', true],
    ['mx00.ionos.*', 'mx00.ionos.attacker.example', false],
    ['mx00.ionos.*', 'mx00.ionos.co.uk.attacker.example', false],
    ['mx00.ionos.*', 'mx00.ionos', false],
    ['dc-*._spfm.**', 'dc-aa8e74c9f7._spfm.mycompany.co.uk', true],
    ['dc-*._spfm.**', 'dc-._spfm.mycompany.com', false],
    ['dc-*._spfm.**', 'dc-a.b._spfm.mycompany.com', false],
    ['dc-*._spfm.**', 'dc-aa8e74c9f7._spfm', false],
    ['eforward*.registrar-servers.com', 'eforward3.registrar-servers.com', true],
    ['eforward*.registrar-servers.com', 'eforward.registrar-servers.com', false],
    ['eforward*.registrar-servers.com', 'eforward1.x.registrar-servers.com', false],
    ['*.awsdns-*.co.uk', 'ns-1617.awsdns-10.co.uk', true],
    ['*.awsdns-*.co.uk', 'ns-1617.awsdns-10.attacker.co.uk', false],
    ['feedback-smtp.*.amazonses.com', 'feedback-smtp.eu-west-1.amazonses.com', true],
    ['feedback-smtp.*.amazonses.com', 'feedback-smtp.eu.west.amazonses.com', false],
    ['a.b(c)+.example', 'a.b(c)+.example', true],
    ['a.b(c)+.example', 'a.bcc.example', false],
  ])('%s covers %s: %s', (pattern, text, expected) => {
    expect(namePattern(pattern)(text)).toBe(expected);
  });

  it('takes time in proportion to the text, whatever the text', () => {
    const hostile = ['a.'.repeat(100_000), 'a'.repeat(200_000), `${'awsdns-.'.repeat(25_000)}com`];
    const started = performance.now();
    for (const pattern of ['*.awsdns-*.com', 'mx00.ionos.*', 'dc-*._spfm.**', '*.a*.a*.b']) {
      const covers = namePattern(pattern);
      for (const text of hostile) expect(covers(text)).toBe(false);
    }
    // Milliseconds; a quadratic match would take minutes.
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('ownerFinder', () => {
  it('takes the pattern with the most literal characters, and the first of equals', () => {
    const find = ownerFinder([
      { owner: 'wide', patterns: ['*.example'] },
      { owner: 'narrow', patterns: ['*.mx.example', 'z.example'] },
      { owner: 'late', patterns: ['z.example'] },
    ]);
    expect(find('a.mx.example')).toBe('narrow');
    expect(find('a.example')).toBe('wide');
    expect(find('z.example')).toBe('narrow');
    expect(find('example')).toBeUndefined();
  });
});
