/** `fix` as somebody reads it: old, new, what changes for whom, and what may be copied. */
import { describe, expect, test } from 'vitest';
import { name } from '../../src/dns/name.js';
import { rrsetChange } from '../../src/report/forms/rrset-change.js';
import { terminalRepair } from '../../src/report/repair.js';
import { stepsOf } from '../../src/report/steps.js';
import { plain, type Style } from '../../src/report/style.js';
import { defaultProfile } from '../../src/rules/profile.js';
import { planRepair, repairFacts, type RepairOptions } from '../../src/rules/repair.js';
import { surveyOf, txt, world } from '../world.js';

const domain = name('d.test');
const vendors = `
  ${txt('_spf.odoo.com', 'v=spf1 ip4:62.10.16.0/24 ip4:62.10.18.0/24 ip6:2a00:10::/64 ~all')}
  ${txt('_spf.google.com', 'v=spf1 ip4:62.10.32.0/20 ~all')}
  ${txt('moving.test', 'v=spf1 exists:%{i}.moving.test -all')}
  d.test. NS gail.ns.cloudflare.com.
  d.test. MX 10 mail.test.
  mail.test. A 198.51.100.1
`;

interface Case extends RepairOptions {
  readonly style?: Partial<Style>;
  readonly zone?: string;
}

/** The screen for d.test where it publishes these texts. */
function screen(published: readonly string[], { style, zone = '', ...options }: Case = {}): string {
  const know = world(vendors + zone + txt('d.test', ...published));
  const survey = surveyOf(domain, know, defaultProfile, [...repairFacts, 'ns']);
  const repair = planRepair(survey, defaultProfile, options);
  const rrset = rrsetChange(repair, survey);
  if ((repair?.kind !== 'record' && repair?.kind !== 'unchanged') || rrset === null) {
    throw new Error('there is no record');
  }
  return terminalRepair({ repair, rrset, steps: stepsOf(rrset) }, { ...plain, ...style });
}

/** The lines of the section with this title. */
function section(text: string, title: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.indexOf(title);
  if (start === -1) return [];
  const rest = lines.slice(start + 1);
  const end = rest.indexOf('');
  return end === -1 ? rest : rest.slice(0, end);
}

const long = Array.from({ length: 24 }, (_, index) => `ip4:203.0.113.${index * 8}/32`).join(' ');

describe('what may be copied stands alone and whole on its line', () => {
  test.each([40, 60, 80, 100])('at %i columns', (width) => {
    const text = screen([`v=spf1 ${long} ~all`], { style: { width } });
    const record = `v=spf1 include:_spf.odoo.com ${long} ~all`;
    expect(section(text, 'new: copy this line')).toEqual([record]);
    expect(text.split('\n')).toContain(`     spf-doctor propagation d.test --expect '${record}'`);
    const ours = text
      .split('\n')
      .filter((line) => !/^- |^v=spf1|^ {5}spf-doctor |^ {5}v=/.test(line));
    expect(ours.filter((line) => line.length > Math.max(width, 44))).toEqual([]);
  });
});

describe('what changes, word by word', () => {
  test.each<[string, readonly string[], readonly string[], Case?]>([
    [
      'a term that comes, and whose it is',
      ['v=spf1 a:mail.test ~all'],
      [
        '    v=spf1',
        "  + include:_spf.odoo.com  Twenty20's own servers (Online and .sh)",
        '    a:mail.test ~all',
      ],
    ],
    [
      'a term that becomes another',
      ['v=spf1 include:spf.odoo.com -all'],
      ['    v=spf1', '  - include:spf.odoo.com', '  + include:_spf.odoo.com', '    -all'],
    ],
    [
      'terms that go, and why',
      ['v=spf1 include:_spf.odoo.com include:gone.test a:mail.test a:mail.test ~all'],
      [
        '    v=spf1 include:_spf.odoo.com',
        '  - include:gone.test  has no record to pass anybody',
        '    a:mail.test',
        '  - a:mail.test  stands there already',
        '    ~all',
      ],
    ],
    [
      'a term that moves',
      ['v=spf1 include:_spf.google.com ~all include:_spf.odoo.com'],
      [
        '    v=spf1',
        '  + include:_spf.odoo.com',
        '    include:_spf.google.com ~all',
        '  - include:_spf.odoo.com  stood behind "all" and was never reached',
      ],
    ],
    [
      'a record that is no longer one of its own',
      ['v=spf1 include:_spf.odoo.com ~all', 'v=spf1 a:mail.test include:_spf.google.com ~all'],
      [
        '    v=spf1',
        '  + include:_spf.odoo.com  moved to where it takes effect',
        '    a:mail.test include:_spf.google.com ~all',
        '  - v=spf1 include:_spf.odoo.com ~all  no longer a record of its own',
      ],
    ],
    [
      'the end of the record',
      ['v=spf1 include:_spf.odoo.com ~all'],
      ['    v=spf1 include:_spf.odoo.com', '  - ~all', '  + -all'],
      { all: '-' },
    ],
  ])('%s', (_, published, expected, options) => {
    expect(section(screen(published, options), 'what changes')).toEqual(expected);
  });

  test('nothing of the kind for a new record', () => {
    const text = screen(['a note']);
    expect(section(text, 'old')).toEqual([]);
    expect(section(text, 'what changes')).toEqual([]);
  });
});

describe('who may send', () => {
  test('who is gained is counted, and nobody is lost', () => {
    expect(section(screen(['v=spf1 a:mail.test ~all']), 'who may send')).toEqual([
      "  + 3 networks, 512 IPv4 and 2^64 IPv6 addresses of Twenty20's own servers",
      '    (Online and .sh)',
      '    nobody is lost',
    ]);
  });

  test('of several records receivers apply none', () => {
    const text = screen(['v=spf1 include:_spf.odoo.com ~all', 'v=spf1 a:mail.test ~all']);
    expect(section(text, 'who may send')[0]).toBe(
      '    every sender of the 2 old records, of which receivers apply none today',
    );
  });

  test('terms that depend on the message are named', () => {
    const text = screen(['v=spf1 include:moving.test ~all']);
    expect(section(text, 'who may send').join(' ')).toContain('exists:%{i}.moving.test');
  });
});

test.each<[string, readonly string[], readonly string[], Case?]>([
  [
    'what receivers could not read',
    ['v=spf1 ipv4:198.51.100.7 include:_spf.odoo.com -all'],
    ['    everybody whom the old record was meant for, which receivers cannot read', '    today'],
  ],
  [
    'the same senders',
    ['v=spf1 include:_spf.odoo.com include:gone.test ~all'],
    ['    the same senders as before', '    nobody is lost'],
  ],
  [
    'a stricter end',
    ['v=spf1 include:_spf.odoo.com ~all'],
    [
      '    the same senders as before',
      '  ~ everybody else: fail instead of softfail',
      '    nobody is lost',
    ],
    { all: '-' },
  ],
  [
    'a record that lets everybody send',
    ['v=spf1 include:_spf.odoo.com +all'],
    ['  - everybody else, as you asked'],
    { all: '-' },
  ],
])('who may send: %s', (_, published, expected, options) => {
  const lines = section(screen(published, options), 'who may send');
  expect(lines.slice(0, expected.length)).toEqual(expected);
});

test('an include that became its networks', () => {
  const text = screen(['v=spf1 include:_spf.google.com ~all'], {
    flatten: [name('_spf.google.com')],
  });
  expect(section(text, 'what changes')).toEqual([
    '    v=spf1',
    '  - include:_spf.google.com  its networks stand in its place',
    "  + include:_spf.odoo.com  Twenty20's own servers (Online and .sh)",
    '  + ip4:62.10.32.0/20',
    '    ~all',
  ]);
});

test('the bar of lookups, before and after', () => {
  const [line] = section(screen(['v=spf1 a:mail.test ~all']), 'DNS lookups');
  expect(line).toBe('  [■■········]  2 of the 10 that receivers make at most; 1 before');
  const [ascii] = section(
    screen(['v=spf1 a:mail.test ~all'], { style: { unicode: false } }),
    'DNS lookups',
  );
  expect(ascii).toMatch(/^ {2}\[##-{8}\] {2}2 of the 10 /);
});

test('colours change nothing that is read or copied', () => {
  const published = [
    'v=spf1 a:mail.test include:spf.odoo.com ~all',
    'v=spf1 include:gone.test ~all',
  ];
  const painted = screen(published, {
    style: { paint: (tone, text) => `\u001b[${tone.length}m${text}\u001b[0m` },
  });
  expect(painted.replaceAll(/\u001b\[\d+m/g, '')).toBe(screen(published));
});

test('a record that may stay is shown, without steps', () => {
  const text = screen(['v=spf1 include:_spf.odoo.com ~all']);
  expect(section(text, 'published, and may stay')).toEqual(['v=spf1 include:_spf.odoo.com ~all']);
  expect(section(text, 'what to do')).toEqual([]);
});
