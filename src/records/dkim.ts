/** DKIM key records (RFC 6376 3.6.1, RFC 8463, RFC 8301). */
import type { Span } from '../dns/span.js';
import { decodeBase64 } from './base64.js';
import { rsaBits } from './rsa-key.js';
import {
  itemsOf,
  parseTagList,
  tagOf,
  type Fault,
  type Tag,
  type TagList,
  type TagProblem,
} from './tag-list.js';

/** RFC 8301 3.2: verifiers must not take a shorter RSA key. */
export const MIN_RSA_BITS = 1024;
/** RFC 8301 3.2: what signers should use at least. */
export const GOOD_RSA_BITS = 2048;
/** RFC 8463 4.2. */
const ED25519_OCTETS = 32;

/** The key in `p=`. */
export type DkimKey =
  | { readonly type: 'rsa'; readonly bits: number }
  | { readonly type: 'ed25519' };

/** What may be wrong with a DKIM key record. */
export type DkimProblem =
  | TagProblem
  /** `v=` is not first, or not DKIM1: the record is ignored. */
  | 'invalid-version'
  | 'unknown-key-type'
  /** `p=` is missing. */
  | 'no-key'
  | 'invalid-base64'
  /** `p=` holds something else than a key of the type that `k=` names. */
  | 'invalid-key'
  /** `s=` names other services than mail only. */
  | 'not-for-mail'
  /** A quote mark in the data: the panel added its own. */
  | 'quoted';

/** A DKIM key record as read (RFC 6376 3.6.1), with its faults. */
export interface DkimRecord {
  readonly text: string;
  readonly tags: readonly Tag[];
  /** Absent where it is revoked, or cannot be read. */
  readonly key?: DkimKey;
  /** `p=` is empty: the key was withdrawn. */
  readonly revoked: boolean;
  /** `t=y`: verifiers are to treat signed mail as if it were not signed. */
  readonly testing: boolean;
  /** `h=`: hash algorithms that may be used, in lower case; absent where all may. */
  readonly hashes?: readonly string[];
  readonly faults: readonly Fault<DkimProblem>[];
}

/**
 * Whether a TXT value is, or was meant to be, a DKIM key: it says so, or it has a key. Both tags can be
 * left out of a legal record, but not together.
 */
export function isDkim(value: string): boolean {
  return /^["\s]*v\s*=\s*DKIM/i.test(value) || /(?:^|;)\s*p\s*=/.test(value);
}

/**
 * key-v-tag = %x76 [FWS] "=" [FWS] %x44.4B.49.4D.31
 * key-h-tag = %x68 [FWS] "=" [FWS] key-h-tag-alg *( [FWS] ":" [FWS] key-h-tag-alg )
 * key-k-tag = %x6b [FWS] "=" [FWS] key-k-tag-type
 * key-p-tag = %x70 [FWS] "=" [ [FWS] base64string]
 * key-s-tag = %x73 [FWS] "=" [FWS] key-s-tag-type *( [FWS] ":" [FWS] key-s-tag-type )
 * key-t-tag = %x74 [FWS] "=" [FWS] key-t-tag-flag *( [FWS] ":" [FWS] key-t-tag-flag )
 *
 * Takes any text, never throws.
 */
export function parseDkim(text: string): DkimRecord {
  const list = parseTagList(text);
  const faults: Fault<DkimProblem>[] = [...list.faults];
  const quote = /["\\]/.exec(text);
  if (quote !== null) {
    faults.push({
      problem: 'quoted',
      span: { start: quote.index, end: quote.index + 1 },
      reason: 'quote marks and backslashes are no part of a key record',
    });
  }
  const version = tagOf(list, 'v');
  if (version !== undefined && (version !== list.tags[0] || version.value !== 'DKIM1')) {
    faults.push({
      problem: 'invalid-version',
      span: version.span,
      reason: 'v=DKIM1 has to stand first, spelt like this',
    });
  }
  const key = readKey(text, list);
  if ('problem' in key) faults.push(key);
  const services = valuesOf(text, tagOf(list, 's'));
  if (services !== undefined && !services.some((service) => /^(?:\*|email)$/i.test(service))) {
    faults.push({
      problem: 'not-for-mail',
      span: tagOf(list, 's')?.span ?? { start: 0, end: 0 },
      reason: 'the key is for other services than mail',
    });
  }
  const hashes = valuesOf(text, tagOf(list, 'h'));
  return {
    text,
    tags: list.tags,
    ...('key' in key ? { key: key.key } : {}),
    revoked: 'revoked' in key,
    testing: valuesOf(text, tagOf(list, 't'))?.includes('y') ?? false,
    ...(hashes === undefined ? {} : { hashes }),
    faults,
  };
}

/** The items of a list with colons, in lower case. */
function valuesOf(text: string, tag: Tag | undefined): readonly string[] | undefined {
  return tag === undefined
    ? undefined
    : itemsOf(text, tag.at, ':').map(({ start, end }) => text.slice(start, end).toLowerCase());
}

function readKey(
  text: string,
  list: TagList,
): { readonly key: DkimKey } | { readonly revoked: true } | Fault<DkimProblem> {
  const kind = tagOf(list, 'k');
  const type = kind === undefined ? 'rsa' : kind.value.toLowerCase();
  if (kind !== undefined && type !== 'rsa' && type !== 'ed25519') {
    return fault('unknown-key-type', kind.at, 'the types of keys are rsa and ed25519');
  }
  const data = tagOf(list, 'p');
  if (data === undefined) {
    return fault('no-key', { start: 0, end: text.length }, 'there is no p= with the key');
  }
  if (data.value === '') return { revoked: true };
  const read = decodeBase64(data.value);
  if (!read.ok) {
    const at = Math.min(data.at.start + read.at, data.at.end - 1);
    return fault(
      'invalid-base64',
      { start: at, end: at + 1 },
      read.at === data.value.length
        ? 'the key is cut off in the middle of a base64 group'
        : 'this is no character of base64',
    );
  }
  if (type === 'ed25519') {
    return read.octets.length === ED25519_OCTETS
      ? { key: { type } }
      : fault('invalid-key', data.at, `an ed25519 key has ${ED25519_OCTETS} octets`);
  }
  const bits = rsaBits(read.octets);
  return bits === undefined
    ? fault('invalid-key', data.at, 'this is no whole RSA key')
    : { key: { type: 'rsa', bits } };
}

function fault(problem: DkimProblem, span: Span, reason: string): Fault<DkimProblem> {
  return { problem, span, reason };
}
