/** Identifier Alignment (RFC 9989 4.4): whether a name that was authenticated stands for the author's. */
import type { DomainName } from '../dns/name.js';
import type { AlignmentMode } from './dmarc.js';

/** A name with its Organizational Domain, as found by a walk (RFC 9989 4.10.2). */
export interface AlignedName {
  readonly domain: DomainName;
  readonly organizational: DomainName;
}

/** Strict: the names are equal. Relaxed: their Organizational Domains are. */
export function isAligned(mode: AlignmentMode, author: AlignedName, other: AlignedName): boolean {
  return mode === 's'
    ? author.domain === other.domain
    : author.organizational === other.organizational;
}
