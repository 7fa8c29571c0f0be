/** TLS reporting (RFC 8460 3): where reports about failed TLS on the way to the domain's hosts go. */
import { parseUris, type ReportUri, type UriProblem } from './report-uri.js';
import { hasVersion, parseTagList, tagOf, type Fault, type TagProblem } from './tag-list.js';

/** tlsrpt-version = %s"v=TLSRPTv1" */
export const TLS_RPT_VERSION = 'v=TLSRPTv1';

/**
 * tlsrpt-record = tlsrpt-version 1*(field-delim tlsrpt-field) [field-delim]
 *
 * Whether senders look at the value: all that does not begin so is discarded.
 */
export function isTlsRpt(value: string): boolean {
  return hasVersion(value, TLS_RPT_VERSION);
}

/** What may be wrong with the record of TLS reports. */
export type TlsRptProblem = TagProblem | UriProblem | 'no-address';

/** The record of TLS reports as read (RFC 8460 3), with its faults. */
export interface TlsRptRecord {
  readonly text: string;
  readonly rua: readonly ReportUri[];
  readonly faults: readonly Fault<TlsRptProblem>[];
}

/**
 * tlsrpt-rua = %s"rua=" tlsrpt-uri *(*WSP "," *WSP tlsrpt-uri)
 *
 * Takes any text, never throws.
 */
export function parseTlsRpt(text: string): TlsRptRecord {
  const list = parseTagList(text);
  const faults: Fault<TlsRptProblem>[] = [...list.faults];
  const tag = tagOf(list, 'rua');
  const read = tag === undefined ? { uris: [], faults: [] } : parseUris(text, tag);
  for (const fault of read.faults) faults.push(fault);
  // RFC 8460 3: the schemes are mailto and https.
  const rua = read.uris.filter(({ scheme }) => scheme !== 'other');
  for (const { span } of read.uris.filter(({ scheme }) => scheme === 'other')) {
    faults.push({ problem: 'invalid-uri', span, reason: 'reports go to mailto: or https: only' });
  }
  if (tag === undefined) {
    const span = list.tags[0]?.span ?? { start: 0, end: text.length };
    faults.push({ problem: 'no-address', span, reason: 'there is no rua= with an address' });
  }
  return { text, rua, faults };
}
