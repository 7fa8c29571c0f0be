/** TLSA records (RFC 6698) as mail uses them: DANE for SMTP (RFC 7672). */

/** One TLSA record (RFC 6698 2.1). */
export interface Tlsa {
  /** 0 PKIX-TA, 1 PKIX-EE, 2 DANE-TA, 3 DANE-EE (RFC 7218). */
  readonly usage: number;
  /** 0 the whole certificate, 1 its public key. */
  readonly selector: number;
  /** 0 the octets themselves, 1 SHA-256 of them, 2 SHA-512. */
  readonly matchingType: number;
  /** Lower-case hexadecimal. */
  readonly data: string;
}

/** A certificate or its SubjectPublicKeyInfo: itself and its digests in lower-case hexadecimal. */
interface Selected {
  readonly der: string;
  readonly sha256: string;
  readonly sha512: string;
}

/** What TLSA records are compared with, of one certificate. */
export interface SeenCertificate {
  readonly certificate: Selected;
  readonly publicKey: Selected;
}

/** Hexadecimal digits of the digest of each matching type. */
const digits: Readonly<Record<number, number>> = { 1: 64, 2: 128 };

/** Why a mail server can make no use of the record, in one clause; undefined where it can (RFC 7672 3.1). */
export function tlsaFlaw({ usage, selector, matchingType, data }: Tlsa): string | undefined {
  if (usage === 0 || usage === 1) return `usage ${usage} is not for mail: it is 3, or 2`;
  if (usage > 3) return `there is no usage ${usage}: it is 3, or 2`;
  if (selector > 1) return `there is no selector ${selector}: it is 1, or 0`;
  if (matchingType > 2) return `there is no matching type ${matchingType}: it is 1, or 2`;
  if (data === '') return 'there is no data';
  const wanted = digits[matchingType];
  return wanted === undefined || wanted === data.length
    ? undefined
    : `a digest of matching type ${matchingType} has ${wanted / 2} octets, not ${data.length / 2}`;
}

/**
 * Whether a record that has no flaw matches the certificates that a host showed, its own first
 * (RFC 7672 3.1.1, 3.1.2): DANE-EE its own, DANE-TA any that was sent along.
 */
export function matchesChain(tlsa: Tlsa, chain: readonly SeenCertificate[]): boolean {
  const candidates = tlsa.usage === 3 ? chain.slice(0, 1) : chain;
  return candidates.some((seen) => {
    const { der, sha256, sha512 } = tlsa.selector === 1 ? seen.publicKey : seen.certificate;
    return tlsa.data === ([der, sha256, sha512][tlsa.matchingType] ?? '');
  });
}
