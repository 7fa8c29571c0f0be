/** Where facts come from: zone files, the servers named by address or URL, or the system's. */
import { readFile, stat } from 'node:fs/promises';
import type { Lookup } from '../dns/answer.js';
import { InputError } from './input-error.js';
import { reasonOf } from './io.js';

export interface SourceOptions {
  readonly server?: readonly string[];
  readonly tls?: readonly string[];
  readonly https?: readonly string[];
  readonly zone?: readonly string[];
  /** Seconds, as typed. */
  readonly timeout?: string;
}

/** Seconds that a command may take where nothing else is said, and at the most. */
const MAX_TIMEOUT_SECONDS = 3600;

/** Octets of one zone file. */
const MAX_ZONE_FILE = 64 * 1024 * 1024;

/** The Lookup that the options ask for. Only what is needed is loaded. */
export async function lookupOf(options: SourceOptions): Promise<Lookup> {
  const { server = [], tls = [], https = [], zone = [], timeout } = options;
  const milliseconds = timeout === undefined ? undefined : timeoutOf(timeout);
  checkTogether({ zone, server, tls, https });
  if (zone.length > 0) return zoneFiles(zone);
  const [{ createResolver }, { parseServer, parseTlsServer }, { parseHttpsUrl }] =
    await Promise.all([
      import('../net/resolver.js'),
      import('../net/server.js'),
      import('../net/https.js'),
    ]);
  const servers = [
    ...server.map((typed) => sound('--server', typed, parseServer(typed))),
    ...tls.map((typed) => sound('--tls', typed, parseTlsServer(typed))),
    ...https.map((typed) => sound('--https', typed, parseHttpsUrl(typed))),
  ];
  return createResolver({
    ...(servers.length === 0 ? {} : { servers }),
    ...(milliseconds === undefined ? {} : { timeout: milliseconds }),
  });
}

/** Where TLS or HTTPS is asked for, nothing is asked in the clear. */
function checkTogether(given: Readonly<Record<string, readonly string[]>>): void {
  const [first, second, ...others] = Object.keys(given).filter((kind) => given[kind]?.length);
  const bothSecret = first === 'tls' && second === 'https' && others.length === 0;
  if (first !== undefined && second !== undefined && !bothSecret) {
    throw new InputError(`--${first} and --${second} do not go together; give one of them`);
  }
}

/** What was read, unless it is the text that says why it could not be. */
function sound<T>(option: string, typed: string, read: T | string): T {
  if (typeof read !== 'string') return read;
  throw new InputError(`${option} ${JSON.stringify(typed)}: ${read}`);
}

function timeoutOf(typed: string): number {
  const seconds = Number(typed);
  if (!/^\d+(?:\.\d+)?$/.test(typed) || seconds <= 0 || seconds > MAX_TIMEOUT_SECONDS) {
    throw new InputError(
      `--timeout ${JSON.stringify(typed)}: give seconds over 0, at most ${MAX_TIMEOUT_SECONDS}`,
    );
  }
  return seconds * 1000;
}

async function zoneFiles(files: readonly string[]): Promise<Lookup> {
  const { parseZone, zoneLookup, ZoneError } = await import('../dns/zone.js');
  const texts = await Promise.all(files.map(readZoneFile));
  try {
    return zoneLookup(texts.map((text, index) => parseZone(text, { file: files[index] ?? '' })));
  } catch (error) {
    if (error instanceof ZoneError) throw new InputError(error.message);
    throw error;
  }
}

async function readZoneFile(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MAX_ZONE_FILE) {
      throw new InputError(`--zone ${file}: it is over 64 MiB`);
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`--zone ${file}: cannot be read: ${reasonOf(error)}`);
  }
}
