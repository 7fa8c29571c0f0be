/** Who logs in, and the SASL messages for it. They are sent and kept nowhere. */
import { Broken, type Dialogue } from './dialogue.js';

/** What to log in with. Secret: it goes to the server and nowhere else. */
export interface Credentials {
  readonly user: string;
  /** A password, or an OAuth 2.0 access token. */
  readonly secret: string;
  readonly kind: 'password' | 'token';
  /** Whether the password may go over a connection that everybody on the way can read. */
  readonly insecure?: boolean;
}

/** SASL PLAIN (RFC 4616 2). */
export function plainMessage({ user, secret }: Credentials): string {
  return base64(`\0${user}\0${secret}`);
}

/** XOAUTH2, as Google and Microsoft document it. */
export function xoauth2Message({ user, secret }: Credentials): string {
  return base64(`user=${user}\u0001auth=Bearer ${secret}\u0001\u0001`);
}

/** quoted = DQUOTE *QUOTED-CHAR DQUOTE (RFC 9051 9) */
export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Every form in which a server could send a secret back; the longest first. */
export function secretsOf(credentials: Credentials | undefined): readonly string[] {
  if (credentials === undefined) return [];
  const { secret } = credentials;
  return [
    plainMessage(credentials),
    xoauth2Message(credentials),
    base64(secret),
    quoted(secret),
    // As octets, which is how replies are read.
    Buffer.from(secret).toString('latin1'),
    secret,
  ];
}

/**
 * The mechanism to log in with: the first of those wanted that is on offer. Throws {@link Broken} where
 * there is none, or the secret would go in plain text.
 */
export function chooseMechanism<M extends string>(
  dialogue: Dialogue,
  { insecure = false }: Credentials,
  wanted: readonly M[],
  offered: readonly string[],
): M {
  if (!dialogue.isSecure() && !insecure) throw new Broken('plain-login');
  const found = wanted.find((mechanism) => offered.includes(mechanism));
  if (found === undefined) throw new Broken('no-mechanism', offered.join(' '));
  return found;
}
