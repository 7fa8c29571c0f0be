import type { Fetch } from './https.js';

/**
 * Connections to one HTTPS server: over HTTP/2 each carries many requests at a time, over HTTP/1.1 one.
 */
const CONNECTIONS = 6;

let loaded: Promise<Fetch> | undefined;

/**
 * The `fetch` of undici, loaded when it is first wanted. Node's own is the same without HTTP/2, which
 * some servers demand (RFC 8484 5.2), and mostly without `HTTPS_PROXY` and `NO_PROXY`.
 */
export function loadFetch(): Promise<Fetch> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Fetch> {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent({ allowH2: true, connections: CONNECTIONS });
  return (url, request) => fetch(url, { ...request, dispatcher });
}
