/** A look at the server that takes a domain's mail: how it does TLS, and whom it takes mail for. Nothing is sent. */
import type { Stage } from './connection.js';

/** Why an address is asked for; `random` is one that nobody has set up. */
export const recipientRoles = ['catchall', 'bounce', 'alias', 'random'] as const;
export type RecipientRole = (typeof recipientRoles)[number];

/** An address that a mail host is asked for, and why. */
export interface ProbeRecipient {
  readonly role: RecipientRole;
  /** The local part; the domain is the one that is looked at. */
  readonly local: string;
}

/** What the server said to RCPT TO. */
export interface RecipientReply extends ProbeRecipient {
  readonly outcome: 'accepted' | 'refused' | 'deferred' | 'blocked';
  /** Untrusted. */
  readonly reply: string;
}

/** Why there was nobody to ask. */
export const probeBarriers = ['port-25', 'reserved', 'no-address'] as const;
export type ProbeBarrier = (typeof probeBarriers)[number];

/** What a look at the mail hosts of a domain found. */
export interface MxProbe {
  /** The mail host that was talked to, or would have been. */
  readonly host: string;
  /** Absent where a host was talked to. */
  readonly barrier?: ProbeBarrier;
  /** Of the connection; `tls` is STARTTLS, and failed where that is not offered or not agreed to. */
  readonly stages: readonly Stage[];
  readonly recipients: readonly RecipientReply[];
}

/** The addresses that the application needs, under its own names where no others are given. */
export function recipientsToAsk({
  catchall = 'catchall',
  bounce = 'bounce',
  aliases = [],
}: {
  readonly twenty20: boolean;
  readonly catchall?: string;
  readonly bounce?: string;
  readonly aliases?: readonly string[];
}): readonly ProbeRecipient[] {
  return [
    { role: 'catchall', local: catchall },
    { role: 'bounce', local: bounce },
    ...aliases.map((local) => ({ role: 'alias', local }) as const),
  ];
}
