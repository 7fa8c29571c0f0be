/** Mail servers to be tested, as typed, and what tests them. */
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { TWENTY20_TEST_RECIPIENT } from '../catalog/twenty20.js';
import type { Credentials } from '../net/credentials.js';
import { credentialsOf, type LoginOptions } from './credentials.js';
import { InputError } from './input-error.js';
import { reasonOf, type Io } from './io.js';
import { timeoutOf, type Reaching, type SourceOptions } from './sources.js';

export interface MailServerOptions extends LoginOptions {
  /** A file of certificates (PEM). */
  readonly ca?: string;
  readonly from?: string;
  readonly to?: string;
  readonly timeout?: string;
}

/** What tests servers as the options say; `usualTimeout` is for one of them, in milliseconds. What is needed for a protocol is loaded for it. */
export async function serverTests(
  io: Io,
  options: MailServerOptions,
  usualTimeout: number,
): Promise<NonNullable<Reaching['testServer']>> {
  const credentials = await credentialsOf(io, options);
  const ca = await authorityOf(options);
  const to = mailboxOf('--to', options.to) ?? TWENTY20_TEST_RECIPIENT;
  const from = mailboxOf('--from', options.from) ?? senderOf(credentials);
  const timeout = options.timeout === undefined ? usualTimeout : timeoutOf(options.timeout);
  return (lookup) => async (server) => {
    const reach = { lookup, credentials, ca, timeout };
    switch (server.protocol) {
      case 'smtp':
        return (await import('../net/smtp.js')).testSmtp(server, { ...reach, from, to });
      case 'imap':
        return (await import('../net/imap.js')).testImap(server, reach);
      case 'pop3':
        return (await import('../net/pop3.js')).testPop3(server, reach);
    }
  };
}

/** The certificates of `--ca`. */
export async function authorityOf({
  ca,
}: Pick<MailServerOptions, 'ca'>): Promise<string | undefined> {
  if (ca === undefined) return undefined;
  let text: string;
  try {
    text = await readFile(ca, 'utf8');
  } catch (error) {
    throw new InputError(`--ca ${ca}: cannot be read: ${reasonOf(error)}`);
  }
  try {
    if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no PEM');
    createSecureContext({ ca: text });
  } catch {
    throw new InputError(`--ca ${ca}: it holds no certificate in PEM form`);
  }
  return text;
}

/** The user is the sender where it is a mailbox. */
function senderOf(credentials: Credentials | undefined): string | undefined {
  return credentials !== undefined && isMailbox(credentials.user) ? credentials.user : undefined;
}

function mailboxOf(option: string, typed: string | undefined): string | undefined {
  if (typed === undefined || isMailbox(typed)) return typed;
  throw new InputError(
    `${option} ${JSON.stringify(typed)}: give an address such as info@mycompany.com`,
  );
}

/** Mailbox (RFC 5321 4.1.2) in US-ASCII without quotes: what can stand between angle brackets as it is. */
function isMailbox(text: string): boolean {
  return /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?=.{1,253}$)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/.test(
    text,
  );
}

/**
 * What looks at mail hosts. Whoever writes a zone must not be able to send us into the network that we run
 * in, so reserved addresses are left alone, but for loopback where all answers come from loopback.
 */
export async function hostProbe(
  { server = [], tls = [], https = [], timeout }: SourceOptions,
  ca: string | undefined,
): Promise<NonNullable<Reaching['probeHosts']>> {
  const [{ createProbe }, { reservedAddressUse }] = await Promise.all([
    import('../net/probe.js'),
    import('../rules/reserved-use.js'),
  ]);
  const asked = [...server, ...tls, ...https];
  const isLocal = asked.length > 0 && asked.every(isLoopback);
  return createProbe({
    ca,
    timeout: timeout === undefined ? undefined : timeoutOf(timeout),
    reservedUse: (address) =>
      isLocal && isLoopback(address) ? undefined : reservedAddressUse(address),
  });
}

/** RFC 1122 3.2.1.3, RFC 4291 2.5.3; with or without a port. */
function isLoopback(typed: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}(?::\d+)?|::1|\[::1\](?::\d+)?)$/.test(typed);
}
