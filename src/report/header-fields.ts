/**
 * What a receiver writes above a message about SPF. Every value comes from a stranger, so each is a token
 * of its grammar or a quoted string of visible US-ASCII: none can end the field or begin another.
 */
import type { Evaluation } from '../spf/evaluation.js';
import { shown } from './escape.js';
import { problemText } from './words.js';

/** RFC 5322 2.1.1: characters of one line. */
const MAX_LINE = 998;

/** A bound of this program: characters of one value, before quoting at most doubles them. */
const MAX_VALUE = 400;

/** RFC 5322 3.2.3 */
const atext = "[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~]";
const dotAtom = new RegExp(`^${atext}+(?:\\.${atext}+)*$`);

/** RFC 2045 5.1 */
const token = /^[A-Za-z0-9!#$%&'*+\-.^_`{|}~]+$/;

/** A mailbox that RFC 8601 2.2 lets stand without quotes: [ local-part "@" ] domain-name. */
const plainMailbox = new RegExp(
  `^${atext}+(?:\\.${atext}+)*@[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*$`,
);

/** RFC 5322 3.2.4. Control characters and what is beyond US-ASCII are written as escapes. */
function quotedString(text: string): string {
  const safe = shown(text);
  const cut = safe.length > MAX_VALUE ? `${safe.slice(0, MAX_VALUE)}...` : safe;
  return `"${cut.replaceAll(/["\\]/g, '\\$&')}"`;
}

function valueOf(text: string, plain: RegExp): string {
  return text.length <= MAX_VALUE && plain.test(text) ? text : quotedString(text);
}

/** One line, or one of its parts on each where that would be too long. */
function fold(parts: readonly string[]): string {
  const line = parts.join(' ');
  return line.length <= MAX_LINE ? line : parts.join('\n ');
}

/**
 * header-field   = "Received-SPF:" [CFWS] result FWS [comment FWS] [ key-value-list ] CRLF
 * key-value-pair = key [CFWS] "=" ( dot-atom / quoted-string )
 *
 * The field of RFC 7208 9.1, without the line break at its end.
 */
export function receivedSpf(evaluation: Evaluation, receiver: string): string {
  const { result, ip, sender, helo, problem } = evaluation;
  const mechanism = decidingDirective(evaluation);
  const pairs: readonly (readonly [key: string, value: string])[] = [
    ['receiver', receiver],
    ['client-ip', ip],
    ['envelope-from', sender],
    ['helo', helo],
    ['identity', 'mailfrom'],
    ...(mechanism === undefined ? [] : ([['mechanism', mechanism]] as const)),
    ...(problem === null ? [] : ([['problem', problemText(problem)]] as const)),
  ];
  const list = pairs.map(([key, value]) => `${key}=${valueOf(value, dotAtom)};`);
  return fold([`Received-SPF: ${result}`, ...list]);
}

/** The mechanism that matched, in the record that was asked for in the end, or the word "default". */
function decidingDirective({ mechanism, problem }: Evaluation): string | undefined {
  if (problem !== null) return undefined;
  if (mechanism === null) return 'default';
  const steps = [...mechanism.path, mechanism];
  return steps.find(({ term }) => !/^redirect=/i.test(term))?.term;
}

/**
 * authres-payload = [CFWS] authserv-id [ CFWS authres-version ] ( no-result / 1*resinfo ) [CFWS] CRLF
 * resinfo         = [CFWS] ";" methodspec [ CFWS reasonspec ] [ CFWS 1*propspec ]
 *
 * The field of RFC 8601 2.2 for MAIL FROM, or for HELO where the sender was null.
 */
export function authenticationResults(
  evaluation: Evaluation,
  { id, nullSender }: { readonly id: string; readonly nullSender: boolean },
): string {
  const { result, sender, helo, problem } = evaluation;
  return fold([
    `Authentication-Results: ${valueOf(id, token)};`,
    `spf=${result}`,
    ...(problem === null ? [] : [`reason=${quotedString(problemText(problem))}`]),
    nullSender
      ? `smtp.helo=${valueOf(helo, token)}`
      : `smtp.mailfrom=${valueOf(sender, plainMailbox)}`,
  ]);
}
