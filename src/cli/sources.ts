/** Where facts come from: zone files, the servers named, or the system's. */
import { readFile, stat } from 'node:fs/promises';
import type { Lookup } from '../dns/answer.js';
import type { Network, NetworkOptions } from '../net/network.js';
import type { Server } from '../net/server.js';
import type { Ports } from '../survey/observe.js';
import { InputError } from './input-error.js';
import { reasonOf } from './io.js';

export interface SourceOptions {
  readonly server?: readonly string[];
  readonly zone?: readonly string[];
  /** Seconds, as typed. */
  readonly timeout?: string;
}

/** Seconds that a command may take where nothing else is said, and at the most. */
const MAX_TIMEOUT_SECONDS = 3600;

/** Octets of one zone file. */
const MAX_ZONE_FILE = 64 * 1024 * 1024;

/** What the options say that is to be asked. Only what is needed is loaded. */
export async function portsOf({
  server = [],
  zone = [],
  timeout,
}: SourceOptions): Promise<Omit<Ports, 'clock'>> {
  const milliseconds = timeout === undefined ? undefined : timeoutOf(timeout);
  if (zone.length > 0) {
    if (server.length > 0) throw new InputError('--zone and --server do not go together');
    return { lookup: await zoneFiles(zone) };
  }
  return networkOf({ server }, milliseconds === undefined ? {} : { timeout: milliseconds });
}

/** The servers that the options name, or the system's, and whoever is asked directly. */
export async function networkOf(
  { server = [] }: Pick<SourceOptions, 'server'>,
  limits: Pick<NetworkOptions, 'timeout' | 'directTimeout'>,
): Promise<Network> {
  const { createNetwork } = await import('../net/network.js');
  const servers = await serversOf('--server', server);
  return createNetwork({ ...limits, ...(servers.length > 0 && { servers }) });
}

/** The servers that an option names, each checked. */
export async function serversOf(
  option: string,
  given: readonly string[],
): Promise<readonly Server[]> {
  const { parseServer } = await import('../net/server.js');
  return given.map((typed) => {
    const read = parseServer(typed);
    if (typeof read === 'string') {
      throw new InputError(`${option} ${JSON.stringify(typed)}: ${read}`);
    }
    return read;
  });
}

/** Milliseconds that `--timeout` gives. */
export function timeoutOf(typed: string, mostSeconds = MAX_TIMEOUT_SECONDS): number {
  const seconds = Number(typed);
  if (!/^\d+(?:\.\d+)?$/.test(typed) || seconds <= 0 || seconds > mostSeconds) {
    throw new InputError(
      `--timeout ${JSON.stringify(typed)}: give seconds over 0, at most ${mostSeconds}`,
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
