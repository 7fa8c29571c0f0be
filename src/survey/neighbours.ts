/** The facts beside SPF: mail hosts, DKIM, DMARC, and what says how mail is to be transported. */
import { recordsOf, txtValue, type Answer, type FailureAnswer } from '../dns/answer.js';
import { batch, one, together, type Asking } from '../dns/asking.js';
import { parseIp4, parseIp6, reverseName } from '../dns/address.js';
import { toName, type DomainName } from '../dns/name.js';
import type { Question } from '../dns/question.js';
import {
  discoveredRecord,
  dmarcWalk,
  organizationalDomain,
  type DmarcWalk,
} from '../records/dmarc-walk.js';
import { isDmarc } from '../records/dmarc.js';
import { mxHosts } from '../spf/lookup-tree.js';
import { parseSpf } from '../spf/parse.js';
import { isSpf } from '../spf/select.js';
import { answerTo, isCovered, known, unknown } from './fact.js';
import type {
  DelegatedKeyFact,
  DmarcFact,
  ExchangeFact,
  DatabaseFact,
  ExchangesFact,
  Fact,
  KeyFact,
  MisplacedFact,
  ReportHostFact,
  ReverseFact,
  TlsaFact,
  TxtAtFact,
} from './survey.js';

/** Which DKIM keys are wanted. */
export interface WantedKeys {
  /** Selectors that the user names. */
  readonly selectors?: readonly string[];
  /** Selectors that the domain's mail hosts and the targets of its includes suggest. */
  readonly detect?: (
    exchanges: readonly DomainName[],
    includes: readonly string[],
  ) => readonly string[];
  /** A selector whose key another name keeps: a CNAME is to lead there. */
  readonly delegated?: { readonly selector: string; readonly target: DomainName };
}

/** Hosts of one MX whose addresses are asked for. */
const MAX_EXCHANGES = 10;
/** Addresses of these hosts whose names are asked for, and names of one address that are asked back. */
const MAX_REVERSED = 20;
const MAX_REVERSE_NAMES = 3;
/** Hosts outside that are asked whether they take reports. */
const MAX_REPORT_HOSTS = 5;
/** Selectors that the user names, and that are guessed. */
export const MAX_SELECTORS = 20;

/** The hosts of the MX with their addresses; of a domain without MX the domain itself. */
export function* findExchanges(domain: DomainName): Asking<Fact<ExchangesFact>> {
  const answer = yield* one({ name: domain, type: 'MX' });
  if (answer.kind === 'failure') return unknown(answer);
  const implicit = answer.kind !== 'noerror';
  const names = implicit ? [domain] : mxHosts(answer);
  const questions = (name: DomainName): readonly Question[] => [
    { name, type: 'A' },
    { name, type: 'AAAA' },
  ];
  const answers = yield* batch(names.slice(0, MAX_EXCHANGES).flatMap(questions));
  const hosts = names.map((name): ExchangeFact => ({
    name,
    answers: questions(name).map((question) => answerTo(answers, question)),
  }));
  return known({ implicit, hosts });
}

/** The host of the database; nothing where none was given. */
export function* findDatabase(
  name: DomainName | undefined,
): Asking<Fact<DatabaseFact> | undefined> {
  if (name === undefined) return undefined;
  const answers = yield* batch(
    (['A', 'AAAA', 'MX'] as const).map((type): Question => ({ name, type })),
  );
  const failed = answers.find(({ kind }) => kind === 'failure');
  // What is not in the files given is left out; one answer that is there decides.
  if (failed?.kind === 'failure' && !answers.some(isCovered)) return unknown(failed);
  return known({ name, answers });
}

/** The names of the hosts' addresses, and whether these lead back. */
export function* findReverse(domain: DomainName): Asking<Fact<readonly ReverseFact[]>> {
  const exchanges = yield* findExchanges(domain);
  if (exchanges.state === 'unknown') return exchanges;
  const { hosts, implicit } = exchanges.value;
  if (implicit) return known([]);
  const places = hosts.flatMap(({ name, answers }) =>
    answers
      .flatMap((answer) => [...recordsOf(answer, 'A'), ...recordsOf(answer, 'AAAA')])
      .flatMap(({ address, type }) => {
        const octets = parseIp4(address) ?? parseIp6(address);
        return octets === undefined
          ? []
          : [{ host: name, address, type, reverse: reverseName(octets) }];
      }),
  );
  const reversed = yield* batch(
    places.slice(0, MAX_REVERSED).map(({ reverse }): Question => ({ name: reverse, type: 'PTR' })),
  );
  const back = places.map(({ host, address, type, reverse }) => {
    const answer = answerTo(reversed, { name: reverse, type: 'PTR' });
    const names = recordsOf(answer, 'PTR').slice(0, MAX_REVERSE_NAMES);
    const questions = names.map(({ target }): Question => ({ name: target, type }));
    return { host, address, answer, questions };
  });
  const forward = yield* batch(back.flatMap(({ questions }) => questions));
  return known(
    back.map(({ questions, ...place }) => ({
      ...place,
      forward: questions.map((question) => answerTo(forward, question)),
    })),
  );
}

/** The TLSA records of the hosts (RFC 7672 2.2.3); a name that is too long for one has none. */
export function* findTlsa({ hosts }: ExchangesFact): Asking<readonly TlsaFact[]> {
  const places = hosts.slice(0, MAX_EXCHANGES).flatMap(({ name: host }) => {
    const name = toName(`_25._tcp.${host}`);
    return name === undefined ? [] : [{ host, question: { name, type: 'TLSA' } as const }];
  });
  const answers = yield* batch(places.map(({ question }) => question));
  return places.map(({ host, question }) => {
    const answer = answerTo(answers, question);
    return {
      host,
      records: recordsOf(answer, 'TLSA').map(({ usage, selector, matchingType, association }) => ({
        usage,
        selector,
        matchingType,
        data: association,
      })),
      authenticated: answer.kind === 'noerror' && answer.authenticated === true,
      ...(answer.kind === 'failure' && isCovered(answer) ? { failure: answer } : {}),
    };
  });
}

/** TXT at a name below the domain. */
export function* findTxtAt(label: string, domain: DomainName): Asking<Fact<TxtAtFact>> {
  const name = toName(`${label}.${domain}`);
  // Too long to be a name: nothing can be published there.
  if (name === undefined) return known({ name: domain, values: [] });
  const answer = yield* one({ name, type: 'TXT' });
  return answer.kind === 'failure' ? unknown(answer) : known({ name, values: textsOf(answer) });
}

function textsOf(answer: Answer): readonly string[] {
  return recordsOf(answer, 'TXT').map(txtValue);
}

/** Where people put the DMARC record by mistake: without the underscore, and with the domain twice. */
function misplacedDmarc(domain: DomainName): readonly DomainName[] {
  return [`dmarc.${domain}`, `_dmarc.${domain}.${domain}`].flatMap((text) => toName(text) ?? []);
}

/** The walk for the domain, and records that stand elsewhere. */
export function* findDmarc(domain: DomainName): Asking<Fact<DmarcFact>> {
  const places: readonly Question[] = [
    { name: domain, type: 'TXT' },
    ...misplacedDmarc(domain).map((name): Question => ({ name, type: 'TXT' })),
  ];
  const [walk, answers] = yield* together([dmarcWalk(domain), batch(places)]);
  const found = discoveredRecord(walk);
  if (found !== undefined && 'kind' in found) return unknown(found);
  const elsewhere = answers.flatMap((answer): MisplacedFact[] => {
    const { name } = answer.question;
    if (answer.kind === 'failure') return [{ name, values: [], failure: answer }];
    const values = textsOf(answer).filter(isDmarc);
    return values.length === 0 ? [] : [{ name, values }];
  });
  return known({ walk, elsewhere });
}

/** The walk of the domain that bounces go to. */
export function* findAliasWalk(
  aliasDomain: DomainName | undefined,
): Asking<Fact<DmarcWalk> | undefined> {
  if (aliasDomain === undefined) return undefined;
  const walk = yield* dmarcWalk(aliasDomain);
  const organizational = organizationalDomain(walk);
  return typeof organizational === 'string' ? known(walk) : unknown(organizational);
}

/** The hosts outside that reports go to, and what they say about that (RFC 9990 4, RFC 9991 5). */
export function* findReports(domain: DomainName): Asking<Fact<readonly ReportHostFact[]>> {
  const walk = yield* dmarcWalk(domain);
  const found = discoveredRecord(walk);
  if (found === undefined) return known([]);
  if ('kind' in found) return unknown(found);
  const { domain: publisher, record } = found;
  const hosts = new Set([...record.rua, ...record.ruf].flatMap(({ host }) => host ?? []));
  hosts.delete(publisher);
  const [ownWalk, asked] = yield* together([
    dmarcWalk(publisher),
    together([...hosts].slice(0, MAX_REPORT_HOSTS).map((host) => askHost(publisher, host))),
  ]);
  const own = organizationalDomain(ownWalk);
  if (typeof own !== 'string') return unknown(own);
  return known(
    asked.flatMap(({ organizational, ...fact }) => {
      if (organizational === own) return [];
      // Whoever agrees need not be known to be outside.
      const isOpen = typeof organizational !== 'string' && fact.answer?.kind !== 'noerror';
      return [isOpen ? { ...fact, answer: organizational } : fact];
    }),
  );
}

function* askHost(
  publisher: DomainName,
  host: DomainName,
): Asking<ReportHostFact & { readonly organizational: DomainName | FailureAnswer }> {
  const name = toName(`${publisher}._report._dmarc.${host}`);
  const [walk, [answer]] = yield* together([
    dmarcWalk(host),
    batch(name === undefined ? [] : [{ name, type: 'TXT' }]),
  ]);
  return {
    host,
    ...(answer === undefined ? {} : { answer }),
    organizational: organizationalDomain(walk),
  };
}

/** The name that a DKIM key is published at (RFC 6376 3.6.2.1). */
function keyName(selector: string, domain: DomainName): DomainName | undefined {
  return toName(`${selector}._domainkey.${domain}`);
}

/** What is published for the selectors that are named, and for those that are suggested. */
export function* findKeys(
  domain: DomainName,
  { selectors = [], delegated, detect }: WantedKeys,
): Asking<Fact<readonly KeyFact[]>> {
  const named = new Map<string, KeyFact['origin']>();
  for (const selector of selectors.slice(0, MAX_SELECTORS)) named.set(selector, 'user');
  if (delegated !== undefined) named.set(delegated.selector, 'profile');
  const [asked, suggested] = yield* together([
    askKeys(domain, named),
    (function* (): Asking<readonly KeyFact[]> {
      if (detect === undefined) return [];
      const [mx, txt] = yield* together([
        one({ name: domain, type: 'MX' }),
        one({ name: domain, type: 'TXT' }),
      ]);
      const guesses = detect(mxHosts(mx), textsOf(txt).filter(isSpf).flatMap(includesOf))
        .filter((guess) => !named.has(guess))
        .slice(0, MAX_SELECTORS);
      return yield* askKeys(domain, new Map(guesses.map((guess) => [guess, 'provider'])));
    })(),
  ]);
  return known([...asked, ...suggested]);
}

function* askKeys(
  domain: DomainName,
  selectors: ReadonlyMap<string, KeyFact['origin']>,
): Asking<readonly KeyFact[]> {
  const places = [...selectors].flatMap(([selector, origin]) => {
    const name = keyName(selector, domain);
    return name === undefined ? [] : [{ selector, name, origin }];
  });
  const answers = yield* batch(places.map(({ name }): Question => ({ name, type: 'TXT' })));
  return places.map((place) => ({
    ...place,
    answer: answerTo(answers, { name: place.name, type: 'TXT' }),
  }));
}

/** The targets of a record's own includes, as written. */
function includesOf(record: string): readonly string[] {
  return parseSpf(record).terms.flatMap((term) =>
    term.kind === 'directive' && term.mechanism === 'include' ? [term.domain.text] : [],
  );
}

/** The key that another name keeps, and what people publish in place of the CNAME. */
export function* findDelegatedKey(
  domain: DomainName,
  { delegated }: WantedKeys,
): Asking<Fact<DelegatedKeyFact> | undefined> {
  if (delegated === undefined) return undefined;
  const { selector, target } = delegated;
  const name = keyName(selector, domain);
  if (name === undefined) return undefined;
  const twice = toName(`${name}.${domain}`);
  const [answer, doubled] = yield* together([
    one({ name, type: 'TXT' }),
    batch(twice === undefined ? [] : [{ name: twice, type: 'TXT' }]),
  ]);
  if (answer.kind === 'failure' && answer.aliases.length === 0) return unknown(answer);
  const isOwn = answer.kind === 'noerror' && answer.aliases.length === 0;
  const original = yield* batch(isOwn ? [{ name: target, type: 'TXT' }] : []);
  return known({
    name,
    answer,
    ...(doubled[0] === undefined ? {} : { doubled: doubled[0] }),
    ...(original[0] === undefined ? {} : { original: original[0] }),
  });
}
