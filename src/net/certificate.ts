/** What a server showed in the TLS handshake, and whether it is valid for the server. */
import { createHash, X509Certificate } from 'node:crypto';
import { checkServerIdentity, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { CertificateFlaw, TlsSession } from '../mail/connection.js';
import type { SeenCertificate } from '../records/tlsa.js';

/** Certificates of one chain that are looked at. */
const MAX_CHAIN = 10;
/** Names of one certificate that are kept. */
const MAX_NAMES = 20;

/** The session of a socket that has finished its handshake. */
export function tlsSession(socket: TLSSocket, host: string): TlsSession {
  const peer = socket.getPeerCertificate(true);
  const own = new X509Certificate(peer.raw);
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName,
    names: namesOf(peer),
    issuer: [peer.issuer.CN ?? peer.issuer.O ?? ''].flat().join(', '),
    validFrom: new Date(own.validFrom).toISOString(),
    validTo: new Date(own.validTo).toISOString(),
    flaws: flawsOf(socket, peer, host),
    chain: chainOf(peer),
  };
}

function namesOf({ subjectaltname = '', subject }: DetailedPeerCertificate): readonly string[] {
  const names = subjectaltname
    .split(', ')
    .flatMap((name) => /^(?:DNS|IP Address):(.*)$/.exec(name)?.[1] ?? []);
  return (names.length > 0 ? names : [subject.CN ?? []].flat()).slice(0, MAX_NAMES);
}

/** What OpenSSL says of the chain: the first thing that it comes upon. */
const verdicts: Readonly<Record<string, CertificateFlaw>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'chain',
  UNABLE_TO_GET_ISSUER_CERT: 'chain',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'chain',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'chain',
  ERR_TLS_CERT_ALTNAME_INVALID: 'name',
};

function flawsOf(
  socket: TLSSocket,
  peer: DetailedPeerCertificate,
  host: string,
): readonly CertificateFlaw[] {
  const flaws = new Set<CertificateFlaw>();
  // Its type says Error; without `rejectUnauthorized` it is the code.
  const verdict = String(socket.authorizationError ?? '');
  if (!socket.authorized) flaws.add(verdicts[verdict] ?? 'invalid');
  if (checkServerIdentity(host, peer) !== undefined) flaws.add('name');
  const now = Date.now();
  if (Date.parse(peer.valid_to) < now) flaws.add('expired');
  if (Date.parse(peer.valid_from) > now) flaws.add('not-yet-valid');
  return [...flaws];
}

function chainOf(peer: DetailedPeerCertificate): readonly SeenCertificate[] {
  const chain: SeenCertificate[] = [];
  const seen = new Set<string>();
  for (
    let each: DetailedPeerCertificate | undefined = peer;
    each?.raw !== undefined && !seen.has(each.fingerprint256) && chain.length < MAX_CHAIN;
    each = each.issuerCertificate
  ) {
    seen.add(each.fingerprint256);
    const { publicKey } = new X509Certificate(each.raw);
    chain.push({
      certificate: selected(each.raw),
      publicKey: selected(publicKey.export({ type: 'spki', format: 'der' })),
    });
  }
  return chain;
}

function selected(der: Buffer): SeenCertificate['certificate'] {
  const digest = (algorithm: string): string => createHash(algorithm).update(der).digest('hex');
  return { der: der.toString('hex'), sha256: digest('sha256'), sha512: digest('sha512') };
}
