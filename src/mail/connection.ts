/** A connection to a mail server, as stages that are data: what was tried, what came of it, how long it took. */
import type { SeenCertificate } from '../records/tlsa.js';

export const protocols = ['smtp', 'imap', 'pop3'] as const;
/** What a mail server speaks. */
export type Protocol = (typeof protocols)[number];

/** `tls` from the first octet on, `starttls` after a command, or `none`. */
export const securities = ['tls', 'starttls', 'none'] as const;
/** How a connection is protected: from the first octet on, after a command, or not at all. */
export type Security = (typeof securities)[number];

export const stageNames = [
  'resolve',
  'connect',
  'tls',
  'greeting',
  'capabilities',
  'login',
  'sender',
  'recipient',
  'data',
  'inbox',
  'maildrop',
] as const;
/** The steps of connection tests, in their order. */
export type StageName = (typeof stageNames)[number];

/** What went wrong at a stage. */
export const stageProblems = [
  /** The name has no address. */
  'no-address',
  /** Its address could not be looked up. */
  'dns',
  /** The port is closed. */
  'refused',
  /** No answer within the time of a stage. */
  'timeout',
  /** The system could not send. */
  'network',
  /** The server hung up. */
  'closed',
  /** Lines or replies without end. */
  'too-much',
  /** An answer that is none of this protocol. */
  'protocol',
  /** The server speaks TLS only, and was spoken to in plain text. */
  'tls-expected',
  /** The server speaks plain text first, and was spoken to in TLS. */
  'plain-expected',
  /** STARTTLS is wanted and not on offer. */
  'no-starttls',
  /** Octets in plain text stood behind the answer to STARTTLS (RFC 3207 5, RFC 9051 11.1). */
  'injected',
  /** TLS was not agreed upon. */
  'handshake',
  /** The certificate is not valid for the server. */
  'certificate',
  /** No way to log in that is offered can be used. */
  'no-mechanism',
  /** A login that would show the password to everybody on the way. */
  'plain-login',
  /** The server said no. */
  'rejected',
  /** The server said not now. */
  'deferred',
] as const;
/** Why a step failed. */
export type StageProblem = (typeof stageProblems)[number];

/** Why a certificate does not count. */
export const certificateFlaws = [
  'name',
  'expired',
  'not-yet-valid',
  'self-signed',
  'chain',
  'invalid',
] as const;
export type CertificateFlaw = (typeof certificateFlaws)[number];

/** What a server showed when TLS was started. */
export interface TlsSession {
  /** Such as `TLSv1.3`. */
  readonly version: string;
  readonly cipher: string;
  /** DNS names and addresses that the certificate is for; untrusted. */
  readonly names: readonly string[];
  /** The common name of who issued it; untrusted. */
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly validFrom: string;
  readonly validTo: string;
  /** None where it is valid for the server. */
  readonly flaws: readonly CertificateFlaw[];
  /** The server's own certificate first. */
  readonly chain: readonly SeenCertificate[];
}

/** Why a stage was left out though none before it had failed. */
export const skipReasons = ['no-credentials', 'no-sender'] as const;
export type SkipReason = (typeof skipReasons)[number];

/** What came to light at a stage. Texts are the server's: untrusted. */
export interface StageDetails {
  /** Of the host, by `resolve`. */
  readonly addresses?: readonly string[];
  /** The one that answered, by `connect`. */
  readonly address?: string;
  readonly tls?: TlsSession;
  /** The last reply, its lines joined by a space. */
  readonly reply?: string;
  readonly capabilities?: readonly string[];
  /** In the inbox or maildrop. */
  readonly messages?: number;
}

/** One step of a connection test: how it ended, and in how many milliseconds. */
export interface Stage extends StageDetails {
  readonly stage: StageName;
  readonly outcome: 'pass' | 'fail' | 'skipped';
  /** How long it took; 0 where it was skipped. */
  readonly milliseconds: number;
  /** Where it failed. */
  readonly problem?: StageProblem;
  /** More about the problem: the system's or the TLS library's word for it. */
  readonly detail?: string;
  /** Where it was skipped for a reason of its own. */
  readonly reason?: SkipReason;
}

/** One connection, from the look-up of the server to the end. */
export interface ConnectionTest {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  /** In the order in which they happened. */
  readonly stages: readonly Stage[];
}

/** The stage at which it failed, if it did. */
export function failedStage({ stages }: Pick<ConnectionTest, 'stages'>): Stage | undefined {
  return stages.find(({ outcome }) => outcome === 'fail');
}
