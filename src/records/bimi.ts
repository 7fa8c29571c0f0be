/** BIMI Assertion Records (draft-brand-indicators-for-message-identification, section 4). */
import {
  hasVersion,
  parseTagList,
  tagOf,
  type Fault,
  type Tag,
  type TagProblem,
} from './tag-list.js';

/** bimi-version = %s"v=BIMI1" */
export const BIMI_VERSION = 'v=BIMI1';

/** Whether a TXT value is a BIMI record; receivers discard all else. */
export function isBimi(value: string): boolean {
  return hasVersion(value, BIMI_VERSION);
}

/** What may be wrong with a BIMI record. */
export type BimiProblem = TagProblem | 'no-location' | 'invalid-location';

/** A BIMI assertion record as read, with its faults. */
export interface BimiRecord {
  readonly text: string;
  /** Where the logo (SVG) is; absent where it is empty, cannot be, or is missing. */
  readonly location?: string;
  /** Where the certificate (PEM) for it is; absent likewise. */
  readonly evidence?: string;
  /** `l=` and `a=` are empty: the domain says that it has no logo. */
  readonly declined: boolean;
  readonly faults: readonly Fault<BimiProblem>[];
}

/**
 * bimi-location = %x6c *WSP "=" bimi-uri     ; https only
 * bimi-authority = %x61 *WSP "=" bimi-uri
 *
 * Takes any text, never throws.
 */
export function parseBimi(text: string): BimiRecord {
  const list = parseTagList(text);
  const faults: Fault<BimiProblem>[] = [...list.faults];
  const url = (tag: Tag | undefined): string | undefined => {
    if (tag === undefined || tag.value === '') return undefined;
    if (/^https:\/\/[^\s/?#]+\.[^\s/?#]+[^\s]*$/i.test(tag.value)) return tag.value;
    const reason = `${tag.name}= is an address with https://`;
    faults.push({ problem: 'invalid-location', span: tag.span, reason });
    return undefined;
  };
  const l = tagOf(list, 'l');
  const a = tagOf(list, 'a');
  const location = url(l);
  const evidence = url(a);
  if (l === undefined) {
    const span = list.tags[0]?.span ?? { start: 0, end: text.length };
    faults.push({ problem: 'no-location', span, reason: 'there is no l= with the logo' });
  }
  return {
    text,
    ...(location === undefined ? {} : { location }),
    ...(evidence === undefined ? {} : { evidence }),
    declined: l?.value === '' && (a === undefined || a.value === ''),
    faults,
  };
}
