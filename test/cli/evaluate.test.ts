/** `spf-doctor evaluate`: exit codes, JSON, header fields, and strangers' text in all of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseZone } from '../../src/dns/zone.js';
import { evaluateSchema } from '../../src/report/schema.js';
import { serveZones } from '../dns-server.js';
import { spfDoctor } from './spf-doctor.js';

const zoneText = String.raw`
$TTL 60
. SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 60
pass.test. TXT "v=spf1 include:i.test -all"
i.test. TXT "v=spf1 ip4:192.0.2.1 -all"
fail.test. TXT "v=spf1 -all exp=why.test"
why.test. TXT "%{i} may not send as %{s} (%{h}, %{r}, %{t})"
soft.test. TXT "v=spf1 ~all"
neutral.test. TXT "v=spf1 ?all"
default.test. TXT "v=spf1"
two.test. TXT "v=spf1 -all"
two.test. TXT "v=spf1 -all"
broken.test. TXT "v=spf1 a:\"\013\010x\" \\ -all"
$FAILURE slow.test. timeout
`;

let folder = '';
let zone: readonly string[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spf-doctor-'));
  const file = join(folder, 'evaluate.zone');
  writeFileSync(file, zoneText);
  zone = ['--zone', file];
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** For 192.0.2.1 unless there is another `--ip` behind it. */
const evaluate = (...argv: readonly string[]) =>
  spfDoctor(['evaluate', '--ip', '192.0.2.1', ...argv, ...zone]);

async function json(...argv: readonly string[]) {
  const { stdout } = await evaluate(...argv, '--format', 'json');
  return evaluateSchema.parse(JSON.parse(stdout));
}

describe('results and exit codes', () => {
  test.each([
    ['user@pass.test', 'pass', 0],
    ['pass.test', 'pass', 0],
    ['<user@pass.test>', 'pass', 0],
    [' user@pass.test\n', 'pass', 0],
    ['"a b@c"@pass.test', 'pass', 0],
    ['user@fail.test', 'fail', 1],
    ['user@soft.test', 'softfail', 1],
    ['user@neutral.test', 'neutral', 3],
    ['user@default.test', 'neutral', 3],
    ['user@gone.test', 'none', 3],
    ['user@localhost', 'none', 3],
    ['user@a..test', 'none', 3],
    ['user@', 'none', 3],
    ['user@slow.test', 'temperror', 3],
    ['user@two.test', 'permerror', 3],
    ['user@broken.test', 'permerror', 3],
  ] as const)('%s: %s, exit %d', async (sender, result, code) => {
    const ran = await evaluate(sender);
    expect(ran).toMatchObject({ code, stderr: '' });
    expect(ran.stdout.startsWith(`${result}  `)).toBe(true);
    expect(ran.stdout).toMatch(/^ {2}why {3}\S/m);
    expect(await json(sender)).toMatchObject({ schema: 1, result });
  });

  test('the null sender is its HELO name', async () => {
    expect(await json('<>', '--helo', 'pass.test')).toMatchObject({
      result: 'pass',
      sender: 'postmaster@pass.test',
    });
  });

  test.each([
    [['evaluate', 'a@pass.test'], /give the address of the client with --ip/],
    [['evaluate', 'a@pass.test', '--ip', 'nonsense'], /--ip "nonsense": give an address/],
    [['evaluate', 'a@pass.test', '--ip', '192.0.2.1\u001b[31m'], /--ip .*: give an address/],
    [['evaluate', 'a@pass.test', '--ip', 'fe80::1%eth0'], /give an address alone, such as/],
    [['evaluate', 'a@pass.test', '--ip', '[2001:db8::1]:25'], /give an address alone/],
    [['evaluate', 'a@pass.test', '--ip', '192.0.2.0/24'], /give an address alone/],
    [['evaluate', 'https://', '--ip', '::1'], /"https:\/\/" is no domain: it is empty/],
    [['evaluate', '', '--ip', '192.0.2.1'], /the sender is empty/],
    [['evaluate', ' ', '--ip', '192.0.2.1'], /the sender is empty/],
    [['evaluate', '<>', '--ip', '192.0.2.1'], /give it with --helo/],
    [['evaluate', 'a@pass.test', '--ip', '::1', '--helo', ''], /--helo: it is empty/],
    [['evaluate', 'a@pass.test', '--ip', '::1', '--receiver', ''], /--receiver: it is empty/],
    [['evaluate', 'a@b.test', '--ip', '::1', '--authentication-results', ''], /it is empty/],
    [['evaluate', 'a@pass.test', '--ip', '::1', '--format', 'xml'], /give text or json/],
    [['evaluate', '--ip', '::1'], /missing required argument/],
  ] as const)('wrong input is one line and exit 2: %j', async (argv, line) => {
    const { code, stdout, stderr } = await spfDoctor(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
    expect(stderr).toMatch(/^spf-doctor: [^\n\u0000-\u001f\u007f]+\n$/);
  });
});

test('JSON has the deciding term with its path, the counts, and the trace', async () => {
  expect(await json('user@pass.test')).toEqual({
    schema: 1,
    result: 'pass',
    mechanism: {
      domain: 'i.test',
      term: 'ip4:192.0.2.1',
      path: [{ domain: 'pass.test', term: 'include:i.test' }],
    },
    explanation: null,
    lookups: 1,
    voidLookups: 0,
    problem: null,
    domain: 'pass.test',
    ip: '192.0.2.1',
    sender: 'user@pass.test',
    helo: 'pass.test',
    trace: {
      domain: 'pass.test',
      result: 'pass',
      record: 'v=spf1 include:i.test -all',
      terms: [
        {
          term: 'include:i.test',
          target: 'i.test',
          outcome: 'match',
          ordinal: 1,
          voidLookups: 0,
          asked: [
            {
              name: 'i.test',
              type: 'TXT',
              kind: 'noerror',
              values: ['v=spf1 ip4:192.0.2.1 -all'],
            },
          ],
          below: {
            domain: 'i.test',
            result: 'pass',
            record: 'v=spf1 ip4:192.0.2.1 -all',
            terms: [
              {
                term: 'ip4:192.0.2.1',
                target: null,
                outcome: 'match',
                ordinal: null,
                voidLookups: 0,
                asked: [],
              },
            ],
          },
        },
      ],
    },
  });
});

test('the explanation knows the client, the sender, the receiver and the time', async () => {
  const given = ['user@fail.test', '--helo', 'h.test', '--receiver', 'mx.test'] as const;
  const explanation = '192.0.2.1 may not send as user@fail.test (h.test, mx.test, 1795435200)';
  expect(await json(...given)).toMatchObject({ explanation });
  const { stdout } = await evaluate(...given);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`says ${explanation}`);
});

describe('a record that is not published', () => {
  test.each([
    ['v=spf1 ip4:192.0.2.1 -all', 'pass'],
    ['v=spf1 redirect=i.test', 'pass'],
    ['v=spf1 moo', 'permerror'],
    ['not SPF at all', 'none'],
    ['-all', 'none'],
  ])('%s: %s', async (record, result) => {
    expect(await json('user@fail.test', '--with-record', record)).toMatchObject({ result });
    expect(await json('user@gone.test', '--with-record', record)).toMatchObject({ result });
  });
});

test('a URL has its domain taken, and a text that is no record is told', async () => {
  const url = await evaluate('https://pass.test/contact');
  expect(url).toMatchObject({ code: 0, stderr: 'spf-doctor: taking pass.test from the URL\n' });
  const text = await evaluate('user@pass.test', '--with-record', '-all');
  expect(text).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/--with-record: .*v=spf1/) as string,
  });
  expect(text.stdout).toMatch(/^none /);
});

test.each([
  [
    'a record of 64 KiB',
    ['user@pass.test', '--with-record', `v=spf1 ${'ip4:203.0.113.1 '.repeat(4096)}-all`],
    1,
  ],
  [
    'a record that is one word',
    ['user@pass.test', '--with-record', `v=spf1 ${'x'.repeat(65_536)}`],
    3,
  ],
  [
    'macros without an end',
    ['user@pass.test', '--with-record', `v=spf1 a:${'%{s'.repeat(20_000)}`],
    3,
  ],
  [
    'a sender of 64 KiB',
    [`${'a.'.repeat(32_768)}@pass.test`, '--with-record', `v=spf1 exists:${'%{s}'.repeat(16_000)}`],
    3,
  ],
  ['a domain of 64 KiB', [`user@${'\u4e00'.repeat(65_536)}.test`], 3],
  ['a HELO name of 64 KiB', ['user@pass.test', '--helo', 'x.'.repeat(32_768)], 0],
] as const)('%s is evaluated, and shown cut', async (_, argv, code) => {
  const ran = await evaluate(...argv, '--received-spf');
  expect(ran).toMatchObject({ code, stderr: '' });
  for (const line of ran.stdout.split('\n')) expect(line.length).toBeLessThan(40_000);
});

describe('header fields', () => {
  const fields = ['--received-spf', '--authentication-results', 'mx.test', '--receiver', 'mx.test'];

  test.each([
    [
      ['user@pass.test'],
      'Received-SPF: pass receiver=mx.test; client-ip=192.0.2.1; envelope-from="user@pass.test"; helo=pass.test; identity=mailfrom; mechanism="include:i.test";',
      'Authentication-Results: mx.test; spf=pass smtp.mailfrom=user@pass.test',
    ],
    [
      ['<>', '--helo', 'soft.test', '--ip', '2001:db8::1'],
      'Received-SPF: softfail receiver=mx.test; client-ip="2001:db8::1"; envelope-from="postmaster@soft.test"; helo=soft.test; identity=mailfrom; mechanism=~all;',
      'Authentication-Results: mx.test; spf=softfail smtp.helo=soft.test',
    ],
    [
      ['user@default.test'],
      'Received-SPF: neutral receiver=mx.test; client-ip=192.0.2.1; envelope-from="user@default.test"; helo=default.test; identity=mailfrom; mechanism=default;',
      'Authentication-Results: mx.test; spf=neutral smtp.mailfrom=user@default.test',
    ],
    [
      ['"a\\"b"@gone.test'],
      String.raw`Received-SPF: none receiver=mx.test; client-ip=192.0.2.1; envelope-from="\"a\\\"b\"@gone.test"; helo=gone.test; identity=mailfrom; problem="gone.test does not exist";`,
      String.raw`Authentication-Results: mx.test; spf=none reason="gone.test does not exist" smtp.mailfrom="\"a\\\"b\"@gone.test"`,
    ],
  ] as const)('%j', async (argv, receivedSpf, authenticationResults) => {
    expect(await json(...fields, ...argv)).toMatchObject({ receivedSpf, authenticationResults });
    const { stdout } = await evaluate(...fields, ...argv);
    expect(stdout.endsWith(`\n${receivedSpf}\n${authenticationResults}\n`)).toBe(true);
  });

  /** RFC 5322 3.2.4, RFC 2045 5.1: nothing but tokens and quoted strings of visible characters. */
  const word = String.raw`(?:"(?:[^"\\\r\n]|\\[\x20-\x7e])*"|[A-Za-z0-9!#$%&'*+\-/=?^_.~{|}\x60@]+)`;
  const shapes = {
    receivedSpf: new RegExp(String.raw`^Received-SPF: [a-z]+(?:\s+[a-z-]+=${word};)+$`),
    authenticationResults: new RegExp(
      String.raw`^Authentication-Results: ${word};\s+spf=[a-z]+(?:\s+[a-z.]+=${word})+$`,
    ),
  };

  test.each([
    ['a line break', '\r\nBcc: victim@example.com'],
    ['a line feed', '\nX: y'],
    ['control characters', '\u0000\u001b[31m\u0007'],
    ['a quote and another result', '"; spf=pass smtp.mailfrom="a'],
    ['a semicolon', 'a; spf=pass'],
    ['a comment', '(comment) \\'],
    ['a backslash', '\\'],
    ['a quote', '"'],
    ['what is not ASCII', '\u00fc\u202e\u2028\ud800'],
    ['length', 'x'.repeat(3000)],
    ['length that quoting doubles', '"\\'.repeat(2000)],
  ])('cannot be broken out of with %s', async (_, hostile) => {
    const argv = [
      `${hostile}@fail.test`,
      '--helo',
      `h${hostile}`,
      '--receiver',
      `r${hostile}`,
      '--received-spf',
      '--authentication-results',
      `i${hostile}`,
    ];
    for (const sender of [argv, [`user@${hostile}.test`, ...argv.slice(1)]]) {
      const { receivedSpf = '', authenticationResults = '' } = await json(...sender);
      expect(receivedSpf).toMatch(shapes.receivedSpf);
      expect(authenticationResults).toMatch(shapes.authenticationResults);
      for (const line of [...receivedSpf.split('\n'), ...authenticationResults.split('\n')]) {
        expect(line).toMatch(/^(?:Received-SPF: | |Authentication-Results: )?[\x20-\x7e]+$/);
        expect(line.length).toBeLessThan(999);
      }
      const { stdout, stderr } = await evaluate(...sender);
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\uffff]/);
      expect(stdout).not.toMatch(/^(?:Bcc|X):/m);
      expect(stderr).toBe('');
    }
  });

  test('nor by a record', async () => {
    const { receivedSpf } = await json('user@broken.test', '--received-spf');
    expect(receivedSpf).toMatch(shapes.receivedSpf);
    expect(receivedSpf).toContain(String.raw`breaks the syntax`);
  });
});

test('over the wire it says the same', async () => {
  const server = await serveZones([parseZone(zoneText)]);
  try {
    for (const sender of ['user@pass.test', 'user@fail.test', 'user@two.test']) {
      const argv = ['evaluate', sender, '--ip', '192.0.2.1', '--server', server.text];
      const live = await spfDoctor(argv);
      expect(live).toEqual(await evaluate(sender));
    }
  } finally {
    await server.close();
  }
});
