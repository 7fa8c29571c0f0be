import { describe, expect, it } from 'vitest';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import {
  discoveredRecord,
  dmarcWalk,
  organizationalDomain,
  walkNames,
} from '../../src/records/dmarc-walk.js';
import { isAligned } from '../../src/records/alignment.js';
import { txt, world } from '../world.js';

describe('walkNames', () => {
  it('is that of the example in RFC 9989 4.10', () => {
    expect(walkNames(name('a.b.c.d.e.f.g.h.i.j.mail.example.com'))).toEqual([
      'a.b.c.d.e.f.g.h.i.j.mail.example.com',
      'g.h.i.j.mail.example.com',
      'h.i.j.mail.example.com',
      'i.j.mail.example.com',
      'j.mail.example.com',
      'mail.example.com',
      'example.com',
      'com',
    ]);
  });

  it.each([
    ['com', ['com']],
    ['example.com', ['example.com', 'com']],
    [
      'a.b.c.d.e.f.g.h',
      [
        'a.b.c.d.e.f.g.h',
        'b.c.d.e.f.g.h',
        'c.d.e.f.g.h',
        'd.e.f.g.h',
        'e.f.g.h',
        'f.g.h',
        'g.h',
        'h',
      ],
    ],
  ])('%s', (domain, names) => {
    expect(walkNames(name(domain))).toEqual(names);
  });
});

const record = (at: string, text = 'v=DMARC1; p=none') => txt(`_dmarc.${at}`, text);
const psd = (at: string, value: 'y' | 'n') => record(at, `v=DMARC1; p=reject; psd=${value}`);
const failing = (at: string) => `$FAILURE _dmarc.${at}. timeout TXT\n`;

const walk = (domain: string, zone: string) => answer(dmarcWalk(name(domain)), world(zone));

describe('organizationalDomain', () => {
  it.each([
    // The examples of RFC 9989 4.10.2.
    ['a.mail.example.com', record('mail.example.com') + record('example.com'), 'example.com'],
    ['a.mail.example.com', psd('mail.example.com', 'n'), 'mail.example.com'],
    ['a.mail.example.com', psd('com', 'y'), 'example.com'],
    ['mail.example.com', psd('example.com', 'y'), 'mail.example.com'],
    // psd=n ends the walk, whatever stands above.
    [
      'a.mail.example.com',
      psd('mail.example.com', 'n') + record('example.com'),
      'mail.example.com',
    ],
    // psd=y of the start says nothing about the start, and ends its walk.
    ['example.com', psd('example.com', 'y') + record('com'), 'example.com'],
    ['a.example.com', record('a.example.com') + psd('com', 'y'), 'example.com'],
    // Without any record the start is it.
    ['a.mail.example.com', '', 'a.mail.example.com'],
    // Two records at a name are none.
    [
      'a.example.com',
      record('example.com') + record('example.com', 'v=DMARC1; p=reject'),
      'a.example.com',
    ],
    ['a.example.com', txt('_dmarc.example.com', 'v=spf1 -all'), 'a.example.com'],
    // What a registry would say is not needed.
    ['example.com', record('example.com') + failing('com'), 'example.com'],
  ])('of %s, with %j', (domain, zone, expected) => {
    expect(organizationalDomain(walk(domain, zone))).toBe(expected);
  });

  it.each([
    ['a.example.com', record('a.example.com') + failing('example.com')],
    ['example.com', failing('example.com')],
    ['com', failing('com')],
  ])('of %s is not known with %j', (domain, zone) => {
    expect(organizationalDomain(walk(domain, zone))).toMatchObject({ cause: 'timeout' });
  });
});

describe('discoveredRecord', () => {
  it.each([
    ['example.com', record('example.com'), 'example.com'],
    ['a.example.com', record('example.com'), 'example.com'],
    ['a.example.com', record('a.example.com') + record('example.com'), 'a.example.com'],
    // Neither the domain's nor the organization's: what stands in between does not apply.
    ['a.b.example.com', record('b.example.com') + record('example.com'), 'example.com'],
    ['a.example.com', psd('com', 'y'), 'com'],
    ['a.example.com', record('example.com') + psd('com', 'y'), 'example.com'],
    // The domain's own applies, whatever fails above.
    ['a.example.com', record('a.example.com') + failing('example.com'), 'a.example.com'],
  ])('of %s, with %j', (domain, zone, expected) => {
    expect(discoveredRecord(walk(domain, zone))).toMatchObject({ domain: expected });
  });

  it.each([
    ['a.example.com', ''],
    ['a.example.com', record('a.example.com') + record('a.example.com', 'v=DMARC1; p=reject')],
    ['example.com', failing('com')],
  ])('of %s, with %j, there is none', (domain, zone) => {
    expect(discoveredRecord(walk(domain, zone))).toBeUndefined();
  });

  it('is not known where the own name, or one above, could have it', () => {
    for (const zone of [failing('a.example.com'), failing('example.com')]) {
      expect(discoveredRecord(walk('a.example.com', zone))).toMatchObject({ cause: 'timeout' });
    }
  });
});

it('asks eight names at most, all at once', () => {
  const asking = dmarcWalk(name('a.b.c.d.e.f.g.h.i.j.mail.example.com'));
  const first = asking.next([]);
  expect(first.done ? [] : first.value).toHaveLength(8);
  const know = world('');
  expect(first.done || asking.next(first.value.map(know)).done).toBe(true);
});

it('aligns by Organizational Domain, or by name', () => {
  const own = { domain: name('example.com'), organizational: name('example.com') };
  const below = { domain: name('bounce.example.com'), organizational: name('example.com') };
  const other = { domain: name('example.net'), organizational: name('example.net') };
  expect([own, below, other].map((name_) => isAligned('r', own, name_))).toEqual([
    true,
    true,
    false,
  ]);
  expect([own, below, other].map((name_) => isAligned('s', own, name_))).toEqual([
    true,
    false,
    false,
  ]);
});
