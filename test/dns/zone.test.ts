import { describe, expect, it } from 'vitest';
import { recordsOf, txtValue, type Answer } from '../../src/dns/answer.js';
import { name } from '../../src/dns/name.js';
import type { RecordType } from '../../src/dns/question.js';
import { parseZone, zoneAnswers, zoneLookup, ZoneError } from '../../src/dns/zone.js';

function asked(text: string | readonly string[], owner: string, type: RecordType = 'TXT'): Answer {
  const texts = typeof text === 'string' ? [text] : text;
  const zones = texts.map((each, index) => parseZone(each, { file: `${index}.zone` }));
  return zoneAnswers(zones)({ name: name(owner), type });
}

/** The data of the answer's records as short texts, or what else the answer is. */
function said(answer: Answer): string | readonly string[] {
  if (answer.kind === 'failure') return answer.cause;
  if (answer.kind !== 'noerror') return answer.kind;
  return answer.records.map((record) => {
    if (record.type === 'TXT' || record.type === 'SPF') return txtValue(record);
    if (record.type === 'A' || record.type === 'AAAA') return record.address;
    if (record.type === 'MX') return `${record.preference} ${record.exchange}`;
    if (record.type === 'SOA') return `${record.serial}`;
    return 'target' in record ? record.target : '';
  });
}

const SOA = '@ SOA ns1 hostmaster 1 2h 15m 2w 5m';

describe('the form of a master file', () => {
  it.each([
    ['relative owner', '$ORIGIN example.com.\nwww A 192.0.2.1', ['192.0.2.1']],
    ['absolute owner', 'www.example.com. A 192.0.2.1', ['192.0.2.1']],
    ['upper case', '$ORIGIN EXAMPLE.com.\nWWW in a 192.0.2.1', ['192.0.2.1']],
    ['TTL and class', 'www.example.com. 60 IN A 192.0.2.1', ['192.0.2.1']],
    ['class and TTL', 'www.example.com. IN 1h30m A 192.0.2.1', ['192.0.2.1']],
    ['comment', 'www.example.com. A 192.0.2.1 ; A 192.0.2.2\n; nothing', ['192.0.2.1']],
    ['CRLF', '$ORIGIN example.com.\r\nwww A 192.0.2.1\r\n', ['192.0.2.1']],
    ['byte order mark', '\ufeffwww.example.com. A 192.0.2.1', ['192.0.2.1']],
    ['nested origin', '$ORIGIN com.\n$ORIGIN example\nwww A 192.0.2.1', ['192.0.2.1']],
    ['root origin', '$ORIGIN .\nwww.example.com A 192.0.2.1', ['192.0.2.1']],
    ['at sign', '$ORIGIN www.example.com.\n@ A 192.0.2.1', ['192.0.2.1']],
    ['parentheses', 'www.example.com. ( 60\n IN ; so\n A )( 192.0.2.1\n)', ['192.0.2.1']],
    ['escape in a name', 'w\\119\\w.example.com. A 192.0.2.1', ['192.0.2.1']],
    ['other types beside it', 'www.example.com. CAA 0 issue ";"\n A 192.0.2.1', ['192.0.2.1']],
    ['duplicate', 'www.example.com. 5 A 192.0.2.1\n 9 A 192.0.2.1', ['192.0.2.1']],
    [
      'owner left out, file order',
      'www.example.com. A 192.0.2.9\n  A 192.0.2.1\n\t\n\tA 192.0.2.5',
      ['192.0.2.9', '192.0.2.1', '192.0.2.5'],
    ],
  ])('%s', (_what, text, expected) => {
    expect(said(asked(text, 'www.example.com', 'A'))).toEqual(expected);
  });

  it.each([
    ['quoted', '"v=spf1 -all"', ['v=spf1 -all']],
    ['unquoted words are strings of their own', 'v=spf1 -all', ['v=spf1', '-all']],
    ['several, with nothing between them', '"a""b" "c"', ['a', 'b', 'c']],
    ['empty', '""', ['']],
    ['specials in quotes', '"; ( ) \\" \\\\"', ['; ( ) " \\']],
    ['specials escaped', 'a\\;b\\ c', ['a;b c']],
    ['decimal escapes', '"\\000\\255\\065"', ['\0\u00ffA']],
    ['text beyond ASCII', '"é€😀"', ['\u00c3\u00a9\u00e2\u0082\u00ac\u00f0\u009f\u0098\u0080']],
    ['half a surrogate pair', '"\ud800"', ['\u00ef\u00bf\u00bd']],
    ['255 octets', `"${'x'.repeat(255)}"`, ['x'.repeat(255)]],
  ])('strings: %s', (_what, data, expected) => {
    const answer = asked(`example.com. TXT ${data}`, 'example.com');
    expect(recordsOf(answer, 'TXT').map(({ strings }) => strings)).toEqual([expected]);
  });

  it('reads every understood type', () => {
    const text = `$ORIGIN example.com.\n${SOA}
@ NS ns1
@ MX 10 mail
@ MX 0 .
@ SPF "v=spf1 -all"
v6 AAAA 2001:DB8:0::1
www CNAME @
1 PTR host.example.net.`;
    expect(said(asked(text, 'example.com', 'SOA'))).toEqual(['1']);
    expect(said(asked(text, 'example.com', 'NS'))).toEqual(['ns1.example.com']);
    expect(said(asked(text, 'example.com', 'MX'))).toEqual(['10 mail.example.com', '0 .']);
    expect(said(asked(text, 'example.com', 'SPF'))).toEqual(['v=spf1 -all']);
    expect(said(asked(text, 'v6.example.com', 'AAAA'))).toEqual(['2001:db8::1']);
    expect(said(asked(text, 'www.example.com', 'CNAME'))).toEqual(['example.com']);
    expect(said(asked(text, '1.example.com', 'PTR'))).toEqual(['host.example.net']);
  });

  it('reads an SOA over lines, its units, and a mailbox with a dot in it', () => {
    const text = '$ORIGIN example.com.\n@ 1d SOA ns1 jo\\.doe ( 4294967295\n 2h 15m 2w 1h30m )';
    expect(recordsOf(asked(text, 'example.com', 'SOA'), 'SOA')).toEqual([
      {
        type: 'SOA',
        name: 'example.com',
        ttl: 86_400,
        primary: 'ns1.example.com',
        mailbox: 'jo\\.doe.example.com',
        serial: 4_294_967_295,
        refresh: 7200,
        retry: 900,
        expire: 1_209_600,
        minimum: 5400,
      },
    ]);
  });

  it.each([
    ['its own', '$TTL 5\na.example. 7 TXT x', 7],
    ['$TTL', 'b.example. 9 TXT y\n$TTL 5\na.example. TXT x', 5],
    ['the last one', 'b.example. 9 TXT y\na.example. TXT x', 9],
    ['3600', 'a.example. TXT x', 3600],
  ])('TTL: %s', (_what, text, ttl) => {
    expect(asked(text, 'a.example')).toMatchObject({ kind: 'noerror', ttl });
  });

  it('takes a relative name from the origin that it is given', () => {
    const zone = parseZone('@ TXT x', { origin: name('example.com') });
    expect(zone.apexes).toEqual(['example.com']);
  });

  it('says where each record and each of its strings stands', () => {
    const { records } = parseZone('$ORIGIN example.com.\nwww TXT "v=spf1 "\n  TXT ( "a"\n    b )');
    expect(records.map(({ at, data }) => ({ at, data }))).toEqual([
      { at: { line: 2, column: 1 }, data: [{ line: 2, column: 10 }] },
      {
        at: { line: 3, column: 3 },
        data: [
          { line: 3, column: 10 },
          { line: 4, column: 5 },
        ],
      },
    ]);
  });
});

describe('what is wrong with a file, and where', () => {
  it.each([
    [/\$GENERATE.*not supported/, 1, 1, '$GENERATE 1-3 a A 192.0.2.$'],
    [/\$INCLUDE.*not supported/, 2, 1, '\n$INCLUDE other.zone'],
    [/\$ORIGIN needs a value/, 1, 1, '$ORIGIN'],
    [/"b\." is too much/, 1, 12, '$ORIGIN a. b.'],
    [/"1y" is no TTL/, 1, 6, '$TTL 1y'],
    [/is no TTL/, 1, 6, '$TTL 2147483648'],
    [/"1x" is no TTL/, 1, 12, 'a.example. 1x TXT x'],
    [/class CH .*write IN/, 1, 12, 'a.example. CH TXT x'],
    [/has no type/, 1, 1, 'a.example. IN'],
    [/"TTX" is no record type/, 1, 12, 'a.example. TTX x'],
    [/ends too early.*string/, 1, 15, 'a.example. TXT'],
    [/"192\.0\.2" is no address/, 1, 14, 'a.example. A 192.0.2'],
    [/too much/, 1, 24, 'a.example. A 192.0.2.1 192.0.2.2'],
    [/is no address/, 1, 17, 'a.example. AAAA 192.0.2.1'],
    [/is no preference/, 1, 15, 'a.example. MX mail.example.'],
    [/ends too early.*host/, 1, 17, 'a.example. MX 10'],
    [/0 to 65535/, 1, 15, 'a.example. MX 65536 b.'],
    [/empty label/, 1, 15, 'a.example. NS a..b.'],
    [/quoted/, 1, 15, 'a.example. NS "b."'],
    [/label over 63/, 1, 1, `${'a'.repeat(64)}. NS b.`],
    [/over 253/, 1, 1, `${'aaaaaaa.'.repeat(32)} NS b.`],
    [/xn--/, 1, 1, 'bücher.example. NS b.'],
    [/escaped dot/, 1, 1, 'a\\.b.example. NS b.'],
    [/relative to nothing/, 1, 1, 'www A 192.0.2.1'],
    [/@ has no meaning/, 1, 1, '@ A 192.0.2.1'],
    [/no owner/, 2, 3, '\n  A 192.0.2.1'],
    [/quote is not closed/, 1, 16, 'a.example. TXT "x'],
    [/quote is not closed/, 1, 16, 'a.example. TXT "x\n"'],
    [/never closed/, 1, 16, 'a.example. TXT ( "x"\n'],
    [/closes nothing/, 1, 20, 'a.example. TXT "x" )'],
    [/escape/, 1, 18, 'a.example. TXT "x\\25"'],
    [/escape/, 1, 17, 'a.example. TXT x\\256'],
    [/escape/, 1, 17, 'a.example. TXT x\\'],
    [/256 octets; split/, 1, 18, `a.example. TXT x "${'y'.repeat(256)}"`],
    [/over 65535 octets/, 1, 65_550, `a.example. TXT${' x'.repeat(40_000)}`],
    [/ends too early.*minimum/, 1, 29, 'a.example. SOA a. b. 1 2 3 4'],
    [/not as hexadecimal/, 1, 16, 'a.example. TXT \\# 1 00'],
    [/type with a name/, 1, 12, 'a.example. TYPE16 \\# 1 00'],
    [/hexadecimal/, 1, 20, 'a.example. TYPE999 x'],
    [/length/, 1, 20, 'a.example. TYPE999 \\# 2 00'],
    [/no record type/, 1, 12, 'a.example. TYPE99999 \\# 0'],
    [/no data/, 1, 12, 'a.example. CAA'],
    [/CNAME and TXT/, 2, 1, 'a.example. CNAME b.\na.example. TXT x'],
    [/CNAME and HTTPS/, 1, 1, 'a.example. HTTPS 1 .\n CNAME b.'],
    [/another CNAME/, 2, 2, 'a.example. CNAME b.\n CNAME c.'],
    [/another SOA/, 2, 2, 'a.example. SOA a. b. 1 1 1 1 1\n SOA a. b. 2 1 1 1 1'],
    [/needs its cause; write one of timeout/, 1, 10, '$FAILURE a.example.'],
    [/needs its cause/, 1, 21, '$FAILURE a.example. gone'],
    [/never asked for/, 1, 29, '$FAILURE a.example. timeout SRV'],
    [/too much/, 1, 31, '$FAILURE a.example. timeout A A'],
  ])('%s at %i:%i', (problem, line, column, text) => {
    let thrown: unknown;
    try {
      parseZone(text, { file: 'my.zone' });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ZoneError);
    expect(thrown).toMatchObject({ file: 'my.zone', line, column });
    expect((thrown as ZoneError).problem).toMatch(problem);
    expect((thrown as ZoneError).message).toContain(`my.zone:${line}:${column}: `);
  });
});

describe('names that exist, and names that do not', () => {
  // RFC 4592 2.2.1, with TXT in place of SRV.
  const rfc4592 = `$ORIGIN example.
@ SOA a. b. 1 2 3 4 5
* 3600 TXT "this is a wildcard"
* MX 10 host1
sub.* TXT "this is not a wildcard"
host1 A 192.0.2.1
_ssh._tcp.host1 TXT x
_ssh._tcp.host2 TXT y
subdel NS ns.example.com.`;
  it.each([
    ['host3.example', 'MX', ['10 host1.example']],
    ['host3.example', 'A', 'nodata'],
    ['foo.bar.example', 'TXT', ['this is a wildcard']],
    ['host1.example', 'MX', 'nodata'],
    ['sub.*.example', 'MX', 'nodata'],
    ['_telnet._tcp.host1.example', 'TXT', 'nxdomain'],
    ['ghost.*.example', 'MX', 'nxdomain'],
    ['host2.example', 'A', 'nodata'],
    ['_tcp.host2.example', 'TXT', 'nodata'],
    ['*.example', 'TXT', ['this is a wildcard']],
  ] as const)('RFC 4592: %s %s', (owner, type, expected) => {
    expect(said(asked(rfc4592, owner, type))).toEqual(expected);
  });

  it('answers from a wildcard under the name that was asked for', () => {
    const answer = asked(rfc4592, 'x.example', 'TXT');
    expect(recordsOf(answer, 'TXT').map((record) => record.name)).toEqual(['x.example']);
  });

  it('takes names of types that it skips as existing', () => {
    const text = '_s.a.example.com. SRV 0 0 1 b.\nb2.example.com. TYPE65280 \\# 0';
    expect(asked(text, '_s.a.example.com').kind).toBe('nodata');
    expect(asked(text, 'a.example.com').kind).toBe('nodata');
    expect(asked(text, 'b2.example.com').kind).toBe('nodata');
    expect(asked(text, 'c.example.com').kind).toBe('nxdomain');
  });

  it('says how long a negative answer may be kept', () => {
    const text = `$ORIGIN example.com.\n$TTL 60\n${SOA}`;
    expect(asked(text, 'example.com')).toMatchObject({ kind: 'nodata', negativeTtl: 60 });
    expect(asked(text, 'a.example.com')).toMatchObject({ kind: 'nxdomain', negativeTtl: 60 });
    expect(asked('example.com. TXT x', 'a.example.com')).not.toHaveProperty('negativeTtl');
  });

  it('knows nothing outside of its apexes', () => {
    const text = `$ORIGIN sub.example.com.\n${SOA}\nwww.other.co.uk. TXT x`;
    expect(parseZone(text).apexes).toEqual(['sub.example.com', 'other.co.uk']);
    expect(asked(text, 'a.other.co.uk').kind).toBe('nxdomain');
    expect(asked(text, 'example.com')).toMatchObject({
      kind: 'failure',
      cause: 'not-covered',
      detail: 'no zone file covers example.com',
    });
    expect(said(asked([], 'example.com'))).toBe('not-covered');
  });

  it('is a whole world with an SOA at the root', () => {
    const text = '$ORIGIN .\n@ SOA a. b. 1 2 3 4 5\nexample.com TXT x';
    expect(asked(text, 'nowhere.example')).toMatchObject({ kind: 'nxdomain', negativeTtl: 5 });
    expect(said(asked(text, 'com'))).toBe('nodata');
  });

  it('has the names between an apex and the zone around it', () => {
    const world = '$ORIGIN .\n@ SOA a. b. 1 2 3 4 5\n*.com TXT wild';
    const inside = `$ORIGIN a.example.com.\n${SOA}`;
    expect(said(asked([world, inside], 'example.com'))).toBe('nodata');
    expect(said(asked([world, inside], 'b.example.com'))).toBe('nxdomain');
    expect(said(asked([world], 'b.example.com'))).toEqual(['wild']);
  });

  it('lets the longest apex answer, in one file and over files', () => {
    const parent = `$ORIGIN example.com.\n${SOA}\n*.sub TXT parent\nx.sub TXT glue`;
    const child = `$ORIGIN sub.example.com.\n${SOA}\na TXT child`;
    expect(said(asked([parent, child], 'x.sub.example.com'))).toBe('nxdomain');
    expect(asked([parent, child], 'a.sub.example.com')).toMatchObject({ server: '1.zone' });
    const together = `${child}\n$ORIGIN example.com.\n${SOA}\n* TXT parent`;
    expect(said(asked(together, 'b.sub.example.com'))).toBe('nxdomain');
    expect(said(asked(together, 'b.example.com'))).toEqual(['parent']);
  });

  it('goes through a DNAME from below it only', () => {
    const text = `$ORIGIN example.com.
@ DNAME none.example.net.
a 60 DNAME b
*.a TXT never
x.b TXT found`;
    expect(asked(text, 'x.a.example.com')).toMatchObject({
      aliases: [{ name: 'x.a.example.com', target: 'x.b.example.com', ttl: 60 }],
      records: [{ name: 'x.b.example.com', strings: ['found'] }],
    });
    expect(said(asked(text, 'y.a.example.com'))).toBe('nxdomain');
    expect(said(asked(text, 'a.example.com'))).toBe('nodata');
    expect(asked(text, 'x.a.example.com', 'CNAME')).toMatchObject({
      aliases: [],
      records: [{ type: 'CNAME', name: 'x.a.example.com', target: 'x.b.example.com' }],
    });
    const long = `${'l'.repeat(63)}.`.repeat(3);
    expect(
      asked(`a.example. DNAME ${long}b.example.`, `${'l'.repeat(60)}.a.example`),
    ).toMatchObject({
      cause: 'rcode',
      detail: 'YXDOMAIN',
    });
  });
});

function chain(length: number): string {
  const aliases = Array.from({ length }, (_, n) => `c${n}.example. CNAME c${n + 1}.example.`);
  return [...aliases, `c${length}.example. TXT end`].join('\n');
}

describe('aliases', () => {
  it('are followed through all zones, and their TTLs count', () => {
    const one = 'a.example.com. 300 CNAME b.example.com.\nb.example.com. 20 CNAME c.example.net.';
    const two = 'c.example.net. 100 TXT found';
    expect(asked([one, two], 'a.example.com')).toMatchObject({
      kind: 'noerror',
      ttl: 20,
      server: '1.zone',
      question: { name: 'a.example.com' },
      aliases: [
        { name: 'a.example.com', target: 'b.example.com', ttl: 300 },
        { name: 'b.example.com', target: 'c.example.net', ttl: 20 },
      ],
      records: [{ name: 'c.example.net' }],
    });
    expect(asked([one, two], 'a.example.com', 'A')).toMatchObject({ kind: 'nodata' });
    expect(asked(one, 'a.example.com')).toMatchObject({ cause: 'not-covered' });
  });

  it('may come from a wildcard and end nowhere', () => {
    const text = '*.example.com. CNAME gone.example.net.\nexample.net. TXT x';
    expect(asked(text, 'a.example.com')).toMatchObject({
      kind: 'nxdomain',
      aliases: [{ name: 'a.example.com', target: 'gone.example.net' }],
    });
  });

  it('fail when they go round, or on for too long', () => {
    expect(said(asked('a.example. CNAME a.example.', 'a.example'))).toBe('alias-chain');
    expect(
      said(asked('a.example. CNAME b.example.\nb.example. CNAME a.example.', 'b.example')),
    ).toBe('alias-chain');
    expect(said(asked(chain(16), 'c0.example'))).toEqual(['end']);
    expect(said(asked(chain(17), 'c0.example'))).toBe('alias-chain');
  });
});

describe('$FAILURE', () => {
  const text = `$ORIGIN example.com.
* TXT wild
$FAILURE slow timeout
$FAILURE half servfail TXT
$FAILURE _spf.elsewhere.example. refused
via CNAME slow`;
  it.each([
    ['slow.example.com', 'TXT', 'timeout'],
    ['slow.example.com', 'MX', 'timeout'],
    ['half.example.com', 'TXT', 'servfail'],
    ['half.example.com', 'A', 'nodata'],
    ['_spf.elsewhere.example', 'TXT', 'refused'],
    ['via.example.com', 'TXT', 'timeout'],
    ['below.slow.example.com', 'TXT', 'nxdomain'],
    ['other.example.com', 'TXT', ['wild']],
    ['elsewhere.example', 'TXT', 'not-covered'],
  ] as const)('%s %s', (owner, type, expected) => {
    expect(said(asked(text, owner, type))).toEqual(expected);
  });
});

describe('long text', () => {
  it.each([
    ['records', (n: number) => 'a.b.c.example.com. TXT "x" y ; z\n'.repeat(n)],
    [
      'names',
      (n: number) => Array.from({ length: n }, (_, i) => `a${i}.b.example. A 1.2.3.4\n`).join(''),
    ],
    ['lines in one entry', (n: number) => `example. TYPE999 ( \\# ${n}${'\n00'.repeat(n)})`],
    ['one word', (n: number) => `example. CAA ${'\\9'.repeat(n * 8)}`],
    ['digits', (n: number) => `example. ${'1'.repeat(n * 16)}`],
    ['parentheses', (n: number) => '('.repeat(n * 16)],
    [
      'aliases',
      (n: number) => Array.from({ length: n }, (_, i) => `a${i}. CNAME a${i + 1}.\n`).join(''),
    ],
  ])('is read in one pass: %s', (_what, text) => {
    const long = text(10_000);
    const start = performance.now();
    try {
      zoneAnswers([parseZone(long)])({ name: name('a1'), type: 'TXT' });
    } catch (error) {
      expect(error).toBeInstanceOf(ZoneError);
    }
    // Anything quadratic takes minutes here.
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('zoneLookup', () => {
  it('is zoneAnswers as a Lookup', async () => {
    const zone = parseZone('example.com. TXT x', { file: 'x.zone' });
    const answer = await zoneLookup([zone])({ name: name('example.com'), type: 'TXT' });
    expect(answer).toMatchObject({ kind: 'noerror', server: 'x.zone', ttl: 3600 });
  });
});
