/** What a domain has to say to a client that fails (RFC 7208 6.2). */
import { recordsOf, txtValue } from '../dns/answer.js';
import type { Asking } from '../dns/asking.js';
import type { DomainName } from '../dns/name.js';
import { inquireOne, recordQuestion, type Inquiry } from './inquiry.js';
import { expandMacro, hasLetter, parseMacroString, type MacroString } from './macro.js';
import type { DomainSpec } from './record.js';
import { expandSpec, macroValues, validatedNames } from './target.js';

/** A bound of this program: characters of an explanation. SMTP replies have lines of 512 octets. */
const MAX_EXPLANATION = 4096;

/** US-ASCII without control characters: the rest cannot be said in SMTP. */
const speakable = /^[\x20-\x7e]*$/;

/**
 * explain-string = *( macro-string / SP )
 *
 * The explanation at the domain-spec of an `exp=` in the record of `domain`; null for every reason to go
 * on as if there were none: no name, no answer, not exactly one TXT record, characters outside US-ASCII,
 * a syntax error. What is asked here counts for nothing (RFC 7208 4.6.4).
 */
export function* explanationAt(
  inquiry: Inquiry,
  spec: DomainSpec,
  domain: DomainName,
): Asking<string | null> {
  yield* lookUpNames(inquiry, spec.macro);
  const target = expandSpec(inquiry, spec, domain).name;
  if (target === undefined) return null;
  const answer = yield* inquireOne(inquiry, recordQuestion(target));
  const [text, ...others] = recordsOf(answer, 'TXT').map(txtValue);
  if (text === undefined || others.length > 0 || !speakable.test(text)) return null;
  const macro = parseMacroString(text, { explanation: true });
  if ('reason' in macro) return null;
  yield* lookUpNames(inquiry, macro);
  const expanded = expandMacro(macro, macroValues(inquiry, domain, macro), MAX_EXPLANATION);
  return expanded !== undefined && speakable.test(expanded) ? expanded : null;
}

function* lookUpNames(inquiry: Inquiry, macro: MacroString): Asking<void> {
  if (hasLetter(macro, 'p')) yield* validatedNames(inquiry);
}
