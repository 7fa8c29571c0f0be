/**
 * Postfix and Dovecot on loopback, each as an instance of its own with its own folder: Debian's packages
 * `postfix`, `dovecot-imapd` and `dovecot-pop3d` have them. The masters of both start as root only.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Credentials } from '../certificates.js';
import { freePort } from './servers.js';

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** How a port of Postfix differs: parameters of main.cf. */
export type PostfixPort = Readonly<Record<string, string>>;

interface Running {
  readonly stop: () => Promise<void>;
}

export interface Postfix<P extends string> extends Running {
  readonly ports: Readonly<Record<P, number>>;
  /** What `postqueue -p` says. */
  readonly queue: () => Promise<string>;
  readonly log: () => Promise<string>;
}

export interface Dovecot extends Running {
  readonly ports: Readonly<Record<'imap' | 'imaps' | 'pop3' | 'pop3s', number>>;
  /** The messages of the account, by folder of its Maildir. */
  readonly messages: () => Promise<readonly string[]>;
  /** The socket that Postfix asks about passwords at. */
  readonly auth: string;
}

/** A folder that the servers' own users can get to. */
async function openFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o755);
  return folder;
}

/** Writes a certificate and its key, both in one file. */
async function writeCredentials(file: string, { cert, key }: Credentials): Promise<string> {
  await writeFile(file, `${key}${cert}`, { mode: 0o600 });
  return file;
}

/** Debian's id of the user `mail`, who owns the Maildir. */
const MAIL = 8;

export async function startDovecot(account: Account, credentials: Credentials): Promise<Dovecot> {
  const folder = await openFolder('spf-dovecot-');
  const ports = await freePorts(['imap', 'imaps', 'pop3', 'pop3s']);
  const both = await writeCredentials(join(folder, 'both.pem'), credentials);
  const maildir = join(folder, 'home', 'Maildir');
  for (const sub of ['cur', 'new', 'tmp']) await mkdir(join(maildir, sub), { recursive: true });
  await writeFile(
    join(maildir, 'new', '1.waiting'),
    'From: a@b.example\nSubject: hello\n\nhello\n',
  );
  for (const path of [
    'home',
    'home/Maildir',
    ...(await readdir(maildir)).map((sub) => `home/Maildir/${sub}`),
  ])
    await chown(join(folder, path), MAIL, MAIL);
  await chown(join(maildir, 'new', '1.waiting'), MAIL, MAIL);
  await writeFile(join(folder, 'users'), `${account.user}:{PLAIN}${account.password}\n`);
  const auth = join(folder, 'auth');
  const config = join(folder, 'dovecot.conf');
  await writeFile(
    config,
    `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap pop3
ssl = yes
ssl_cert = <${both}
ssl_key = <${both}
disable_plaintext_auth = yes
first_valid_uid = 1
mail_location = maildir:~/Maildir
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${MAIL} gid=${MAIL} home=${folder}/home
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${ports.imap}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${ports.imaps}
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    address = 127.0.0.1
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    address = 127.0.0.1
    port = ${ports.pop3s}
  }
}
service auth {
  unix_listener ${auth} {
    mode = 0666
  }
}
`,
  );
  const child = spawn('dovecot', ['-F', '-c', config], { stdio: 'ignore' });
  const stop = stopper(child, folder);
  if (!(await listens(Object.values(ports), child))) {
    const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '');
    await stop();
    throw new Error(`dovecot does not listen: ${log.slice(-2000)}`);
  }
  return {
    ports,
    messages: async () =>
      (
        await Promise.all(
          ['cur', 'new'].map(async (sub) =>
            (await readdir(join(maildir, sub))).map((file) => `${sub}/${file}`),
          ),
        )
      ).flat(),
    auth,
    stop,
  };
}

export async function startPostfix<P extends string>(
  options: {
    readonly credentials: Credentials;
    readonly parameters: PostfixPort;
    /** Certificates that a port names by `smtpd_tls_chain_files = <key>`. */
    readonly others: Readonly<Record<string, Credentials>>;
  },
  wanted: Readonly<Record<P, PostfixPort>>,
): Promise<Postfix<P>> {
  const folder = await openFolder('spf-postfix-');
  const names = Object.keys(wanted) as P[];
  const ports = await freePorts(names);
  const files: Record<string, string> = {};
  for (const [name, pair] of Object.entries({ own: options.credentials, ...options.others })) {
    files[name] = await writeCredentials(join(folder, `${name}.pem`), pair);
  }
  const config = join(folder, 'config');
  for (const each of ['config', 'queue', 'data']) await mkdir(join(folder, each));
  const { stdout: owner } = await promisify(execFile)('id', ['-u', 'postfix']);
  await chown(join(folder, 'data'), Number(owner), 0);
  const main = {
    compatibility_level: '3.6',
    queue_directory: `${folder}/queue`,
    data_directory: `${folder}/data`,
    mail_owner: 'postfix',
    setgid_group: 'postdrop',
    myhostname: 'mx.d.test',
    mydestination: '',
    alias_maps: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    maillog_file: `${folder}/log`,
    maillog_file_prefixes: folder,
    smtpd_tls_security_level: 'may',
    smtpd_tls_chain_files: files['own'] ?? '',
    smtpd_peername_lookup: 'no',
    ...options.parameters,
  };
  await writeFile(
    join(config, 'main.cf'),
    Object.entries(main)
      .map(([key, value]) => `${key} = ${value}\n`)
      .join(''),
  );
  const inside = (name: string, kind: string, command = name, rest = 'n - n - -') =>
    `${name} ${kind} ${rest} ${command}\n`;
  await writeFile(
    join(config, 'master.cf'),
    [
      ...names.map((name) => {
        const overrides = Object.entries(wanted[name]).map(([key, value]) => {
          const file = key === 'smtpd_tls_chain_files' ? files[value] : value;
          return ` -o { ${key} = ${file} }`;
        });
        return inside(`127.0.0.1:${ports[name]}`, 'inet', `smtpd${overrides.join('')}`);
      }),
      inside('postlog', 'unix-dgram', 'postlogd', 'n - n - 1'),
      inside('pickup', 'unix', 'pickup', 'n - n 60 1'),
      inside('cleanup', 'unix', 'cleanup', 'n - n - 0'),
      inside('qmgr', 'unix', 'qmgr', 'n - n 300 1'),
      inside('tlsmgr', 'unix', 'tlsmgr', '- - n 1000? 1'),
      inside('rewrite', 'unix', 'trivial-rewrite', '- - n - -'),
      ...['bounce', 'defer', 'trace'].map((name) => inside(name, 'unix', 'bounce', '- - n - 0')),
      inside('verify', 'unix', 'verify', '- - n - 1'),
      inside('proxymap', 'unix', 'proxymap', '- - n - -'),
      inside('anvil', 'unix', 'anvil', '- - n - 1'),
      inside('showq', 'unix', 'showq', 'n - n - -'),
      inside('retry', 'unix', 'error', '- - n - -'),
      inside('discard', 'unix', 'discard', '- - n - -'),
    ].join(''),
  );
  const child = spawn('postfix', ['-c', config, 'start-fg'], { stdio: 'ignore' });
  const pidFile = join(folder, 'queue', 'pid', 'master.pid');
  const log = () => readFile(join(folder, 'log'), 'utf8').catch(() => '');
  const stop = stopper(child, folder, pidFile);
  if (!(await listens(Object.values<number>(ports), child))) {
    const told = await log();
    await stop();
    throw new Error(`postfix does not listen: ${told.slice(-2000)}`);
  }
  return {
    ports,
    queue: async () => (await promisify(execFile)('postqueue', ['-c', config, '-p'])).stdout,
    log,
    stop,
  };
}

async function freePorts<K extends string>(names: readonly K[]): Promise<Record<K, number>> {
  const found = new Set<number>();
  while (found.size < names.length) found.add(await freePort());
  const free = [...found];
  return Object.fromEntries(names.map((name, index) => [name, free[index]])) as Record<K, number>;
}

/** Waits until every port takes connections; not for long, and not for a server that has ended. */
async function listens(ports: readonly number[], child: ChildProcess): Promise<boolean> {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt += 1) {
    const open = await Promise.all(ports.map(isOpen));
    if (open.every(Boolean)) return true;
    await sleep(100);
  }
  return false;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

/** Ends the server that was started, and removes its folder. The command may have started another process. */
function stopper(child: ChildProcess, folder: string, pidFile?: string): () => Promise<void> {
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return async () => {
    const pid = pidFile === undefined ? 0 : Number(await readFile(pidFile, 'utf8').catch(() => 0));
    if (pid > 1) process.kill(pid, 'SIGTERM');
    child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), 5000);
    await exited;
    clearTimeout(forced);
    for (let attempt = 0; attempt < 50; attempt += 1) {
      if (pid <= 1 || !isRunning(pid)) break;
      await sleep(100);
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
