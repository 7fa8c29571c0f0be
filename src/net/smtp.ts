/** The application's test of an outgoing server (RFC 5321), which ends before anything is sent. */
import { hostname } from 'node:os';
import type { ConnectionTest, StageDetails, StageName } from '../mail/connection.js';
import type { MailServer } from '../mail/server.js';
import {
  base64,
  chooseMechanism,
  plainMessage,
  secretsOf,
  xoauth2Message,
  type Credentials,
} from './credentials.js';
import { Broken, type Dialogue, type TlsWish } from './dialogue.js';
import { opening, secure, walkStages, type ReachOptions, type Walk } from './stages.js';

/** How a server that mail leaves through is tested. */
export interface SmtpTestOptions extends ReachOptions {
  readonly credentials?: Credentials | undefined;
  /** The sender (MAIL FROM); without one the test ends before it. */
  readonly from?: string | undefined;
  /** The recipient (RCPT TO). */
  readonly to: string;
}

/** The stages after the login. */
const envelope: readonly StageName[] = ['sender', 'recipient', 'data'];

/** Lines of one reply that are read. */
const MAX_REPLY_LINES = 100;
/** Octets of a command line (RFC 5321 4.5.3.1.4). */
const MAX_COMMAND_OCTETS = 512;

/** A reply (RFC 5321 4.2). */
export interface SmtpReply {
  readonly code: number;
  /** The text of each line, without its code; untrusted. */
  readonly lines: readonly string[];
  /** All of it in one line, the code in front; untrusted. */
  readonly text: string;
}

/** Connects, logs in, names sender and recipient, and hangs up once DATA is agreed to. Never rejects. */
export async function testSmtp(
  server: MailServer,
  options: SmtpTestOptions,
): Promise<ConnectionTest> {
  const { credentials, from, to } = options;
  const secrets = secretsOf(credentials);
  const stages = await walkStages(
    server,
    [...opening[server.security], ...envelope],
    { ...options, secrets },
    async (walk) => {
      const { dialogue, capabilities } = await greet(walk, server);
      if (credentials === undefined) {
        walk.skip('login', 'no-credentials');
        // Such a server would refuse the sender, and that would say nothing.
        if (mechanismsOf(capabilities).length > 0) {
          for (const name of envelope) walk.skip(name, 'no-credentials');
          return dialogue.leave('QUIT');
        }
      } else {
        await walk.stage('login', () => login(dialogue, credentials, capabilities));
      }
      if (from === undefined) {
        for (const name of envelope) walk.skip(name, 'no-sender');
        return dialogue.leave('QUIT');
      }
      await walk.stage('sender', () => expectReply(dialogue, `MAIL FROM:<${from}>`, [250]));
      await walk.stage('recipient', () => expectReply(dialogue, `RCPT TO:<${to}>`, [250, 251]));
      // Hanging up here, and not QUIT, keeps the server from taking anything for a message.
      await walk.stage('data', () => expectReply(dialogue, 'DATA', [354]));
    },
  );
  const { protocol, host, port, security } = server;
  return { protocol, host, port, security, stages };
}

/** Opens the connection and says EHLO: what the server can do, as it says after TLS has been started. */
async function greet(
  walk: Walk,
  { security }: MailServer,
): Promise<{ readonly dialogue: Dialogue; readonly capabilities: readonly string[] }> {
  const dialogue = await walk.open();
  await walk.stage('greeting', () => greeting(dialogue));
  if (security === 'starttls') {
    await walk.stage('tls', () => startTls(dialogue, walk.wish));
  }
  const { capabilities } = await walk.stage('capabilities', () => ehlo(dialogue));
  return { dialogue, capabilities };
}

export async function greeting(dialogue: Dialogue): Promise<StageDetails> {
  return checked(await readReply(dialogue), [220]);
}

/** EHLO, and HELO where that is not known (RFC 5321 3.2). */
export async function ehlo(
  dialogue: Dialogue,
): Promise<{ readonly reply: string; readonly capabilities: readonly string[] }> {
  const reply = await command(dialogue, `EHLO ${ownName()}`);
  if ([500, 502, 504].includes(reply.code)) {
    const old = checked(await command(dialogue, `HELO ${ownName()}`), [250]);
    return { ...old, capabilities: [] };
  }
  return { ...checked(reply, [250]), capabilities: reply.lines.slice(1) };
}

/** A name that can stand in EHLO; an address literal where this machine has none (RFC 5321 4.1.3). */
function ownName(): string {
  const own = hostname();
  return /^(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(own) ? own : '[127.0.0.1]';
}

async function startTls(dialogue: Dialogue, wish: TlsWish): Promise<StageDetails> {
  const { capabilities } = await ehlo(dialogue);
  if (!offers(capabilities, 'STARTTLS')) throw new Broken('no-starttls');
  return upgrade(dialogue, wish);
}

/** STARTTLS (RFC 3207) and the handshake. */
export async function upgrade(
  dialogue: Dialogue,
  wish: TlsWish,
): Promise<ReturnType<typeof secure>> {
  checked(await command(dialogue, 'STARTTLS'), [220]);
  return secure(dialogue, wish);
}

/** Whether EHLO names an extension. */
export function offers(capabilities: readonly string[], keyword: string): boolean {
  return capabilities.some((line) => line.split(' ', 1)[0]?.toUpperCase() === keyword);
}

/** The SASL mechanisms on offer (RFC 4954 3); `AUTH=` is how old servers write it. */
function mechanismsOf(capabilities: readonly string[]): readonly string[] {
  return capabilities.flatMap((line) => {
    const [, list] = /^AUTH[ =](.*)$/i.exec(line) ?? [];
    return list === undefined ? [] : list.toUpperCase().split(/[ =]+/).filter(Boolean);
  });
}

async function login(
  dialogue: Dialogue,
  credentials: Credentials,
  capabilities: readonly string[],
): Promise<StageDetails> {
  const wanted =
    credentials.kind === 'token' ? (['XOAUTH2'] as const) : (['PLAIN', 'LOGIN'] as const);
  const mechanism = chooseMechanism(dialogue, credentials, wanted, mechanismsOf(capabilities));
  switch (mechanism) {
    case 'PLAIN':
      return authenticate(dialogue, mechanism, plainMessage(credentials));
    case 'XOAUTH2':
      return authenticate(dialogue, mechanism, xoauth2Message(credentials));
    case 'LOGIN': {
      checked(await command(dialogue, 'AUTH LOGIN'), [334]);
      checked(await command(dialogue, base64(credentials.user)), [334]);
      return checked(await command(dialogue, base64(credentials.secret)), [235]);
    }
  }
}

/** AUTH with an initial response where a line holds it (RFC 4954 4). */
async function authenticate(
  dialogue: Dialogue,
  mechanism: string,
  message: string,
): Promise<StageDetails> {
  const line = `AUTH ${mechanism} ${message}`;
  let reply: SmtpReply;
  if (line.length + 2 <= MAX_COMMAND_OCTETS) {
    reply = await command(dialogue, line);
  } else {
    checked(await command(dialogue, `AUTH ${mechanism}`), [334]);
    reply = await command(dialogue, message);
  }
  // XOAUTH2 says why in a challenge, and no only when that was answered.
  if (reply.code === 334) reply = await command(dialogue, '');
  return checked(reply, [235]);
}

/** Sends a command whose reply must have one of these codes. */
export async function expectReply(
  dialogue: Dialogue,
  line: string,
  codes: readonly number[],
): Promise<StageDetails> {
  return checked(await command(dialogue, line), codes);
}

/** Sends a command and reads its reply. */
export async function command(dialogue: Dialogue, line: string): Promise<SmtpReply> {
  dialogue.send(line);
  return readReply(dialogue);
}

/** Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF */
async function readReply(dialogue: Dialogue): Promise<SmtpReply> {
  const lines: string[] = [];
  for (;;) {
    const line = await dialogue.line();
    const [, code, mark, text = ''] = /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line) ?? [];
    if (code === undefined) throw new Broken('protocol', undefined, { reply: line });
    lines.push(text);
    if (mark !== '-')
      return { code: Number(code), lines, text: `${code} ${lines.join(' ')}`.trim() };
    if (lines.length > MAX_REPLY_LINES) throw new Broken('too-much');
  }
}

function checked({ code, text }: SmtpReply, wanted: readonly number[]): { readonly reply: string } {
  if (wanted.includes(code)) return { reply: text };
  throw new Broken(code >= 400 && code < 500 ? 'deferred' : 'rejected', undefined, { reply: text });
}
