/** A recorded world: everything that was observed in a run, as plain data without secrets. */
import type { Answer } from '../dns/answer.js';
import type { DomainName } from '../dns/name.js';
import type { ConnectionTest } from '../mail/connection.js';
import type { MxProbe } from '../mail/probe.js';
import type { PolicyReply } from '../records/mta-sts.js';

/** A question and what came of it. Whom it was put to, if not the resolver in use, the question says. */
export interface DnsEntry {
  readonly kind: 'dns';
  readonly answer: Answer;
}

/** The MTA-STS policy of a domain, or why there is none. */
export interface PolicyEntry {
  readonly kind: 'policy';
  readonly domain: DomainName;
  readonly reply: PolicyReply;
}

/** The test of a mail server. */
export interface ConnectionEntry {
  readonly kind: 'connection';
  readonly test: ConnectionTest;
}

/** What the mail hosts of a domain said on port 25. */
export interface ProbeEntry {
  readonly kind: 'probe';
  readonly domain: DomainName;
  readonly probe: MxProbe;
}

/** One observation. What else is not DNS will be of other kinds. */
export type WorldEntry = DnsEntry | PolicyEntry | ConnectionEntry | ProbeEntry;

/** What was observed in one run, as `--record` saves it. */
export interface World {
  readonly 'spf-doctor': 'world';
  readonly schema: 1;
  /** When the run began, and when what does not say it was observed: ISO 8601, UTC. */
  readonly at: string;
  /** Whether any server could be asked itself: what is not among the entries then was not asked. */
  readonly direct?: true;
  /** Each question and each policy once. */
  readonly entries: readonly WorldEntry[];
}
