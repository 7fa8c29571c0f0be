import type { Query, Reply } from '../dns/message.js';
import type { Server } from './server.js';

/** What became of one query to one server. */
export type Outcome =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'timeout' }
  /** The system's word for why nothing could be sent or received. */
  | { readonly kind: 'network'; readonly detail: string };

/**
 * Sends one query and waits so many milliseconds for its reply. Everything that it opened is closed
 * when it resolves. Never rejects.
 */
export type Transport = (query: Query, server: Server, milliseconds: number) => Promise<Outcome>;

/** What was thrown, as a word for people: `ECONNREFUSED` where the system has one. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
