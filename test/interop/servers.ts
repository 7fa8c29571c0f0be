/**
 * Other people's DNS servers on loopback, as the users of this program have them: Knot DNS and NSD, which
 * are authoritative for zones, and Unbound, which resolves in front of them. Debian's packages `knot`,
 * `nsd` and `unbound` have them.
 *
 *     const authoritative = await startAuthoritative(await readZones('fixtures/zones'));
 *     const recursive = await startRecursive(authoritative);
 *     ... `--server ${recursive.text}` ...
 *     await recursive.stop();
 *     await authoritative.stop();
 */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordsOf } from '../../src/dns/answer.js';
import type { DomainName } from '../../src/dns/name.js';
import { parseZone, type Zone } from '../../src/dns/zone.js';
import { createResolver } from '../../src/net/resolver.js';
import type { Server } from '../../src/net/server.js';
import type { Credentials } from '../certificates.js';
import { plainZones, type PlainZones } from './plain-zones.js';

/** A server that runs. */
export interface Running extends Server {
  /** For `--server`. */
  readonly text: string;
  /** The zones that it answers for, or that it knows where to ask for. */
  readonly apexes: readonly DomainName[];
  /** Ends its process and removes its files. */
  readonly stop: () => Promise<void>;
}

export interface Authoritative extends Running, Pick<PlainZones, 'isInvented'> {}

/** The master file of a zone. */
export interface MasterFile {
  readonly apex: DomainName;
  readonly text: string;
}

/** A server whose zones can be changed while it runs. */
export interface Publisher extends Running {
  /** Puts another master file, with another serial, in the place of a zone's; resolves when it is served. */
  readonly publish: (file: MasterFile) => Promise<void>;
}

/** The zone files at these paths; of a directory all that end in `.zone`. */
export async function readZones(...paths: readonly string[]): Promise<readonly Zone[]> {
  const files = await Promise.all(
    paths.map(async (path) => {
      if (!(await stat(path)).isDirectory()) return [path];
      const names = await readdir(path);
      return names.filter((file) => file.endsWith('.zone')).map((file) => join(path, file));
    }),
  );
  return Promise.all(
    files.flat().map(async (file) => parseZone(await readFile(file, 'utf8'), { file })),
  );
}

/** A TSIG key (RFC 8945) that dynamic updates are signed with. */
export interface UpdateKey {
  readonly name: string;
  /** Of HMAC-SHA256, in base64. */
  readonly secret: string;
}

/**
 * Starts Knot DNS with the zones. What `$FAILURE` says about them it does not know. Dynamic updates are
 * taken from who has the key, if there is one.
 */
export async function startAuthoritative(
  zones: readonly Zone[],
  key?: UpdateKey,
): Promise<Authoritative> {
  const plain = plainZones(zones);
  return { ...(await startKnot(plain.zones, key)), isInvented: plain.isInvented };
}

/** Starts Knot DNS with these zones. Dynamic updates are taken from who has the key, if there is one. */
export async function startKnot(files: readonly MasterFile[], key?: UpdateKey): Promise<Publisher> {
  return startPublisher('knotd', files, async (directory, port, apexes) => {
    await mkdir(join(directory, 'db'));
    const config = join(directory, 'knot.conf');
    await writeFile(config, knotConfig(directory, port, apexes, key));
    return ['--config', config];
  });
}

/** What a server on 127.0.0.1 shows over TLS, and the ports that it shows it on. */
export interface Secured {
  readonly credentials: Credentials;
  readonly tlsPort: number;
  /** For DNS over HTTPS, which NSD does not speak. */
  readonly httpsPort: number;
}

/** Ports for a server that is to be started. */
export async function secured(credentials: Credentials): Promise<Secured> {
  return { credentials, tlsPort: await freePort(), httpsPort: await freePort() };
}

/** Starts NSD with these zones; over TLS too, where it has what that takes. */
export async function startNsd(files: readonly MasterFile[], tls?: Secured): Promise<Publisher> {
  return startPublisher('nsd', files, async (directory, port, apexes) => {
    const config = join(directory, 'nsd.conf');
    const secure =
      tls === undefined
        ? []
        : [
            `ip-address: 127.0.0.1@${tls.tlsPort}`,
            `tls-port: ${tls.tlsPort}`,
            ...(await credentialLines(directory, tls)),
          ];
    await writeFile(config, nsdConfig(directory, port, apexes, secure));
    return ['-d', '-c', config];
  });
}

/** A server that reads the zones' files again at SIGHUP; they are numbered in its directory. */
async function startPublisher(
  program: string,
  files: readonly MasterFile[],
  prepare: (
    directory: string,
    port: number,
    apexes: readonly DomainName[],
  ) => Promise<readonly string[]>,
): Promise<Publisher> {
  const apexes = files.map(({ apex }) => apex);
  let folder = '';
  const write = (index: number, text: string) => writeFile(join(folder, `${index}.zone`), text);
  const { signal, ...running } = await start(program, apexes, async (directory, port) => {
    folder = directory;
    await Promise.all(files.map(({ text }, index) => write(index, text)));
    return prepare(directory, port, apexes);
  });
  return {
    ...running,
    publish: async ({ apex, text }) => {
      const serial = () => serialOf(running, apex);
      const before = await serial();
      await write(apexes.indexOf(apex), text);
      signal('SIGHUP');
      // Processes that go and processes that come may answer side by side for a moment.
      let inRow = 0;
      for (let attempt = 0; attempt < 100 && inRow < 10; attempt += 1) {
        inRow = (await serial()) === before ? 0 : inRow + 1;
        await sleep(inRow === 0 ? 50 : 10);
      }
      if (inRow === 10) return;
      throw new Error(`${program} does not serve what was published at ${apex}`);
    },
  };
}

async function serialOf(server: Server, apex: DomainName): Promise<number | undefined> {
  const lookup = createResolver({ servers: [server], recursion: false, timeout: 2000 });
  return recordsOf(await lookup({ name: apex, type: 'SOA' }), 'SOA')[0]?.serial;
}

function knotConfig(
  directory: string,
  port: number,
  apexes: readonly DomainName[],
  key: UpdateKey | undefined,
): string {
  const secret =
    key === undefined
      ? ''
      : `key:
  - id: ${key.name}
    algorithm: hmac-sha256
    secret: ${key.secret}
acl:
  - id: updates
    address: 127.0.0.1
    key: ${key.name}
    action: update
`;
  return `${secret}server:
    listen: 127.0.0.1@${port}
    rundir: "${directory}"
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: "${directory}/db"
log:
  - target: stderr
    any: warning
template:
  - id: default
    storage: "${directory}"
    zonefile-sync: -1
    journal-content: none
${key === undefined ? '' : '    acl: updates\n'}zone:
${apexes.map((apex, index) => `  - domain: "${dotted(apex)}"\n    file: ${index}.zone\n`).join('')}`;
}

/** Writes key and certificate beside the configuration, and the two lines that name them. */
async function credentialLines(
  directory: string,
  { credentials: { key, cert } }: Secured,
): Promise<readonly string[]> {
  const [keyFile, certFile] = [join(directory, 'tls.key'), join(directory, 'tls.pem')];
  await Promise.all([writeFile(keyFile, key, { mode: 0o600 }), writeFile(certFile, cert)]);
  return [`tls-service-key: "${keyFile}"`, `tls-service-pem: "${certFile}"`];
}

function nsdConfig(
  directory: string,
  port: number,
  apexes: readonly DomainName[],
  secure: readonly string[],
): string {
  return `server:
${secure.map((line) => `    ${line}\n`).join('')}\
    ip-address: 127.0.0.1@${port}
    username: ""
    zonesdir: "${directory}"
    xfrdir: "${directory}"
    xfrdfile: "${directory}/xfrd.state"
    zonelistfile: "${directory}/zone.list"
    pidfile: "${directory}/nsd.pid"
    server-count: 1
    verbosity: 1
remote-control:
    control-enable: no
${apexes.map((apex, index) => `zone:\n    name: "${dotted(apex)}"\n    zonefile: ${index}.zone\n`).join('')}`;
}

/**
 * Starts Unbound, which asks `upstream` about its zones and nobody about anything else.
 * @param options.anchor A DS record: zones at and below its owner must be signed by that key (RFC 4035 5).
 * @param options.secured To be asked over TLS and HTTPS too.
 */
export async function startRecursive(
  upstream: Running,
  { anchor, secured: tls }: { readonly anchor?: string; readonly secured?: Secured } = {},
): Promise<Running> {
  const { signal: _, ...running } = await start(
    'unbound',
    upstream.apexes,
    async (directory, port) => {
      const config = join(directory, 'unbound.conf');
      const secure =
        tls === undefined
          ? []
          : [
              `interface: 127.0.0.1@${tls.tlsPort}`,
              `interface: 127.0.0.1@${tls.httpsPort}`,
              `tls-port: ${tls.tlsPort}`,
              `https-port: ${tls.httpsPort}`,
              ...(await credentialLines(directory, tls)),
            ];
      await writeFile(config, unboundConfig(directory, port, upstream, anchor, secure));
      return ['-d', '-p', '-c', config];
    },
  );
  return running;
}

function unboundConfig(
  directory: string,
  port: number,
  upstream: Running,
  anchor: string | undefined,
  secure: readonly string[],
): string {
  const zones = new Set([...upstream.apexes.map(dotted), '.']);
  return `server:
${secure.map((line) => `    ${line}\n`).join('')}\
    interface: 127.0.0.1
    port: ${port}
    directory: "${directory}"
    chroot: ""
    username: ""
    pidfile: ""
    use-syslog: no
    logfile: ""
    verbosity: 1
    num-threads: 1
    do-ip6: no
    do-not-query-localhost: no
    access-control: 127.0.0.0/8 allow_snoop
    module-config: "${anchor === undefined ? 'iterator' : 'validator iterator'}"
${anchor === undefined ? '' : `    trust-anchor: "${anchor}"\n`}    qname-minimisation: no
    unblock-lan-zones: yes
    local-zone: "test." nodefault
    local-zone: "invalid." nodefault
remote-control:
    control-enable: no
${[...zones]
  .map(
    (zone) => `stub-zone:
    name: "${zone}"
    stub-addr: 127.0.0.1@${upstream.port}
`,
  )
  .join('')}`;
}

function dotted(apex: DomainName): string {
  return apex.endsWith('.') ? apex : `${apex}.`;
}

/** Runs a server in the foreground with what `prepare` writes, until it answers for each apex. */
async function start(
  program: string,
  apexes: readonly DomainName[],
  prepare: (directory: string, port: number) => Promise<readonly string[]>,
): Promise<Running & { readonly signal: (signal: NodeJS.Signals) => void }> {
  const directory = await mkdtemp(join(tmpdir(), 'spf-interop-'));
  const port = await freePort();
  const options = await prepare(directory, port);
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(String(error))));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });

  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), 5000);
    await exited;
    clearTimeout(forced);
    await rm(directory, { recursive: true, force: true });
  };
  const server: Server = { address: '127.0.0.1', port };
  if (!(await answers(server, apexes, () => child.exitCode === null && child.pid !== undefined))) {
    await stop();
    throw new Error(`${program} does not answer for its zones: ${output}`);
  }
  return {
    ...server,
    text: `127.0.0.1:${port}`,
    apexes,
    stop,
    signal: (signal) => child.kill(signal),
  };
}

/** Waits until the server has the SOA of every apex; not for long, and not for one that has ended. */
async function answers(
  server: Server,
  apexes: readonly DomainName[],
  runs: () => boolean,
): Promise<boolean> {
  for (let attempt = 0; attempt < 100 && runs(); attempt += 1) {
    const lookup = createResolver({
      servers: [server],
      timeout: 5000,
      maxQuestions: 10_000,
      // A zone that does not validate is answered for too.
      checkingDisabled: true,
    });
    const found = await Promise.all(apexes.map((name) => lookup({ name, type: 'SOA' })));
    if (found.every(({ kind }) => kind === 'noerror')) return true;
    await sleep(100);
  }
  return false;
}

/** A port that is free on UDP and TCP; by the time it is used it most likely still is. */
export async function freePort(): Promise<number> {
  for (;;) {
    const tcp = createServer().listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const address = tcp.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const udp = createSocket('udp4');
    const free = await new Promise<boolean>((resolve) => {
      udp.once('error', () => resolve(false));
      udp.bind(port, '127.0.0.1', () => resolve(true));
    });
    udp.close();
    tcp.close();
    await once(tcp, 'close');
    if (free) return port;
  }
}
