/** Who logs in. A secret comes from the environment, standard input or a prompt, and never from the arguments. */
import type { Credentials } from '../net/credentials.js';
import { InputError } from './input-error.js';
import type { Io } from './io.js';

export interface LoginOptions {
  readonly user?: string;
  /** The name of an environment variable. */
  readonly passwordEnv?: string;
  readonly passwordStdin?: boolean;
  /** The name of an environment variable. */
  readonly tokenEnv?: string;
  readonly insecureLogin?: boolean;
}

/** Characters of a user name, and of a password or token. */
const MAX_USER = 320;
const MAX_SECRET = 16_000;

/** The credentials; undefined where nobody is to log in. */
export async function credentialsOf(
  io: Io,
  options: LoginOptions,
): Promise<Credentials | undefined> {
  const { user, passwordEnv, passwordStdin = false, tokenEnv, insecureLogin = false } = options;
  const given = [
    ...(passwordEnv === undefined ? [] : ['--password-env']),
    ...(passwordStdin ? ['--password-stdin'] : []),
    ...(tokenEnv === undefined ? [] : ['--token-env']),
  ];
  if (given.length > 1) {
    throw new InputError(`${given.join(' and ')} do not go together; give one of them`);
  }
  if (user === undefined) {
    const [option = insecureLogin ? '--insecure-login' : undefined] = given;
    if (option === undefined) return undefined;
    throw new InputError(`${option} needs --user, who logs in`);
  }
  if (user === '' || user.length > MAX_USER || /[\u0000-\u001f\u007f]/.test(user)) {
    throw new InputError('--user: give a user name, mostly the address of the mailbox');
  }
  const secret = await secretOf();
  // oxlint-disable-next-line no-control-regex -- what would end a line of the protocol
  if (/[\0\r\n]/.test(secret) || secret.length > MAX_SECRET) {
    throw new InputError('the password or token is over one line, or over 16,000 characters');
  }
  return {
    user,
    secret,
    kind: tokenEnv === undefined ? 'password' : 'token',
    insecure: insecureLogin,
  };

  async function secretOf(): Promise<string> {
    if (passwordEnv !== undefined) return variable('--password-env', passwordEnv);
    if (tokenEnv !== undefined) return variable('--token-env', tokenEnv);
    if (passwordStdin) {
      const typed = (await io.stdin()).replace(/\r?\n$/, '');
      if (typed === '') throw new InputError('--password-stdin: standard input is empty');
      return typed;
    }
    if (io.terminal === undefined) {
      throw new InputError(
        '--user needs a password: give --password-env, --password-stdin or --token-env, as there is no terminal to ask at',
      );
    }
    const { askSecret } = await import('./prompt.js');
    const typed = await askSecret(`Password of ${user}: `, io.terminal);
    if (typed === '') throw new InputError('the password is empty');
    return typed;
  }

  /** The name is not repeated in an error: it may be the secret itself, put in the wrong place. */
  function variable(option: string, name: string): string {
    const value = io.env[name];
    if (value === undefined || value === '') {
      throw new InputError(
        `${option}: give the name of an environment variable that holds it; there is none of that name, or it is empty`,
      );
    }
    return value;
  }
}
