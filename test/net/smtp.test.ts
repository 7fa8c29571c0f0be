/** The test of an outgoing server, against the npm package smtp-server and against servers that misbehave. */
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionTest, Security, Stage, StageName } from '../../src/mail/connection.js';
import { testSmtp, type SmtpTestOptions } from '../../src/net/smtp.js';
import { createAuthority, signItself } from '../certificates.js';
import { listen, serve, type Listening, type Script } from '../mail-server.js';
import { world } from '../world.js';

const { ca, issue } = createAuthority();
const host = 'mail.d.test';
const valid = issue([host]);
const know = world('mail.d.test. A 127.0.0.1');
const password = 'correct horse battery';

const stopping: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stopping.splice(0).map((stop) => stop()));
});

const credentials = { user: 'info@d.test', secret: password, kind: 'password' } as const;

function run(
  port: number,
  security: Security,
  options: Partial<SmtpTestOptions> = {},
): Promise<ConnectionTest> {
  return testSmtp(
    { protocol: 'smtp', host, port, security },
    {
      lookup: async (question) => know(question),
      ca,
      credentials,
      from: 'info@d.test',
      to: 'noreply@odoo.com',
      timeout: 5000,
      stageTimeout: 1500,
      ...options,
    },
  );
}

function passed({ stages }: ConnectionTest): readonly StageName[] {
  return stages.filter(({ outcome }) => outcome === 'pass').map(({ stage }) => stage);
}

function failed({ stages }: ConnectionTest): Stage | undefined {
  const found = stages.filter(({ outcome }) => outcome === 'fail');
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0];
}

/** smtp-server with one account, and whatever messages it was given. */
async function smtpServer(options: SMTPServerOptions = {}) {
  const messages: string[] = [];
  const server = new SMTPServer({
    ...valid,
    logger: false,
    onAuth: (auth, _session, done) => {
      const isRight =
        auth.method === 'XOAUTH2' ? auth.accessToken === password : auth.password === password;
      if (auth.username === credentials.user && isRight) done(null, { user: auth.username });
      else done(new Error(`no, not ${auth.password ?? auth.accessToken}`));
    },
    onData: (stream, _session, done) => {
      messages.push('begun');
      stream.resume().on('end', () => {
        messages.push('sent');
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stopping.push(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { port, messages };
}

async function started(listening: Promise<Listening>): Promise<Listening> {
  const server = await listening;
  stopping.push(server.stop);
  return server;
}

const envelope = ['sender', 'recipient', 'data'] as const;

describe('a server that does everything', () => {
  it('passes with STARTTLS, and is given no message', async () => {
    const { port, messages } = await smtpServer();
    const test = await run(port, 'starttls');
    expect(failed(test)).toBeUndefined();
    expect(passed(test)).toEqual([
      'resolve',
      'connect',
      'greeting',
      'tls',
      'capabilities',
      'login',
      ...envelope,
    ]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(messages).not.toContain('sent');
  });

  it('passes with TLS from the start', async () => {
    const { port } = await smtpServer({ secure: true });
    const test = await run(port, 'tls');
    expect(failed(test)).toBeUndefined();
    expect(passed(test).slice(0, 4)).toEqual(['resolve', 'connect', 'tls', 'greeting']);
    const tls = test.stages.find(({ stage }) => stage === 'tls')?.tls;
    expect(tls).toMatchObject({ version: 'TLSv1.3', names: [host], flaws: [] });
    expect(tls?.issuer).toBe('authority of a test');
    expect(tls?.chain[0]?.publicKey.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('lets a token in (XOAUTH2), and tells a wrong one', async () => {
    const { port } = await smtpServer({ authMethods: ['XOAUTH2'] });
    const token = { ...credentials, kind: 'token' } as const;
    expect(passed(await run(port, 'starttls', { credentials: token }))).toContain('data');
    const wrong = await run(port, 'starttls', { credentials: { ...token, secret: 'stale' } });
    expect(failed(wrong)).toMatchObject({ stage: 'login', problem: 'rejected' });
  });

  it('lets a password in by LOGIN where there is no PLAIN', async () => {
    const { port } = await smtpServer({ authMethods: ['LOGIN'] });
    expect(passed(await run(port, 'starttls'))).toContain('data');
  });

  it('without credentials tells what is on offer, and says that nobody logged in', async () => {
    const { port } = await smtpServer();
    const test = await run(port, 'starttls', { credentials: undefined });
    expect(failed(test)).toBeUndefined();
    expect(test.stages.find(({ stage }) => stage === 'capabilities')?.capabilities).toContain(
      'AUTH LOGIN PLAIN',
    );
    for (const stage of ['login', ...envelope] as const) {
      expect(test.stages).toContainEqual({
        stage,
        outcome: 'skipped',
        milliseconds: 0,
        reason: 'no-credentials',
      });
    }
  });

  it('without login on offer names sender and recipient all the same', async () => {
    const { port } = await smtpServer({ disabledCommands: ['AUTH'] });
    const test = await run(port, 'starttls', { credentials: undefined });
    expect(passed(test)).toEqual(expect.arrayContaining([...envelope]));
  });
});

describe('a server that refuses', () => {
  it('a wrong password, whose text is in nothing that comes back', async () => {
    const { port } = await smtpServer();
    const wrong = { ...credentials, secret: 'hunter2 hunter2' };
    const test = await run(port, 'starttls', { credentials: wrong });
    expect(failed(test)).toMatchObject({ stage: 'login', problem: 'rejected' });
    expect(failed(test)?.reply).toMatch(/^535 .*not \(secret\)/);
    expect(JSON.stringify(test)).not.toContain('hunter2');
  });

  it.each([
    ['sender', { onMailFrom: refusing }],
    ['recipient', { onRcptTo: refusing }],
  ] as const)('the %s', async (stage, options) => {
    const { port, messages } = await smtpServer(options);
    const test = await run(port, 'starttls');
    expect(failed(test)).toMatchObject({ stage, problem: 'rejected', reply: '550 not you' });
    expect(messages).toEqual([]);
  });

  it('DATA', async () => {
    const { port } = await started(
      serve({ greeting: '220 x', script: saying({ DATA: '554 5.7.1 policy' }) }),
    );
    expect(failed(await plain(port))).toMatchObject({ stage: 'data', reply: '554 5.7.1 policy' });
  });

  it('for now only', async () => {
    const { port } = await started(
      serve({ greeting: '220 x', script: saying({ RCPT: '450 4.2.0 greylisted' }) }),
    );
    expect(failed(await plain(port))).toMatchObject({ stage: 'recipient', problem: 'deferred' });
  });

  it('everybody', async () => {
    const { port } = await started(serve({ greeting: '554 5.7.1 no service here' }));
    expect(failed(await plain(port))).toMatchObject({ stage: 'greeting', problem: 'rejected' });
  });

  it('mail for anybody with another code than the application wants', async () => {
    const { port } = await started(
      serve({ greeting: '220 x', script: saying({ RCPT: '252 cannot say' }) }),
    );
    expect(failed(await plain(port))).toMatchObject({ stage: 'recipient', problem: 'rejected' });
  });
});

function refusing(_address: unknown, _session: unknown, done: (error?: Error) => void): void {
  done(Object.assign(new Error('not you'), { responseCode: 550 }));
}

/** Answers to commands by their first word; the rest is agreed to. */
function saying(answers: Readonly<Record<string, string>>): Script {
  const usual: Readonly<Record<string, string>> = { EHLO: '250 x', DATA: '354 go on' };
  return (line) => {
    const [verb = ''] = line.split(' ');
    return answers[verb] ?? usual[verb] ?? '250 yes';
  };
}

/** The test of a server without TLS and login. */
function plain(port: number): Promise<ConnectionTest> {
  return run(port, 'none', { credentials: undefined });
}

describe('certificates', () => {
  const other = createAuthority('another authority of a test');
  it.each([
    ['for another name', issue(['other.d.test']), ['name']],
    ['that has expired', issue([host], { expired: true }), ['expired']],
    ['of an authority that nobody knows', other.issue([host]), ['chain']],
    ['that nobody else has signed', signItself([host]), ['self-signed']],
  ] as const)('%s is told, and no password goes there', async (_what, shown, flaws) => {
    const server = await started(serve({ greeting: '220 x', script: saying({}), tls: shown }));
    const test = await run(server.port, 'tls');
    expect(failed(test)).toMatchObject({ stage: 'tls', problem: 'certificate', tls: { flaws } });
    expect(server.heard).toEqual([]);
  });

  it('tells all that is wrong with one', async () => {
    const shown = issue(['other.d.test'], { expired: true });
    const server = await started(serve({ greeting: '220 x', tls: shown }));
    expect(failed(await run(server.port, 'tls'))?.tls?.flaws.toSorted()).toEqual([
      'expired',
      'name',
    ]);
  });
});

describe('the wrong security', () => {
  it('TLS to a port that speaks plain text first', async () => {
    const { port } = await started(serve({ greeting: '220 x' }));
    expect(failed(await run(port, 'tls'))).toMatchObject({
      stage: 'tls',
      problem: 'plain-expected',
    });
  });

  it('plain text to a port that speaks TLS', async () => {
    const { port } = await started(
      listen((socket) => {
        // What OpenSSL answers to "EHLO": an alert.
        socket.write(Buffer.of(0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46));
      }),
    );
    expect(failed(await run(port, 'starttls'))).toMatchObject({
      stage: 'greeting',
      problem: 'tls-expected',
    });
  });

  it('STARTTLS that is not on offer', async () => {
    const { port, heard } = await started(serve({ greeting: '220 x', script: saying({}) }));
    const test = await run(port, 'starttls');
    expect(failed(test)).toMatchObject({ stage: 'tls', problem: 'no-starttls' });
    expect(heard.some((line) => line.startsWith('AUTH'))).toBe(false);
  });

  it('a login without TLS is refused, unless asked for', async () => {
    const { port } = await smtpServer({ allowInsecureAuth: true, hideSTARTTLS: true });
    expect(failed(await run(port, 'none'))).toMatchObject({
      stage: 'login',
      problem: 'plain-login',
    });
    const insecure = { ...credentials, insecure: true };
    expect(passed(await run(port, 'none', { credentials: insecure }))).toContain('data');
  });
});

describe('STARTTLS', () => {
  const script =
    (extra: string): Script =>
    (line, connection) => {
      const { startTls, isSecure } = connection;
      if (line === 'STARTTLS') return startTls('220 ready', extra);
      if (line.startsWith('EHLO'))
        return isSecure ? '250 x' : '250-x\r\n250-AUTH PLAIN\r\n250 STARTTLS';
      return saying({})(line, connection);
    };

  it('forgets what was said before it (RFC 3207 4.2)', async () => {
    const { port, heard } = await started(
      serve({ greeting: '220 x', credentials: valid, script: script('') }),
    );
    const test = await run(port, 'starttls');
    expect(failed(test)).toMatchObject({ stage: 'login', problem: 'no-mechanism' });
    expect(heard.filter((line) => line.startsWith('EHLO'))).toHaveLength(2);
  });

  it('stops where plain text stands behind its answer', async () => {
    const { port } = await started(
      serve({ greeting: '220 x', credentials: valid, script: script('250 injected\r\n') }),
    );
    expect(failed(await run(port, 'starttls'))).toMatchObject({
      stage: 'tls',
      problem: 'injected',
    });
  });

  it('tells a handshake that breaks off', async () => {
    const { port } = await started(
      serve({
        greeting: '220 x',
        script: (line, { socket }) => {
          if (line !== 'STARTTLS') return '250-x\r\n250 STARTTLS';
          socket.end('220 ready\r\n');
          return undefined;
        },
      }),
    );
    expect(failed(await run(port, 'starttls'))).toMatchObject({
      stage: 'tls',
      problem: 'handshake',
    });
  });
});

describe('time and size', () => {
  it('a port that is closed', async () => {
    const server = await listen(() => undefined);
    await server.stop();
    const test = await plain(server.port);
    expect(failed(test)).toMatchObject({ stage: 'connect', problem: 'refused' });
    expect(test.stages.slice(2).every(({ outcome }) => outcome === 'skipped')).toBe(true);
  });

  it('a server that says nothing is left after the time of a stage', async () => {
    const server = await started(serve({ greeting: null }));
    const test = await run(server.port, 'none', { stageTimeout: 200 });
    expect(failed(test)).toMatchObject({ stage: 'greeting', problem: 'timeout' });
    expect(failed(test)?.milliseconds).toBeGreaterThanOrEqual(190);
    await expect.poll(server.open).toBe(0);
  });

  it('one octet at a time does not lengthen a stage', async () => {
    const server = await started(
      listen((socket) => {
        const timer = setInterval(() => socket.write('2'), 50);
        socket.on('close', () => clearInterval(timer));
      }),
    );
    const start = performance.now();
    const test = await run(server.port, 'none', { stageTimeout: 400 });
    expect(failed(test)).toMatchObject({ stage: 'greeting', problem: 'timeout' });
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it('one octet at a time is read where there is time', async () => {
    const server = await started(
      listen((socket) => {
        const octets = Array.from('220 x\r\n');
        const timer = setInterval(() => {
          const next = octets.shift();
          if (next === undefined) clearInterval(timer);
          else socket.write(next);
        }, 20);
        socket.on('close', () => clearInterval(timer));
        socket.on('data', () => socket.write('554 5.0.0 done\r\n'));
      }),
    );
    expect(passed(await plain(server.port))).toContain('greeting');
  });

  it('all stages together have an end', async () => {
    const { port } = await started(
      listen((socket) => {
        const slowly = (text: string) => setTimeout(() => socket.write(text), 250);
        slowly('220 x\r\n');
        socket.on('data', () => slowly('250 x\r\n'));
      }),
    );
    const start = performance.now();
    expect(failed(await run(port, 'none', { credentials: undefined, timeout: 600 }))).toMatchObject(
      { problem: 'timeout' },
    );
    expect(performance.now() - start).toBeLessThan(1200);
  });

  it.each([
    ['a line', 'x'.repeat(100_000)],
    ['a reply', '220-x\r\n'.repeat(50_000)],
  ])('%s without end', async (_what, text) => {
    const server = await started(listen((socket) => socket.write(text)));
    expect(failed(await plain(server.port))).toMatchObject({
      stage: 'greeting',
      problem: 'too-much',
    });
    await expect.poll(server.open).toBe(0);
  });

  it('something that is not SMTP', async () => {
    const { port } = await started(serve({ greeting: 'SSH-2.0-OpenSSH_9.2' }));
    expect(failed(await plain(port))).toMatchObject({
      problem: 'protocol',
      reply: 'SSH-2.0-OpenSSH_9.2',
    });
  });

  it('a server that hangs up', async () => {
    const { port } = await started(listen((socket) => socket.end()));
    expect(failed(await plain(port))).toMatchObject({ stage: 'greeting', problem: 'closed' });
  });
});

describe('names', () => {
  it('a name without an address', async () => {
    const lookup = async (question: Parameters<typeof know>[0]) => world('')(question);
    expect(failed(await run(25, 'none', { lookup }))).toMatchObject({
      stage: 'resolve',
      problem: 'no-address',
    });
  });

  it('a name that cannot be looked up is told apart', async () => {
    const lookup: SmtpTestOptions['lookup'] = async (question) => ({
      kind: 'failure',
      question,
      cause: 'timeout',
      aliases: [],
    });
    expect(failed(await run(25, 'none', { lookup }))).toMatchObject({
      stage: 'resolve',
      problem: 'dns',
      detail: 'timeout',
    });
  });
});
