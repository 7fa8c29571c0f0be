/** Where facts come from: zone files, the servers named by address or URL, the system's, or a recorded world. */
import type { Lookup } from '../dns/answer.js';
import type { Source } from '../doctor.js';
import type { Network, NetworkOptions } from '../net/network.js';
import type { ResolverOptions } from '../net/resolver.js';
import type { Server } from '../net/server.js';
import { InputError } from './input-error.js';
import { readInput } from './input-file.js';
import type { Io, OutputOptions } from './io.js';
import { showProgress } from './progress.js';

/** The servers that are asked, as typed. */
export interface ServerOptions {
  readonly server?: readonly string[];
  readonly tls?: readonly string[];
  readonly https?: readonly string[];
}

export interface SourceOptions extends ServerOptions {
  readonly zone?: readonly string[];
  /** Seconds, as typed. */
  readonly timeout?: string;
  /** The file that the world is to be saved in. */
  readonly record?: string;
  /** The file that the world is to be read from. */
  readonly replay?: string;
}

/** What talks to mail servers; a recorded world takes its place. */
export interface Reaching extends Pick<NetworkOptions, 'directTimeout'> {
  /** Made with the Lookup in use. */
  readonly testServer?: (lookup: Lookup) => NonNullable<Source['testServer']>;
  readonly probeHosts?: NonNullable<Source['probeHosts']>;
}

/** A source that says when it is. */
type TimedSource = Source & Required<Pick<Source, 'clock'>>;

/** Seconds that a command may take where nothing else is said, and at the most. */
const MAX_TIMEOUT_SECONDS = 3600;

/**
 * Lets `work` find out its facts where the options say. With `--record` they are saved once it is done
 * and before anything is printed; where it throws too, as that is a bug somebody may want to report.
 */
export async function observing<T>(
  io: Io,
  options: SourceOptions & OutputOptions,
  work: (source: TimedSource) => Promise<T>,
  reaching: Reaching = {},
): Promise<T> {
  const progress = showProgress(io, options);
  try {
    return await recording(io, options, reaching, ({ lookup, direct, unvalidated, ...source }) =>
      work({
        ...source,
        lookup: progress.watch(lookup),
        ...(direct && { direct: progress.watch(direct) }),
        ...(unvalidated && { unvalidated: progress.watch(unvalidated) }),
      }),
    );
  } finally {
    progress.end();
  }
}

async function recording<T>(
  io: Io,
  options: SourceOptions,
  { testServer: makeTest, probeHosts, ...limits }: Reaching,
  work: (source: TimedSource) => Promise<T>,
): Promise<T> {
  const { record, replay } = options;
  if (replay !== undefined) return work(await replayed(replay, options));
  const network = await portsOf(options, limits);
  const ports = {
    ...network,
    ...(makeTest && { testServer: makeTest(network.lookup) }),
    ...(probeHosts && { probeHosts }),
  };
  if (record === undefined) return work({ ...ports, clock: io.clock });
  const [{ recorded }, { checkPlace, saveWorld }] = await Promise.all([
    import('../net/recorded.js'),
    import('./worlds.js'),
  ]);
  await checkPlace(record);
  const { lookup, direct, unvalidated, fetchPolicy } = ports;
  const { testServer } = ports;
  const keeper = recorded(lookup, io.clock);
  const { at } = keeper.world();
  try {
    return await work({
      lookup: keeper.lookup,
      ...(direct && { direct: keeper.keep(direct) }),
      ...(unvalidated && { unvalidated: keeper.keep(unvalidated) }),
      ...(fetchPolicy && { fetchPolicy: keeper.keepPolicies(fetchPolicy) }),
      ...(testServer && { testServer: keeper.keepTests(testServer) }),
      ...(probeHosts && { probeHosts: keeper.keepProbes(probeHosts) }),
      clock: () => new Date(at),
    });
  } finally {
    await saveWorld(record, { ...keeper.world(), ...(direct && { direct: true }) });
  }
}

/** A recorded world, with its own time. */
async function replayed(
  file: string,
  { record, server, tls, https, zone, timeout }: SourceOptions,
): Promise<TimedSource> {
  if (timeout !== undefined) timeoutOf(timeout);
  for (const [option, given] of Object.entries({ record, server, tls, https, zone })) {
    if (given !== undefined) throw new InputError(`--replay and --${option} do not go together`);
  }
  const [{ worldLookup, worldPolicies, worldProbes, worldTests }, { openWorld }] =
    await Promise.all([import('../net/recorded.js'), import('./worlds.js')]);
  const world = await openWorld(file);
  const lookup = worldLookup(world);
  return {
    lookup,
    ...(world.direct && { direct: lookup, unvalidated: lookup }),
    fetchPolicy: worldPolicies(world),
    testServer: worldTests(world),
    probeHosts: worldProbes(world),
    clock: () => new Date(world.at),
  };
}

/** Milliseconds for one policy, where the whole command has more. */
const POLICY_TIMEOUT = 10_000;

/** What the options say that is to be asked. Only what is needed is loaded. */
async function portsOf(
  { zone = [], timeout, ...servers }: SourceOptions,
  limits: Pick<NetworkOptions, 'directTimeout'>,
): Promise<Omit<Source, 'clock'>> {
  const milliseconds = timeout === undefined ? undefined : timeoutOf(timeout);
  checkTogether({ zone, ...servers });
  if (zone.length > 0) return { lookup: await zoneFiles(zone) };
  const [network, { createPolicyFetch }] = await Promise.all([
    networkOf(servers, {
      ...limits,
      ...(milliseconds !== undefined && { timeout: milliseconds }),
    }),
    import('../net/mta-sts.js'),
  ]);
  const policyTimeout = Math.min(milliseconds ?? POLICY_TIMEOUT, POLICY_TIMEOUT);
  return {
    ...network,
    fetchPolicy: createPolicyFetch({ lookup: network.lookup, timeout: policyTimeout }),
  };
}

/** The servers that the options name, or the system's, and whoever is asked directly. */
export async function networkOf(
  options: ServerOptions,
  limits: Pick<NetworkOptions, 'timeout' | 'directTimeout'>,
): Promise<Network> {
  const [{ createNetwork }, servers] = await Promise.all([
    import('../net/network.js'),
    askedServers(options),
  ]);
  return createNetwork({ ...limits, ...(servers.length > 0 && { servers }) });
}

/** The servers that the options name, each checked; none where they name none. */
async function askedServers({
  server = [],
  tls = [],
  https = [],
}: ServerOptions): Promise<NonNullable<ResolverOptions['servers']>> {
  const [{ parseTlsServer }, { parseHttpsUrl }] = await Promise.all([
    import('../net/server.js'),
    import('../net/https.js'),
  ]);
  checkTogether({ server, tls, https });
  return [
    ...(await serversOf('--server', server)),
    ...tls.map((typed) => sound('--tls', typed, parseTlsServer(typed))),
    ...https.map((typed) => sound('--https', withoutSecrets(typed), parseHttpsUrl(typed))),
  ];
}

/** Milliseconds for one question of a scan. */
const SCAN_QUESTION_TIMEOUT = 10_000;

/**
 * Where the facts about many domains come from: one cache over them all, and each server with its own pace.
 */
export async function scanSource(
  io: Io,
  { zone = [], ...options }: SourceOptions,
  { concurrency, rate }: { readonly concurrency: number; readonly rate?: number },
): Promise<TimedSource> {
  checkTogether({ zone, ...options });
  if (zone.length > 0) return { lookup: await zoneFiles(zone), clock: io.clock };
  const [{ createRuns }, { systemServers }, { cached }, { paced }, { createPolicyFetch }] =
    await Promise.all([
      import('../net/resolver.js'),
      import('../net/system.js'),
      import('../net/cached.js'),
      import('../net/paced.js'),
      import('../net/mta-sts.js'),
    ]);
  const named = await askedServers(options);
  const servers = named.length === 0 ? systemServers() : named;
  if (servers.length === 0) throw new InputError('the system has no DNS server; give --server');
  const lookups = servers.map((one): Lookup => {
    const startRun = createRuns({ servers: [one], timeout: SCAN_QUESTION_TIMEOUT });
    return (question) => startRun()(question);
  });
  const lookup = cached(
    paced(lookups, { maxInFlight: concurrency, ...(rate === undefined ? {} : { rate }) }),
  );
  return { lookup, clock: io.clock, fetchPolicy: createPolicyFetch({ lookup }) };
}

/** The servers that an option names, each checked. */
export async function serversOf(
  option: string,
  given: readonly string[],
): Promise<readonly Server[]> {
  const { parseServer } = await import('../net/server.js');
  return given.map((typed) => sound(option, typed, parseServer(typed)));
}

/** Where TLS or HTTPS is asked for, no resolver is asked in the clear. */
function checkTogether({
  zone,
  server,
  tls,
  https,
}: ServerOptions & Pick<SourceOptions, 'zone'>): void {
  const given = Object.entries({ zone, server, tls, https }).filter(([, values]) => values?.length);
  const [first, second, ...others] = given.map(([kind]) => kind);
  const bothSecret = first === 'tls' && second === 'https' && others.length === 0;
  if (first !== undefined && second !== undefined && !bothSecret) {
    throw new InputError(`--${first} and --${second} do not go together; give one of them`);
  }
}

/** A URL without its user and password: what is written on stderr is kept in many a log. */
function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/?#]*@/, '//***@');
}

/** What was read, unless it is the text that says why it could not be. */
function sound<T>(option: string, typed: string, read: T | string): T {
  if (typeof read !== 'string') return read;
  throw new InputError(`${option} ${JSON.stringify(typed)}: ${read}`);
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
  const texts = await Promise.all(files.map((file) => readInput('--zone', file)));
  try {
    return zoneLookup(texts.map((text, index) => parseZone(text, { file: files[index] ?? '' })));
  } catch (error) {
    if (error instanceof ZoneError) throw new InputError(error.message);
    throw error;
  }
}
