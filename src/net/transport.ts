import type { Query, Reply } from '../dns/message.js';

/** What became of one query to one server. */
export type Outcome =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'timeout' }
  /** The system's word for why nothing could be sent or received. */
  | { readonly kind: 'network'; readonly detail: string }
  /** What came back is no DNS message; only where nobody else can have sent it. */
  | { readonly kind: 'malformed'; readonly detail: string };

/** A query that has no id yet. */
export type Unsent = Omit<Query, 'id'>;

/**
 * Puts queries to one server, each for so many milliseconds. What it opens does not keep the process
 * alive while no query waits. Never rejects.
 */
export type Transport = (query: Unsent, milliseconds: number) => Promise<Outcome>;

/** What was thrown, as a word for people: `ECONNREFUSED` where the system has one. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  // What `fetch` throws has the reason in its cause.
  return error.cause instanceof Error ? errorText(error.cause) : error.message;
}
