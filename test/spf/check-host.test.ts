/** What RFC 7208 says where engines differ, a row each, on small worlds. */
import { describe, expect, it } from 'vitest';
import type { Known } from '../../src/dns/answer.js';
import { answer } from '../../src/dns/asking.js';
import { checkHost, type CheckHostOptions } from '../../src/spf/check-host.js';
import type { Evaluation, RecordTrace } from '../../src/spf/evaluation.js';
import { txt, world } from '../world.js';

/** One evaluation: 192.0.2.1 for user@d.test unless told otherwise. */
function check(know: Known, options: Partial<CheckHostOptions> = {}): Evaluation {
  const input = { ip: '192.0.2.1', sender: 'user@d.test', helo: 'mail.d.test', ...options };
  const evaluation = answer(checkHost(input), know);
  // Whatever is asked ahead, nothing else changes.
  expect(answer(checkHost({ ...input, ahead: false }), know)).toEqual(evaluation);
  return evaluation;
}

/** With `record` published at d.test, in the world of `zone`. */
function published(record: string, zone = '', options: Partial<CheckHostOptions> = {}): Evaluation {
  return check(world(txt('d.test', record) + zone), options);
}

const result = (...given: Parameters<typeof published>) => published(...given).result;

const hosts = `
  h.test. A 192.0.2.1
  h.test. AAAA 2001:db8::1
  other.test. A 198.51.100.1
  four.test. A 198.51.100.1
  six.test. AAAA 2001:db8::2
`;

describe('selecting the record (4.4, 4.5)', () => {
  it.each([
    ['the version in any case', 'd.test. TXT "V=SpF1 +all"', 'pass'],
    ['the version alone', 'd.test. TXT "v=spf1"', 'neutral'],
    ['a tab is no end of the version', 'd.test. TXT "v=spf1\\009+all"', 'none'],
    ['nor is another digit', 'd.test. TXT "v=spf10 +all"', 'none'],
    ['nothing may stand in front', 'd.test. TXT " v=spf1 +all"', 'none'],
    ['strings are joined without a blank', 'd.test. TXT "v=spf" "1 +a" "ll"', 'pass'],
    ['and so they may fail to be SPF', 'd.test. TXT "v=spf1" "+all"', 'none'],
    ['two', 'd.test. TXT "v=spf1 +all"\nd.test. TXT "v=spf1 -all"', 'permerror'],
    ['two that are the same', 'd.test. TXT "v=spf1 +all"\nd.test. TXT "v=spf1 +all"', 'permerror'],
    ['what is not SPF', 'd.test. TXT "v=spf1 +all"\nd.test. TXT "\\255\\000 v=spf1"', 'pass'],
    ['type 99 is not asked for', 'd.test. SPF "v=spf1 +all"', 'none'],
    ['an octet beyond ASCII', 'd.test. TXT "v=spf1 +all \\195\\188=x"', 'permerror'],
    ['a control character', 'd.test. TXT "v=spf1 a:h.test\\013 -all"', 'permerror'],
    ['a tab between terms', 'd.test. TXT "v=spf1 +all\\009mx"', 'permerror'],
    ['runs of blanks, also at the end', 'd.test. TXT "v=spf1   -ip4:192.0.2.1   +all  "', 'fail'],
  ])('%s', (_, zone, expected) => {
    expect(check(world(`${zone}\n${hosts}`)).result).toBe(expected);
  });

  it.each(['include:two.test', 'redirect=two.test'])('two are a permerror at %s too', (term) => {
    const evaluation = published(`v=spf1 ${term}`, txt('two.test', 'v=spf1 +all', 'v=spf1 +all'));
    expect(evaluation).toMatchObject({
      result: 'permerror',
      problem: { kind: 'several-records', domain: 'two.test', count: 2 },
    });
  });
});

describe('the domain (4.3)', () => {
  const everywhere = world(txt('*.test', 'v=spf1 -all') + txt('test', 'v=spf1 -all'));

  it.each([
    ['user@d.test', 'fail'],
    ['user@D.TEST.', 'fail'],
    ['user@_spf.d.test', 'fail'],
    [`user@${'a'.repeat(63)}.test`, 'fail'],
    [`user@${'a'.repeat(64)}.test`, 'none'],
    ['user@a..test', 'none'],
    ['user@.test', 'none'],
    ['user@d.test..', 'none'],
    ['user@test', 'none'],
    ['user@', 'none'],
    ['user@[192.0.2.1]', 'none'],
    ['user@192.0.2.1', 'none'],
    ['user@a b.test', 'none'],
    ['user@a\u0000b.test', 'none'],
    [`user@${'a.'.repeat(130)}test`, 'none'],
  ])('%s: %s', (sender, expected) => {
    const evaluation = check(everywhere, { sender });
    expect(evaluation.result).toBe(expected);
    if (expected === 'none') {
      expect(evaluation).toMatchObject({ domain: null, problem: { kind: 'malformed-domain' } });
    }
  });

  it.each([
    ['does not exist', '', 'none', { kind: 'no-record', exists: false }],
    ['has no TXT', 'd.test. A 192.0.2.1', 'none', { kind: 'no-record', exists: true }],
    ['times out', '$FAILURE d.test. timeout', 'temperror', { kind: 'dns' }],
    ['is SERVFAIL', '$FAILURE d.test. servfail', 'temperror', { kind: 'dns' }],
    ['is REFUSED', '$FAILURE d.test. refused', 'temperror', { kind: 'dns' }],
  ])('%s', (_, zone, expected, problem) => {
    expect(check(world(zone))).toMatchObject({ result: expected, problem });
  });

  it('may be given beside the sender', () => {
    const know = world(txt('mail.d.test', 'v=spf1 a:%{o} -all') + hosts);
    expect(check(know, { domain: 'mail.d.test', sender: 'user@h.test' }).result).toBe('pass');
  });
});

describe('syntax, before any term is evaluated (4.6, 5, 6, 7.1, 12)', () => {
  it.each([
    // An error anywhere.
    '+all moo',
    '+all ip6:2001:db8::g',
    'ip4:192.0.2.1 a:h.test/33',
    '+all ip6:::1/129',
    '+all moo:h.test',
    // Modifiers.
    '+all redirect:h.test',
    '+all exp:h.test',
    '+all redirect=h.test redirect=h.test',
    '+all exp=h.test exp=h.test',
    '+all redirect=',
    '+all exp=',
    '+all redirect=museum',
    '+all 1x=y',
    '+all =y',
    '+all x=%',
    '+all x=%{x}',
    '+all +redirect=h.test',
    // Values out of place.
    '+all.',
    '+all:x',
    '+all/8',
    '+all ptr/0',
    '+all ptr:',
    '+all include:h.test/24',
    '+all exists:h.test/24',
    '+all include',
    '+all exists',
    '+all ip4',
    '+all ip6:',
    '+all a:',
    // The end of a domain-spec.
    '+all a:museum',
    '+all a:museum.',
    '+all a:111.222.33.44',
    '+all a:abc.123',
    '+all a:h.-test',
    '+all a:h.test-',
    '+all a:h.test:8080',
    '+all a:%{d}.x1-',
    // Prefix lengths.
    '+all ip4:192.0.2.1/33',
    '+all ip4:192.0.2.1/032',
    '+all ip4:192.0.2.1//32',
    '+all ip4:192.0.2',
    '+all ip4:192.0.2.01',
    '+all ip4:192.0.2.1:25',
    '+all a/24/64',
    '+all a//129',
    '+all mx/',
    // Macros.
    '+all a:%{r}.test',
    '+all a:%{c}.test',
    '+all a:%{t}.test',
    '+all a:%{d0}.test',
    '+all a:%{d}%.test',
    '+all a:%(d).test',
    '+all a:%{d;}.test',
  ])('permerror: %s', (terms) => {
    const evaluation = published(`v=spf1 ${terms}`, hosts);
    expect(evaluation).toMatchObject({
      result: 'permerror',
      mechanism: null,
      lookups: 0,
      problem: { kind: 'syntax', domain: 'd.test' },
      trace: { terms: [] },
    });
  });

  it.each([
    'moo=',
    'moo=%{d}%%%_%-',
    'm.o-o_1=a:b/c',
    'default=pass',
    'a:foo:bar/baz.h.test -ip4:198.51.100.1',
    'a:h.xn--zckzah',
    'a:h.x-1',
    'a:h.1x',
    'a:h.test/0 a:h.test//0 a:h.test/0//0 ip6:::/0',
    'a:%{d127r.-+,/_=}',
    'a:%{d}.%%',
    'exists:%{s}.%{l}.%{o}.%{d}.%{i}.%{p}.%{h}.%{v}',
  ])('no error: %s', (terms) => {
    expect(result(`v=spf1 ${terms} +all`, hosts)).toBe('pass');
  });

  it('names what is wrong and where', () => {
    expect(published('v=spf1 ip4:192.0.2.300 -all').problem).toMatchObject({
      kind: 'syntax',
      record: 'v=spf1 ip4:192.0.2.300 -all',
      faults: [{ problem: 'invalid-address', span: { start: 11, end: 22 } }],
    });
  });

  it.each(['%{h}', '%{H}', '%{h}.x', '%{h2}'])(
    'what a macro expands to is no syntax error: a:%s',
    (spec) => {
      for (const helo of ["JUMPIN' JUPITER", '[192.0.2.1]', '', 'a..b', 'x'.repeat(300)]) {
        expect(result(`v=spf1 a:${spec === '%{h}.x' ? '%{h}.xx' : spec} -all`, '', { helo })).toBe(
          'fail',
        );
      }
    },
  );
});

describe('addresses (5, 5.3, 5.6)', () => {
  const mapped = ['::ffff:192.0.2.1', '::FFFF:c000:201', '0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'];

  it.each(mapped)('%s is IPv4', (ip) => {
    const evaluation = published('v=spf1 ip6:::ffff:192.0.2.1 ip6:::/0 ip4:192.0.2.1 -all', '', {
      ip,
    });
    expect(evaluation).toMatchObject({ ip: '192.0.2.1', mechanism: { term: 'ip4:192.0.2.1' } });
    expect(result('v=spf1 a:six.test//0 a:h.test -all', hosts, { ip })).toBe('pass');
    expect(
      result('v=spf1 exists:%{i}.%{v}.test', '192.0.2.1.in-addr.test. A 1.2.3.4', { ip }),
    ).toBe('pass');
  });

  it.each([
    ['a:four.test/0', '192.0.2.1', 'pass'],
    ['a:four.test/0', '2001:db8::1', 'neutral'],
    ['a:six.test/0', '192.0.2.1', 'neutral'],
    ['a:six.test//0', '2001:db8::1', 'pass'],
    ['a:six.test//126', '2001:db8::1', 'pass'],
    ['a:six.test//127', '2001:db8::1', 'neutral'],
    ['a:six.test', '2001:0DB8:0:0::2', 'pass'],
    ['a:four.test/8', '198.1.1.1', 'pass'],
    ['ip4:192.0.2.128/25', '192.0.2.1', 'neutral'],
    ['ip4:192.0.2.130/24', '192.0.2.1', 'pass'],
    ['ip4:0.0.0.0/0', '2001:db8::1', 'neutral'],
    ['ip6:2001:db8:8000::/33', '2001:db8::1', 'neutral'],
    ['ip6:2001:DB8::/33', '2001:db8::1', 'pass'],
    ['ip6:::ffff:0:0/95', '::1', 'neutral'],
  ])('%s for %s: %s', (term, ip, expected) => {
    expect(result(`v=spf1 ${term}`, hosts, { ip })).toBe(expected);
  });

  it.each(['', 'nonsense', '192.0.2.256', '192.0.2.1/32', '::1%eth0', '1.2.3', '0x7f.1'])(
    'no address, no evaluation: %j',
    (ip) => {
      expect(() => checkHost({ ip, sender: 'a@d.test', helo: 'h' })).toThrow(RangeError);
    },
  );
});

describe('include (5.2)', () => {
  const targets =
    txt('pass.test', 'v=spf1 +all') +
    txt('fail.test', 'v=spf1 -all') +
    txt('soft.test', 'v=spf1 ~all') +
    txt('neutral.test', 'v=spf1 ?all') +
    txt('broken.test', 'v=spf1 moo') +
    txt('nothing.test', 'a note') +
    '$FAILURE slow.test. timeout\n';

  it.each([
    ['include:pass.test', 'pass'],
    ['-include:pass.test', 'fail'],
    ['~include:pass.test', 'softfail'],
    ['?include:pass.test', 'neutral'],
    ['include:fail.test +all', 'pass'],
    ['include:soft.test +all', 'pass'],
    ['include:neutral.test +all', 'pass'],
    ['include:broken.test +all', 'permerror'],
    ['include:nothing.test +all', 'permerror'],
    ['include:gone.test +all', 'permerror'],
    ['include:a..test +all', 'permerror'],
    ['include:%{h} +all', 'permerror'],
    ['include:slow.test +all', 'temperror'],
  ])('%s: %s', (terms, expected) => {
    expect(result(`v=spf1 ${terms}`, targets, { helo: 'localhost' })).toBe(expected);
  });

  it('changes %{d} but not %{o}, and back again', () => {
    const zone =
      txt('i.test', 'v=spf1 exists:%{d}.%{o}.x.test -all') +
      '*.i.test. A 192.0.2.1\ni.test.d.test.x.test. A 1.1.1.1';
    expect(published('v=spf1 include:i.test -all', zone).mechanism).toEqual({
      domain: 'i.test',
      term: 'exists:%{d}.%{o}.x.test',
      path: [{ domain: 'd.test', term: 'include:i.test' }],
    });
  });
});

describe('redirect (6.1)', () => {
  const zone =
    txt('r.test', 'v=spf1 a mx:none.test -all exp=why.r.test') +
    txt('neutral.test', 'v=spf1 ip4:203.0.113.1') +
    txt('why.r.test', '%{d}: no %{i}') +
    txt('why.d.test', 'not this one') +
    'r.test. A 192.0.2.9\nnone.test. MX 0 .\n$FAILURE slow.test. servfail\n';

  it.each([
    ['redirect=r.test', '192.0.2.9', 'pass'],
    ['redirect=r.test', '192.0.2.1', 'fail'],
    ['redirect=r.test ip4:192.0.2.1', '192.0.2.1', 'pass'],
    ['redirect=r.test ?all', '192.0.2.9', 'neutral'],
    ['?all redirect=gone.test', '192.0.2.9', 'neutral'],
    ['redirect=gone.test', '192.0.2.9', 'permerror'],
    ['redirect=a..test', '192.0.2.9', 'permerror'],
    ['redirect=slow.test', '192.0.2.9', 'temperror'],
    ['redirect=neutral.test', '192.0.2.9', 'neutral'],
    ['redirect=d.test ~all', '192.0.2.9', 'softfail'],
  ])('%s for %s: %s', (terms, ip, expected) => {
    expect(result(`v=spf1 ${terms}`, zone, { ip })).toBe(expected);
  });

  it("takes the target's explanation and leaves the own one", () => {
    const evaluation = published('v=spf1 redirect=r.test exp=why.d.test', zone);
    expect(evaluation).toMatchObject({
      result: 'fail',
      explanation: 'r.test: no 192.0.2.1',
      mechanism: { term: '-all', domain: 'r.test', path: [{ term: 'redirect=r.test' }] },
    });
  });

  it('does not take the explanation of an include', () => {
    expect(
      published('v=spf1 -include:i.test', `${txt('i.test', 'v=spf1 +all exp=why.r.test')}${zone}`),
    ).toMatchObject({ result: 'fail', explanation: null });
    expect(published('v=spf1 include:r.test -all', zone).explanation).toBeNull();
    expect(published('v=spf1 include:r.test -all exp=why.d.test', zone).explanation).toBe(
      'not this one',
    );
  });
});

describe('mx (5.4, 4.6.4)', () => {
  const manyRecords = (count: number) =>
    Array.from({ length: count }, (_, index) => `m.test. MX ${index} host${index}.m.test.\n`);
  const many = (count: number) => `${manyRecords(count).join('')}*.m.test. A 198.51.100.7\n`;

  it.each([
    ['no MX: no match, not even its own address', 'm.test. A 192.0.2.1', 'neutral'],
    ['a null MX', 'm.test. MX 0 .\nm.test. A 192.0.2.1', 'neutral'],
    ['a host', 'm.test. MX 1 h.test.', 'pass'],
    ['a host that fails', 'm.test. MX 1 slow.test.\n$FAILURE slow.test. timeout', 'temperror'],
    ['ten hosts', many(10), 'neutral'],
    ['eleven hosts', many(11), 'permerror'],
    ['eleven, the first of which would match', `${many(11)}host0.m.test. A 192.0.2.1`, 'permerror'],
  ])('%s', (_, zone, expected) => {
    expect(result('v=spf1 mx:m.test', zone + hosts)).toBe(expected);
  });

  it('stops at the host that matches', () => {
    const zone = `m.test. MX 1 h.test.\nm.test. MX 2 slow.test.\n$FAILURE slow.test. timeout${hosts}`;
    expect(result('v=spf1 mx:m.test', zone)).toBe('pass');
  });

  it('keeps another limit where it is given', () => {
    expect(result('v=spf1 mx:m.test', many(11), { limits: { mxHosts: 11 } })).toBe('neutral');
  });
});

describe('ptr (5.5)', () => {
  const reverse = '1.2.0.192.in-addr.arpa.';

  it.each([
    ['the domain itself', `${reverse} PTR d.test.\nd.test. A 192.0.2.1`, 'pass'],
    ['a name below', `${reverse} PTR a.D.test.\na.d.test. A 192.0.2.1`, 'pass'],
    ['the same letters, no label', `${reverse} PTR notd.test.\nnotd.test. A 192.0.2.1`, 'neutral'],
    ['a name that leads elsewhere', `${reverse} PTR a.d.test.\na.d.test. A 192.0.2.2`, 'neutral'],
    ['no PTR', '', 'neutral'],
    ['the PTR fails', `$FAILURE ${reverse} timeout`, 'neutral'],
    [
      'a name that fails is skipped',
      `${reverse} PTR a.d.test.\n${reverse} PTR b.d.test.\n$FAILURE a.d.test. timeout\nb.d.test. A 192.0.2.1`,
      'pass',
    ],
    [
      'a CNAME that leads to itself ends',
      `${reverse} PTR a.d.test.\na.d.test. CNAME b.d.test.\nb.d.test. CNAME b.d.test.`,
      'neutral',
    ],
  ])('%s', (_, zone, expected) => {
    expect(result('v=spf1 ptr', zone)).toBe(expected);
  });

  const names = (count: number) =>
    Array.from({ length: count }, (_, index) => `${reverse} PTR x${index}.test.\n`).join('') +
    '*.test. A 198.51.100.1\n';

  it.each([
    [9, 'pass'],
    [10, 'neutral'],
  ])('behind %d other names: %s', (count, expected) => {
    const zone = `${names(count)}${reverse} PTR a.d.test.\na.d.test. A 192.0.2.1`;
    expect(result('v=spf1 ptr', zone)).toBe(expected);
  });

  it('reads IPv6 by nibbles', () => {
    const nibbles = '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2';
    const zone = `${nibbles}.ip6.arpa. PTR a.d.test.\na.d.test. AAAA 2001:db8::1`;
    expect(result('v=spf1 ptr', zone, { ip: '2001:DB8::1' })).toBe('pass');
  });
});

describe('exists (5.7), and errors of DNS (5)', () => {
  it.each([
    ['exists:h.test', '2001:db8::9', 'pass'],
    ['exists:six.test', '2001:db8::2', 'neutral'],
    ['exists:slow.test', '192.0.2.1', 'temperror'],
    ['a:slow.test', '192.0.2.1', 'temperror'],
    ['mx:slow.test', '192.0.2.1', 'temperror'],
    ['ip4:192.0.2.1 a:slow.test', '192.0.2.1', 'pass'],
    ['exists:a..test', '192.0.2.1', 'neutral'],
  ])('%s for %s: %s', (terms, ip, expected) => {
    expect(result(`v=spf1 ${terms}`, `${hosts}$FAILURE slow.test. timeout`, { ip })).toBe(expected);
  });

  it('says which lookup failed', () => {
    expect(published('v=spf1 a:slow.test', '$FAILURE slow.test. servfail').problem).toMatchObject({
      kind: 'dns',
      answer: { cause: 'servfail', question: { name: 'slow.test', type: 'A' } },
      at: { domain: 'd.test', term: 'a:slow.test' },
    });
  });
});

describe('the default, and the sender (2.4, 4.3, 4.7)', () => {
  it.each(['v=spf1', 'v=spf1 ip4:203.0.113.1', 'v=spf1 default=pass', 'v=spf1 default=+all'])(
    '%s: neutral',
    (record) => {
      expect(published(record)).toMatchObject({
        result: 'neutral',
        mechanism: null,
        problem: null,
        explanation: null,
      });
    },
  );

  const said =
    txt('*.test', 'v=spf1 -all exp=why.test') + txt('why.test', '%{s} %{l} %{o} %{d} %{h}');
  it.each([
    ['', 'mail.d.test', 'postmaster@mail.d.test postmaster mail.d.test mail.d.test mail.d.test'],
    ['@e.test', 'h', 'postmaster@e.test postmaster e.test e.test h'],
    ['e.test', 'h', 'postmaster@e.test postmaster e.test e.test h'],
    ['a@b@e.test', 'h', 'a@b@e.test a@b e.test e.test h'],
    ['"a b@c"@e.test', 'h', '"a b@c"@e.test "a b@c" e.test e.test h'],
    ['a@\u00fc.test', 'h', 'a@xn--tda.test a xn--tda.test xn--tda.test h'],
    ['a@_x.test', 'h', 'a@_x.test a _x.test _x.test h'],
  ])('%j at HELO %s', (sender, helo, explanation) => {
    expect(check(world(said), { sender, helo }).explanation).toBe(explanation);
  });

  it('a HELO that is no domain gives none for the null sender', () => {
    for (const helo of ['', 'localhost', '[192.0.2.1]', "JUMPIN' JUPITER"]) {
      expect(check(world(said), { sender: '', helo }).result).toBe('none');
    }
  });

  it('a local-part beyond ASCII matches nothing where the DNS is asked for it (RFC 8616 4)', () => {
    const zone = '*.x.test. A 192.0.2.1';
    for (const letter of ['l', 'L', 's', 'S']) {
      const record = `v=spf1 exists:%{${letter}}.x.test -all`;
      expect(result(record, zone, { sender: '\u00fc\ud800@d.test' })).toBe('fail');
      expect(result(record, zone)).toBe('pass');
    }
  });

  it.each([
    ['include:%{l}.test +all', 'pass'],
    ['-include:%{L1}.test', 'neutral'],
    ['redirect=%{s}.test', 'neutral'],
    ['-all exp=%{l}.test', 'fail'],
  ])('nor is it an error that %s cannot be asked for: %s', (terms, expected) => {
    const evaluation = published(`v=spf1 ${terms}`, txt('*.test', 'v=spf1 +all'), {
      sender: '\u00fc@d.test',
    });
    expect(evaluation).toMatchObject({ result: expected, explanation: null, problem: null });
  });

  it('a HELO name has A-labels too (RFC 8616 4)', () => {
    const zone = `xn--tda.test. A 192.0.2.1\n${txt('why.test', '%{h}')}`;
    const helo = '\u00dc.test';
    expect(published('v=spf1 a:%{h} -all', zone, { helo })).toMatchObject({
      result: 'pass',
      helo: 'xn--tda.test',
    });
    expect(published('v=spf1 -all exp=why.test', zone, { helo }).explanation).toBe('xn--tda.test');
  });
});

describe('the limit of lookups (4.6.4)', () => {
  const terms = (count: number) => Array.from({ length: count }, () => 'a:other.test').join(' ');

  it.each([
    [`${terms(9)} a:h.test`, 'pass', 10],
    [`${terms(10)} a:h.test`, 'permerror', 11],
    [`${terms(10)} ip4:192.0.2.1 a:h.test`, 'pass', 10],
    [`${terms(10)} +all`, 'pass', 10],
    [`${terms(10)} include:p.test`, 'permerror', 11],
    [`${terms(10)} redirect=p.test`, 'permerror', 11],
    [`${terms(10)} exists:h.test`, 'permerror', 11],
    [`${terms(10)} ptr`, 'permerror', 11],
    [`${terms(10)} mx`, 'permerror', 11],
    [`${terms(9)} include:p.test`, 'pass', 10],
    ['include:eight.test include:p.test', 'pass', 10],
    ['include:eight.test a:other.test include:p.test', 'permerror', 11],
    // %{p} asks as ptr does.
    [`${terms(8)} exists:%{p}.x.test +all`, 'pass', 10],
    [`${terms(9)} exists:%{p}.x.test +all`, 'permerror', 11],
    ['redirect=d.test', 'permerror', 11],
    ['include:d.test', 'permerror', 11],
    // What is behind the match costs nothing.
    [`ip4:192.0.2.1 ${terms(11)}`, 'pass', 0],
    [`~all ${terms(11)} redirect=d.test`, 'softfail', 0],
  ])('%s: %s', (record, expected, lookups) => {
    const zone =
      txt('p.test', 'v=spf1 ip4:192.0.2.1') +
      txt('eight.test', `v=spf1 ${terms(8)}`) +
      '*.x.test. CNAME x.test.\nd.test. MX 0 .\n';
    const evaluation = published(`v=spf1 ${record}`, zone + hosts, { limits: { voidLookups: 99 } });
    expect(evaluation).toMatchObject({ result: expected, lookups });
    if (expected === 'permerror') {
      expect(evaluation.problem).toMatchObject({ kind: 'too-many-lookups', limit: 10 });
    }
  });

  it('is not spent by exp, by the hosts of mx, or by many addresses', () => {
    const zone =
      Array.from({ length: 20 }, (_, index) => `many.test. A 198.51.100.${index}\n`).join('') +
      Array.from({ length: 9 }, (_, index) => `many.test. MX ${index} x${index}.test.\n`).join('') +
      '*.test. A 198.51.100.99\n' +
      txt('why.test', 'no');
    const record = `v=spf1 ${terms(8)} a:many.test mx:many.test -all exp=why.test`;
    expect(published(record, zone + hosts)).toMatchObject({
      result: 'fail',
      explanation: 'no',
      lookups: 10,
    });
  });

  it('may be set', () => {
    expect(result(`v=spf1 ${terms(3)} +all`, hosts, { limits: { lookups: 2 } })).toBe('permerror');
    expect(result(`v=spf1 ${terms(30)} +all`, hosts, { limits: { lookups: 30 } })).toBe('pass');
    expect(result('v=spf1 include:d.test', '', { limits: { lookups: 100 } })).toBe('permerror');
    for (const lookups of [-1, 1.5, 101, Number.NaN]) {
      expect(() => published('v=spf1', '', { limits: { lookups } })).toThrow(RangeError);
    }
  });
});

describe('the limit of void lookups (4.6.4)', () => {
  const zone = `${hosts}
    m.test. MX 1 gone1.test.
    m.test. MX 2 gone2.test.
    m.test. MX 3 gone3.test.
    m.test. MX 4 h.test.
    ${txt('void.test', 'v=spf1 a:gone1.test a:six.test')}
    ${txt('why.test', 'no')}`;

  it.each([
    ['a:gone1.test a:gone2.test +all', 'pass', 2],
    ['a:gone1.test a:gone2.test a:gone3.test', 'permerror', 3],
    // The same name again, another type, no data instead of no name.
    ['a:gone1.test a:gone1.test exists:gone1.test', 'permerror', 3],
    ['a:six.test mx:four.test a:gone1.test', 'permerror', 3],
    ['include:void.test +all', 'pass', 2],
    ['include:void.test a:gone3.test +all', 'permerror', 3],
    ['a:gone1.test a:gone2.test exp=gone3.test -all', 'fail', 2],
    // One term, however many of its hosts have no address.
    ['mx:m.test -all', 'pass', 1],
    ['a:gone1.test a:gone2.test mx:m.test', 'permerror', 3],
    ['ptr ptr ptr', 'permerror', 3],
    ['a:gone1.test a:gone2.test ip4:192.0.2.1 a:gone3.test', 'pass', 2],
    ['a:gone1.test a:gone2.test a:a..test +all', 'pass', 2],
  ])('%s: %s', (terms, expected, voidLookups) => {
    const evaluation = published(`v=spf1 ${terms}`, zone);
    expect(evaluation).toMatchObject({ result: expected, voidLookups });
    if (expected === 'permerror') {
      expect(evaluation.problem).toMatchObject({ kind: 'too-many-void-lookups', limit: 2 });
    }
  });

  it('counts each query where it is told to', () => {
    expect(published('v=spf1 mx:m.test -all', zone, { voids: 'query' })).toMatchObject({
      result: 'permerror',
      voidLookups: 3,
    });
    const evaluation = published('v=spf1 mx:m.test -all', zone, {
      voids: 'query',
      limits: { voidLookups: 3 },
    });
    expect(evaluation).toMatchObject({ result: 'pass', voidLookups: 3 });
  });

  it('the first TXT, nowhere to be found, is none', () => {
    const evaluation = check(world(''), { limits: { voidLookups: 0 } });
    expect(evaluation).toMatchObject({ result: 'none', voidLookups: 0 });
  });
});

describe('macros (7)', () => {
  const explained = (text: string, options: Partial<CheckHostOptions> = {}, zone = '') =>
    published('v=spf1 -all exp=why.d.test', txt('why.d.test', text) + zone, {
      sender: 'strong-bad@d.test',
      ...options,
    }).explanation;

  it.each([
    ['%{s}', 'strong-bad@d.test'],
    ['%{S}', 'strong-bad%40d.test'],
    ['%{l}', 'strong-bad'],
    ['%{l-}', 'strong.bad'],
    ['%{lr}', 'strong-bad'],
    ['%{lr-}', 'bad.strong'],
    ['%{l1r-}', 'strong'],
    ['%{o}', 'd.test'],
    ['%{d1}', 'test'],
    ['%{dr}', 'test.d'],
    ['%{d1r}', 'd'],
    ['%{d127}', 'd.test'],
    ['%{d99999999999999999999}', 'd.test'],
    ['%{ir}', '1.2.0.192'],
    ['%{i2}', '2.1'],
    ['%{v}', 'in-addr'],
    ['%{h}', 'mail.d.test'],
    ['%{p}', 'unknown'],
    ['%{c}', '192.0.2.1'],
    ['%{r}', 'mx.receiver.test'],
    ['%{t}', '1700000000'],
    ['%%%_%-', '% %20'],
    ['a text with a full stop.', 'a text with a full stop.'],
    ['%{s.@}', null],
    ['%{x}', null],
    ['%{d0}', null],
    ['100%', null],
    ['%{d', null],
  ])('%s: %s', (text, expected) => {
    expect(explained(text, { receiver: 'mx.receiver.test', now: 1_700_000_000.9 })).toBe(expected);
  });

  it('%{i} and %{c} of IPv6', () => {
    const text = explained('%{i} %{c} %{v}', { ip: '2001:0DB8::CB01' });
    expect(text).toBe(
      '2.0.0.1.0.D.B.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.C.B.0.1 2001:db8::cb01 ip6',
    );
  });

  it('%{r} is unknown and %{t} without a clock leaves no text', () => {
    expect(explained('%{r}')).toBe('unknown');
    expect(explained('%{t}')).toBeNull();
  });

  it.each([
    ['the domain itself', ['x.test', 'a.d.test', 'd.test'], 'd.test'],
    ['else one below it', ['x.test', 'a.d.test'], 'a.d.test'],
    ['else any', ['x.test', 'y.test'], 'x.test'],
    ['only validated ones', ['z.test', 'y.test'], 'y.test'],
  ])('%%{p}: %s', (_, names, expected) => {
    const zone = names.map((name) => `1.2.0.192.in-addr.arpa. PTR ${name}.\n`).join('');
    const addresses = ['x', 'y', 'a.d', 'd'].map((label) => `${label}.test. A 192.0.2.1\n`);
    expect(explained('%{p}', {}, `${zone}${addresses.join('')}`)).toBe(expected);
  });

  it('%{p} in a domain-spec', () => {
    const zone =
      '1.2.0.192.in-addr.arpa. PTR a.d.test.\na.d.test. A 192.0.2.1\na.d.test.x.test. A 1.1.1.1';
    expect(published('v=spf1 exists:%{p}.x.test', zone)).toMatchObject({
      result: 'pass',
      lookups: 2,
      voidLookups: 0,
    });
  });

  it('an upper-case letter escapes in a domain too', () => {
    const zone = 'a%2bb.x.test. A 192.0.2.1\na+b.y.test. A 192.0.2.1';
    const sender = 'a+b@d.test';
    expect(result('v=spf1 exists:%{L}.X.test -all', zone, { sender })).toBe('pass');
    expect(result('v=spf1 exists:%{l}.X.test -all', zone, { sender })).toBe('fail');
    expect(result('v=spf1 exists:%{l}.Y.test -all', zone, { sender })).toBe('pass');
  });

  it('an expanded name loses a trailing dot, and labels from the left until it fits', () => {
    expect(result('v=spf1 a:%{o1r}.test. -all', 'd.test. A 192.0.2.1')).toBe('pass');
    expect(result('v=spf1 a:h.test. -all', hosts)).toBe('pass');
    const label = 'x'.repeat(49);
    const fits = `${`${label}.`.repeat(4)}${'y'.repeat(43)}.x.test`;
    const helo = `drop.this.${fits}`;
    expect(fits).toHaveLength(250);
    expect(result('v=spf1 a:%{h} -all', `${fits}. A 192.0.2.1`, { helo })).toBe('pass');
    expect(result('v=spf1 a:%{h} -all', '', { helo: 'x'.repeat(254) })).toBe('fail');
  });
});

describe('exp (6.2)', () => {
  it.each([
    ['no such name', ''],
    ['no TXT', 'why.test. A 192.0.2.1'],
    ['two TXT', txt('why.test', 'one', 'two')],
    ['an error of DNS', '$FAILURE why.test. timeout'],
    ['a character beyond ASCII', 'why.test. TXT "\\195\\188"'],
    ['a line break', 'why.test. TXT "no\\013\\010Subject: x"'],
    ['a macro that is none', txt('why.test', 'no %{q}')],
    ['a text out of all proportion', txt('why.test', '%{s}'.repeat(400))],
  ])('%s leaves the default text and the result', (_, zone) => {
    expect(published('v=spf1 -all exp=why.test', zone)).toMatchObject({
      result: 'fail',
      explanation: null,
      problem: null,
      voidLookups: 0,
    });
  });

  it.each(['\r\nBcc: x', '\u001b[31m', '\u0000', '\u00fc'])(
    'nothing from the sender puts %j into it',
    (foreign) => {
      const zone = txt('why.test', '%{l} and %{h}');
      const hostile = { sender: `${foreign}@d.test`, helo: `a${foreign}` };
      expect(published('v=spf1 -all exp=why.test', zone, hostile).explanation).toBeNull();
    },
  );

  it('is for fail only', () => {
    const zone = txt('why.test', 'no');
    for (const all of ['+all', '~all', '?all', '']) {
      expect(published(`v=spf1 ${all} exp=why.test`, zone).explanation).toBeNull();
    }
    expect(published('v=spf1 -all EXP=why.test', zone).explanation).toBe('no');
    expect(published('v=spf1 exp=a..test -all', zone).explanation).toBeNull();
  });

  it('joins strings, and may be empty', () => {
    expect(published('v=spf1 -all exp=why.test', 'why.test. TXT "no" "body"').explanation).toBe(
      'nobody',
    );
    expect(published('v=spf1 -all exp=why.test', 'why.test. TXT ""').explanation).toBe('');
  });
});

describe('the trace', () => {
  it('has every term that was evaluated, what it asked, and what came of it', () => {
    const zone = `${txt('i.test', 'v=spf1 a:other.test ip4:192.0.2.0/24 -all')}${hosts}`;
    const { trace, mechanism, lookups } = published('v=spf1 a:gone.test include:i.test mx', zone);
    const told = (of: RecordTrace | null | undefined): unknown =>
      of?.terms.map(({ term, outcome, ordinal, answers, voidLookups, below }) => ({
        term,
        outcome,
        ordinal,
        voidLookups,
        asked: answers.map(({ question, kind }) => `${question.name} ${question.type} ${kind}`),
        ...(below && { result: below.result, terms: told(below) }),
      }));
    expect(told(trace)).toEqual([
      {
        term: 'a:gone.test',
        outcome: 'no-match',
        ordinal: 1,
        voidLookups: 1,
        asked: ['gone.test A nxdomain'],
      },
      {
        term: 'include:i.test',
        outcome: 'match',
        ordinal: 2,
        voidLookups: 0,
        asked: ['i.test TXT noerror'],
        result: 'pass',
        terms: [
          {
            term: 'a:other.test',
            outcome: 'no-match',
            ordinal: 3,
            voidLookups: 0,
            asked: ['other.test A noerror'],
          },
          {
            term: 'ip4:192.0.2.0/24',
            outcome: 'match',
            ordinal: null,
            voidLookups: 0,
            asked: [],
          },
        ],
      },
    ]);
    expect({ mechanism, lookups }).toEqual({
      lookups: 3,
      mechanism: {
        domain: 'i.test',
        term: 'ip4:192.0.2.0/24',
        path: [{ domain: 'd.test', term: 'include:i.test' }],
      },
    });
  });

  it('is plain data', () => {
    const evaluation = published('v=spf1 include:gone.test');
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });
});

describe('a record that is not published', () => {
  it.each([
    ['v=spf1 ip4:192.0.2.1 -all', 'pass'],
    ['v=spf1 redirect=d.test', 'permerror'],
    ['v=spf1 include:e.test -all', 'pass'],
    ['v=spf1 \u00fc', 'permerror'],
    ['v=spf2 +all', 'none'],
    ['', 'none'],
  ])('%s: %s', (record, expected) => {
    const zone =
      txt('d.test', 'v=spf1 -all') +
      txt('e.test', 'v=spf1 -include:f.test +all') +
      txt('f.test', 'v=spf1');
    expect(check(world(zone), { record }).result).toBe(expected);
  });
});

describe('batches', () => {
  /** The questions of each batch. */
  function batches(
    know: Known,
    ahead: boolean,
    ip = '203.0.113.1',
  ): readonly (readonly string[])[] {
    const asking = checkHost({ ip, sender: 'user@d.test', helo: 'h.test', ahead });
    const asked: string[][] = [];
    for (let step = asking.next([]); !step.done;) {
      asked.push(step.value.map(({ name, type }) => `${name} ${type}`));
      step = asking.next(step.value.map((question) => know(question)));
    }
    return asked;
  }

  const tree = world(
    txt('d.test', 'v=spf1 include:a.test mx include:b.test exists:%{i}.x.test -all') +
      txt('a.test', 'v=spf1 a:h.test include:c.test') +
      txt('b.test', 'v=spf1 ip4:192.0.2.1 a:other.test') +
      txt('c.test', 'v=spf1 ptr ip4:192.0.2.0/24') +
      `d.test. MX 1 h.test.\n${hosts}`,
  );

  it('one level of the tree is one batch', () => {
    expect(batches(tree, true)).toEqual([
      ['d.test TXT'],
      ['a.test TXT', 'd.test MX', 'b.test TXT', '203.0.113.1.x.test A'],
      ['h.test A', 'c.test TXT', 'other.test A'],
      ['1.113.0.203.in-addr.arpa PTR'],
    ]);
    expect(batches(tree, false)).toHaveLength(9);
  });

  it('nothing is asked behind a term that matches whatever DNS says', () => {
    expect(batches(tree, true, '192.0.2.1').flat()).not.toContain('other.test A');
    const ends = world(txt('d.test', 'v=spf1 ip4:203.0.113.1 a:h.test include:a.test'));
    expect(batches(ends, true)).toEqual([['d.test TXT']]);
  });

  it('nothing is asked beyond the limit of lookups', () => {
    const terms = Array.from({ length: 14 }, (_, index) => `a:h${index}.test`).join(' ');
    const many = world(`${txt('d.test', `v=spf1 ${terms}`)}*.test. A 198.51.100.1`);
    expect(batches(many, true).map((batch) => batch.length)).toEqual([1, 10]);
  });

  it('never asks twice', () => {
    for (const ahead of [true, false]) {
      const asked = batches(tree, ahead).flat();
      expect(asked).toEqual([...new Set(asked)]);
    }
  });
});

describe('the time it takes', () => {
  const ends = (sender: string, ...records: readonly string[]) => {
    const start = performance.now();
    for (const record of records) {
      const why = txt('why.test', '%{s}%{l1r}%{S-}'.repeat(4000));
      check(world(why), { record: `v=spf1 ${record}`, sender, helo: sender });
    }
    // Anything that is not linear takes minutes, and more memory than there is.
    expect(performance.now() - start).toBeLessThan(5000);
  };

  it('is little, however long the record', () => {
    const long = (word: string) => `${word} `.repeat(64_000 / (word.length + 1));
    const macros = '%{s}'.repeat(1000);
    const words = ['ip4:203.0.113.1', 'moo', macros, `exists:${macros}`];
    ends(`${'a.'.repeat(500)}@d.test`, ...words.map(long));
  });

  it.each(['x', 'a.', '.', 'a-', '\u00fc', '"', '%'])(
    'is little, however long a sender of %j and a domain-spec',
    (piece) => {
      const macros = [
        '%{s}',
        '%{l1}',
        '%{l1r}',
        '%{l2r-+,/_=}',
        '%{H}',
        '%{h9999-}',
        `%{l${'-'.repeat(9)}}`,
      ];
      const specs = macros.map((macro) => macro.repeat(64_000 / macro.length));
      const terms = specs.map((spec) => `exists:${spec}`);
      const delimiters = `exists:%{l${'-.'.repeat(30_000)}}`;
      ends(`${piece.repeat(64_000)}@d.test`, ...terms, delimiters, '-all exp=why.test');
    },
  );
});
