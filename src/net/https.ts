/** DNS over HTTPS (RFC 8484). Nothing here needs Node.js: `fetch` is everywhere. */
import type { Lookup } from '../dns/answer.js';
import { encodeQuery, MESSAGE_MEDIA_TYPE, readReply } from '../dns/message.js';
import { lookupOver, type LookupOptions } from './lookup.js';
import { errorText, type Transport } from './transport.js';

/** A DNS server that is asked over HTTPS. */
export interface HttpsServer {
  readonly transport: 'https';
  /** Such as `https://dns.example/dns-query`; `http:` only to the same machine. */
  readonly url: string;
}

/** As much of `fetch` as is needed. */
export type Fetch = (url: string, request: HttpsRequest) => Promise<HttpsResponse>;

/** What is asked of {@link Fetch}. */
export interface HttpsRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly cache: 'no-store';
  readonly credentials: 'omit';
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
}

/** What is read of a response. */
export interface HttpsResponse {
  readonly status: number;
  readonly headers: { readonly get: (name: string) => string | null };
  readonly body: { readonly getReader: () => BodyReader } | null;
}

interface BodyReader {
  readonly read: () => Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
}

export interface HttpsLookupOptions extends LookupOptions {
  /** As of {@link HttpsServer}. */
  readonly url: string;
  /** What sends the requests; the host's own `fetch` where absent. */
  readonly fetch?: Fetch;
}

/**
 * A Lookup over HTTPS for one run of a program, in a browser too. It never rejects.
 * @throws {RangeError} For a URL that is none of such a server, or a number that is not positive.
 */
export function createHttpsLookup(options: HttpsLookupOptions): Lookup {
  const server = parseHttpsUrl(options.url);
  if (typeof server === 'string') throw new RangeError(`not the URL of a DNS server: ${server}`);
  const send = overHttps(server, () => options.fetch ?? ((url, request) => fetch(url, request)));
  return lookupOver([{ text: httpsText(server), send }], options);
}

/**
 * Reads the URL of a server; a template may end in `{?dns}` (RFC 8484 4.1.1). A text in return says in
 * one clause, without the input, what is wrong and what would be right. Never throws.
 */
export function parseHttpsUrl(text: string): HttpsServer | string {
  const right = 'give one such as https://dns.example/dns-query';
  let url: URL;
  try {
    url = new URL(text.replace(/\{\?dns\}$/, ''));
  } catch {
    return `it is no URL; ${right}`;
  }
  const local = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) {
    return `it is no https: URL; ${right}`;
  }
  if (url.username !== '' || url.password !== '') return `it holds a user or a password; ${right}`;
  url.hash = '';
  return { transport: 'https', url: url.href };
}

/** A server as it is told to people: path and query stay out, as they may hold a customer's key. */
export function httpsText({ url }: HttpsServer): string {
  return new URL(url).origin;
}

/**
 * Queries by GET, which a browser sends without asking the server first.
 * @param load What sends the requests; the time that loading it takes is not the server's.
 */
export function overHttps({ url }: HttpsServer, load: () => Fetch | Promise<Fetch>): Transport {
  return async (unsent, milliseconds) => {
    const fetching = await load();
    // RFC 8484 4.1: an id of 0, so that caches on the way find equal queries equal.
    const query = { ...unsent, id: 0 };
    const target = new URL(url);
    target.searchParams.set('dns', base64url(encodeQuery(query)));
    const aborting = new AbortController();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      aborting.abort();
    }, milliseconds);
    try {
      const response = await fetching(target.href, {
        headers: { accept: MESSAGE_MEDIA_TYPE },
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'manual',
        signal: aborting.signal,
      });
      const bytes = await readBody(response);
      if (typeof bytes === 'string') return { kind: 'malformed', detail: bytes };
      const reply = readReply(bytes, query, ageOf(response));
      return reply === 'other'
        ? { kind: 'malformed', detail: 'no reply to this question' }
        : { kind: 'reply', reply };
    } catch (error) {
      return late ? { kind: 'timeout' } : { kind: 'network', detail: errorText(error) };
    } finally {
      clearTimeout(timer);
      // Lets go of a body that was not read to its end.
      aborting.abort();
    }
  };
}

/** The message in a response, or why there is none. */
async function readBody({ status, headers, body }: HttpsResponse): Promise<Uint8Array | string> {
  // A browser hides a redirect behind the status 0.
  if (status === 0 || (status >= 300 && status < 400)) return 'a redirect, which is not followed';
  if (status !== 200) return `HTTP status ${status}`;
  const type = headers.get('content-type') ?? '';
  if (type.split(';', 1)[0]?.trim().toLowerCase() !== MESSAGE_MEDIA_TYPE) {
    return `a response of the media type ${JSON.stringify(type.slice(0, 100))}`;
  }
  const bytes = new Uint8Array(MAX_MESSAGE_OCTETS);
  let length = 0;
  const reader = body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (value !== undefined) {
      if (length + value.length > bytes.length) return `over ${bytes.length} octets`;
      bytes.set(value, length);
      length += value.length;
    }
    if (done) return bytes.subarray(0, length);
  }
}

/** RFC 1035 4.2.2: what a length of 16 bits can say, which no transport exceeds. */
const MAX_MESSAGE_OCTETS = 0xffff;

/** Seconds since the response was made, by which its TTLs have run down (RFC 8484 5.1). */
function ageOf({ headers }: HttpsResponse): number {
  const age = headers.get('age') ?? '';
  return /^\d{1,10}$/.test(age) ? Number(age) : 0;
}

/** RFC 4648 5, without padding. */
function base64url(octets: Uint8Array): string {
  return btoa(String.fromCharCode(...octets))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
