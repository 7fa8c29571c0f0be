/** Lookups that keep what they are answered, and Lookups that answer from what was kept. */
import { failure, type Answer, type Lookup } from '../dns/answer.js';
import { compareQuestions, questionKey } from '../dns/question.js';
import { shareAnswers } from './cached.js';
import type { DomainName } from '../dns/name.js';
import type { ConnectionTest } from '../mail/connection.js';
import type { MxProbe, ProbeRecipient } from '../mail/probe.js';
import { serverKey, type MailServer } from '../mail/server.js';
import type { PolicyReply } from '../records/mta-sts.js';
import type { World } from './world.js';

/** A function that fetches the MTA-STS policy of a domain, and never rejects. */
type PolicyFetch = (domain: DomainName) => Promise<PolicyReply>;

/** A function that tests a mail server, and never rejects. */
type ServerTest = (server: MailServer) => Promise<ConnectionTest | undefined>;

/** A function that looks at the mail hosts of a domain, and never rejects. */
type HostProbe = (
  domain: DomainName,
  hosts: readonly { readonly name: string; readonly addresses: readonly string[] }[],
  recipients: readonly ProbeRecipient[],
) => Promise<MxProbe | undefined>;

/** A recording that goes on. */
export interface Recording {
  /** The Lookup that was given, recorded. */
  readonly lookup: Lookup;
  /** Records another Lookup too, such as one that puts questions to the server they name (`via`). */
  readonly keep: (lookup: Lookup) => Lookup;
  /** Records what a function that fetches MTA-STS policies brings. */
  readonly keepPolicies: (fetch: PolicyFetch) => PolicyFetch;
  /** Records what a function that tests mail servers brings. */
  readonly keepTests: (test: ServerTest) => ServerTest;
  /** Records what a function that looks at mail hosts brings. */
  readonly keepProbes: (probe: HostProbe) => HostProbe;
  /** What has been answered so far, in the canonical order of names (RFC 4034 6.1). */
  readonly world: () => World;
}

/**
 * Records what `lookup` answers. A recorded Lookup asks each question once, so that what is judged is
 * what is kept; its answers say when they came.
 * @param clock The current time; the host's clock where absent.
 */
export function recorded(lookup: Lookup, clock: () => Date = () => new Date()): Recording {
  const at = clock().toISOString();
  const answers = new Map<string, Answer>();
  const policies = new Map<DomainName, PolicyReply>();
  const tests = new Map<string, ConnectionTest>();
  const probes = new Map<DomainName, MxProbe>();
  const keep: Recording['keep'] = (inner) =>
    shareAnswers(async (question) => {
      const found = await inner(question);
      const answer = { ...found, at: found.at ?? clock().toISOString() };
      answers.set(questionKey(question), answer);
      return answer;
    });
  return {
    lookup: keep(lookup),
    keep,
    keepPolicies: (fetch) => async (domain) => {
      const reply = policies.get(domain) ?? (await fetch(domain));
      policies.set(domain, reply);
      return reply;
    },
    keepTests: (test) => async (server) => {
      const found = tests.get(serverKey(server)) ?? (await test(server));
      if (found !== undefined) tests.set(serverKey(server), found);
      return found;
    },
    keepProbes: (look) => async (domain, hosts, recipients) => {
      const found = probes.get(domain) ?? (await look(domain, hosts, recipients));
      if (found !== undefined) probes.set(domain, found);
      return found;
    },
    world: () => ({
      'spf-doctor': 'world',
      schema: 1,
      at,
      entries: [
        ...[...answers.values()]
          .toSorted((a, b) => compareQuestions(a.question, b.question))
          .map((answer) => ({ kind: 'dns', answer }) as const),
        ...[...policies]
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([domain, reply]) => ({ kind: 'policy', domain, reply }) as const),
        ...[...tests]
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([, test]) => ({ kind: 'connection', test }) as const),
        ...[...probes].map(([domain, probe]) => ({ kind: 'probe', domain, probe }) as const),
      ],
    }),
  };
}

/**
 * Answers from a recorded world. What it does not hold is a failure with the cause `not-covered`, and
 * never said not to be there.
 */
export function worldLookup(world: World): Lookup {
  const answers = new Map(
    world.entries.flatMap((entry) =>
      entry.kind === 'dns' ? [[questionKey(entry.answer.question), entry.answer]] : [],
    ),
  );
  return async (question) => {
    const answer = answers.get(questionKey(question));
    if (answer === undefined) {
      return failure(question, 'not-covered', { detail: 'the recorded world does not hold it' });
    }
    return { ...answer, at: answer.at ?? world.at };
  };
}

/** The policies of a recorded world. One that it does not hold could not be fetched. */
export function worldPolicies(world: World): PolicyFetch {
  const policies = new Map(
    world.entries.flatMap((entry) =>
      entry.kind === 'policy' ? [[entry.domain, entry.reply]] : [],
    ),
  );
  return async (domain) =>
    policies.get(domain) ?? {
      kind: 'failure',
      cause: 'network',
      detail: 'the recorded world does not hold it',
    };
}

/** The tests of a recorded world; undefined for a server that it does not hold. */
export function worldTests(world: World): ServerTest {
  const tests = new Map(
    world.entries.flatMap((entry) =>
      entry.kind === 'connection' ? [[serverKey(entry.test), entry.test]] : [],
    ),
  );
  return async (server) => tests.get(serverKey(server));
}

/** What mail hosts said in a recorded world; undefined for a domain that it does not hold. */
export function worldProbes(world: World): HostProbe {
  const probes = new Map(
    world.entries.flatMap((entry) => (entry.kind === 'probe' ? [[entry.domain, entry.probe]] : [])),
  );
  return async (domain) => probes.get(domain);
}
