/** The local parts of the application's addresses: aliases, catchall, bounce. */
import { bounceOf, catchallOf, type Profile } from './profile.js';

/** dot-atom-text = 1*atext *("." 1*atext), RFC 5322 3.2.3; ASCII alone, as the application has it. */
const DOT_ATOM = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*$/;

/** RFC 5321 4.5.3.1.1: octets of a local part. */
const MAX_LOCAL_PART = 64;

/** Why a text can be no alias, in one clause without the text, or undefined where it can. */
export function aliasProblem(text: string): string | undefined {
  if (text === '') return 'it is empty';
  if (text.includes('@')) return 'it is what stands in front of the @';
  if (!DOT_ATOM.test(text)) {
    return "it may hold letters without accents, digits and !#$%&'*+-/=?^_`{|}~, in groups joined by single dots";
  }
  return text.length > MAX_LOCAL_PART ? `it is over ${MAX_LOCAL_PART} characters` : undefined;
}

/** What the application compares by: it writes aliases in lower case. */
export function sameLocalPart(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** What a local part is for. */
export type Role = 'catchall' | 'bounce' | 'alias';

/** The local parts given, with what each is for. */
export function givenLocalParts({ catchall, bounce, aliases = [] }: Profile): readonly {
  readonly role: Role;
  readonly text: string;
}[] {
  return [
    ...(catchall === undefined ? [] : [{ role: 'catchall' as const, text: catchall }]),
    ...(bounce === undefined ? [] : [{ role: 'bounce' as const, text: bounce }]),
    ...aliases.map((text) => ({ role: 'alias' as const, text })),
  ];
}

/** The local parts that the application keeps to itself. */
export function reservedLocalParts(profile: Profile): readonly {
  readonly role: Exclude<Role, 'alias'>;
  readonly text: string;
}[] {
  return [
    { role: 'catchall', text: catchallOf(profile) },
    { role: 'bounce', text: bounceOf(profile) },
  ];
}
