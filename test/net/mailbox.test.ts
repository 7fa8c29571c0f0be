/** The tests of an incoming server, over IMAP and POP3, against small servers that follow a script. */
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionTest, Security, Stage, StageName } from '../../src/mail/connection.js';
import { testImap, type MailboxTestOptions } from '../../src/net/imap.js';
import { testPop3 } from '../../src/net/pop3.js';
import { createAuthority } from '../certificates.js';
import { serve, type Listening, type Script, type ServerOptions } from '../mail-server.js';
import { world } from '../world.js';

const { ca, issue } = createAuthority();
const host = 'mail.d.test';
const valid = issue([host]);
const know = world('mail.d.test. A 127.0.0.1');
const password = 'correct "horse" \\battery';
const message = Buffer.from(`\0info@d.test\0${password}`).toString('base64');
const credentials = { user: 'info@d.test', secret: password, kind: 'password' } as const;
const token = { ...credentials, secret: 'ya29.token', kind: 'token' } as const;
const bearer = Buffer.from('user=info@d.test\u0001auth=Bearer ya29.token\u0001\u0001').toString(
  'base64',
);

const stopping: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stopping.splice(0).map((stop) => stop()));
});

async function started(options: ServerOptions): Promise<Listening> {
  const server = await serve(options);
  stopping.push(server.stop);
  return server;
}

function run(
  protocol: 'imap' | 'pop3',
  port: number,
  security: Security,
  options: Partial<MailboxTestOptions> = {},
): Promise<ConnectionTest> {
  const test = protocol === 'imap' ? testImap : testPop3;
  return test(
    { protocol, host, port, security },
    {
      lookup: async (question) => know(question),
      ca,
      credentials,
      timeout: 5000,
      stageTimeout: 1000,
      ...options,
    },
  );
}

function passed({ stages }: ConnectionTest): readonly StageName[] {
  return stages.filter(({ outcome }) => outcome === 'pass').map(({ stage }) => stage);
}

function failed({ stages }: ConnectionTest): Stage | undefined {
  return stages.find(({ outcome }) => outcome === 'fail');
}

/** An IMAP server with these capabilities; `answers` overrules what it says to a command. */
function imap(capabilities: string, answers: Readonly<Record<string, string>> = {}): Script {
  let pending = '';
  return (line, { startTls, isSecure }) => {
    const [tag = '', ...rest] = line.split(' ');
    const command = rest.join(' ');
    if (pending !== '') {
      const completed = line === message || line === bearer ? 'OK in' : 'NO out';
      const answer = `${pending} ${completed}`;
      pending = '';
      return answer;
    }
    const [verb = ''] = rest;
    const own = answers[verb];
    if (own !== undefined) return own.replaceAll('TAG', tag);
    switch (verb) {
      case 'CAPABILITY':
        return `* CAPABILITY IMAP4rev1 ${isSecure ? capabilities : `STARTTLS ${capabilities}`}\r\n${tag} OK done`;
      case 'STARTTLS':
        return startTls(`${tag} OK begin`);
      case 'AUTHENTICATE':
        pending = tag;
        return '+ ';
      case 'LOGIN':
        return command === 'LOGIN "info@d.test" "correct \\"horse\\" \\\\battery"'
          ? `${tag} OK in`
          : `${tag} NO out`;
      case 'EXAMINE':
        return `* FLAGS (\\Seen)\r\n* 12 EXISTS\r\n${tag} OK [READ-ONLY] done`;
      default:
        return `${tag} BAD what`;
    }
  };
}

describe('IMAP', () => {
  const greeting = '* OK ready';

  it('passes with TLS from the start, and looks at INBOX without a change', async () => {
    const { port, heard } = await started({ greeting, script: imap('AUTH=PLAIN'), tls: valid });
    const test = await run('imap', port, 'tls');
    expect(failed(test)).toBeUndefined();
    expect(passed(test)).toEqual([
      'resolve',
      'connect',
      'tls',
      'greeting',
      'capabilities',
      'login',
      'inbox',
    ]);
    expect(test.stages.at(-1)).toMatchObject({ stage: 'inbox', messages: 12 });
    await expect.poll(() => heard.at(-1)).toBe('Z LOGOUT');
    const verbs = heard.map((line) => line.split(' ')[1]);
    expect(verbs).toEqual(['CAPABILITY', 'AUTHENTICATE', undefined, 'EXAMINE', 'LOGOUT']);
  });

  it('passes with STARTTLS, and asks for capabilities anew', async () => {
    const { port, heard } = await started({
      greeting,
      script: imap('AUTH=PLAIN'),
      credentials: valid,
    });
    const test = await run('imap', port, 'starttls');
    expect(passed(test)).toContain('inbox');
    expect(heard.filter((line) => line.endsWith('CAPABILITY'))).toHaveLength(2);
    expect(test.stages.find(({ stage }) => stage === 'capabilities')?.capabilities).toEqual([
      'IMAP4REV1',
      'AUTH=PLAIN',
    ]);
  });

  it('logs in by LOGIN where there is no AUTH=PLAIN', async () => {
    const { port } = await started({ greeting, script: imap(''), tls: valid });
    expect(passed(await run('imap', port, 'tls'))).toContain('inbox');
  });

  it('logs in by a token', async () => {
    const { port } = await started({ greeting, script: imap('AUTH=XOAUTH2'), tls: valid });
    expect(passed(await run('imap', port, 'tls', { credentials: token }))).toContain('inbox');
  });

  it('does not log in where that is disabled', async () => {
    const { port, heard } = await started({ greeting, script: imap('LOGINDISABLED'), tls: valid });
    expect(failed(await run('imap', port, 'tls'))).toMatchObject({
      stage: 'login',
      problem: 'no-mechanism',
    });
    expect(heard.some((line) => line.includes('LOGIN '))).toBe(false);
  });

  it('tells a wrong password without it', async () => {
    const script = imap('', { LOGIN: `TAG NO [AUTHENTICATIONFAILED] not hunter2` });
    const { port } = await started({ greeting, script, tls: valid });
    const wrong = { ...credentials, secret: 'hunter2' };
    const test = await run('imap', port, 'tls', { credentials: wrong });
    expect(failed(test)).toMatchObject({
      stage: 'login',
      problem: 'rejected',
      reply: 'A2 NO [AUTHENTICATIONFAILED] not (secret)',
    });
    expect(JSON.stringify(test)).not.toContain('hunter2');
  });

  it('tells an INBOX that does not open', async () => {
    const script = imap('', { EXAMINE: 'TAG NO [INUSE] locked' });
    const { port } = await started({ greeting, script, tls: valid });
    expect(failed(await run('imap', port, 'tls'))).toMatchObject({ stage: 'inbox' });
  });

  it('without credentials looks no further than the capabilities', async () => {
    const { port, heard } = await started({ greeting, script: imap(''), tls: valid });
    const test = await run('imap', port, 'tls', { credentials: undefined });
    expect(failed(test)).toBeUndefined();
    expect(test.stages.slice(-2)).toMatchObject([
      { stage: 'login', outcome: 'skipped', reason: 'no-credentials' },
      { stage: 'inbox', outcome: 'skipped', reason: 'no-credentials' },
    ]);
    expect(heard.some((line) => line.includes('LOGIN'))).toBe(false);
  });

  it.each([
    ['* BYE not today', 'rejected'],
    ['+OK pop', 'protocol'],
    ['* PREAUTH in', 'protocol'],
  ])('is not begun after %s', async (hello, problem) => {
    const { port } = await started({ greeting: hello, script: imap(''), tls: valid });
    expect(failed(await run('imap', port, 'tls'))).toMatchObject({ stage: 'greeting', problem });
  });

  it('stops where plain text stands behind the answer to STARTTLS', async () => {
    const usual = imap('');
    const { port } = await started({
      greeting,
      credentials: valid,
      script: (line, connection) =>
        line.endsWith('STARTTLS')
          ? connection.startTls('A2 OK begin', '* CAPABILITY AUTH=PLAIN\r\n')
          : usual(line, connection),
    });
    expect(failed(await run('imap', port, 'starttls'))).toMatchObject({ problem: 'injected' });
  });

  it('ends untagged lines without end', async () => {
    const script = imap('', { CAPABILITY: Array(3000).fill('* OK still here').join('\r\n') });
    const { port } = await started({ greeting, script, tls: valid });
    expect(failed(await run('imap', port, 'tls'))).toMatchObject({
      stage: 'capabilities',
      problem: 'too-much',
    });
  });
});

/** A POP3 server with these capabilities; null for one that does not know CAPA. */
function pop3(capabilities: string | null, answers: Readonly<Record<string, string>> = {}): Script {
  let pending = false;
  return (line, { startTls, isSecure }) => {
    if (pending) {
      pending = false;
      return line === message || line === bearer ? '+OK in' : '-ERR out';
    }
    const [verb = '', ...rest] = line.split(' ');
    const own = answers[verb];
    if (own !== undefined) return own;
    switch (verb) {
      case 'CAPA':
        if (capabilities === null) return '-ERR what';
        return `+OK list\r\n${isSecure ? capabilities : `STLS\r\n${capabilities}`}\r\n.`;
      case 'STLS':
        return startTls('+OK begin');
      case 'AUTH':
        pending = true;
        return '+ ';
      case 'USER':
        return '+OK go on';
      case 'PASS':
        return rest.join(' ') === password ? '+OK in' : '-ERR [AUTH] out';
      case 'STAT':
        return '+OK 3 4711';
      default:
        return '-ERR what';
    }
  };
}

describe('POP3', () => {
  const greeting = '+OK ready';

  it('passes with TLS from the start, and takes nothing', async () => {
    const { port, heard } = await started({ greeting, script: pop3('USER'), tls: valid });
    const test = await run('pop3', port, 'tls');
    expect(failed(test)).toBeUndefined();
    expect(test.stages.at(-1)).toMatchObject({ stage: 'maildrop', outcome: 'pass', messages: 3 });
    await expect.poll(() => heard.at(-1)).toBe('QUIT');
    expect(heard.map((line) => line.split(' ')[0])).toEqual([
      'CAPA',
      'USER',
      'PASS',
      'STAT',
      'QUIT',
    ]);
  });

  it.each([
    ['SASL PLAIN', credentials],
    ['SASL XOAUTH2', token],
    [null, credentials],
  ] as const)('logs in with STLS and %s', async (capabilities, who) => {
    const { port } = await started({
      greeting,
      script: pop3(capabilities),
      ...(capabilities === null ? { tls: valid } : { credentials: valid }),
    });
    const security = capabilities === null ? 'tls' : 'starttls';
    expect(passed(await run('pop3', port, security, { credentials: who }))).toContain('maildrop');
  });

  it('tells STLS that is not on offer', async () => {
    const { port, heard } = await started({ greeting, script: pop3(null) });
    expect(failed(await run('pop3', port, 'starttls'))).toMatchObject({ problem: 'no-starttls' });
    expect(heard.some((line) => line.startsWith('USER'))).toBe(false);
  });

  it('tells a wrong password without it', async () => {
    const script = pop3('USER', { PASS: '-ERR not hunter2' });
    const { port } = await started({ greeting, script, tls: valid });
    const wrong = { ...credentials, secret: 'hunter2' };
    const test = await run('pop3', port, 'tls', { credentials: wrong });
    expect(failed(test)).toMatchObject({ stage: 'login', reply: '-ERR not (secret)' });
  });

  it('tells a maildrop that cannot be counted', async () => {
    const script = pop3('USER', { STAT: '+OK many' });
    const { port } = await started({ greeting, script, tls: valid });
    expect(failed(await run('pop3', port, 'tls'))).toMatchObject({
      stage: 'maildrop',
      problem: 'protocol',
    });
  });

  it('ends a list without end', async () => {
    const script = pop3(Array(500).fill('X-MORE').join('\r\n'));
    const { port } = await started({ greeting, script, tls: valid });
    expect(failed(await run('pop3', port, 'tls'))).toMatchObject({ problem: 'too-much' });
  });
});
