/**
 * Text to SpfRecord (RFC 7208 4.6, 5, 6, 12). Takes any text, never throws, reads on after an error:
 * every term and every fault is returned, with its span.
 */
import { parseIp4, parseIp6 } from '../dns/address.js';
import { addressBits, type Family } from './address.js';
import { parseMacroString, type MacroString } from './macro.js';
import {
  type Directive,
  type DomainSpec,
  type MechanismName,
  type Modifier,
  type Qualifier,
  type Span,
  type SpfRecord,
  type SyntaxFault,
  type SyntaxProblem,
  type Term,
} from './record.js';
import { isSpf, VERSION } from './select.js';
import { suggestTerm } from './suggest.js';

/** A term as read on its own: what it is, or what is wrong with it (spans within the term). */
export type TermReading =
  | { readonly ok: true; readonly term: Directive | Modifier }
  | {
      readonly ok: false;
      readonly problem: SyntaxProblem;
      readonly reason: string;
      readonly span: Span;
    };

/** Suggestions cost many readings of the term: longer terms than this, and later ones, get none. */
const MAX_SUGGESTED_TERM = 120;
const MAX_SUGGESTIONS = 20;

/**
 * record = version terms *SP
 * terms  = *( 1*SP ( directive / modifier ) )
 *
 * Text without the version is read as terms from its start, so that a near miss can be explained.
 */
export function parseSpf(text: string): SpfRecord {
  return readRecord(text, true);
}

/** The same without suggestions, which cost more than all the rest. */
export function parseUnsuggested(text: string): SpfRecord {
  return readRecord(text, false);
}

function readRecord(text: string, suggest: boolean): SpfRecord {
  const versioned = isSpf(text);
  const terms: Term[] = [];
  const faults: SyntaxFault[] = [];
  const seen: string[] = [];
  // Most records are visible US-ASCII as a whole, so that no term of theirs need be looked through.
  const read = /[^\x20-\x7e]/.test(text) ? readTerm : readVisibleTerm;
  let end = versioned ? VERSION.length : 0;
  for (;;) {
    const start = skipBlanks(text, end);
    if (start === text.length) break;
    end = endOfWord(text, start);
    const source = text.slice(start, end);
    const span = { start, end };
    const reading = read(source, span);
    if (!reading.ok) {
      terms.push({ kind: 'invalid', text: source, span });
      faults.push(faultOf(reading, source, span, suggest && faults.length < MAX_SUGGESTIONS));
      continue;
    }
    const { term } = reading;
    terms.push(term);
    if (term.kind !== 'modifier' || term.modifier === 'unknown') continue;
    if (seen.includes(term.modifier)) {
      const reason = `${term.modifier}= may stand once only`;
      faults.push({ problem: 'duplicate-modifier', span, reason });
    }
    seen.push(term.modifier);
  }
  return { text, versioned, terms, faults };
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] === ' ') at += 1;
  return at;
}

function endOfWord(text: string, start: number): number {
  const blank = text.indexOf(' ', start);
  return blank === -1 ? text.length : blank;
}

function faultOf(
  reading: Extract<TermReading, { ok: false }>,
  source: string,
  place: Span,
  suggest: boolean,
): SyntaxFault {
  const span = { start: place.start + reading.span.start, end: place.start + reading.span.end };
  const suggestion =
    suggest && source.length <= MAX_SUGGESTED_TERM ? suggestTerm(source, isLegalTerm) : undefined;
  // A legal split of the term explains it better than what the parser stumbled over.
  if (suggestion?.split === true && reading.problem !== 'not-ascii') {
    return {
      problem: 'missing-space',
      span: place,
      reason: 'two terms stand without a space between them',
      suggestion: suggestion.text,
    };
  }
  const fault = { problem: reading.problem, span, reason: reading.reason };
  return suggestion === undefined ? fault : { ...fault, suggestion: suggestion.text };
}

/** Whether the text is one legal term. */
function isLegalTerm(text: string): boolean {
  return readTerm(text).ok;
}

/**
 * directive = [ qualifier ] mechanism
 * modifier  = redirect / explanation / unknown-modifier
 *
 * Reads one term on its own.
 * @param span Where the term says it stands. Faults have their spans within `text`.
 */
export function readTerm(text: string, span: Span = { start: 0, end: text.length }): TermReading {
  const foreign = /[^\x21-\x7e]+/.exec(text);
  if (foreign === null) return readVisibleTerm(text, span);
  return no('not-ascii', 'only visible US-ASCII characters may stand in a record', {
    start: foreign.index,
    end: foreign.index + foreign[0].length,
  });
}

/** name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ) */
const MODIFIER_NAME = /^[a-z][a-z0-9\-_.]*$/i;

function readVisibleTerm(text: string, span: Span): TermReading {
  const signs = countSigns(text);
  const end = endOfName(text, signs);
  const name = text.slice(signs, end);
  if (text[end] === '=' && MODIFIER_NAME.test(name)) {
    return signs === 0
      ? readModifier(text, name, span)
      : no('qualifier-on-modifier', 'a modifier takes no qualifier', { start: 0, end: signs });
  }
  if (signs > 1) {
    return no('qualifier-on-modifier', 'one qualifier may stand in front of a mechanism', {
      start: 0,
      end: signs,
    });
  }
  const mechanism = mechanismNamed(name) ?? mechanismNamed(name.toLowerCase());
  if (mechanism === undefined) return noMechanism(text, name);
  const qualifier = signs === 0 ? '+' : (text[0] as Qualifier);
  return readMechanism(mechanism, { qualifier, text, span, end });
}

/** How many characters that are qualifiers a term begins with. */
function countSigns(text: string): number {
  let count = 0;
  while (isSign(text.charCodeAt(count))) count += 1;
  return count;
}

function isSign(code: number): boolean {
  return code === 0x2b || code === 0x2d || code === 0x7e || code === 0x3f;
}

/** Where ":", "/" or "=" ends the name that begins at `start`. */
function endOfName(text: string, start: number): number {
  let at = start;
  while (at < text.length && !endsName(text.charCodeAt(at))) at += 1;
  return at;
}

function endsName(code: number): boolean {
  return code === 0x3a || code === 0x2f || code === 0x3d;
}

/**
 * A directive whose name is read: it ends at `end`. Terms are written out in full, as spreading costs
 * several times all the rest.
 */
interface Named {
  readonly qualifier: Qualifier;
  readonly text: string;
  readonly span: Span;
  readonly end: number;
}

function no(problem: SyntaxProblem, reason: string, span: Span): TermReading {
  return { ok: false, problem, reason, span };
}

function noMechanism(text: string, name: string): TermReading {
  const span = { start: 0, end: text.length };
  // What follows "a " or "include: " where a blank slipped in: a value without its mechanism.
  const value = text.replace(/\/\d+$/, '');
  if (parseIp4(value) !== undefined || parseIp6(value) !== undefined) {
    return no('invalid-cidr', 'an address stands alone, without a mechanism in front', span);
  }
  if (/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.[a-z]{2,}\.?$/i.test(text) && !startsLikeMechanism(text)) {
    return no('invalid-cidr', 'a host name stands alone, without a mechanism in front', span);
  }
  if (/^redirect:|^exp:/i.test(text)) {
    return no('unknown-mechanism', `${name} is a modifier and takes "=", not ":"`, span);
  }
  return no('unknown-mechanism', 'there is no such mechanism', span);
}

/** Those that records are full of first. */
const byFrequency: readonly MechanismName[] = [
  'ip4',
  'include',
  'a',
  'mx',
  'all',
  'ip6',
  'ptr',
  'exists',
];

function mechanismNamed(name: string): MechanismName | undefined {
  return byFrequency.find((known) => known === name);
}

function startsLikeMechanism(text: string): boolean {
  const label = text.slice(0, text.indexOf('.')).toLowerCase();
  return mechanismNamed(label) !== undefined;
}

/**
 * redirect         = "redirect" "=" domain-spec
 * explanation      = "exp" "=" domain-spec
 * unknown-modifier = name "=" macro-string
 */
function readModifier(text: string, name: string, span: Span): TermReading {
  const start = name.length + 1;
  const value = text.slice(start);
  const known = name.toLowerCase();
  if (known === 'redirect' || known === 'exp') {
    const domain = readDomainSpec(value, start);
    if ('ok' in domain) return domain;
    return {
      ok: true,
      term: { kind: 'modifier', modifier: known, name: known, domain, text, span },
    };
  }
  const macro = readMacro(value, start);
  if ('ok' in macro) return macro;
  return { ok: true, term: { kind: 'modifier', modifier: 'unknown', name, value, text, span } };
}

function readMechanism(mechanism: MechanismName, named: Named): TermReading {
  const { qualifier, text, span, end } = named;
  const isBare = end === text.length;
  switch (mechanism) {
    // all = "all"
    case 'all':
      if (isBare) {
        return { ok: true, term: { kind: 'directive', qualifier, text, span, mechanism } };
      }
      return no(
        text[end] === '/' ? 'invalid-cidr' : 'invalid-domain-spec',
        'all takes no value',
        valueOf(named),
      );
    // include = "include" ":" domain-spec
    // exists  = "exists"  ":" domain-spec
    case 'include':
    case 'exists': {
      if (text[end] !== ':') {
        return no('invalid-domain-spec', `${mechanism} needs ":" and a domain`, valueOrTerm(named));
      }
      const domain = readDomainSpec(text.slice(end + 1), end + 1);
      return 'ok' in domain
        ? domain
        : { ok: true, term: { kind: 'directive', qualifier, text, span, mechanism, domain } };
    }
    case 'a':
    case 'mx':
      return readHost(mechanism, named);
    // PTR = "ptr" [ ":" domain-spec ]
    case 'ptr': {
      if (isBare) {
        return { ok: true, term: { kind: 'directive', qualifier, text, span, mechanism } };
      }
      if (text[end] !== ':') {
        return no('invalid-cidr', 'ptr takes no prefix length', valueOf(named));
      }
      const domain = readDomainSpec(text.slice(end + 1), end + 1);
      return 'ok' in domain
        ? domain
        : { ok: true, term: { kind: 'directive', qualifier, text, span, mechanism, domain } };
    }
    case 'ip4':
    case 'ip6':
      return readNetwork(mechanism, named);
  }
}

/** What stands behind the name. */
function valueOf({ text, end }: Named): Span {
  return { start: end, end: text.length };
}

function valueOrTerm(named: Named): Span {
  const value = valueOf(named);
  return value.start === value.end ? { start: 0, end: value.end } : value;
}

/**
 * A  = "a"  [ ":" domain-spec ] [ dual-cidr-length ]
 * MX = "mx" [ ":" domain-spec ] [ dual-cidr-length ]
 * dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ]
 */
function readHost(mechanism: 'a' | 'mx', named: Named): TermReading {
  const { qualifier, text, span, end } = named;
  const rest = text.slice(end);
  if (rest === '') {
    return {
      ok: true,
      term: {
        kind: 'directive',
        qualifier,
        text,
        span,
        mechanism,
        ip4Prefix: 32,
        ip6Prefix: 128,
      },
    };
  }
  // The prefix lengths are read from the end: a domain-spec may hold "/" itself.
  const cidr = /(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(rest);
  const domainText = rest.slice(0, cidr?.index ?? rest.length);
  let domain: DomainSpec | undefined;
  if (domainText !== '') {
    const found = domainText.startsWith(':') && readDomainSpec(domainText.slice(1), end + 1);
    if (found === false || ('ok' in found && /\/\d*$/.test(domainText))) {
      return no('invalid-cidr', 'a prefix length is "/24", "//64" or "/24//64"', valueOf(named));
    }
    if ('ok' in found) return found;
    domain = found;
  }
  const ip4Prefix = readPrefix(cidr?.[1], 4);
  const ip6Prefix = readPrefix(cidr?.[2], 6);
  if (ip4Prefix === undefined || ip6Prefix === undefined) {
    return no('invalid-cidr', prefixReason(ip4Prefix === undefined ? 4 : 6), {
      start: end + domainText.length,
      end: text.length,
    });
  }
  const kind = 'directive';
  const term =
    domain === undefined
      ? ({ kind, qualifier, text, span, mechanism, ip4Prefix, ip6Prefix } as const)
      : ({ kind, qualifier, text, span, mechanism, domain, ip4Prefix, ip6Prefix } as const);
  return { ok: true, term };
}

/**
 * ip4-cidr-length = "/" ("0" / %x31-39 0*1DIGIT)
 * ip6-cidr-length = "/" ("0" / %x31-39 0*2DIGIT)
 */
function readPrefix(digits: string | undefined, family: Family): number | undefined {
  const most = addressBits(family);
  if (digits === undefined) return most;
  if (digits === '' || digits.length > 3 || (digits.length > 1 && digits[0] === '0'))
    return undefined;
  let prefix = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    prefix = 10 * prefix + digit;
  }
  return prefix <= most ? prefix : undefined;
}

function prefixReason(family: Family): string {
  return `a prefix length of ${family === 4 ? 'IPv4 is 0 to 32' : 'IPv6 is 0 to 128'}, without leading zeros`;
}

/**
 * IP4 = "ip4" ":" ip4-network [ ip4-cidr-length ]
 * IP6 = "ip6" ":" ip6-network [ ip6-cidr-length ]
 */
function readNetwork(mechanism: 'ip4' | 'ip6', named: Named): TermReading {
  const { qualifier, text, span, end } = named;
  const family = mechanism === 'ip4' ? 4 : 6;
  if (text[end] !== ':') {
    return no('invalid-address', `${mechanism} needs ":" and an address`, valueOrTerm(named));
  }
  const slash = text.indexOf('/', end);
  const addressEnd = slash === -1 ? text.length : slash;
  const addressText = text.slice(end + 1, addressEnd);
  const octets = family === 4 ? parseIp4(addressText) : parseIp6(addressText);
  if (octets === undefined) {
    const start = addressText === '' ? 0 : end + 1;
    return no('invalid-address', addressReason(addressText, family), {
      start,
      end: addressText === '' ? text.length : addressEnd,
    });
  }
  const prefix = readPrefix(slash === -1 ? undefined : text.slice(slash + 1), family);
  if (prefix === undefined) {
    // A length out of range is what the user sees as a wrong address; the form is a wrong CIDR.
    const problem = /^\/\d+$/.test(text.slice(slash)) ? 'invalid-address' : 'invalid-cidr';
    return no(problem, prefixReason(family), { start: slash, end: text.length });
  }
  const network = { family, octets, prefix } as const;
  return { ok: true, term: { kind: 'directive', qualifier, text, span, mechanism, network } };
}

function addressReason(text: string, family: Family): string {
  const other = family === 4 ? parseIp6(text) : parseIp4(text);
  if (text === '') return `ip${family} needs an address after ":"`;
  if (other !== undefined)
    return `this is an IPv${family === 4 ? 6 : 4} address: use ip${family === 4 ? 6 : 4}`;
  if (family === 4) {
    const parts = text.split('.');
    if (parts.every((part) => /^\d+$/.test(part))) {
      if (parts.length !== 4) return `an IPv4 address has four parts, not ${parts.length}`;
      const bad = parts.find((part) => Number(part) > 255);
      if (bad !== undefined) return `${bad.slice(0, 10)} is over 255`;
      return 'a part of an IPv4 address has no leading zero';
    }
    if (/[g-z]/i.test(text)) return 'this is a host name, not an IPv4 address: use a';
  }
  return `this is no IPv${family} address`;
}

function readMacro(text: string, start: number): MacroString | TermReading {
  const macro = parseMacroString(text);
  if (!('reason' in macro)) return macro;
  return no('invalid-macro', macro.reason, {
    start: start + macro.start,
    end: start + macro.end,
  });
}

/**
 * domain-spec = macro-string domain-end
 * domain-end  = ( "." toplabel [ "." ] ) / macro-expand
 * toplabel    = ( *alphanum ALPHA *alphanum ) /
 *               ( 1*alphanum "-" *( alphanum / "-" ) alphanum )
 *
 * Checked on the text as written, before any expansion. Spans begin at `start`, where the text stands.
 */
function readDomainSpec(text: string, start: number): DomainSpec | TermReading {
  if (text === '')
    return no('invalid-domain-spec', 'a domain is missing', { start: 0, end: start });
  const macro = readMacro(text, start);
  if ('ok' in macro) return macro;
  const last = macro.at(-1);
  const isSound =
    last?.kind === 'expand' || last?.escape === true || endsInToplabel(last?.text ?? '');
  if (isSound) return { text, macro };
  return no('invalid-domain-spec', domainReason(text), { start, end: start + text.length });
}

function endsInToplabel(text: string): boolean {
  const end = text.endsWith('.') ? text.length - 1 : text.length;
  let start = end;
  let isNumber = true;
  for (; start > 0; start -= 1) {
    const code = text.charCodeAt(start - 1);
    const isDigit = code >= 0x30 && code <= 0x39;
    if (!isDigit && !isLetter(code) && code !== 0x2d) break;
    isNumber &&= isDigit;
  }
  return (
    start < end &&
    text[start - 1] === '.' &&
    !isNumber &&
    text[start] !== '-' &&
    text[end - 1] !== '-'
  );
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function domainReason(text: string): string {
  const mistake = domainMistake(text);
  if (mistake !== undefined) return mistake;
  if (!text.replace(/\.$/, '').includes('.')) return 'a single label is no mail domain';
  return 'this is no domain: its last label must be a name';
}

/**
 * What people write where a domain belongs, in one clause, where the text is such a thing. Some of it
 * is within the letter of the grammar (`a:user@example.com`).
 */
export function domainMistake(text: string): string | undefined {
  if (/^[a-z]+:\/\//i.test(text)) return 'this is a URL; a domain is wanted';
  if (text.includes('@')) return 'this is a mailbox; a domain is wanted';
  if (text.endsWith('/')) return 'a domain does not end in "/"';
  if (parseIp4(text) !== undefined) return 'this is an address; use ip4';
  if (parseIp6(text) !== undefined) return 'this is an address; use ip6';
  return undefined;
}
