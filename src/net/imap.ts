/** The application's test of an incoming server over IMAP (RFC 9051): log in, look at INBOX, log out. */
import type { ConnectionTest, StageDetails } from '../mail/connection.js';
import type { MailServer } from '../mail/server.js';
import {
  chooseMechanism,
  plainMessage,
  quoted,
  secretsOf,
  xoauth2Message,
  type Credentials,
} from './credentials.js';
import { Broken, type Dialogue } from './dialogue.js';
import { opening, secure, walkStages, type ReachOptions } from './stages.js';

/** How a mailbox is tested. */
export interface MailboxTestOptions extends ReachOptions {
  readonly credentials?: Credentials | undefined;
}

/** Lines that may stand in front of the one that completes a command. */
const MAX_LINES = 1000;

/** What a command came to: the untagged lines, and the text that completed it. */
interface Completed {
  readonly untagged: readonly string[];
  readonly reply: string;
}

/** Connects, logs in and looks at INBOX without a change to it (EXAMINE). Never rejects. */
export async function testImap(
  server: MailServer,
  options: MailboxTestOptions,
): Promise<ConnectionTest> {
  const { protocol, host, port, security } = server;
  const { credentials } = options;
  const names = [...opening[security], 'inbox'] as const;
  const secrets = secretsOf(credentials);
  const stages = await walkStages(server, names, { ...options, secrets }, async (walk) => {
    const dialogue = await walk.open();
    const say = commands(dialogue);
    await walk.stage('greeting', () => greeting(dialogue));
    if (security === 'starttls') {
      await walk.stage('tls', async () => {
        if (!(await capabilitiesOf(say)).includes('STARTTLS')) throw new Broken('no-starttls');
        await say('STARTTLS');
        return secure(dialogue, walk.wish);
      });
    }
    const { capabilities } = await walk.stage('capabilities', async () => ({
      capabilities: await capabilitiesOf(say),
    }));
    if (credentials === undefined) {
      walk.skip('login', 'no-credentials');
      walk.skip('inbox', 'no-credentials');
    } else {
      await walk.stage('login', () => login(dialogue, say, credentials, capabilities));
      await walk.stage('inbox', async () => {
        const { untagged, reply } = await say('EXAMINE INBOX');
        const [, count] = /(?:^|\n)\* (\d{1,10}) EXISTS/i.exec(untagged.join('\n')) ?? [];
        return { reply, ...(count === undefined ? {} : { messages: Number(count) }) };
      });
    }
    dialogue.leave('Z LOGOUT');
  });
  return { protocol, host, port, security, stages };
}

async function greeting(dialogue: Dialogue): Promise<StageDetails> {
  const reply = await dialogue.line();
  const [, condition = ''] = /^\* (OK|BYE|PREAUTH)\b/i.exec(reply) ?? [];
  switch (condition.toUpperCase()) {
    case 'OK':
      return { reply };
    case 'BYE':
      throw new Broken('rejected', undefined, { reply });
    default:
      throw new Broken('protocol', undefined, { reply });
  }
}

/** Sends a command under the next tag; a continuation request is answered with `more`. */
type Say = (line: string, ...more: readonly string[]) => Promise<Completed>;

function commands(dialogue: Dialogue): Say {
  let count = 0;
  return async (line, ...more) => {
    count += 1;
    const tag = `A${count}`;
    const answers = [...more];
    const untagged: string[] = [];
    dialogue.send(`${tag} ${line}`);
    while (untagged.length < MAX_LINES) {
      const reply = await dialogue.line();
      if (reply.startsWith(`${tag} `)) {
        if (/^\S+ OK\b/i.test(reply)) return { untagged, reply };
        throw new Broken('rejected', undefined, { reply });
      }
      if (reply.startsWith('+')) dialogue.send(answers.shift() ?? '');
      else if (reply.startsWith('* ')) untagged.push(reply);
      else throw new Broken('protocol', undefined, { reply });
    }
    throw new Broken('too-much');
  };
}

async function capabilitiesOf(say: Say): Promise<readonly string[]> {
  const { untagged } = await say('CAPABILITY');
  return untagged.flatMap((line) => {
    const [, list] = /^\* CAPABILITY (.*)$/i.exec(line) ?? [];
    return list === undefined ? [] : list.toUpperCase().split(' ').filter(Boolean);
  });
}

async function login(
  dialogue: Dialogue,
  say: Say,
  credentials: Credentials,
  capabilities: readonly string[],
): Promise<StageDetails> {
  // LOGIN is always there, unless the server says otherwise (RFC 9051 6.2.3).
  const offered = capabilities.includes('LOGINDISABLED')
    ? capabilities
    : [...capabilities, 'LOGIN'];
  const wanted =
    credentials.kind === 'token' ? (['AUTH=XOAUTH2'] as const) : (['AUTH=PLAIN', 'LOGIN'] as const);
  const mechanism = chooseMechanism(dialogue, credentials, wanted, offered);
  const { reply } = await say(...commandFor());
  return { reply };

  function commandFor(): Parameters<Say> {
    switch (mechanism) {
      case 'AUTH=PLAIN':
        return ['AUTHENTICATE PLAIN', plainMessage(credentials)];
      case 'AUTH=XOAUTH2':
        return ['AUTHENTICATE XOAUTH2', xoauth2Message(credentials)];
      case 'LOGIN':
        return [`LOGIN ${quoted(credentials.user)} ${quoted(credentials.secret)}`];
    }
  }
}
