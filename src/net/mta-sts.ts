/** The MTA-STS policy of a domain over HTTPS (RFC 8461 3.3). */
import type { IncomingMessage } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { recordsOf, type Answer, type Lookup } from '../dns/answer.js';
import type { DomainName } from '../dns/name.js';
import { MAX_POLICY_OCTETS, policyHost, policyUrl, type PolicyReply } from '../records/mta-sts.js';

/** How to fetch. */
export interface PolicyFetchOptions {
  /** Finds the addresses of the policy hosts. */
  readonly lookup: Lookup;
  /** Milliseconds for one policy, from the question for its host on; 10000. */
  readonly timeout?: number;
  /** The port that policies are served on, where it is not 443. */
  readonly port?: number;
  /** Certificates (PEM) to be trusted in place of the system's. */
  readonly ca?: string;
}

/**
 * A function that fetches the policy of a domain: no redirect is followed, the certificate must be valid
 * for the host, and no more than 64 KiB are read. It never rejects.
 */
export function createPolicyFetch(
  options: PolicyFetchOptions,
): (domain: DomainName) => Promise<PolicyReply> {
  const { lookup, timeout = 10_000 } = options;
  return async (domain) => {
    const host = policyHost(domain);
    if (host === undefined) return { kind: 'unusable', problem: 'no-host' };
    const signal = AbortSignal.timeout(timeout);
    const answers = await Promise.all(
      (['A', 'AAAA'] as const).map((type) => lookup({ name: host, type })),
    );
    const addresses = answers.flatMap(addressesOf);
    if (addresses.length > 0) return fetchFrom(domain, addresses, signal, options);
    const open = answers.find((answer) => answer.kind === 'failure');
    if (open === undefined) return { kind: 'unusable', problem: 'no-host' };
    return { kind: 'failure', cause: 'dns', detail: open.cause };
  };
}

function addressesOf(answer: Answer): readonly string[] {
  return [...recordsOf(answer, 'A'), ...recordsOf(answer, 'AAAA')].map(({ address }) => address);
}

async function fetchFrom(
  domain: DomainName,
  addresses: readonly string[],
  signal: AbortSignal,
  { port, ca }: PolicyFetchOptions,
): Promise<PolicyReply> {
  // Few domains have a policy: what fetches it is loaded for those.
  const { request } = await import('node:https');
  // The addresses are known: nothing is to be looked up elsewhere.
  const known: LookupFunction = (_name, { all = false }, done) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    if (all) done(null, found);
    else done(null, found[0]?.address ?? '', found[0]?.family);
  };
  return new Promise((resolve) => {
    const sent = request(
      policyUrl(domain),
      {
        agent: false,
        headers: { accept: 'text/plain' },
        lookup: known,
        signal,
        ...(port === undefined ? {} : { port }),
        ...(ca === undefined ? {} : { ca }),
      },
      (response) => {
        resolve(readPolicy(response, signal).finally(() => response.destroy()));
      },
    );
    sent.on('error', (error) => resolve(failed(error, signal)));
    sent.end();
  });
}

async function readPolicy(response: IncomingMessage, signal: AbortSignal): Promise<PolicyReply> {
  const { statusCode = 0, headers } = response;
  if (statusCode >= 300 && statusCode < 400) {
    return { kind: 'unusable', problem: 'redirect', detail: String(statusCode) };
  }
  if (statusCode !== 200) {
    return { kind: 'unusable', problem: 'status', detail: String(statusCode) };
  }
  const type = headers['content-type'] ?? '';
  if (!/^text\/plain[ \t]*(?:;|$)/i.test(type)) {
    return { kind: 'unusable', problem: 'type', detail: type };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_POLICY_OCTETS) return { kind: 'unusable', problem: 'size' };
      chunks.push(chunk);
    }
  } catch (error) {
    return failed(error, signal);
  }
  return { kind: 'policy', text: Buffer.concat(chunks).toString('utf8') };
}

/** What OpenSSL and Node call a certificate that is not valid for the host. */
const CERTIFICATE_ERROR =
  /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA$|INVALID_PURPOSE$)/;

function failed(error: unknown, signal: AbortSignal): PolicyReply {
  // Whatever the socket says once it is cut off.
  if (signal.aborted) return { kind: 'failure', cause: 'timeout' };
  const { code = '' } = error as { readonly code?: string };
  if (CERTIFICATE_ERROR.test(code))
    return { kind: 'unusable', problem: 'certificate', detail: code };
  return { kind: 'failure', cause: 'network', ...(code === '' ? {} : { detail: code }) };
}
