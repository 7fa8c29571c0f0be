/** Where facts come from: zone files, the servers named, or the system's. */
import { readFile, stat } from 'node:fs/promises';
import type { Lookup } from '../dns/answer.js';
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

/** What fetches MTA-STS policies; nothing does where zone files answer in place of the network. */
export async function policyFetchOf(
  { zone = [], timeout }: SourceOptions,
  lookup: Lookup,
): Promise<Ports['fetchPolicy']> {
  if (zone.length > 0) return undefined;
  const { createPolicyFetch } = await import('../net/mta-sts.js');
  return createPolicyFetch({
    lookup,
    ...(timeout === undefined ? {} : { timeout: Math.min(timeoutOf(timeout), POLICY_TIMEOUT) }),
  });
}

/** Milliseconds for one policy, where the whole command has more. */
const POLICY_TIMEOUT = 10_000;

/** The Lookup that the options ask for. Only what is needed is loaded. */
export async function lookupOf({
  server = [],
  zone = [],
  timeout,
}: SourceOptions): Promise<Lookup> {
  const milliseconds = timeout === undefined ? undefined : timeoutOf(timeout);
  if (zone.length > 0) {
    if (server.length > 0) throw new InputError('--zone and --server do not go together');
    return zoneFiles(zone);
  }
  const [{ createResolver }, { parseServer }] = await Promise.all([
    import('../net/resolver.js'),
    import('../net/server.js'),
  ]);
  const servers = server.map((typed) => {
    const read = parseServer(typed);
    if (typeof read === 'string') {
      throw new InputError(`--server ${JSON.stringify(typed)}: ${read}`);
    }
    return read;
  });
  return createResolver({
    ...(servers.length === 0 ? {} : { servers }),
    ...(milliseconds === undefined ? {} : { timeout: milliseconds }),
  });
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
