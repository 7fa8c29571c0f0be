/**
 * Domain names (RFC 1035 2.3, RFC 5891): the only way into a Question.
 *
 * A name is checked before it is encoded. What the wire cannot carry faithfully (labels over 63
 * octets, names over 253, empty labels, NUL, backslash, non-ASCII) is refused here and nowhere else.
 */

/** The WHATWG `URL` constructor is the one host global a pure room uses: it is our IDNA (UTS 46). */
declare const URL: new (text: string) => { readonly hostname: string };

declare const brand: unique symbol;

/**
 * A domain name in A-label form: ASCII, lower case, no trailing dot, between 1 and 253 octets.
 * The root is `.`. Comparing two of them with `===` compares names as DNS does.
 */
export type DomainName = string & { readonly [brand]: 'DomainName' };

/** RFC 1035 2.3.4: octets in one label. */
export const MAX_LABEL_OCTETS = 63;
/** RFC 1035 2.3.4: 255 octets on the wire are 253 in text, without the trailing dot. */
export const MAX_NAME_OCTETS = 253;

/**
 * A bound of this program: UTF-16 code units of a domain as typed. IDNA may compose some of them away;
 * its work grows with the square of a label's length.
 */
const MAX_TYPED = 4 * MAX_NAME_OCTETS;

/** The root of the DNS. */
export const ROOT = '.' as DomainName;

/** Why a text cannot be a name in a DNS message. */
export type NameProblem =
  | 'empty'
  | 'empty-label'
  | 'label-too-long'
  | 'name-too-long'
  | 'forbidden-character';

/** What stops `text` (one trailing dot allowed) from being put into a DNS message, if anything does. */
export function nameProblem(text: string): NameProblem | undefined {
  const bare = text.endsWith('.') ? text.slice(0, -1) : text;
  if (bare === '') return text === '.' ? undefined : 'empty';
  // US-ASCII without control characters and without the backslash, which would start an escape in a
  // zone file. A space is an octet like others (RFC 2181 11), and "%_" of a macro-string gives one.
  if (/[^\x20-\x5b\x5d-\x7e]/.test(bare)) return 'forbidden-character';
  const labels = bare.split('.');
  if (labels.includes('')) return 'empty-label';
  if (labels.some((label) => label.length > MAX_LABEL_OCTETS)) return 'label-too-long';
  return bare.length > MAX_NAME_OCTETS ? 'name-too-long' : undefined;
}

/** All that {@link nameProblem} asks for but the length: in one look, as every name comes by here. */
const LABELS = /^[\x20-\x2d\x2f-\x5b\x5d-\x7e]{1,63}(?:\.[\x20-\x2d\x2f-\x5b\x5d-\x7e]{1,63})*$/;

/**
 * What each octet of a label on the wire is in a DomainName; undefined for a dot, a backslash and all
 * that is no printable ASCII, which could be taken for another name.
 */
export const labelCharacters: readonly (string | undefined)[] = Array.from(
  { length: 256 },
  (_, octet) => {
    const character = String.fromCharCode(octet);
    return LABELS.test(character) ? character.toLowerCase() : undefined;
  },
);

/** `text` as a name, or undefined where {@link nameProblem} finds a problem. No IDNA: ASCII only. */
export function toName(text: string): DomainName | undefined {
  if (text === '.') return ROOT;
  const bare = text.endsWith('.') ? text.slice(0, -1) : text;
  if (bare.length > MAX_NAME_OCTETS || !LABELS.test(bare)) return undefined;
  return bare.toLowerCase() as DomainName;
}

/**
 * `text` as a name.
 * @throws {RangeError} where `text` is no name; for names that the program itself writes.
 */
export function name(text: string): DomainName {
  const found = toName(text);
  if (found === undefined) {
    throw new RangeError(`not a domain name (${nameProblem(text)}): ${JSON.stringify(text)}`);
  }
  return found;
}

/** The name without its leftmost label; undefined for the root. */
export function parentOf(domain: DomainName): DomainName | undefined {
  if (domain === ROOT) return undefined;
  const dot = domain.indexOf('.');
  return dot === -1 ? ROOT : (domain.slice(dot + 1) as DomainName);
}

/** Whether `domain` is `ancestor` or lies below it, on label boundaries. */
export function isWithin(domain: DomainName, ancestor: DomainName): boolean {
  return ancestor === ROOT || domain === ancestor || domain.endsWith(`.${ancestor}`);
}

/** What a person typed where a mail domain was asked for. */
export type TypedDomain =
  | {
      readonly ok: true;
      readonly name: DomainName;
      /** What else was typed around the domain and left out. */
      readonly takenFrom?: 'mailbox' | 'url';
    }
  | {
      readonly ok: false;
      /** One clause, without the input: what is wrong and what would be right. */
      readonly problem: string;
    };

/**
 * Reads a domain as people type it: upper case, trailing dot, U-labels, pasted with `https://` or as
 * a mailbox. Never throws.
 */
export function readDomain(typed: string): TypedDomain {
  const no = (problem: string): TypedDomain => ({ ok: false, problem });
  let host = typed.trim();
  let takenFrom: 'mailbox' | 'url' | undefined;
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#:]*)(?::\d*)?(?:[/?#].*)?$/iu.exec(host);
  if (url) {
    host = url[1] ?? '';
    takenFrom = 'url';
  } else if (host.includes('@')) {
    host = host
      .slice(host.lastIndexOf('@') + 1)
      .replace(/>$/, '')
      .trim();
    takenFrom = 'mailbox';
  } else if (/^[^/]+\/$/.test(host)) {
    host = host.slice(0, -1);
    takenFrom = 'url';
  }
  if (host === '') return no('it is empty; give a domain such as mycompany.com');
  if (/[%\s\\/:?#[\]<>^|*]/.test(host)) {
    return no('it holds characters that no domain has; give a domain such as mycompany.com');
  }
  if (host.length > MAX_TYPED) return no(`it is over ${MAX_NAME_OCTETS} characters`);
  let ascii: string;
  try {
    ascii = new URL(`http://${host}`).hostname;
  } catch {
    return no('it is no valid domain name; give a domain such as mycompany.com');
  }
  // The URL parser reads a host whose last label is a number as an IPv4 address.
  if (/^\d+\.\d+\.\d+\.\d+$/.test(ascii)) {
    return no('it is an address or a number; give a domain such as mycompany.com');
  }
  switch (nameProblem(ascii)) {
    case undefined:
      break;
    case 'label-too-long':
      return no(`one of its labels is over ${MAX_LABEL_OCTETS} characters`);
    case 'name-too-long':
      return no(`it is over ${MAX_NAME_OCTETS} characters`);
    case 'empty-label':
      return no('two dots stand next to each other, or one stands in front');
    case 'empty':
    case 'forbidden-character':
      return no('it holds characters that no domain has; give a domain such as mycompany.com');
  }
  const found = name(ascii);
  if (found === ROOT || !found.includes('.')) {
    return no('it is a single label; give a whole domain such as mycompany.com');
  }
  return takenFrom ? { ok: true, name: found, takenFrom } : { ok: true, name: found };
}
