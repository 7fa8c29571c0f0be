/** MTA-STS (RFC 8461): the TXT record that says there is a policy, and the policy file. */
import type { Span } from '../dns/span.js';
import { toName, type DomainName } from '../dns/name.js';
import { hasVersion, parseTagList, tagOf, type Fault, type TagProblem } from './tag-list.js';

/** RFC 8461 3.3: octets of a policy body that are read. */
export const MAX_POLICY_OCTETS = 64 * 1024;

/** RFC 8461 3.2: seconds that a policy may be kept at most. */
const MAX_POLICY_AGE = 31_557_600;

/** The host that serves the policy of a domain (RFC 8461 3.3); undefined where its name is too long. */
export function policyHost(domain: DomainName): DomainName | undefined {
  return toName(`mta-sts.${domain}`);
}

/** The URL of a domain's policy. */
export function policyUrl(domain: DomainName): string {
  return `https://mta-sts.${domain}/.well-known/mta-sts.txt`;
}

/** What came of fetching a policy. */
export type PolicyReply =
  /** Status 200, a media type of plain text, within {@link MAX_POLICY_OCTETS}. */
  | { readonly kind: 'policy'; readonly text: string }
  /** The host is there, or is known not to be, and senders find no policy. */
  | {
      readonly kind: 'unusable';
      readonly problem: 'no-host' | 'certificate' | 'redirect' | 'status' | 'type' | 'size';
      /** The status, the media type, the name of the certificate's error; untrusted. */
      readonly detail?: string;
    }
  /** It could not be fetched: nothing is known. */
  | {
      readonly kind: 'failure';
      readonly cause: 'timeout' | 'dns' | 'network';
      /** Untrusted. */
      readonly detail?: string;
    };

/** sts-version = %s"v=STSv1" */
export const STS_VERSION = 'v=STSv1';

/**
 * sts-text-record = sts-version 1*(sts-field-delim sts-field) [sts-field-delim]
 *
 * Whether senders look at the value: all that does not begin so is discarded (RFC 8461 3.1).
 */
export function isStsRecord(value: string): boolean {
  return hasVersion(value, STS_VERSION);
}

/** What may be wrong with the TXT record of MTA-STS. */
export type StsRecordProblem = TagProblem | 'no-id' | 'invalid-id';

/** The TXT record of MTA-STS as read (RFC 8461 3.1), with its faults. */
export interface StsRecord {
  readonly text: string;
  /** Changes whenever the policy does. */
  readonly id?: string;
  readonly faults: readonly Fault<StsRecordProblem>[];
}

/**
 * sts-field = sts-id / sts-extension
 * sts-id    = %s"id=" 1*32(ALPHA / DIGIT)
 *
 * Takes any text, never throws.
 */
export function parseStsRecord(text: string): StsRecord {
  const list = parseTagList(text);
  const faults: Fault<StsRecordProblem>[] = [...list.faults];
  const id = tagOf(list, 'id');
  if (id === undefined) {
    const span = list.tags[0]?.span ?? { start: 0, end: text.length };
    faults.push({
      problem: 'no-id',
      span,
      reason: 'there is no id= with the version of the policy',
    });
  } else if (!/^[A-Za-z0-9]{1,32}$/.test(id.value)) {
    const reason = 'an id has 1 to 32 letters and digits and nothing else';
    faults.push({ problem: 'invalid-id', span: id.span, reason });
  }
  return { text, ...(id === undefined ? {} : { id: id.value }), faults };
}

const stsModes = ['enforce', 'testing', 'none'] as const;
/** What senders do where no host matches or its certificate does not hold (RFC 8461 5). */
export type StsMode = (typeof stsModes)[number];

/** What may be wrong with an MTA-STS policy. */
export type StsPolicyProblem =
  /** A line that is no `key: value`. */
  | 'no-field'
  | 'duplicate-field'
  | 'invalid-version'
  | 'invalid-mode'
  | 'invalid-age'
  | 'invalid-mx'
  /** No `mx` although the mode is not none. */
  | 'no-mx';

/** An MTA-STS policy as read (RFC 8461 3.2), with its faults. */
export interface StsPolicy {
  readonly text: string;
  readonly mode?: StsMode;
  /** Hosts, or `*.` and a domain, in lower case. */
  readonly mx: readonly string[];
  /** Seconds. */
  readonly maxAge?: number;
  readonly faults: readonly Fault<StsPolicyProblem>[];
}

interface Field {
  readonly key: string;
  readonly value: string;
  readonly span: Span;
}

/**
 * sts-policy-record = sts-policy-field *WSP *(sts-policy-term sts-policy-field *WSP) [sts-policy-term]
 * sts-policy-term   = LF / CRLF
 * sts-policy-field  = sts-policy-version / sts-policy-mode / sts-policy-mx / sts-policy-max-age / extension
 * field-delim       = ":" *WSP
 *
 * Takes any text, never throws.
 */
export function parseStsPolicy(text: string): StsPolicy {
  const faults: Fault<StsPolicyProblem>[] = [];
  const fields = new Map<string, Field>();
  const mx: string[] = [];
  let start = 0;
  while (start < text.length) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    const line = text.slice(start, end).replace(/\r$/, '').trimEnd();
    const span = { start, end: start + line.length };
    start = end + 1;
    const [, key, value] = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \t]*(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) {
      const reason = line.includes('\r')
        ? 'lines end in LF or CRLF, not in CR alone'
        : 'this line is no "key: value"';
      faults.push({ problem: 'no-field', span: filled(span, text), reason });
    } else if (key === 'mx') {
      if (isMxPattern(value)) mx.push(value.toLowerCase().replace(/\.$/, ''));
      else
        faults.push({
          problem: 'invalid-mx',
          span,
          reason: 'mx: takes a host, or "*." and a domain',
        });
    } else if (fields.has(key)) {
      faults.push({ problem: 'duplicate-field', span, reason: `${key}: may stand once only` });
    } else {
      fields.set(key, { key, value, span });
    }
  }
  const whole = { start: 0, end: text.length };
  const version = fields.get('version');
  if (version?.value !== 'STSv1') {
    const span = version?.span ?? whole;
    faults.push({ problem: 'invalid-version', span, reason: '"version: STSv1" is missing' });
  }
  const written = fields.get('mode');
  const mode = stsModes.find((known) => known === written?.value);
  if (mode === undefined) {
    const reason = `mode: is one of ${stsModes.join(', ')}`;
    faults.push({ problem: 'invalid-mode', span: written?.span ?? whole, reason });
  }
  const age = fields.get('max_age');
  const maxAge = age !== undefined && /^\d{1,10}$/.test(age.value) ? Number(age.value) : undefined;
  if (maxAge === undefined || maxAge > MAX_POLICY_AGE) {
    const reason = `max_age: is a number of seconds up to ${MAX_POLICY_AGE}`;
    faults.push({ problem: 'invalid-age', span: age?.span ?? whole, reason });
  }
  if (mx.length === 0 && mode !== undefined && mode !== 'none') {
    faults.push({ problem: 'no-mx', span: whole, reason: 'no mx: names a mail host' });
  }
  return {
    text,
    ...(mode === undefined ? {} : { mode }),
    mx,
    ...(maxAge === undefined ? {} : { maxAge }),
    faults: faults.toSorted((a, b) => a.span.start - b.span.start),
  };
}

/** A place with something in it, where there is any text. */
function filled({ start, end }: Span, text: string): Span {
  return start === end && start < text.length ? { start, end: start + 1 } : { start, end };
}

/** sts-policy-mx-value = ["*."] Domain */
function isMxPattern(text: string): boolean {
  return /^(?:\*\.)?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?$/.test(text);
}

/** Whether a policy allows a mail host (RFC 8461 4.1): `*.` stands for one label. */
export function allowsHost({ mx }: Pick<StsPolicy, 'mx'>, host: DomainName): boolean {
  return mx.some((pattern) =>
    pattern.startsWith('*.')
      ? host.includes('.') && host.slice(host.indexOf('.') + 1) === pattern.slice(2)
      : host === pattern,
  );
}
