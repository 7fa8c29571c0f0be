/** Where reports go: the URIs of `rua=` and `ruf=` (RFC 9989 4.6, RFC 8460 3). */
import type { Span } from '../dns/span.js';
import { toName, type DomainName } from '../dns/name.js';
import { itemsOf, type Fault, type Tag } from './tag-list.js';

/** Where reports are sent to. */
export interface ReportUri {
  /** As published, without an obsolete size. */
  readonly text: string;
  readonly span: Span;
  readonly scheme: 'mailto' | 'https' | 'other';
  /** The domain of the mailbox or the host of the URL; absent for other schemes. */
  readonly host?: DomainName;
}

/** What may be wrong with such an address. */
export type UriProblem =
  /** Nobody can send a report there. */
  | 'invalid-uri'
  /** `!10m` behind a URI (RFC 7489 6.2), which reporters ignore. */
  | 'obsolete-size';

export interface UriList {
  readonly uris: readonly ReportUri[];
  readonly faults: readonly Fault<UriProblem>[];
}

/**
 * dmarc-urilist = (dmarc-uri / obs-dmarc-uri) *(*WSP "," *WSP (dmarc-uri / obs-dmarc-uri))
 * obs-dmarc-uri = dmarc-uri obs-dmarc-report-size
 * obs-dmarc-report-size = "!" 1*DIGIT [ "k" / "m" / "g" / "t" ]
 */
export function parseUris(text: string, { at }: Pick<Tag, 'at'>): UriList {
  const uris: ReportUri[] = [];
  const faults: Fault<UriProblem>[] = [];
  for (const item of itemsOf(text, at, ',')) {
    const written = text.slice(item.start, item.end);
    const size = /![0-9]+[kmgt]?$/i.exec(written)?.[0].length ?? 0;
    const span = { start: item.start, end: item.end - size };
    if (size > 0) {
      faults.push({
        problem: 'obsolete-size',
        span: { start: span.end, end: item.end },
        reason: 'a size behind an address is obsolete and ignored',
      });
    }
    const uri = readUri(text.slice(span.start, span.end), span);
    if ('problem' in uri) faults.push(uri);
    else uris.push(uri);
  }
  return { uris, faults };
}

function readUri(text: string, span: Span): ReportUri | Fault<UriProblem> {
  const scheme = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(text)?.[0].toLowerCase();
  if (text === '') return no('an address is missing', span);
  if (scheme === undefined) {
    return isMailbox(text)
      ? no('an address needs "mailto:" in front', span, `mailto:${text}`)
      : no('this is no URI such as mailto:reports@example.com', span);
  }
  const rest = text.slice(scheme.length + 1);
  if (/[\s!"<>\\^`{|}]/.test(rest)) return no('a character in it has to be percent-encoded', span);
  if (scheme === 'mailto') {
    const [mailbox = ''] = rest.split('?', 1);
    const host = hostOf(mailbox.slice(mailbox.lastIndexOf('@') + 1));
    return isMailbox(mailbox) && host !== undefined
      ? { text, span, scheme, host }
      : no('there is no mailbox behind "mailto:"', span);
  }
  if (scheme !== 'https') return { text, span, scheme: 'other' };
  const host = hostOf(/^\/\/(?:[^/?#@]*@)?([^/?#:]+)(?::\d*)?(?:[/?#]|$)/.exec(rest)?.[1] ?? '');
  return host === undefined
    ? no('there is no host behind "https://"', span)
    : { text, span, scheme, host };
}

function isMailbox(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text);
}

function hostOf(text: string): DomainName | undefined {
  const host = toName(text);
  return host?.includes('.') === true ? host : undefined;
}

function no(reason: string, span: Span, suggestion?: string): Fault<UriProblem> {
  return {
    problem: 'invalid-uri',
    span,
    reason,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
