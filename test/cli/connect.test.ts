/** `connect`, and the same inside `check`: what is typed, what comes out, and that no secret does. */
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/program.js';
import { askSecret } from '../../src/cli/prompt.js';
import { check } from '../../src/doctor.js';
import { recipientsToAsk } from '../../src/mail/probe.js';
import { createProbe } from '../../src/net/probe.js';
import { checkSchema, connectSchema } from '../../src/report/schema.js';
import { PassThrough } from 'node:stream';
import { createAuthority } from '../certificates.js';
import { parseZone } from '../../src/dns/zone.js';
import { serveZones } from '../dns-server.js';
import { serve, type Listening } from '../mail-server.js';
import { world } from '../world.js';
import { spfDoctor } from './spf-doctor.js';

const folder = mkdtempSync(join(tmpdir(), 'spf-connect-'));
const at = (file: string) => join(folder, file);
const { ca, issue } = createAuthority();
const host = 'mail.d.test';
const password = 'Tr0ub4dor-and-3';

let smtp: SMTPServer;
let port: number;
let mailbox: Listening;

beforeAll(async () => {
  writeFileSync(at('ca.pem'), ca);
  writeFileSync(at('not.pem'), 'hello');
  writeFileSync(
    at('d.zone'),
    `$ORIGIN d.test.
@ SOA ns.d.test. host.d.test. 1 2 3 4 5
@ MX 10 mail
@ TXT "v=spf1 include:_spf.odoo.com ~all"
mail A 127.0.0.1
`,
  );
  smtp = new SMTPServer({
    ...issue([host]),
    logger: false,
    onAuth: (auth, _session, done) => {
      if (auth.password === password) done(null, { user: 'info@d.test' });
      else done(new Error(`not ${auth.password}`));
    },
  });
  smtp.on('error', () => undefined);
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  ({ port } = smtp.server.address() as AddressInfo);
  mailbox = await serve({
    greeting: '* OK ready',
    tls: issue([host]),
    script: (line) => {
      const [tag = '', verb = ''] = line.split(' ');
      if (verb === 'CAPABILITY') return `* CAPABILITY IMAP4rev1\r\n${tag} OK done`;
      if (verb === 'EXAMINE') return `* 2 EXISTS\r\n${tag} OK done`;
      return line.includes(password) ? `${tag} OK in` : `${tag} NO not ${line}`;
    },
  });
});

afterAll(async () => {
  await mailbox.stop();
  await new Promise((resolve) => smtp.close(() => resolve(undefined)));
  rmSync(folder, { recursive: true });
});

const common = () => ['--ca', at('ca.pem'), '--zone', at('d.zone')];
const login = ['--user', 'info@d.test', '--password-env', 'SMTP_PASSWORD'];
const env = { SMTP_PASSWORD: password };

describe('connect', () => {
  it('prints a line a stage, and exits with 0 where all passed', async () => {
    const { code, stdout, stderr } = await spfDoctor(
      ['connect', 'smtp', `${host}:${port}`, ...login, ...common()],
      { env },
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const shownStages = stdout.replaceAll(/ +\d+ ms/g, ' N ms').replaceAll(String(port), '587');
    expect(shownStages).toContain('mail.d.test:587  SMTP, STARTTLS\n');
    expect(shownStages).toMatch(
      /✓ tls +N ms {2}TLSv1\.3, certificate for mail\.d\.test until \d{4}-/,
    );
    expect(shownStages).toMatch(/✓ data +N ms {2}354 /);
    expect(shownStages.match(/✓/g)).toHaveLength(9);
    expect(shownStages).toContain('nothing was sent');
    expect(shownStages).toContain('no proof of delivery');
  });

  it('exits with 1 where a stage failed, and says what to do', async () => {
    const { code, stdout } = await spfDoctor(
      ['connect', 'smtp', `${host}:${port}`, '--security', 'tls', ...login, ...common()],
      { env },
    );
    expect(code).toBe(1);
    expect(stdout).toContain('✗ outgoing-tls');
    expect(stdout).toContain('"SSL exception"');
    expect(stdout).toContain('spf-doctor explain outgoing-tls');
    expect(stdout).toMatch(/· data +not come to/);
  });

  it('prints JSON that keeps its schema', async () => {
    for (const [more, verdict] of [
      [login, 'sound'],
      [['--security', 'tls'], 'findings'],
    ] as const) {
      const { stdout } = await spfDoctor(
        ['connect', 'smtp', `${host}:${port}`, '--format', 'json', ...more, ...common()],
        { env },
      );
      const read = connectSchema.strict().parse(JSON.parse(stdout));
      expect(read).toMatchObject({ protocol: 'smtp', host, port, verdict });
      expect(read.stages.map(({ stage }) => stage)).toContain('data');
    }
  });

  it('reads a mailbox over IMAP', async () => {
    const { code, stdout } = await spfDoctor(
      ['connect', 'imap', `${host}:${mailbox.port}`, '--security', 'tls', ...login, ...common()],
      { env },
    );
    expect(stdout).toMatch(/✓ inbox .*2 messages, all left as they are/);
    expect(code).toBe(0);
  });

  it('takes the password from standard input or at the terminal', async () => {
    const argv = ['connect', 'smtp', `${host}:${port}`, '--user', 'info@d.test', ...common()];
    const piped = await spfDoctor([...argv, '--password-stdin'], { stdin: `${password}\n` });
    expect(piped.code).toBe(0);
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.write(`${password}\n`);
    const typed = await spfDoctor(argv, { terminal: { input, output } });
    expect(typed.code).toBe(0);
    expect(String(output.read())).toBe('Password of info@d.test: \n');
  });

  it('is recorded and replayed', async () => {
    const argv = ['connect', 'smtp', `${host}:${port}`, '--format', 'json'];
    const first = await spfDoctor([...argv, ...login, ...common(), '--record', at('w.json')], {
      env,
    });
    const again = await spfDoctor([...argv, '--replay', at('w.json')]);
    expect(again.stdout).toBe(first.stdout);
    expect(again.code).toBe(0);
    const other = await spfDoctor(['connect', 'imap', host, '--replay', at('w.json')]);
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toContain('holds no test of this server');
  });
});

describe('wrong input is one line and exit 2', () => {
  it.each([
    [['connect', 'imp', host], 'give smtp, imap or pop3'],
    [['connect', 'smtp', `${host}:0`], 'its port is not between 1 and 65535'],
    [['connect', 'smtp', `${host}:99999`], 'its port is not between 1 and 65535'],
    [['connect', 'smtp', '1.2.3'], 'it is no mail server'],
    [['connect', 'smtp', host, '--security', 'ssl'], 'give tls, starttls or none'],
    [['connect', 'smtp', host, '--ca', '/nowhere.pem'], 'there is no such file'],
    [['connect', 'smtp', host, '--from', 'info'], 'give an address such as'],
    [['connect', 'smtp', host, '--to', 'a@b.test>\r\nDATA'], 'give an address such as'],
    [['connect', 'smtp', host, '--user', 'x'], 'there is no terminal to ask at'],
    [['connect', 'smtp', host, '--user', 'x', '--password-stdin'], 'standard input is empty'],
    [['connect', 'smtp', host, '--password-stdin'], '--password-stdin needs --user'],
    [
      ['connect', 'smtp', host, '--user', 'x', '--password-stdin', '--token-env', 'T'],
      'do not go together',
    ],
    [['connect', 'smtp', host, '--timeout', '0'], 'give seconds over 0'],
    [['check', 'd.test', '--imap', host, '--pop3', host], 'do not go together'],
    [['check', 'd.test', '--smtp', 'x y'], 'it is no mail server'],
    [['connect', 'smtp', `info:${password}@${host}`], 'without a login in front'],
    [['check', 'd.test', '--probe', '--zone', 'x.zone'], '--probe and --zone do not go'],
    [['check', 'd.test', '--user', 'x'], 'name it with --smtp, --imap or --pop3'],
  ])('%j', async (argv, told) => {
    const { code, stdout, stderr } = await spfDoctor(argv);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(told);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('a --ca file without a certificate', async () => {
    const { code, stderr } = await spfDoctor(['connect', 'smtp', host, '--ca', at('not.pem')]);
    expect(code).toBe(2);
    expect(stderr).toContain('it holds no certificate in PEM form');
  });
});

describe('the password', () => {
  const forms = [password, Buffer.from(password), Buffer.from(`\0info@d.test\0${password}`)].map(
    (form) => (typeof form === 'string' ? form : form.toString('base64')),
  );
  const nowhere = (text: string): void => {
    for (const form of forms) expect(text).not.toContain(form);
  };

  it('is in no output, no recorded world and no report of a crash', async () => {
    const wrong = { SMTP_PASSWORD: `${password}-wrong` };
    for (const [protocol, at_, given] of [
      ['smtp', port, env],
      ['smtp', port, wrong],
      ['imap', mailbox.port, { SMTP_PASSWORD: password.replace('3', 'x') }],
    ] as const) {
      for (const format of ['text', 'json']) {
        const security = protocol === 'imap' ? 'tls' : 'starttls';
        const { stdout, stderr } = await spfDoctor(
          [
            'connect',
            protocol,
            `${host}:${at_}`,
            '--security',
            security,
            ...login,
            '--format',
            format,
            '--record',
            at('secret.json'),
            ...common(),
          ],
          { env: given },
        );
        const recordedWorld = readFileSync(at('secret.json'), 'utf8');
        expect(recordedWorld).toContain('"connection"');
        for (const text of [stdout, stderr, recordedWorld]) {
          nowhere(text);
          expect(text).not.toContain(given.SMTP_PASSWORD);
        }
      }
    }
  });

  it('is not in what a crash leaves behind', async () => {
    let stderr = '';
    const code = await run({
      argv: ['connect', 'smtp', `${host}:${port}`, ...login, ...common()],
      stdout: {
        write: () => {
          throw new Error('the device is gone');
        },
      },
      stderr: {
        write: (text) => {
          stderr += text;
        },
      },
      stdin: async () => '',
      stdinPieces: async function* () {},
      onInterrupt: () => () => undefined,
      sleep: async () => undefined,
      env,
      platform: 'linux',
      clock: () => new Date(),
      version: '1.2.3',
    });
    expect(code).toBe(2);
    expect(stderr).toContain('this is a bug');
    nowhere(stderr);
  });

  it('does not come back where it was typed in the wrong place', async () => {
    for (const argv of [
      ['--user', 'x', '--password-env', password],
      ['--user', 'x', '--token-env', password],
      [`--password=${password}`],
      [`--passwort=${password}`],
    ]) {
      const { code, stdout, stderr } = await spfDoctor(['connect', 'smtp', host, ...argv]);
      expect(code).toBe(2);
      nowhere(stdout + stderr);
    }
  });

  it('is not shown while it is typed', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answer = askSecret('Password: ', { input, output });
    input.write(`${password}\n`);
    expect(await answer).toBe(password);
    const echoed = String(output.read());
    expect(echoed).toContain('Password: ');
    nowhere(echoed);
  });

  it('that is not typed to its end is an error of one line', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answer = askSecret('Password: ', { input, output });
    input.end();
    await expect(answer).rejects.toThrow('nothing was typed');
  });
});

describe('check', () => {
  it('tests the servers that are named, and judges them', async () => {
    const dns = await serveZones([parseZone(readFileSync(at('d.zone'), 'utf8'))]);
    const argv = [
      'check',
      'd.test',
      '--format',
      'json',
      '--only',
      'outgoing,incoming',
      '--smtp',
      `${host}:${port}`,
      '--imap',
      `${host}:${mailbox.port}`,
      '--timeout',
      '2',
      ...login,
      '--ca',
      at('ca.pem'),
      '--server',
      dns.text,
    ];
    const { stdout } = await spfDoctor(argv, { env });
    await dns.close();
    const { checks, findings, facts } = checkSchema.parse(JSON.parse(stdout));
    expect(facts.filter((fact) => 'stages' in fact)).toMatchObject([
      { protocol: 'smtp', port },
      { protocol: 'imap', port: mailbox.port },
    ]);
    const outcomes = Object.fromEntries(checks.map(({ rule, outcome }) => [rule, outcome]));
    expect(outcomes).toMatchObject({ 'outgoing-data': 'pass', 'outgoing-login': 'pass' });
    // The port is not 993, so STARTTLS is tried, and the server waits for TLS.
    expect(outcomes['incoming-login']).toBe('skipped');
    expect(findings.map(({ rule }) => rule)).toEqual(['incoming-greeting']);
  });

  it('without them judges none of it', async () => {
    const { stdout } = await spfDoctor(['check', 'd.test', '--format', 'json', ...common()]);
    const { checks } = checkSchema.parse(JSON.parse(stdout));
    const about = checks.filter(({ rule }) =>
      /^(?:outgoing|incoming|catchall|bounce|smtp)-/.test(rule),
    );
    expect(about.length).toBeGreaterThan(10);
    expect(new Set(about.map(({ outcome }) => outcome))).toEqual(new Set(['skipped']));
  });

  it('with --probe leaves reserved addresses alone, and says so', async () => {
    const zone = parseZone('$ORIGIN d.test.\n@ SOA a. b. 1 2 3 4 5\n@ MX 10 mx\nmx A 192.0.2.1\n');
    const dns = await serveZones([zone]);
    const { stdout } = await spfDoctor([
      'check',
      'd.test',
      '--probe',
      '--only',
      'smtp,catchall',
      '--server',
      dns.text,
    ]);
    await dns.close();
    expect(stdout).toContain('mx.d.test was not talked to: it has no address on the Internet');
  });

  it('names the servers of the mailbox provider that the MX shows', async () => {
    const { stdout } = await spfDoctor([
      'check',
      'mycompany.com',
      '--verbose',
      '--zone',
      'fixtures/zones/mycompany.zone',
    ]);
    expect(stdout).toContain('  test  spf-doctor connect smtp smtp.gmail.com:465\n');
    expect(stdout).toContain('  test  spf-doctor connect imap imap.gmail.com:993\n');
  });

  it('asks a mail host that it may talk to', async () => {
    const mx = await serve({
      greeting: '220 mx',
      script: (line) => {
        if (line.startsWith('RCPT')) {
          return line.includes('<catchall@') ? '550 5.1.1 unknown' : '550 5.1.1 nobody';
        }
        return '250 mx';
      },
    });
    const know = world('d.test. MX 10 mail.d.test.\nmail.d.test. A 127.0.0.1');
    const report = await check('d.test', {
      lookup: async (question) => know(question),
      probeHosts: createProbe({ port: mx.port, reservedUse: () => undefined, timeout: 3000 }),
      recipients: recipientsToAsk({ twenty20: true }),
      only: ['catchall', 'bounce', 'smtp'],
    });
    await mx.stop();
    expect(report.findings.map(({ rule }) => rule).toSorted()).toEqual([
      'bounce-rejected',
      'catchall-rejected',
      'smtp-starttls',
    ]);
  });

  it('holds the certificate that a mail host shows against its TLSA records', async () => {
    const credentials = issue([host]);
    const spki = new X509Certificate(credentials.cert).publicKey.export({
      type: 'spki',
      format: 'der',
    });
    const digest = createHash('sha256').update(spki).digest('hex');
    const mx = await serve({
      greeting: '220 mx',
      credentials,
      script: (line, { startTls }) =>
        line === 'STARTTLS' ? startTls('220 ready') : '250-mx\r\n250 STARTTLS',
    });
    const judged = async (data: string) => {
      const know = world(`d.test. MX 10 mail.d.test.
        mail.d.test. A 127.0.0.1
        _25._tcp.mail.d.test. TLSA 3 1 1 ${data}`);
      const { checks } = await check('d.test', {
        lookup: async (question) => know(question),
        probeHosts: createProbe({ ca, port: mx.port, reservedUse: () => undefined, timeout: 3000 }),
        recipients: [],
        only: ['dane', 'smtp'],
      });
      return Object.fromEntries(checks.map(({ rule, outcome }) => [rule, outcome]));
    };
    expect(await judged(digest)).toMatchObject({
      'dane-mismatch': 'pass',
      'smtp-starttls': 'pass',
    });
    expect(await judged('00'.repeat(32))).toMatchObject({ 'dane-mismatch': 'fail' });
    await mx.stop();
  });
});
