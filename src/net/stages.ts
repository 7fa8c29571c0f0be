/** Walks through the stages of a connection: each is timed and bounded, and the first that fails ends it. */
import { isIP } from 'node:net';
import { recordsOf, type Lookup } from '../dns/answer.js';
import { toName } from '../dns/name.js';
import {
  type Security,
  type SkipReason,
  type Stage,
  type StageDetails,
  type StageName,
  type StageProblem,
  type TlsSession,
} from '../mail/connection.js';
import { usualSecurity, type MailServer } from '../mail/server.js';
import { Broken, openDialogue, type Dialogue, type TlsWish } from './dialogue.js';

/** How a server is reached. */
export interface ReachOptions extends Bounds {
  /** Finds the server's addresses. */
  readonly lookup: Lookup;
}

interface Bounds {
  /** Milliseconds for the whole connection; 60000. */
  readonly timeout?: number | undefined;
  /** Milliseconds for one stage; 30000. */
  readonly stageTimeout?: number | undefined;
  /** Certificates (PEM) to be trusted in place of the system's. */
  readonly ca?: string | undefined;
}

/** Milliseconds for a connection and for a stage, where nothing else is said. */
const TIMEOUT = 60_000;
const STAGE_TIMEOUT = 30_000;
/** Addresses of one server that are tried. */
const MAX_ADDRESSES = 4;

/** The stages up to the login: TLS comes first, or once the server has greeted. */
export const opening: Readonly<Record<Security, readonly StageName[]>> = {
  tls: ['resolve', 'connect', 'tls', 'greeting', 'capabilities', 'login'],
  starttls: ['resolve', 'connect', 'greeting', 'tls', 'capabilities', 'login'],
  none: ['resolve', 'connect', 'greeting', 'capabilities', 'login'],
};

/** A stage failed, and the walk is over: its failure is noted already. */
class Stopped extends Error {}

export interface Walk {
  /** Does the work of a stage and notes what came of it. Throws where it failed. */
  readonly stage: <D extends StageDetails>(name: StageName, work: () => Promise<D>) => Promise<D>;
  /** The same, and the walk goes on where it failed. */
  readonly attempt: (name: StageName, work: () => Promise<StageDetails>) => Promise<void>;
  /** Leaves a stage out, for a reason. */
  readonly skip: (name: StageName, reason: SkipReason) => void;
  /** Opens the connection: resolve, connect, and TLS where it comes first. */
  readonly open: () => Promise<Dialogue>;
  /** How TLS is to be spoken with the server. */
  readonly wish: TlsWish;
}

/** A stage that starts TLS. The certificate must be valid for the server, or it fails. */
export async function secure(
  dialogue: Dialogue,
  wish: TlsWish,
): Promise<{ readonly tls: TlsSession }> {
  const tls = await dialogue.startTls(wish);
  if (tls.flaws.length > 0 && wish.lenient !== true) {
    throw new Broken('certificate', tls.flaws.join(', '), { tls });
  }
  return { tls };
}

interface WalkOptions extends Bounds {
  /** Finds the server's addresses, or they are known. */
  readonly lookup?: Lookup;
  readonly addresses?: readonly string[];
  /** Whether TLS that does not count is gone on with. */
  readonly lenient?: boolean;
  /** What must not get into a stage. */
  readonly secrets?: readonly string[];
}

/** Answers with the stages; those that were not come to are skipped. Never rejects but for a bug. */
export async function walkStages(
  server: MailServer,
  names: readonly StageName[],
  options: WalkOptions,
  work: (walk: Walk) => Promise<void>,
): Promise<readonly Stage[]> {
  const { timeout = TIMEOUT, stageTimeout = STAGE_TIMEOUT, ca, lenient = false } = options;
  const wish = { host: server.host, ca, lenient };
  const end = performance.now() + timeout;
  const stages: Stage[] = [];
  const opened: Dialogue[] = [];

  const stage: Walk['stage'] = async (name, each) => {
    const start = performance.now();
    const note = (rest: Omit<Stage, 'stage' | 'milliseconds'>): void => {
      const milliseconds = Math.round(performance.now() - start);
      stages.push(withoutSecrets({ stage: name, milliseconds, ...rest }, options.secrets ?? []));
    };
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new Broken('timeout')),
          Math.max(Math.min(stageTimeout, end - start), 0),
        );
      });
      const details = await Promise.race([each(), late]);
      note({ outcome: 'pass', ...details });
      return details;
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      const { detail, details } = error;
      const problem = name === 'greeting' ? meaningOf(error.problem, server) : error.problem;
      note({ outcome: 'fail', problem, ...(detail === undefined ? {} : { detail }), ...details });
      throw new Stopped();
    } finally {
      clearTimeout(timer);
    }
  };

  const open: Walk['open'] = async () => {
    const { addresses } = await stage('resolve', () => resolveHost(server.host, options));
    await stage('connect', async () => {
      const { dialogue, address } = await openFirst(addresses, server.port, stageTimeout);
      opened.push(dialogue);
      return { address };
    });
    const [dialogue] = opened;
    if (dialogue === undefined) throw new Stopped();
    if (server.security === 'tls') await stage('tls', () => secure(dialogue, wish));
    return dialogue;
  };

  try {
    await work({
      stage,
      attempt: async (name, each) => {
        try {
          await stage(name, each);
        } catch (error) {
          if (!(error instanceof Stopped)) throw error;
        }
      },
      skip: (name, reason) => {
        stages.push({ stage: name, outcome: 'skipped', milliseconds: 0, reason });
      },
      open,
      wish,
    });
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    for (const dialogue of opened) dialogue.close();
  }
  const met = new Set(stages.map((each) => each.stage));
  const left = names.filter((name) => !met.has(name));
  return [
    ...stages,
    ...left.map((name) => ({ stage: name, outcome: 'skipped', milliseconds: 0 }) as const),
  ];
}

/** A server that waits for TLS says nothing to who waits for its greeting. */
function meaningOf(problem: StageProblem, { port, security }: MailServer): StageProblem {
  const isSilent = problem === 'timeout' || problem === 'closed';
  return isSilent && security !== 'tls' && usualSecurity(port) === 'tls' ? 'tls-expected' : problem;
}

/** The addresses of a host, IPv4 first. */
async function resolveHost(
  host: string,
  { lookup, addresses: given }: Pick<WalkOptions, 'lookup' | 'addresses'>,
): Promise<{ readonly addresses: readonly string[] }> {
  if (given !== undefined) return { addresses: given.slice(0, MAX_ADDRESSES) };
  if (isIP(host) !== 0) return { addresses: [host] };
  // RFC 6761 6.3: it is not asked for.
  if (host === 'localhost') return { addresses: ['127.0.0.1', '::1'] };
  const name = toName(host);
  if (name === undefined || lookup === undefined) throw new Broken('no-address');
  const answers = await Promise.all((['A', 'AAAA'] as const).map((type) => lookup({ name, type })));
  const addresses = answers.flatMap((answer) =>
    [...recordsOf(answer, 'A'), ...recordsOf(answer, 'AAAA')].map(({ address }) => address),
  );
  if (addresses.length > 0) return { addresses: addresses.slice(0, MAX_ADDRESSES) };
  const failed = answers.find((answer) => answer.kind === 'failure');
  throw failed === undefined ? new Broken('no-address') : new Broken('dns', failed.cause);
}

/** The first address that answers, one after the other; each has its share of the time. */
async function openFirst(
  addresses: readonly string[],
  port: number,
  milliseconds: number,
): Promise<{ readonly dialogue: Dialogue; readonly address: string }> {
  let failed = new Broken('no-address');
  for (const address of addresses) {
    const signal = AbortSignal.timeout(Math.ceil(milliseconds / addresses.length));
    try {
      return { dialogue: await openDialogue(address, port, signal), address };
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      failed = error;
    }
  }
  throw failed;
}

/** A server may send back what it was sent: no secret, in plain or encoded, gets into a stage. */
function withoutSecrets(stage: Stage, secrets: readonly string[]): Stage {
  const clean = (text: string): string =>
    secrets.reduce((left, secret) => left.replaceAll(secret, '(secret)'), text);
  return {
    ...stage,
    ...(stage.reply === undefined ? {} : { reply: clean(stage.reply) }),
    ...(stage.capabilities === undefined ? {} : { capabilities: stage.capabilities.map(clean) }),
  };
}
