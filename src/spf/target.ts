/** The names that terms ask about: macros expanded for the message at hand (RFC 7208 4.8, 5.5, 7). */
import { recordsOf, type Answer } from '../dns/answer.js';
import type { Asking } from '../dns/asking.js';
import { isWithin, type DomainName } from '../dns/name.js';
import type { Question } from '../dns/question.js';
import { holdsAddress } from './address.js';
import { heed, inquire, knownAnswer, type Account, type Inquiry } from './inquiry.js';
import {
  expandName,
  hasLetter,
  type MacroLetter,
  type MacroString,
  type MacroValues,
  readTarget,
  type Target,
} from './macro.js';
import type { Client } from './envelope.js';
import type { AskingTerm } from './published.js';
import type { DomainSpec } from './record.js';
import { parseIp4, parseIp6, reverseName } from '../dns/address.js';

/** `%{i}`: a dotted quad, or 32 nibbles with dots in between. */
function dottedAddress({ family, octets, text }: Client): string {
  if (family === 4) return text;
  const digits = octets.map((octet) => `${hex(octet >> 4)}.${hex(octet & 15)}`);
  return digits.join('.');
}

function hex(nibble: number): string {
  return '0123456789ABCDEF'.charAt(nibble);
}

/** `%{v}` */
function reverseZone({ family }: Client): string {
  return family === 4 ? 'in-addr' : 'ip6';
}

/** The question for the address record that the client's family has (RFC 7208 5). */
export function addressQuestion({ client }: Inquiry, host: DomainName): Question {
  return { name: host, type: client.family === 4 ? 'A' : 'AAAA' };
}

/** Whether an address of the answer is in one network of that prefix length with the client. */
export function holdsClient({ client }: Inquiry, answer: Answer, prefix: number): boolean {
  const { family } = client;
  const parse = family === 4 ? parseIp4 : parseIp6;
  return recordsOf(answer, family === 4 ? 'A' : 'AAAA').some(({ address }) => {
    if (address === client.text) return true;
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
  const { client, limits } = inquiry;
  const question = (inquiry.reverse ??= { name: reverseName(client.octets), type: 'PTR' });
  const pointers = knownAnswer(inquiry, question);
  if (pointers === undefined) return { missing: [question] };
  const targets = recordsOf(pointers, 'PTR').map((record) => record.target);
  const names = [...new Set(targets)].slice(0, limits.ptrNames);
  const missing: Question[] = [];
  const validated: DomainName[] = [];
  const answers = [pointers];
  for (const target of names) {
    const asked = addressQuestion(inquiry, target);
    const answer = knownAnswer(inquiry, asked);
    if (answer === undefined) {
      missing.push(asked);
      continue;
    }
    answers.push(answer);
    // A DNS error skips the name, as it holds no addresses then.
    if (holdsClient(inquiry, answer, client.family === 4 ? 32 : 128)) validated.push(target);
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

/** `%{p}`: the domain itself, else a name below it, else any, else `unknown` (RFC 7208 7.3). */
function pickName(names: readonly DomainName[], domain: DomainName): string {
  return (
    names.find((found) => found === domain) ??
    names.find((found) => isWithin(found, domain)) ??
    names[0] ??
    'unknown'
  );
}

/** The values of the letters that a macro-string in the record of `domain` needs; `%{p}` if known by now. */
export function macroValues(inquiry: Inquiry, domain: DomainName, macro: MacroString): MacroValues {
  const { client, mailbox, helo, receiver, now } = inquiry;
  const { local } = mailbox;
  const values: Partial<Record<MacroLetter, string>> = {
    l: local,
    o: mailbox.domain,
    d: domain,
    h: helo,
  };
  values.s = `${local}@${mailbox.domain}`;
  values.v = reverseZone(client);
  values.c = client.text;
  values.r = receiver;
  if (now !== undefined) values.t = String(Math.floor(now));
  if (hasLetter(macro, 'i')) values.i = dottedAddress(client);
  if (hasLetter(macro, 'p')) {
    const found = validation(inquiry);
    if ('names' in found) values.p = pickName(found.names, domain);
  }
  return values;
}

/**
 * The name that a term asks about in the record of `domain`: the domain itself where it says nothing else.
 * `%{p}` must have been looked up.
 */
export function targetOf(
  inquiry: Inquiry,
  { spec, target }: AskingTerm,
  domain: DomainName,
): Target {
  if (target !== undefined) return target;
  return spec === undefined ? { name: domain, text: domain } : expandSpec(inquiry, spec, domain);
}

/** The name that a domain-spec stands for in the record of `domain`; likewise. */
export function expandSpec(inquiry: Inquiry, spec: DomainSpec, domain: DomainName): Target {
  const { macro } = spec;
  const text = expandName(macro, macroValues(inquiry, domain, macro)) ?? spec.text;
  return matchesNothing(inquiry, spec) ? { name: undefined, text } : readTarget(text);
}

/**
 * Whether a domain-spec needs a local-part beyond US-ASCII. Such a one has no form in the DNS, escaped or
 * not: terms with it do not match anything (RFC 8616 4).
 */
export function matchesNothing({ mailbox }: Inquiry, { macro }: DomainSpec): boolean {
  return /[^\u0000-\u007f]/.test(mailbox.local) && (hasLetter(macro, 's') || hasLetter(macro, 'l'));
}
