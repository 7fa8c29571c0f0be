/**
 * Small worlds for SPF, made up from a seed: a few domains with records of random terms, hosts, aliases,
 * reverse names, failures, and the messages that are checked in them. Legal and odd things are mixed so
 * that the limits of RFC 7208 4.6.4 are met often, from both sides.
 */
import { parseIp4, parseIp6, printAddress } from '../../src/dns/address.js';
import type { RecordData } from '../../src/dns/chain.js';
import { name, ROOT } from '../../src/dns/name.js';
import type { Zone } from '../../src/dns/zone.js';
import { toStrings } from '../../src/spf/print.js';
import { diceOf, type Dice } from '../dice.js';
import { soa } from '../suite.js';

/** What a client says and where it comes from. */
export interface Message {
  readonly ip: string;
  readonly sender: string;
  readonly helo: string;
}

export interface World {
  readonly zone: Zone;
  readonly messages: readonly Message[];
}

const clients = [
  '192.0.2.1',
  '192.0.2.2',
  '198.51.100.7',
  '::ffff:192.0.2.1',
  '::FFFF:C000:0202',
  '2001:db8::1',
  '2001:DB8:0:0::2',
] as const;

const DOMAINS = 6;
const MESSAGES = 8;

/** The world of a seed; its names lie below `w<seed>.test` and nowhere else, but for reverse names. */
export function makeWorld(seed: number): World {
  const dice = diceOf(seed);
  const base = `w${seed}.test`;
  const owners: [string, RecordData][] = [];
  const add = (owner: string, ...data: readonly RecordData[]): void => {
    for (const each of data) owners.push([owner, each]);
  };

  for (let index = 0; index < DOMAINS; index += 1) addDomain(dice, base, index, add);
  addHosts(dice, base, add);
  addReverse(dice, base, add);
  for (let index = 0; index < 3; index += 1) {
    const texts = [explanation(dice, base)];
    if (dice.chance(0.15)) texts.push('a second text');
    for (const text of texts) add(`e${index}.${base}`, txt(text));
  }

  const failing: Zone['failures'][number][] = [
    { name: name(`f.${base}`), cause: 'servfail' },
    { name: name(`g.${base}`), cause: 'servfail', type: dice.pick(['A', 'AAAA']) },
  ];
  if (dice.chance(0.02)) {
    failing.push({ name: name(`d${dice.roll(DOMAINS)}.${base}`), cause: 'servfail', type: 'TXT' });
  }
  for (const client of clients) {
    if (dice.chance(0.04)) {
      failing.push({ name: name(reverseName(client)), cause: 'servfail', type: 'PTR' });
    }
  }

  const messages = Array.from({ length: MESSAGES }, () => message(dice, base));
  if (seed % 8 === 0) messages.push(addOddNames(diceOf(~seed), base, add));

  const at = { line: 0, column: 0 };
  const records = owners.map(([owner, data]) => ({ ...data, name: name(owner), ttl: 60 }));
  return {
    zone: {
      file: base,
      apexes: [ROOT],
      records: [soa, ...records].map((each) => ({ record: each, at, data: [] })),
      others: [],
      failures: failing,
    },
    messages,
  };
}

type Add = (owner: string, ...data: readonly RecordData[]) => void;

function txt(text: string): RecordData {
  return { type: 'TXT', strings: toStrings(text) };
}

function address(text: string): RecordData {
  const octets = parseIp4(text) ?? parseIp6(text) ?? [];
  return { type: octets.length === 4 ? 'A' : 'AAAA', address: printAddress(octets) };
}

/** The labels of RFC 7208 5.5 for an address; an IPv4-mapped one as IPv4. */
function reverseName(client: string): string {
  const octets = parseIp4(client) ?? parseIp6(client) ?? [];
  const own = /^::ffff/i.test(client) ? octets.slice(12) : octets;
  const labels =
    own.length === 4
      ? own.map(String)
      : own.flatMap((octet) => [octet >> 4, octet & 15]).map((nibble) => nibble.toString(16));
  return `${labels.toReversed().join('.')}.${own.length === 4 ? 'in-addr' : 'ip6'}.arpa`;
}

// ---- who sends

function message(dice: Dice, base: string): Message {
  const domain = `d${dice.weigh([
    [6, 0],
    [2, 1],
    [1, 2],
    [1, dice.roll(DOMAINS)],
  ])}.${base}`;
  const helo = dice.weigh([
    [5, domain],
    [2, `h0.${base}`],
    [1, `d1.${base}`],
    [0.5, `A-b.${base}`],
    [0.4, 'localhost'],
    [0.3, '[192.0.2.1]'],
    [0.3, "JUMPIN' JUPITER"],
  ]);
  const sender = dice.weigh([
    [8, `user@${domain}`],
    [2, `strong-bad.x@${domain}`],
    [1, `a=b+c_d/e,f@${domain}`],
    [1, `User@${domain.toUpperCase()}`],
    [1, `@${domain}`],
    [1, domain],
    [1, ''],
    [0.5, `"a@b"@${domain}`],
    [0.5, `"q q"@${domain}`],
    [0.5, `a-@${domain}`],
    [0.3, `a..b@${domain}`],
    [0.3, `${'long'.repeat(15)}@${domain}`],
    [0.1, `${'toolong'.repeat(10)}@${domain}`],
    [0.2, `user@${domain}.`],
    [0.2, `user@gone.${base}`],
    [0.2, `user@c${dice.roll(4)}.${base}`],
    [0.2, 'user@localhost'],
    [0.1, 'user@[192.0.2.1]'],
    [0.1, `user@a..b.${base}`],
    [0.1, `user@f.${base}`],
  ]);
  return { ip: dice.pick(clients), sender, helo };
}

// ---- what they find

function addDomain(dice: Dice, base: string, index: number, add: Add): void {
  const owner = `d${index}.${base}`;
  // Nobody publishes at some of the names that others lead to.
  if (index > 1 && dice.chance(0.06)) return;
  add(owner, txt(record(dice, base, index)));
  if (dice.chance(0.02)) add(owner, txt('v=spf1 ?all'));
  if (dice.chance(0.2)) add(owner, txt('site-verification=abc'));
  if (dice.chance(0.02)) add(owner, txt('v=spf10 -all'));
  if (dice.chance(0.5)) add(owner, address(dice.pick(['192.0.2.1', '192.0.2.9', '203.0.113.5'])));
  if (dice.chance(0.3)) add(owner, address(dice.pick(['2001:db8::1', '2001:db8:1::9'])));
  if (dice.chance(0.5)) {
    add(owner, { type: 'MX', preference: 10, exchange: name(`h${dice.roll(4)}.${base}`) });
  }
}

function addHosts(dice: Dice, base: string, add: Add): void {
  const own = ['192.0.2.1', '192.0.2.2', '198.51.100.7', '2001:db8::1', '2001:db8::2'] as const;
  for (let index = 0; index < 4; index += 1) {
    const owner = `h${index}.${base}`;
    add(owner, address(`203.0.113.${index}`), address(`2001:db8:2::${index}`));
    if (dice.chance(0.25)) add(owner, address(dice.pick(own)));
  }
  add(`four.${base}`, address('203.0.113.44'));
  add(`six.${base}`, address('2001:db8:6::6'));
  add(`g.${base}`, address('203.0.113.45'), address('2001:db8:6::7'));
  const aliases = {
    c0: 'h0',
    c1: 'gone',
    c2: 'c0',
    c3: 'd1',
    c4: 'm0',
    c5: 'c1',
    l0: 'l1',
    l1: 'l0',
  };
  for (const [alias, target] of Object.entries(aliases)) {
    add(`${alias}.${base}`, { type: 'CNAME', target: name(`${target}.${base}`) });
  }
  const exchange = (host: string, preference = 10): RecordData => ({
    type: 'MX',
    preference,
    exchange: host === '.' ? ROOT : name(`${host}.${base}`),
  });
  add(`m0.${base}`, exchange('h0'), exchange('h1', 20));
  add(
    `m1.${base}`,
    exchange('gone', 5),
    exchange('six'),
    exchange('gone2', 15),
    exchange('h2', 20),
  );
  add(`m2.${base}`, exchange('.', 0));
  add(`m4.${base}`, exchange('c1', 5), exchange(dice.pick(['h1', 'f', 'g', 'c0']), 10));
  for (let index = 0, many = 9 + dice.roll(4); index < many; index += 1) {
    add(`m3.${base}`, exchange(`b${index}`, index));
    add(`b${index}.${base}`, address(`203.0.113.${100 + index}`), address(`2001:db8:b::${index}`));
  }
  add(`b8.${base}`, address('192.0.2.2'), address('2001:db8::2'));
  add(`*.x.${base}`, address('127.0.0.2'));
  for (const local of [
    'user',
    'strong-bad.x',
    'bad.x',
    'postmaster',
    'x',
    'bad',
    `user%40d0.${base}`,
  ]) {
    add(`${local}.l.${base}`, address('127.0.0.2'));
  }
  for (const named of ['p1.d0', 'p0', 'd0', 'd1', 'p2']) {
    add(`${named}.${base}.n.${base}`, address('127.0.0.2'));
  }
  for (const client of dice.chance(0.5) ? ['192.0.2.1', '2001:db8::1'] : ['192.0.2.2']) {
    add(`${reverseName(client).replace('.arpa', '')}.r.${base}`, address('127.0.0.2'));
  }
}

function addReverse(dice: Dice, base: string, add: Add): void {
  for (const client of ['192.0.2.1', '192.0.2.2', '198.51.100.7', '2001:db8::1', '2001:db8::2']) {
    const owner = reverseName(client);
    const many = dice.weigh([
      [3, 0],
      [3, 1],
      [3, 2],
      [2, 3],
      [1, 4],
      [0.5, 12],
    ]);
    for (let index = 0; index < many; index += 1) {
      const target = dice.weigh([
        [3, `p${index}.${base}`],
        [2, `p${index}.d0.${base}`],
        [1, `d${dice.roll(3)}.${base}`],
        [1, `h${dice.roll(4)}.${base}`],
        [1, `gone${index}.${base}`],
        [0.3, `c1.${base}`],
        [0.2, `f.${base}`],
      ]);
      add(owner, { type: 'PTR', target: name(target) });
      if (target.startsWith('p') && dice.chance(0.8)) add(target, address(client));
    }
  }
}

/** A record that asks for names which the sender makes impossible, or nearly so (RFC 7208 4.8). */
function addOddNames(dice: Dice, base: string, add: Add): Message {
  const owner = `odd.${base}`;
  const terms = Array.from({ length: 4 }, () => {
    const asked = `%{l${dice.pick(['', 'r', '1r', '-', 'r-'])}}.x.${base}`;
    return (
      dice.pick(['', '-', '?']) +
      dice.weigh([
        [4, `a:gone.${base}`],
        [3, `ptr:${asked}`],
        [1, `a:${asked}`],
        [1, `mx:${asked}`],
        [1, `exists:${asked}`],
      ])
    );
  });
  add(owner, txt(['v=spf1', ...terms, dice.pick(['+all', '-all'])].join(' ')));
  const local = dice.weigh([
    [3, 'a..b'],
    [2, '.a'],
    [2, 'a-'],
    [1, 'a.b'],
    [2, 'toolong'.repeat(10)],
    [0.2, `${'long.'.repeat(50)}x`],
  ]);
  return { ip: dice.pick(clients), sender: `${local}@${owner}`, helo: `h0.${base}` };
}

function explanation(dice: Dice, base: string): string {
  return dice.weigh([
    [3, 'plain text'],
    [3, `%{i} %{c} may not send as %{s} %{l} %{o} %{d} %{h} %{v}`],
    [2, `${expand(dice, 'slodihvcr')} and ${expand(dice, 'slodihvcr')}.`],
    [2, `name %{p} %{p2r} at ${base}`],
    [1, 'see http://%{D}/why.html?s=%{S}&i=%{I}%%%_%-'],
    [1, `%{r} at %{t}`],
    [0.3, '%{z} is no macro'],
    [0.3, '100% sure'],
    [0.3, 'na\u00efve'],
    [0.2, '%{d0}'],
  ]);
}

// ---- records

function expand(dice: Dice, letters: string): string {
  const letter = letters[dice.roll(letters.length)] ?? 'd';
  return `%{${dice.chance(0.15) ? letter.toUpperCase() : letter}${dice.weigh([
    [6, ''],
    [1, '1'],
    [2, '2'],
    [0.5, '3'],
    [0.2, '128'],
  ])}${dice.chance(0.25) ? 'r' : ''}${dice.weigh([
    [8, ''],
    [1, '-'],
    [0.5, '+_'],
    [0.3, './'],
    [0.3, '=,'],
  ])}}`;
}

/** A domain-spec: a name of the world, or one with macros in it. */
function spec(dice: Dice, base: string, hosts: readonly string[]): string {
  return dice.weigh([
    [10, `${dice.pick(hosts)}.${base}`],
    [0.5, `${dice.pick(hosts)}.${base}.`],
    [0.5, `${dice.pick(hosts).toUpperCase()}.${base}`],
    [1, `${expand(dice, 'slodihv')}.x.${base}`],
    [1, `%{l${dice.pick(['', 'r-', '-', '1r-', '1'])}}.l.${base}`],
    [0.5, `%{ir}.%{v}.r.${base}`],
    [0.5, `${expand(dice, 'slodihv')}.${expand(dice, 'slodihv')}.y.${base}`],
    [0.5, `${expand(dice, 'p')}.x.${base}`],
    // Only one of the client's names leads to something there.
    [0.6, `%{p}.n.${base}`],
    [0.2, `${expand(dice, 'S')}.l.${base}`],
    [0.3, '%{p}'],
    [0.5, dice.pick(['%{d}', '%{o}', '%{h}', '%{d2}', '%{H}', '%{D}'])],
    [0.2, `${dice.pick(hosts)}.%{d2}`],
    [0.1, `%{l}.%{l}.%{l}.%{l}.%{l}.x.${base}`],
    [0.1, `a%_b%%c%-d.x.${base}`],
    [0.05, `%{i}.x.${base}%%`],
    [0.05, `foo:bar/baz.x.${base}`],
    [0.05, `a..b.${base}`],
  ]);
}

const anyHost = 'h0 h1 h2 h3 h0 h1 d1 d2 four six m0 c0 c2 gone gone2 c1 b8 foo.x'.split(' ');
const seldom = ['f', 'g', 'l0', 'c5'] as const;

function prefix(dice: Dice): string {
  return dice.weigh([
    [6, ''],
    [1, '/24'],
    [0.5, '/30//64'],
    [0.5, '//64'],
    [0.3, '/0'],
    [0.2, '//0'],
    [0.3, '/32//128'],
  ]);
}

function onward(dice: Dice, base: string, index: number): string {
  // Mostly to a later domain, so that not every record leads in a circle.
  const to = dice.chance(0.93)
    ? Math.min(index + 1 + dice.roll(DOMAINS - index), DOMAINS - 1)
    : dice.roll(DOMAINS);
  return dice.weigh([
    [12, `d${to}.${base}`],
    [0.5, `D${to}.${base}`],
    [0.3, `c3.${base}`],
    [0.15, `gone.${base}`],
    [0.1, `f.${base}`],
    [0.1, `l0.${base}`],
    [0.3, `d${to}.%{d2}`],
    [0.1, `%{l}.${base}`],
    [0.05, '%{p}'],
    [0.05, '%{h}'],
  ]);
}

function mechanism(dice: Dice, base: string, index: number): string {
  const rare = dice.chance(0.03);
  const hosts = rare ? seldom : anyHost;
  const last = index === DOMAINS - 1;
  return dice.weigh<() => string>([
    [
      1.5,
      () =>
        `ip4:${dice.pick(['192.0.2.1', '192.0.2.0/30', '198.51.100.0/24', '10.0.0.0/8', '0.0.0.0/0', '192.0.2.9/32', '203.0.113.0/24'])}`,
    ],
    [
      1.2,
      () =>
        `ip6:${dice.pick(['2001:db8::1', '2001:db8::/64', '2001:DB8:1::/48', '::/0', '::ffff:192.0.2.0/120', '2001:db8::2/128', 'fe80::/10'])}`,
    ],
    [3, () => `a:${spec(dice, base, hosts)}${prefix(dice)}`],
    [1, () => `a${prefix(dice)}`],
    [
      1.5,
      () =>
        `mx:${spec(dice, base, rare ? ['m4', 'f', 'l0'] : ['m0', 'm0', 'm1', 'm2', 'm3', 'm4', 'h0', 'c4', 'd1'])}${prefix(dice)}`,
    ],
    [0.7, () => `mx${prefix(dice)}`],
    [0.7, () => 'ptr'],
    [
      0.7,
      () =>
        `ptr:${dice.weigh([
          [3, base],
          [2, `d0.${base}`],
          [1, spec(dice, base, anyHost)],
        ])}`,
    ],
    [2.5, () => `exists:${spec(dice, base, hosts)}`],
    [last ? 0.3 : 3.5, () => `include:${onward(dice, base, index)}`],
  ])();
}

function modifier(dice: Dice, base: string): string {
  return dice.weigh([
    [2, `x=${expand(dice, 'slodihv')}`],
    [1, 'moo.cow-far_out=man:dog/cat'],
    [1, 'empty='],
    [0.5, 'x=%{p}'],
    [0.5, 'default=fail'],
    [0.5, 'op=auth'],
    [0.3, `x=${base}`],
    [0.2, 'percent=100%%'],
  ]);
}

/** What no record may hold. */
function mistake(dice: Dice, base: string): string {
  return dice.pick([
    'ip4:1.2.3',
    'ip4:192.0.2.1/33',
    'ip4:192.0.2.1/08',
    'ip4:192.0.2.1//32',
    'ip4',
    'ip4:',
    'ip6:1::2::3',
    'ip6:2001:db8::/129',
    'ip6:192.0.2.1',
    'a/24/64',
    'a/33',
    'a//129',
    'a/024',
    'a:',
    'a:/24',
    'all:x',
    'all/8',
    'all.',
    '++all',
    '=all',
    'include',
    'include:',
    'exists',
    'exists:',
    'exists/24',
    'ptr/0',
    'ptr:',
    'mx:',
    'moo',
    'moo:x.test',
    'a:museum',
    'a:museum.',
    'a:192.0.2.1',
    'a:abc.123',
    `redirect:d1.${base}`,
    `include:d1.${base}/24`,
    'exp=',
    'redirect=',
    `a:h0.${base},`,
    `a:%{z}.${base}`,
    'a:%{d',
    `exists:%{d.h0.${base}`,
    `a:%x.${base}`,
    `exists:%{d0}.x.${base}`,
    `exists:%{c}.x.${base}`,
    `exists:%{dz}.x.${base}`,
    'x=%{z}',
    'x=%{r}',
    'x=%',
    'x=%{',
    'x=%{d0}',
    'default=%{z}',
    'op=%',
    `a:h-.${base}-`,
    '-',
    '-x=y',
    '1x=y',
    'a:\u00e9.test',
    'x=a\tb',
    `ip4:192.0.2.1\tip4:192.0.2.2`,
    'exp=%{z}.test',
    'exp=%{c}.test',
    'redirect=museum',
    `ptr:%{z}.${base}`,
    `exists:%{}.${base}`,
    `mx:m0.${base}/0/`,
  ]);
}

function record(dice: Dice, base: string, index: number): string {
  const many = dice.weigh([
    [4, 1 + dice.roll(4)],
    [2, 4 + dice.roll(4)],
    [index === 0 ? 0.6 : 0.2, 8 + dice.roll(6)],
  ]);
  const terms = Array.from(
    { length: many },
    () =>
      dice.weigh([
        [8, ''],
        [0.7, '+'],
        [2, '-'],
        [1, '~'],
        [1, '?'],
      ]) + mechanism(dice, base, index),
  );
  if (dice.chance(0.03)) terms.splice(dice.roll(terms.length + 1), 0, mistake(dice, base));
  while (dice.chance(0.12)) terms.splice(dice.roll(terms.length + 1), 0, modifier(dice, base));
  if (dice.chance(0.35)) {
    const modifierName = dice.weigh([
      [9, 'exp'],
      [0.5, 'EXP'],
    ]);
    const to = dice.weigh([
      [8, `e${dice.roll(3)}.${base}`],
      [0.5, `gone.${base}`],
      [0.5, `c1.${base}`],
      [0.3, `f.${base}`],
      [0.5, `e1.%{d2}`],
      [0.2, `%{p}.e.${base}`],
      [0.2, `a..b.${base}`],
    ]);
    terms.splice(dice.roll(terms.length + 1), 0, `${modifierName}=${to}`);
    if (dice.chance(0.02)) terms.push(`exp=e0.${base}`);
  }
  terms.push(
    ...dice.weigh<readonly string[]>([
      [4, ['-all']],
      [2, ['~all']],
      [1, ['?all']],
      [0.5, ['ALL']],
      [2, []],
      [3, [`redirect=${onward(dice, base, index)}`]],
      [0.5, [`redirect=${onward(dice, base, index)}`, '-all']],
      [0.3, [`Redirect=${onward(dice, base, index)}`]],
      [0.1, [`redirect=d1.${base}`, `redirect=d2.${base}`]],
    ]),
  );
  const version = dice.weigh([
    [30, 'v=spf1'],
    [1, 'V=SPF1'],
  ]);
  const blank = dice.weigh([
    [20, ' '],
    [1, '  '],
  ]);
  const text = [version, ...terms].join(blank);
  return dice.chance(0.02) ? `${text} ` : text;
}

/** What a world publishes, a line for each record: for a report. */
export function publishedIn({ zone }: World): readonly string[] {
  return zone.records.flatMap(({ record: found }) => {
    if (found.type === 'SOA') return [];
    const { name: owner, type, ttl: _ttl, ...data } = found;
    return [`${owner} ${type} ${JSON.stringify(Object.values(data))}`];
  });
}
