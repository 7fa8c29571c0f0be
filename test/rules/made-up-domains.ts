/** Domains made up from a seed, sick in the ways that domains are, and what their owner asks `fix` for. */
import { name, type DomainName } from '../../src/dns/name.js';
import type { Known } from '../../src/dns/answer.js';
import type { Profile } from '../../src/rules/profile.js';
import type { RepairOptions } from '../../src/rules/repair.js';
import { diceOf, type Dice } from '../dice.js';
import { txt, world } from '../world.js';

export interface MadeUpDomain {
  readonly domain: DomainName;
  readonly know: Known;
  /** What it publishes as SPF, and what was meant by it: the same but for a slip. */
  readonly texts: readonly { readonly published: string; readonly meant: string }[];
  readonly profile: Profile;
  readonly options: RepairOptions;
  /** Addresses at and beside the ends of networks in the world. */
  readonly addresses: readonly string[];
}

const domain = name('d.test');

const hosts = `
  v4.test. A 62.40.1.1
  v4b.test. A 62.40.1.9
  v6.test. AAAA 2a00:40::1
  dual.test. A 62.40.2.2
  dual.test. AAAA 2a00:40::2
  mail.test. MX 5 v4.test.
  mail.test. MX 10 dual.test.
  mail.test. MX 20 gone.test.
  null.test. MX 0 .
  ${Array.from({ length: 11 }, (_, at) => `many.test. MX ${at} v4.test.\n  many.test. MX ${at} m${at}.test.\n`).join('')}
`;

/** What stays the same in all worlds. */
const vendors = `
  ${txt('_spf.odoo.com', 'v=spf1 include:_a.odoo.com include:_b.odoo.com ~all')}
  ${txt('_a.odoo.com', 'v=spf1 ip4:62.10.16.0/24 ~all')}
  ${txt('_spf.google.com', 'v=spf1 ip4:62.10.32.0/20 ip6:2a00:20::/32 ~all')}
  ${txt('dynamic.test', 'v=spf1 exists:%{i}.list.test -all')}
  ${txt('several.test', 'v=spf1 ip4:62.30.0.1 -all', 'v=spf1 ip4:62.30.0.2 -all')}
  ${txt('faulty.test', 'v=spf1 ip4:62.30.0.300 -all')}
  ${txt('note.test', 'no SPF')}
  ${txt('circle.test', 'v=spf1 ip4:62.30.1.1 include:circle.test -all')}
  62.20.1.1.list.test. A 127.0.0.2
  62.10.16.7.list.test. A 127.0.0.2
  ${txt('62.20.1.1.macro.test', 'v=spf1 +all')}
  ${txt('62.40.1.1.macro.test', 'v=spf1 ip4:62.40.0.0/16 -all')}
  ${txt('*.macro.test', 'v=spf1 -all')}
  user.local.test. A 127.0.0.2
`;

const networks = [
  ...'62.20.1.1 62.20.1.0/24 62.20.1.64/26 62.20.0.0/16 62.10.16.0/25 62.10.16.128/25 62.10.20.0/26'.split(
    ' ',
  ),
  ...'62.10.32.0/21 62.40.1.0/28 62.40.1.1 62.40.2.0/23 192.0.2.0/24 62.30.0.0/31'.split(' '),
].map((network) => `ip4:${network}`);
const networks6 = '2a00:10::/64 2a00:10::5 2a00:20::/33 2a00:40::/126 2a00:40::1'
  .split(' ')
  .map((network) => `ip6:${network}`);

const VENDORS = 5;

/** The domain of a seed. */
export function makeDomain(seed: number): MadeUpDomain {
  const dice = diceOf(seed);
  const lines = [hosts, vendors];
  lines.push(
    txt(
      '_b.odoo.com',
      dice.weigh([
        [8, 'v=spf1 ip4:62.10.20.0/26 ip6:2a00:10::/64 ~all'],
        [1, 'v=spf1 a:gone.test ip4:62.10.20.0/26 ~all'],
        [1, 'v=spf1 ip4:62.10.20.0/26 -ip4:62.10.20.64/28 a:v6.test ~all'],
      ]),
    ),
  );
  for (let index = 0; index < VENDORS; index += 1) {
    const later = Array.from({ length: VENDORS - index - 1 }, (_, at) => `v${index + at + 1}.test`);
    const terms = dice.roll(4) + 1;
    const text = Array.from({ length: terms }, () => vendorTerm(dice, later));
    lines.push(
      txt(`v${index}.test`, `v=spf1 ${text.join(' ')} ${dice.pick(['-all', '~all', '?all'])}`),
    );
  }
  if (dice.chance(0.5)) lines.push('d.test. A 62.40.1.9\n');
  lines.push(
    dice.weigh([
      [4, 'd.test. MX 1 dual.test.\n'],
      [2, 'd.test. MX 1 aspmx.l.google.com.\n'],
      [1, ''],
    ]),
  );
  const count = dice.weigh([
    [1, 0],
    [10, 1],
    [3, 2],
    [1, 3],
  ]);
  const texts = Array.from({ length: count }, () => {
    const meant = ownText(dice);
    return { published: dice.chance(0.12) ? misspelt(dice, meant) : meant, meant };
  });
  lines.push(txt('d.test', 'a note', ...texts.map(({ published }) => published)));
  const zone = lines.join('');
  const includes = dice.weigh<readonly string[]>([
    [8, []],
    [1, ['v0.test']],
    [1, ['dynamic.test']],
    [1, ['v1.test', 'v2.test']],
    [0.3, ['gone.test']],
  ]);
  return {
    domain,
    know: world(zone),
    texts,
    profile: {
      twenty20: dice.chance(0.9),
      outgoing: dice.weigh([
        [9, 'twenty20'],
        [1, 'external'],
      ]),
      includes: includes.map((target) => name(target)),
    },
    options: optionsOf(
      dice,
      texts.map(({ meant }) => meant),
    ),
    addresses: edgesOf(zone),
  };
}

function optionsOf(dice: Dice, texts: readonly string[]): RepairOptions {
  const includes = [...texts.join(' ').matchAll(/include:([a-z0-9._]+\.test)(?= |$)/g)];
  const flatten = includes.flatMap(([, target = '']) => (dice.chance(0.1) ? [name(target)] : []));
  return {
    yes: dice.chance(0.8),
    ...(dice.chance(0.2) ? { all: dice.pick(['-', '~', '?'] as const) } : {}),
    ...(dice.chance(0.2) ? { keepOrder: true } : {}),
    ...(dice.chance(0.3) ? { optimize: true } : {}),
    ...(flatten.length > 0 ? { flatten: [...new Set(flatten)].slice(0, 1) } : {}),
  };
}

function sign(dice: Dice): string {
  return dice.weigh([
    [12, ''],
    [1, '+'],
    [1, '-'],
    [1, '~'],
    [1, '?'],
  ]);
}

function vendorTerm(dice: Dice, later: readonly string[]): string {
  const found = dice.weigh<() => string>([
    [6, () => dice.pick(networks)],
    [2, () => dice.pick(networks6)],
    [3, () => (later.length > 0 ? `include:${dice.pick(later)}` : dice.pick(networks))],
    [1, () => dice.pick(['a:v4.test', 'a:dual.test', 'mx:mail.test', 'a:v6.test'])],
    [0.5, () => dice.pick(['a:gone.test', 'mx:null.test', 'exists:gone.test'])],
    [0.3, () => dice.pick(['exists:%{i}.list.test', 'include:several.test', 'mx:many.test'])],
  ])();
  return sign(dice) + found;
}

function ownTerm(dice: Dice): string {
  const found = dice.weigh<() => string>([
    [5, () => dice.pick(networks)],
    [2, () => dice.pick(networks6)],
    [6, () => `include:v${dice.roll(VENDORS)}.test`],
    [
      4,
      () => dice.pick(['include:_spf.odoo.com', 'INCLUDE:_spf.Odoo.com.', 'include:spf.odoo.com']),
    ],
    [1, () => 'include:_spf.google.com'],
    [
      3,
      () => dice.pick(['a', 'mx', 'a:v4.test/28', 'A:dual.test', 'mx:mail.test', 'a:v6.test//126']),
    ],
    [1, () => dice.pick(['a:gone.test', 'mx:gone.test', 'exists:gone.test', 'mx:null.test'])],
    [1, () => dice.pick(['include:gone.test', 'include:note.test', 'include:d.test'])],
    [0.5, () => dice.pick(['include:several.test', 'include:faulty.test', 'mx:many.test'])],
    [0.2, () => 'include:circle.test'],
    [
      1,
      () => dice.pick(['exists:%{i}.list.test', 'exists:%{l}.local.test', 'include:dynamic.test']),
    ],
    [0.5, () => dice.pick(['include:%{i}.macro.test', 'ptr', 'exists:v4.test'])],
  ])();
  return sign(dice) + found;
}

function ownText(dice: Dice): string {
  const terms = Array.from({ length: dice.roll(6) }, () => ownTerm(dice));
  if (dice.chance(0.15) && terms.length > 0) terms.push(dice.pick(terms));
  if (dice.chance(0.1)) terms.splice(dice.roll(terms.length + 1), 0, 'moo=x');
  const end = dice.weigh([
    [8, '~all'],
    [6, '-all'],
    [2, '?all'],
    [0.5, '+all'],
    [1, ''],
    [1.5, `redirect=v${dice.roll(VENDORS)}.test`],
    [0.5, '~all redirect=v1.test'],
    [1, '-all include:_spf.odoo.com'],
  ]);
  if (end !== '') terms.push(end);
  return ['v=spf1', ...terms].join(' ');
}

/** With one slip of the keyboard, of a panel or of a word processor. */
function misspelt(dice: Dice, text: string): string {
  const [from, to] = dice.pick([
    ['ip4:', 'ipv4:'],
    ['include:', 'inlcude:'],
    ['include:', 'include: '],
    [' ~all', '~all'],
    [' ip4:', 'ip4:'],
    ['-all', '- all'],
    ['~all', '~all.'],
    ['v=spf1 ', 'v=spf1; '],
    ['v=spf1', '"v=spf1'],
    ['ip4:62', 'ip4:362'],
  ] as const);
  return text.replace(from, to);
}

/** First and last address of every network that is written in the zone, and one beside each. */
function edgesOf(zone: string): readonly string[] {
  const found = new Set<string>(['0.0.0.0', '192.0.2.255', '203.0.113.7', '::', '2a00:99::1']);
  for (const [, address = '', prefix] of zone.matchAll(
    /\b((?:\d{1,3}\.){3}\d{1,3})(?:\/(\d+))?(?![\d.])/g,
  )) {
    const octets = address.split('.').map(Number);
    if (octets.some((octet) => octet > 255)) continue;
    const size = 2 ** (32 - Number(prefix ?? 32));
    const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    const first = Math.floor(value / size) * size;
    for (const edge of [first - 1, first, first + size - 1, first + size]) {
      found.add([24, 16, 8, 0].map((shift) => Math.floor(edge / 2 ** shift) % 256).join('.'));
    }
  }
  for (const [, group = ''] of zone.matchAll(/\b2a00:(\d+)::/g)) {
    for (const tail of ['::', '::1', '::2', '::3', '::5', ':8000::', ':7fff:ffff::', ':0:1::']) {
      found.add(`2a00:${group}${tail}`);
    }
  }
  return [...found];
}
