/** The application's test of an incoming server over POP3 (RFC 1939): log in, count, quit; nothing is taken. */
import type { ConnectionTest, StageDetails } from '../mail/connection.js';
import type { MailServer } from '../mail/server.js';
import {
  chooseMechanism,
  plainMessage,
  secretsOf,
  xoauth2Message,
  type Credentials,
} from './credentials.js';
import { Broken, type Dialogue } from './dialogue.js';
import type { MailboxTestOptions } from './imap.js';
import { opening, secure, walkStages } from './stages.js';

/** Lines of one answer that are read. */
const MAX_LINES = 100;

/** Connects, logs in and asks how much is there (STAT). Never rejects. */
export async function testPop3(
  server: MailServer,
  options: MailboxTestOptions,
): Promise<ConnectionTest> {
  const { protocol, host, port, security } = server;
  const { credentials } = options;
  const names = [...opening[security], 'maildrop'] as const;
  const secrets = secretsOf(credentials);
  const stages = await walkStages(server, names, { ...options, secrets }, async (walk) => {
    const dialogue = await walk.open();
    await walk.stage('greeting', () => readStatus(dialogue));
    if (security === 'starttls') {
      await walk.stage('tls', async () => {
        if (!(await capabilitiesOf(dialogue)).includes('STLS')) throw new Broken('no-starttls');
        await say(dialogue, 'STLS');
        return secure(dialogue, walk.wish);
      });
    }
    const { capabilities } = await walk.stage('capabilities', async () => ({
      capabilities: await capabilitiesOf(dialogue),
    }));
    if (credentials === undefined) {
      walk.skip('login', 'no-credentials');
      walk.skip('maildrop', 'no-credentials');
    } else {
      await walk.stage('login', () => login(dialogue, credentials, capabilities));
      await walk.stage('maildrop', async () => {
        const { reply } = await say(dialogue, 'STAT');
        const [, count] = /^\+OK (\d{1,10}) \d/.exec(reply) ?? [];
        if (count === undefined) throw new Broken('protocol', undefined, { reply });
        return { reply, messages: Number(count) };
      });
    }
    dialogue.leave('QUIT');
  });
  return { protocol, host, port, security, stages };
}

async function say(dialogue: Dialogue, line: string): Promise<{ readonly reply: string }> {
  dialogue.send(line);
  return readStatus(dialogue);
}

/** A status indicator (RFC 1939 3); `+ ` is a challenge of SASL (RFC 5034 4). */
async function readStatus(dialogue: Dialogue): Promise<{ readonly reply: string }> {
  const reply = await dialogue.line();
  if (/^\+(?:OK\b|\s|$)/i.test(reply)) return { reply };
  throw new Broken(/^-ERR\b/i.test(reply) ? 'rejected' : 'protocol', undefined, { reply });
}

/** CAPA (RFC 2449); a server that does not know it says so, and offers nothing. */
async function capabilitiesOf(dialogue: Dialogue): Promise<readonly string[]> {
  dialogue.send('CAPA');
  const status = await dialogue.line();
  if (/^-ERR\b/i.test(status)) return [];
  if (!/^\+OK\b/i.test(status)) throw new Broken('protocol', undefined, { reply: status });
  const capabilities: string[] = [];
  for (;;) {
    const line = await dialogue.line();
    if (line === '.') return capabilities;
    capabilities.push(line.toUpperCase());
    if (capabilities.length > MAX_LINES) throw new Broken('too-much');
  }
}

async function login(
  dialogue: Dialogue,
  credentials: Credentials,
  capabilities: readonly string[],
): Promise<StageDetails> {
  const sasl = capabilities.flatMap((line) => {
    const [keyword, ...mechanisms] = line.split(' ');
    return keyword === 'SASL' ? mechanisms : [];
  });
  // USER is there where nothing is said at all (RFC 2449 6.3).
  const hasUser = capabilities.length === 0 || capabilities.includes('USER');
  const offered = hasUser ? [...sasl, 'USER'] : sasl;
  const wanted =
    credentials.kind === 'token' ? (['XOAUTH2'] as const) : (['PLAIN', 'USER'] as const);
  const mechanism = chooseMechanism(dialogue, credentials, wanted, offered);
  switch (mechanism) {
    case 'PLAIN':
      return authenticate(dialogue, mechanism, plainMessage(credentials));
    case 'XOAUTH2':
      return authenticate(dialogue, mechanism, xoauth2Message(credentials));
    case 'USER':
      await say(dialogue, `USER ${credentials.user}`);
      return say(dialogue, `PASS ${credentials.secret}`);
  }
}

/** AUTH (RFC 5034 4), the message as the answer to the first challenge, as it may be longer than a line. */
async function authenticate(
  dialogue: Dialogue,
  mechanism: string,
  message: string,
): Promise<StageDetails> {
  await say(dialogue, `AUTH ${mechanism}`);
  const { reply } = await say(dialogue, message);
  return /^\+OK\b/i.test(reply) ? { reply } : say(dialogue, '');
}
