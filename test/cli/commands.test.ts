/** What scripts rely on: exit codes, what goes to which stream, JSON that keeps its schema. */
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseZone } from '../../src/dns/zone.js';
import { forms } from '../../src/report/forms/index.js';
import { checkSchema, treeSchema } from '../../src/report/schema.js';
import { checklist } from '../../src/rules/index.js';
import { serveZones, type DnsServer } from '../dns-server.js';
import { spfDoctor, wideWorld, world } from './spf-doctor.js';

const zones = ['mycompany', 'neighbours'].map((file) => {
  const path = resolve(import.meta.dirname, `../../fixtures/zones/${file}.zone`);
  return parseZone(readFileSync(path, 'utf8'), { file: `${file}.zone` });
});

/** Every domain of the neighbours' file: sound, sick and hostile. */
const neighbours = [
  ...new Set(
    [
      ...readFileSync(
        resolve(import.meta.dirname, '../../fixtures/zones/neighbours.zone'),
        'utf8',
      ).matchAll(/^\$ORIGIN ([a-z0-9-]+\.example)\.$/gm),
    ].map(([, domain = '']) => domain),
  ),
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spf-doctor-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('exit codes and streams', () => {
  test.each([
    ['sound', ['check', 'healthy.example'], 0],
    ['findings', ['check', 'mycompany.com'], 1],
    ['findings, none of them grave enough', ['check', 'mycompany.com', '--fail-on', 'never'], 0],
    ['unknown', ['check', 'slow.example'], 3],
    ['SERVFAIL', ['check', 'broken.example'], 3],
    ['REFUSED', ['check', 'refused.example'], 3],
    ['an include that times out', ['check', 'partial.example'], 3],
    ['a record to publish', ['fix', 'mycompany.com'], 0],
    ['nothing to change', ['fix', 'healthy.example'], 0],
    ['no safe record', ['fix', 'heavy.example'], 1],
    ['no such domain', ['fix', 'nosuch.example'], 1],
    ['facts are missing', ['fix', 'slow.example'], 3],
    ['facts of an include are missing', ['fix', 'partial.example'], 3],
  ] as const)('%s', async (_, argv, code) => {
    expect(await spfDoctor([...argv, ...wideWorld])).toMatchObject({ code });
  });

  test.each([
    ['slow.example', 'timed out'],
    ['broken.example', 'SERVFAIL'],
    ['refused.example', 'was refused'],
  ])('%s is never said to have no record', async (domain, cause) => {
    const { stdout } = await spfDoctor(['check', domain, ...wideWorld]);
    expect(stdout).toContain('spf-undetermined');
    expect(stdout).toContain(cause);
    expect(stdout).not.toContain('spf-missing');
  });

  test.each([
    ['v=spf1 include:_spf.odoo.com ~all', 'empty.example'],
    ['v=spf1 include:_spf.odoo.com include:_spf.google.com ~all', 'gmail-user.example'],
    ['v=spf1 include:_spf.odoo.com include:_spf.google.com ~all', 'gmail-done.example'],
  ])('--print-record prints %j alone for %s', async (record, domain) => {
    const { code, stdout } = await spfDoctor(['fix', domain, '--print-record', ...wideWorld]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${record}\n` });
  });

  test.each([
    'slow.example',
    'heavy.example',
    'nosuch.example',
    'plusall.example',
    'badaddress.example',
  ])(
    'where there is no record for %s, stdout is empty and stderr says why in one line',
    async (domain) => {
      const { stdout, stderr } = await spfDoctor(['fix', domain, '--print-record', ...wideWorld]);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^spf-doctor: no record for [^\n]+\n$/);
    },
  );

  test('--output writes the answer to a file', async () => {
    const output = join(folder, 'report.json');
    const ran = await spfDoctor([
      'check',
      'mycompany.com',
      '--format',
      'json',
      '--output',
      output,
      ...world,
    ]);
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: '' });
    expect(checkSchema.parse(JSON.parse(readFileSync(output, 'utf8'))).domain).toBe(
      'mycompany.com',
    );
  });
});

describe('an answer in a file is there whole or not at all', () => {
  const fixTo = (output: string) =>
    spfDoctor(['fix', 'mycompany.com', '--print-record', '--output', output, ...world]);

  test('what was there is replaced, with its permissions, and nothing else is left behind', async () => {
    const place = mkdtempSync(join(folder, 'output-'));
    const output = join(place, 'record.txt');
    writeFileSync(output, 'before', { mode: 0o600 });
    symlinkSync(output, join(place, 'link'));
    expect(await fixTo(join(place, 'link'))).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(output, 'utf8')).toMatch(/^v=spf1 [^\n]*\n$/);
    expect(statSync(output).mode & 0o777).toBe(0o600);
    expect(readdirSync(place).toSorted()).toEqual(['link', 'record.txt']);
  });

  test('a device is written to as it is', async () => {
    expect(await fixTo('/dev/null')).toMatchObject({ code: 0, stderr: '' });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('where there is no record, the file stays as it is', async () => {
    const output = join(folder, 'kept.txt');
    writeFileSync(output, 'before');
    const { code } = await spfDoctor(['fix', 'heavy.example', '--output', output, ...wideWorld]);
    expect(code).toBe(1);
    expect(readFileSync(output, 'utf8')).toBe('before');
  });
});

describe('fix --as', () => {
  const as = (form: string, domain = 'mycompany.com', ...more: string[]) =>
    spfDoctor(['fix', domain, '--as', form, ...more, ...wideWorld]);

  test.each(forms)('%s: the change on stdout, nothing on stderr', async (form) => {
    const { code, stdout, stderr } = await as(form);
    const { stdout: record } = await spfDoctor([
      'fix',
      'mycompany.com',
      '--print-record',
      ...world,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(record.trimEnd());
    expect(stdout).toMatch(/\n$/);
  });

  test.each(forms)('%s: none for an alias', async (form) => {
    const { code, stdout, stderr } = await as(form, 'alias.example');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^spf-doctor: no \w+ form for alias\.example: [^\n]+CNAME[^\n]+\n$/);
  });

  test.each(forms)('%s: none where there is no record', async (form) => {
    const { code, stdout, stderr } = await as(form, 'heavy.example');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^spf-doctor: no record for heavy\.example: [^\n]+\n$/);
  });

  test.each(forms)('%s: what is to be known about the record is on stderr', async (form) => {
    const { code, stderr } = await as(form, 'domainconnect.example');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^spf-doctor: [^\n]*Domain Connect[^\n]*\n$/);
    expect(await as(form, 'domainconnect.example', '--quiet')).toMatchObject({ stderr: '' });
  });

  test.each(forms)('%s: a record that may stay is said to', async (form) => {
    const { code, stderr } = await as(form, 'healthy.example');
    expect(code).toBe(0);
    expect(stderr).toBe('spf-doctor: the record of healthy.example needs no change\n');
  });

  test('text and json are what they are without --as', async () => {
    const fixed = (...options: string[]) =>
      spfDoctor(['fix', 'mycompany.com', ...options, ...wideWorld]);
    expect(await as('text')).toEqual(await fixed());
    expect(await as('json')).toEqual(await fixed('--format', 'json'));
  });

  test('of a TTL that a resolver has kept a while the usual one is written, and that is said', async () => {
    const text = `$TTL 2873\n$ORIGIN aged.example.\n@ TXT "v=spf1 -all"\n@ MX 10 mail\n@ NS ns\n`;
    const vendor = `_spf.odoo.com. TXT "v=spf1 ip4:62.10.16.0/24 ~all"\n`;
    const server = await serveZones([parseZone(text + vendor)]);
    try {
      const fixed = ['fix', 'aged.example', '--yes', '--server', server.text];
      const { stdout, stderr } = await spfDoctor([...fixed, '--as', 'zone']);
      expect(stdout).toContain('\naged.example. 3600 IN TXT "v=spf1 include:_spf.odoo.com -all"\n');
      expect(stderr).toBe(
        'spf-doctor: the TTL of the old record is taken to be 3600 seconds: a resolver had 2873 left of it\n',
      );
    } finally {
      await server.close();
    }
  });
});

describe('a domain as typed', () => {
  test.each([
    ['MyCompany.COM.', ''],
    ['https://mycompany.com/about', 'spf-doctor: taking mycompany.com from the URL\n'],
    ['info@mycompany.com', 'spf-doctor: taking mycompany.com from the mailbox\n'],
  ])('%s', async (typed, told) => {
    const { stdout, stderr } = await spfDoctor([typed, ...world]);
    expect(stdout).toMatch(/^mycompany\.com /);
    expect(stderr).toBe(told);
  });

  test('U-labels', async () => {
    const { stdout } = await spfDoctor(['bücher.example', ...wideWorld]);
    expect(stdout).toMatch(/^xn--bcher-kva\.example /);
  });
});

describe('wrong input is one line and exit 2', () => {
  test.each([
    [['check'], /missing required argument 'domain'/],
    [['check', 'nonsense'], /"nonsense" is no domain: it is a single label/],
    [['check', '192.0.2.1'], /is no domain: it is an address/],
    [['check', 'a..b.example'], /is no domain: two dots/],
    [['check', `${'a'.repeat(64)}.example`], /over 63 characters/],
    [['check', 'x.example\u001b[31m'], /is no domain/],
    [['check', ''], /is no domain: it is empty/],
    [['chekc', 'mycompany.com'], /unknown command 'chekc' \(Did you mean check\?\)/],
    [['check', 'x.example', '--fomat', 'json'], /unknown option '--fomat'/],
    [
      ['check', 'x.example', '--format', 'xml'],
      /--format "xml": give text, json, markdown, html, sarif, junit or github/,
    ],
    [
      ['check', 'x.example', '--only', 'spf-nonsense'],
      /--only "spf-nonsense": there is no such rule/,
    ],
    [['check', 'x.example', '--skip', 'spf,foo'], /--skip "foo": there is no such rule/],
    [['check', 'x.example', '--only', 'spf', '--skip', 'spf'], /leave no rule to judge by/],
    [['check', '.'], /"\." is no domain/],
    [['check', '*.x.example'], /is no domain/],
    [['fix', 'x.example', '--print-record', '--format', 'json'], /leave --format out/],
    [['fix', 'x.example', '--as', 'zone', '--format', 'json'], /leave --format and --print-record/],
    [['fix', 'x.example', '--as', 'zone', '--print-record'], /leave --format and --print-record/],
    [
      ['fix', 'x.example', '--as', 'bind'],
      /--as "bind": give text, zone, nsupdate, cloudflare, route53, terraform, dnscontrol, octodns, json/,
    ],
    [['fix', 'mycompany.com', '--as', 'zone', '--output', 'src', ...world], /src: it is a folder/],
    [['check', 'x.example', '--fail-on', 'fatal'], /--fail-on "fatal"/],
    [['check', 'x.example', '--only', 'mta'], /--only "mta": there is no such rule/],
    [
      ['check', 'x.example', '--selector', 'google._domainkey.x.example'],
      /--selector "google\._domainkey\.x\.example": give what stands in front/,
    ],
    [['check', 'x.example', '--selector', 'a b'], /--selector "a b"/],
    [['check', 'x.example', '--outgoing', 'mine'], /--outgoing "mine"/],
    [['check', 'x.example', '--sender', 'nobody'], /--sender "nobody": give one of /],
    [['check', 'x.example', '--sender', 'hubspot'], /differs by customer/],
    [['check', 'x.example', '--include', 'localhost'], /--include "localhost": give a domain/],
    [['check', 'x.example', '--server', 'dns.example'], /--server "dns\.example"/],
    [['check', 'x.example', '--server', '192.0.2.1:99999'], /--server "192\.0\.2\.1:99999"/],
    [['check', 'x.example', '--tls', 'dns.example'], /--tls "dns\.example": it is no IP address/],
    [
      ['check', 'x.example', '--tls', '192.0.2.1#a b'],
      /--tls "192\.0\.2\.1#a b": what stands behind #/,
    ],
    [['check', 'x.example', '--https', 'dns.example'], /--https "dns\.example": it is no URL/],
    [['check', 'x.example', '--https', 'http://dns.example/'], /it is no https: URL/],
    [
      ['check', 'x.example', '--https', 'https://me:secret@dns.example/'],
      /--https "https:\/\/\*\*\*@dns\.example\/": it holds a user or a password/,
    ],
    [
      ['check', 'x.example', '--server', '192.0.2.1', '--https', 'https://dns.example/'],
      /--server and --https do not go together/,
    ],
    [
      ['check', 'x.example', '--zone', 'x.zone', '--tls', '192.0.2.1'],
      /--zone and --tls do not go together/,
    ],
    [['check', 'x.example', '--timeout', 'soon'], /--timeout "soon": give seconds/],
    [['check', 'x.example', '--zone', 'no/such.zone'], /no\/such\.zone: cannot be read/],
    [['check', 'x.example', '--zone', 'fixtures'], /fixtures: cannot be read: it is a folder/],
    [['check', 'x.example', '--output', 'no/such/file', ...world], /cannot write no\/such\/file/],
    [['fix', 'x.example', '--all', '+'], /--all "\+": give -, ~ or \?/],
    [['explain', 'spf-nonsense'], /there is no rule "spf-nonsense"/],
  ] as const)('%j', async (argv, line) => {
    const { code, stdout, stderr } = await spfDoctor(argv);
    expect(stderr).toMatch(line);
    expect(stderr).toMatch(/^spf-doctor: [^\n\u0000-\u001f\u007f]+\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('a broken zone file: line and column', async () => {
    const file = join(folder, 'broken.zone');
    writeFileSync(file, '$ORIGIN x.example.\n@ 3600 IN A 192.0.2.300\n');
    const { code, stderr } = await spfDoctor(['check', 'x.example', '--zone', file]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^spf-doctor: .*broken\.zone:2:\d+: [^\n]+\n$/);
  });
});

describe('nothing from the network reaches the terminal raw', () => {
  const control =
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
  test.each(neighbours)('%s', async (domain) => {
    const runs = await Promise.all([
      spfDoctor(['check', domain, '--verbose', ...wideWorld]),
      spfDoctor(['check', domain, '--format', 'json', ...wideWorld]),
      spfDoctor(['tree', domain, ...wideWorld]),
      spfDoctor(['tree', domain, '--format', 'json', ...wideWorld]),
      spfDoctor(['fix', domain, ...wideWorld]),
      spfDoctor(['fix', domain, '--print-record', ...wideWorld]),
      ...forms.map((form) => spfDoctor(['fix', domain, '--as', form, ...wideWorld])),
      spfDoctor(['evaluate', domain, '--ip', '192.0.2.1', '--received-spf', ...wideWorld]),
    ]);
    for (const { stdout, stderr } of runs) {
      expect(stdout).not.toMatch(control);
      expect(stderr).not.toMatch(control);
      expect(stderr).not.toContain('this is a bug');
    }
    const [, json, , tree] = runs;
    checkSchema.parse(JSON.parse(json?.stdout ?? ''));
    treeSchema.parse(JSON.parse(tree?.stdout ?? ''));
  });
});

describe('colour', () => {
  const coloured = (stdout: string) => stdout.includes('\u001b[');
  test.each([
    ['a pipe', [], {}, false],
    ['a terminal', [], { isTTY: true }, true],
    ['NO_COLOR', [], { isTTY: true, env: { NO_COLOR: '1' } }, false],
    ['FORCE_COLOR in a pipe', [], { env: { FORCE_COLOR: '1' } }, true],
    ['TERM=dumb', [], { isTTY: true, env: { TERM: 'dumb' } }, false],
    ['--color in a pipe', ['--color'], {}, true],
    ['--no-color in a terminal', ['--no-color'], { isTTY: true }, false],
  ] as const)('%s', async (_, options, device, expected) => {
    const { stdout } = await spfDoctor(['mycompany.com', ...options, ...world], device);
    expect(coloured(stdout)).toBe(expected);
  });
});

describe('over the wire', () => {
  let server: DnsServer;
  beforeAll(async () => {
    server = await serveZones(zones);
  });
  afterAll(() => server.close());

  test('says the same as from the zone files', async () => {
    const live = await spfDoctor(['check', 'mycompany.com', '--server', server.text]);
    const read = await spfDoctor(['check', 'mycompany.com', ...wideWorld]);
    expect(live.stdout).toBe(read.stdout);
    expect(live.code).toBe(1);
  });

  test('asks nothing twice', async () => {
    const before = server.log.length;
    await spfDoctor(['check', 'heavy.example', '--server', server.text]);
    const asked = server.asked().slice(before);
    expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted());
  });

  test('asks only what the chosen rules need', async () => {
    const before = server.log.length;
    await spfDoctor(['check', 'healthy.example', '--only', 'spf-missing', '--server', server.text]);
    expect(server.asked().slice(before)).toEqual(['TXT healthy.example']);
  });

  test.each([
    ['--https', (text: string) => `https://${text}/dns-query`, 'https://'],
    ['--tls', (text: string) => text, ''],
  ])(
    'a server that is not there, by %s, is one line and undetermined',
    async (option, typed, scheme) => {
      const gone = await serveZones([]);
      await gone.close();
      const argv = ['evaluate', 'x.example', '--ip', '192.0.2.1', option, typed(gone.text)];
      const { code, stdout, stderr } = await spfDoctor(argv);
      expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
      expect(stdout.replaceAll(/\n {8}/g, ' ')).toContain(
        `  why   the question for x.example TXT could not be sent at ${scheme}${gone.text} (ECONNREFUSED)\n`,
      );
    },
  );

  test('a domain that times out ends by itself, in time, as unknown', async () => {
    const { code, stdout } = await spfDoctor([
      'check',
      'slow.example',
      '--server',
      server.text,
      '--timeout',
      '0.5',
    ]);
    expect(code).toBe(3);
    expect(stdout).toContain('timed out');
  });
});

test('--only and --skip choose rules and areas', async () => {
  const outcomes = async (...argv: string[]) => {
    const { stdout } = await spfDoctor([
      'check',
      'mycompany.com',
      '--format',
      'json',
      ...argv,
      ...world,
    ]);
    const { checks } = checkSchema.parse(JSON.parse(stdout));
    expect(checks.map(({ rule }) => rule)).toEqual(checklist.map(({ id }) => id));
    return new Set(checks.filter(({ outcome }) => outcome !== 'skipped').map(({ rule }) => rule));
  };
  expect(await outcomes('--only', 'spf-multiple-records')).toEqual(
    new Set(['spf-multiple-records']),
  );
  const withoutSpf = [...(await outcomes('--skip', 'spf'))];
  expect(withoutSpf.filter((rule) => rule.startsWith('spf-'))).toEqual([]);
  expect(withoutSpf).toContain('twenty20-include-ineffective');
  const twenty20 = [...(await outcomes('--only', 'twenty20'))];
  expect(twenty20.every((rule) => rule.startsWith('twenty20-'))).toBe(true);
  expect(twenty20).not.toEqual([]);
});

test('the published schemas are those that the output keeps', () => {
  const schema = (name: string): unknown =>
    JSON.parse(
      readFileSync(resolve(import.meta.dirname, `../../dist/schema/${name}.json`), 'utf8'),
    );
  expect(schema('check')).toMatchObject({ type: 'object', additionalProperties: false });
  expect(schema('tree')).toMatchObject({ type: 'object', additionalProperties: false });
  expect(schema('connect')).toMatchObject({ type: 'object', additionalProperties: false });
  expect(schema('propagation')).toMatchObject({ type: 'object', additionalProperties: false });
  expect(schema('evaluate')).toMatchObject({ type: 'object', additionalProperties: false });
  expect(schema('world')).toMatchObject({ type: 'object', additionalProperties: false });
});
