/** The names that terms ask about: macros expanded for the message at hand (RFC 7208 4.8, 5.5, 7). */
import { recordsOf, type Answer } from '../dns/answer.js';
import type { Asking } from '../dns/asking.js';
import { isWithin, toName, type DomainName } from '../dns/name.js';
import { questionKey, type Question } from '../dns/question.js';
import { holdsAddress } from './address.js';
import { heed, inquire, type Account, type Inquiry } from './inquiry.js';
import { cutName, expandMacro, lettersOf, type MacroString, type MacroValues } from './macro.js';
import type { Client } from './envelope.js';
import type { DomainSpec } from './record.js';
import { parseIp4, parseIp6 } from '../dns/address.js';

/** `%{i}`: a dotted quad, or 32 nibbles with dots in between. */
function dottedAddress({ family, octets, text }: Client): string {
  if (family === 4) return text;
  const nibbles = octets.flatMap((octet) => [octet >> 4, octet & 15]);
  return nibbles.map((nibble) => nibble.toString(16).toUpperCase()).join('.');
}

/** `%{v}` */
function reverseZone({ family }: Client): string {
  return family === 4 ? 'in-addr' : 'ip6';
}

/** The question for the address record that the client's family has (RFC 7208 5). */
export function addressQuestion({ client }: Inquiry, name: DomainName): Question {
  return { name, type: client.family === 4 ? 'A' : 'AAAA' };
}

/** Whether an address of the answer is in one network of that prefix length with the client. */
export function holdsClient({ client }: Inquiry, answer: Answer, prefix: number): boolean {
  const { family } = client;
  const parse = family === 4 ? parseIp4 : parseIp6;
  return recordsOf(answer, family === 4 ? 'A' : 'AAAA').some(({ address }) => {
    const octets = parse(address);
    return octets !== undefined && holdsAddress({ family, octets, prefix }, client.octets);
  });
}

/** The names of the client that lead back to it, or what must be asked to know them (RFC 7208 5.5). */
function validation(
  inquiry: Inquiry,
):
  | { readonly missing: readonly Question[] }
  | { readonly names: readonly DomainName[]; readonly answers: readonly Answer[] } {
  const { client, known, limits } = inquiry;
  const labels = dottedAddress(client).split('.').toReversed();
  const reverse = toName([...labels, reverseZone(client), 'arpa'].join('.'));
  if (reverse === undefined) return { names: [], answers: [] };
  const question: Question = { name: reverse, type: 'PTR' };
  const pointers = known.get(questionKey(question));
  if (pointers === undefined) return { missing: [question] };
  const targets = recordsOf(pointers, 'PTR').map(({ target }) => target);
  const names = [...new Set(targets)].slice(0, limits.ptrNames);
  const missing: Question[] = [];
  const validated: DomainName[] = [];
  const answers = [pointers];
  for (const name of names) {
    const asked = addressQuestion(inquiry, name);
    const answer = known.get(questionKey(asked));
    if (answer === undefined) {
      missing.push(asked);
      continue;
    }
    answers.push(answer);
    // A DNS error skips the name, as it holds no addresses then.
    if (holdsClient(inquiry, answer, client.family === 4 ? 32 : 128)) validated.push(name);
  }
  return missing.length > 0 ? { missing } : { names: validated, answers };
}

/**
 * The client's validated names, in the order in which DNS gave them. With an account all that was asked
 * is counted there; undefined where that makes too many void lookups.
 */
export function* validatedNames(
  inquiry: Inquiry,
  account?: Account,
): Asking<readonly DomainName[] | undefined> {
  for (;;) {
    const found = validation(inquiry);
    if ('missing' in found) {
      yield* inquire(inquiry, found.missing);
      continue;
    }
    if (account !== undefined && !found.answers.every((answer) => heed(inquiry, account, answer))) {
      return undefined;
    }
    return found.names;
  }
}

/** What must be asked before the client's validated names are known. */
export function validationQuestions(inquiry: Inquiry): readonly Question[] {
  const found = validation(inquiry);
  return 'missing' in found ? found.missing : [];
}

/** Whether a macro-string asks for validated names. */
export function needsNames(macro: MacroString): boolean {
  return lettersOf(macro).has('p');
}

/** `%{p}`: the domain itself, else a name below it, else any, else `unknown` (RFC 7208 7.3). */
function pickName(names: readonly DomainName[], domain: DomainName): string {
  return (
    names.find((name) => name === domain) ??
    names.find((name) => isWithin(name, domain)) ??
    names[0] ??
    'unknown'
  );
}

/** The values of the letters in the record of `domain`; `%{p}` only where it is known by now. */
export function macroValues(inquiry: Inquiry, domain: DomainName): MacroValues {
  const { client, mailbox, helo } = inquiry;
  return {
    s: `${mailbox.local}@${mailbox.domain}`,
    l: mailbox.local,
    o: mailbox.domain,
    d: domain,
    i: dottedAddress(client),
    h: helo,
    v: reverseZone(client),
  };
}

/** The value of `%{p}`, as soon as it is known. */
export function withNames(
  values: MacroValues,
  inquiry: Inquiry,
  domain: DomainName,
  macro: MacroString,
): MacroValues {
  if (!needsNames(macro)) return values;
  const found = validation(inquiry);
  return 'missing' in found ? values : { ...values, p: pickName(found.names, domain) };
}

/** The name of a domain-spec, or the text that cannot be one and therefore matches nothing. */
export type Target =
  | { readonly name: DomainName; readonly text: string }
  | { readonly name: undefined; readonly text: string };

/**
 * The name a domain-spec stands for in the record of `domain`, which it is where there is none.
 * `%{p}` must have been looked up.
 */
export function targetOf(
  inquiry: Inquiry,
  spec: DomainSpec | undefined,
  domain: DomainName,
): Target {
  if (spec === undefined) return { name: domain, text: domain };
  const letters = lettersOf(spec.macro);
  if (letters.size === 0) return named(expandMacro(spec.macro, {}) ?? spec.text);
  const values = withNames(macroValues(inquiry, domain), inquiry, domain, spec.macro);
  const text = expandMacro(spec.macro, values) ?? spec.text;
  // RFC 8616 4: such a local-part has no form in the DNS, escaped or not, and matches nothing.
  const local = letters.has('s') || letters.has('l');
  if (local && /[^\u0000-\u007f]/.test(inquiry.mailbox.local)) return { name: undefined, text };
  return named(text);
}

function named(text: string): Target {
  return { name: toName(cutName(text)), text };
}
