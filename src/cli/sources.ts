/** Where facts come from: zone files, the servers named, the system's, or a recorded world. */
import type { Lookup } from '../dns/answer.js';
import type { Source } from '../doctor.js';
import type { Ports } from '../survey/observe.js';
import { InputError } from './input-error.js';
import { readInput } from './input-file.js';
import type { Io, OutputOptions } from './io.js';
import { showProgress } from './progress.js';

export interface SourceOptions {
  readonly server?: readonly string[];
  readonly zone?: readonly string[];
  /** Seconds, as typed. */
  readonly timeout?: string;
  /** The file that the world is to be saved in. */
  readonly record?: string;
  /** The file that the world is to be read from. */
  readonly replay?: string;
}

/** What talks to mail servers; a recorded world takes its place. */
export interface Reaching {
  readonly testServer?: (lookup: Lookup) => NonNullable<Ports['testServer']>;
  readonly probeHosts?: NonNullable<Ports['probeHosts']>;
}

/** Seconds that a command may take where nothing else is said, and at the most. */
const MAX_TIMEOUT_SECONDS = 3600;

/**
 * Lets `work` find out its facts where the options say. With `--record` they are saved once it is done
 * and before anything is printed; where it throws too, as that is a bug somebody may want to report.
 */
export async function observing<T>(
  io: Io,
  options: SourceOptions & OutputOptions,
  work: (source: Required<Source>) => Promise<T>,
  reaching: Reaching = {},
): Promise<T> {
  const progress = showProgress(io, options);
  try {
    return await recording(io, options, reaching, (source) =>
      work({ ...source, lookup: progress.watch(source.lookup) }),
    );
  } finally {
    progress.end();
  }
}

async function recording<T>(
  io: Io,
  options: SourceOptions,
  reaching: Reaching,
  work: (source: Required<Source>) => Promise<T>,
): Promise<T> {
  const { record, replay } = options;
  if (replay !== undefined) return work(await replayed(replay, options));
  const lookup = await lookupOf(options);
  const fetchPolicy = await policyFetchOf(options, lookup);
  const testServer = reaching.testServer?.(lookup);
  const { probeHosts } = reaching;
  if (record === undefined) {
    return work({ lookup, clock: io.clock, fetchPolicy, testServer, probeHosts });
  }
  const [{ recorded }, { checkPlace, saveWorld }] = await Promise.all([
    import('../net/recorded.js'),
    import('./worlds.js'),
  ]);
  await checkPlace(record);
  const keeper = recorded(lookup, io.clock);
  const { at } = keeper.world();
  try {
    return await work({
      lookup: keeper.lookup,
      clock: () => new Date(at),
      fetchPolicy: fetchPolicy && keeper.keepPolicies(fetchPolicy),
      testServer: testServer && keeper.keepTests(testServer),
      probeHosts: probeHosts && keeper.keepProbes(probeHosts),
    });
  } finally {
    await saveWorld(record, keeper.world());
  }
}

/** A recorded world, with its own time. */
async function replayed(
  file: string,
  { record, server, zone, timeout }: SourceOptions,
): Promise<Required<Source>> {
  if (timeout !== undefined) timeoutOf(timeout);
  for (const [option, given] of Object.entries({ record, server, zone })) {
    if (given !== undefined) throw new InputError(`--replay and --${option} do not go together`);
  }
  const [{ worldLookup, worldPolicies, worldProbes, worldTests }, { openWorld }] =
    await Promise.all([import('../net/recorded.js'), import('./worlds.js')]);
  const world = await openWorld(file);
  return {
    lookup: worldLookup(world),
    clock: () => new Date(world.at),
    fetchPolicy: worldPolicies(world),
    testServer: worldTests(world),
    probeHosts: worldProbes(world),
  };
}

/** What fetches MTA-STS policies; nothing does where zone files answer in place of the network. */
async function policyFetchOf(
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
async function lookupOf({ server = [], zone = [], timeout }: SourceOptions): Promise<Lookup> {
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

export function timeoutOf(typed: string): number {
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
  const texts = await Promise.all(files.map((file) => readInput('--zone', file)));
  try {
    return zoneLookup(texts.map((text, index) => parseZone(text, { file: files[index] ?? '' })));
  } catch (error) {
    if (error instanceof ZoneError) throw new InputError(error.message);
    throw error;
  }
}
