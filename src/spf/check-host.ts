/** check_host() (RFC 7208 4). */
import { isWithin, type DomainName } from '../dns/name.js';
import type { Answer } from '../dns/answer.js';
import type { Asking } from '../dns/asking.js';
import { holdsAddress } from './address.js';
import { readCheckedDomain, readClient, readSender, toALabels, type Mailbox } from './envelope.js';
import type {
  Deciding,
  Evaluation,
  Problem,
  RecordTrace,
  Result,
  Step,
  TermTrace,
} from './evaluation.js';
import { explanationAt } from './explanation.js';
import { foreseen } from './foresight.js';
import {
  foundAt,
  heed,
  inquireOne,
  isGiven,
  recordQuestion,
  resolve,
  spend,
  type Account,
  type Found,
  type Inquiry,
  type Pending,
} from './inquiry.js';
import { defaultLimits, MAX_LIMIT, type Limits } from './limits.js';
import { costOf, evaluatedTerms, mxHosts, mxRecords } from './lookup-tree.js';
import { hasLetter } from './macro.js';
import { resultOf } from './print.js';
import {
  modifierOf,
  type AllDirective,
  type Directive,
  type DomainSpec,
  type HostDirective,
  type IncludeDirective,
  type KnownModifier,
  type NetworkDirective,
  type PtrDirective,
  type SpfRecord,
} from './record.js';
import {
  addressQuestion,
  holdsClient,
  matchesNothing,
  targetOf,
  validatedNames,
} from './target.js';

/** What is checked, and how. */
export interface CheckHostOptions {
  /** The client's address in any spelling. */
  readonly ip: string;
  /** MAIL FROM without angle brackets; empty for the null sender. */
  readonly sender: string;
  /** The name given with HELO or EHLO. */
  readonly helo: string;
  /** The domain whose record is evaluated; that of the sender where it is not given. */
  readonly domain?: string;
  /** The name of the receiving host, for `%{r}` in explanations; `unknown`. */
  readonly receiver?: string;
  /** Seconds since 1970, for `%{t}`; an explanation that needs it is left out without. */
  readonly now?: number;
  /** Those of RFC 7208 4.6.4 where not given: 10 lookups, 2 void lookups, 10 MX hosts, 10 PTR names. */
  readonly limits?: Partial<Limits>;
  /**
   * What is one void lookup: a term that met any empty answer (the text of RFC 7208 4.6.4, and the
   * default), or each query with one, as some receivers count.
   */
  readonly voids?: 'term' | 'query';
  /**
   * Whether questions that the next terms may need go out together; true. The result, the counts and
   * the explanation are the same either way.
   */
  readonly ahead?: boolean;
  /** A text in place of the record that the domain publishes. */
  readonly record?: string;
}

/**
 * Evaluates SPF for a client and a sender. All syntax is checked before any term is evaluated; the
 * explanation of a fail is looked up.
 * @throws {RangeError} For an `ip` that is no address, or a limit that is no integer from 0 to 100.
 */
export function checkHost(options: CheckHostOptions): Asking<Evaluation> {
  const mailbox = readSender(options.sender, options.helo);
  const text = options.domain ?? mailbox.domain;
  const domain = readCheckedDomain(text);
  return evaluate(startInquiry(options, mailbox, domain), domain, text);
}

function startInquiry(
  options: CheckHostOptions,
  mailbox: Mailbox,
  domain: DomainName | undefined,
): Inquiry {
  const { ip, helo, receiver = 'unknown', now, voids = 'term', ahead = true, record } = options;
  const client = readClient(ip);
  if (client === undefined) throw new RangeError(`not an IP address: ${JSON.stringify(ip)}`);
  return {
    client,
    mailbox,
    helo: toALabels(helo),
    receiver,
    now,
    limits: options.limits === undefined ? defaultLimits : checkedLimits(options.limits),
    voids,
    given: record === undefined || domain === undefined ? undefined : { domain, record },
    foresee: ahead ? foreseen : undefined,
    known: new Map(),
    found: new Map(),
    reverse: undefined,
    pending: [],
    lookups: 0,
    voidLookups: 0,
    problem: null,
  };
}

function checkedLimits(given: Partial<Limits>): Limits {
  const limits = { ...defaultLimits, ...given };
  for (const [name, limit] of Object.entries(limits)) {
    if (Number.isInteger(limit) && limit >= 0 && limit <= MAX_LIMIT) continue;
    throw new RangeError(`limits.${name} is no integer from 0 to ${MAX_LIMIT}: ${limit}`);
  }
  return limits;
}

function* evaluate(
  inquiry: Inquiry,
  domain: DomainName | undefined,
  text: string,
): Asking<Evaluation> {
  if (domain === undefined) {
    inquiry.problem = { kind: 'malformed-domain', text };
    return finish(inquiry, null, undefined, null);
  }
  const verdict = yield* checkDomain(inquiry, domain);
  const { explainer } = verdict;
  const explanation =
    explainer === undefined
      ? null
      : yield* explanationAt(inquiry, explainer.spec, explainer.domain);
  return finish(inquiry, domain, verdict, explanation);
}

function finish(
  inquiry: Inquiry,
  domain: DomainName | null,
  verdict: Verdict | undefined,
  explanation: string | null,
): Evaluation {
  const { client, mailbox, helo, lookups, voidLookups, problem } = inquiry;
  const steps = verdict?.steps ?? [];
  const deciding = steps.at(-1);
  return {
    result: verdict?.trace.result ?? 'none',
    mechanism: deciding === undefined ? null : decidingTerm(deciding, steps.slice(0, -1)),
    explanation,
    lookups,
    voidLookups,
    problem,
    domain,
    ip: client.text,
    sender: `${mailbox.local}@${mailbox.domain}`,
    helo,
    trace: verdict?.trace ?? null,
  };
}

function decidingTerm({ domain, term }: Step, path: readonly Step[]): Deciding {
  return { domain, term, path };
}

/** What one run of check_host() came to. */
interface Verdict {
  readonly trace: RecordTrace;
  /** From the record that was asked for to the term that decided; empty where none did. */
  readonly steps: readonly Step[];
  /** The `exp=` beside the term that gave fail, and the domain of its record. */
  readonly explainer: { readonly spec: DomainSpec; readonly domain: DomainName } | undefined;
}

/** RFC 7208 4.3 to 4.6, at a name that the account's term leads to, or at the first one. */
function* checkDomain(inquiry: Inquiry, domain: DomainName, account?: Account): Asking<Verdict> {
  const answer = isGiven(inquiry, domain)
    ? null
    : yield* inquireOne(inquiry, recordQuestion(domain));
  if (account !== undefined && answer !== null && !heed(inquiry, account, answer)) {
    return unevaluated('permerror', domain, answer);
  }
  const found = foundAt(inquiry, domain);
  if (found?.kind === 'record') {
    const { record } = found;
    if (record.faults.length === 0) return yield* checkRecord(inquiry, domain, record, answer);
    inquiry.problem ??= { kind: 'syntax', domain, record: record.text, faults: record.faults };
    return unevaluated('permerror', domain, answer, record.text);
  }
  inquiry.problem ??= missing(found, domain, account?.at);
  if (found?.kind === 'failure') return unevaluated('temperror', domain, answer);
  return unevaluated(found?.kind === 'several' ? 'permerror' : 'none', domain, answer);
}

/** A name without a record that can be evaluated. */
function unevaluated(
  result: Result,
  domain: DomainName,
  answer: Answer | null,
  record: string | null = null,
): Verdict {
  return { trace: { domain, result, record, answer, terms: [] }, steps: [], explainer: undefined };
}

/** Why there is not one record (RFC 7208 4.3, 4.4, 4.5). */
function missing(
  found: Exclude<Found, { kind: 'record' }> | undefined,
  domain: DomainName,
  at: Step | undefined,
): Problem {
  switch (found?.kind) {
    case 'several':
      return { kind: 'several-records', domain, count: found.count };
    case 'failure': {
      const { answer } = found;
      return at === undefined ? { kind: 'dns', answer } : { kind: 'dns', answer, at };
    }
    case 'none':
    case undefined:
      return { kind: 'no-record', domain, exists: found?.exists ?? true };
  }
}

/** What a term came to, and where it ends the evaluation of its record: how. */
interface Evaluated {
  readonly trace: TermTrace;
  readonly end: ({ readonly result: Result } & Omit<Verdict, 'trace'>) | undefined;
}

/** RFC 7208 4.7: nothing matched. */
const neutral: NonNullable<Evaluated['end']> = {
  result: 'neutral',
  steps: [],
  explainer: undefined,
};

/** RFC 7208 4.6.2, 4.7. */
function* checkRecord(
  inquiry: Inquiry,
  domain: DomainName,
  record: SpfRecord,
  answer: Answer | null,
): Asking<Verdict> {
  const pending: Pending = { domain, terms: evaluatedTerms(record), next: 0 };
  inquiry.pending.push(pending);
  const terms: TermTrace[] = [];
  let end: Evaluated['end'];
  for (const [index, term] of pending.terms.entries()) {
    pending.next = index;
    const evaluated = yield* checkTerm(inquiry, domain, term, record);
    terms.push(evaluated.trace);
    end = evaluated.end;
    if (end !== undefined) break;
  }
  inquiry.pending.pop();
  const { result, steps, explainer } = end ?? neutral;
  return { trace: { domain, result, record: record.text, answer, terms }, steps, explainer };
}

function* checkTerm(
  inquiry: Inquiry,
  domain: DomainName,
  term: Directive | KnownModifier,
  record: SpfRecord,
): Asking<Evaluated> {
  const at: Step = { domain, term: term.text };
  const account: Account = { at, answers: [], voidLookups: 0 };
  const cost = costOf(term);
  const affordable = spend(inquiry, at, cost);
  const ordinal = cost === 0 ? null : inquiry.lookups;
  const match = !affordable
    ? noEnd
    : asksNothing(term)
      ? matchClient(inquiry, term)
      : yield* matchTerm(inquiry, account, term, domain);
  const { outcome, target = null, below } = match;
  const { answers, voidLookups } = account;
  const trace: TermTrace = { term: term.text, target, outcome, ordinal, voidLookups, answers };
  return {
    trace: below === undefined ? trace : { ...trace, below: below.trace },
    end: endOf(inquiry, term, match, at, record),
  };
}

/** How a term ends the evaluation of its record, where it does (RFC 7208 4.6.2, 6.1, 6.2). */
function endOf(
  { problem }: Inquiry,
  term: Directive | KnownModifier,
  { outcome, below }: Match,
  at: Step,
  record: SpfRecord,
): Evaluated['end'] {
  if (outcome === 'no-match') return undefined;
  if (outcome === 'error') {
    const result = problem?.kind === 'dns' ? 'temperror' : 'permerror';
    return { result, steps: [], explainer: undefined };
  }
  const steps = below?.steps ?? [];
  if (term.kind === 'modifier') {
    // The target's explanation is used, and where nothing matches there nothing decided.
    return {
      result: below?.trace.result ?? 'permerror',
      steps: steps.length === 0 ? [] : [at, ...steps],
      explainer: below?.explainer,
    };
  }
  const result = resultOf[term.qualifier];
  const spec = result === 'fail' ? modifierOf(record, 'exp')?.domain : undefined;
  return {
    result,
    steps: [at, ...steps],
    explainer: spec === undefined ? undefined : { spec, domain: at.domain },
  };
}

/** Whether a term matches. With `error` the inquiry has its problem. */
interface Match {
  readonly outcome: TermTrace['outcome'];
  readonly target?: DomainName;
  readonly below?: Verdict;
}

const noEnd: Match = { outcome: 'error' };

type Unasking = AllDirective | NetworkDirective;

function asksNothing(term: Directive | KnownModifier): term is Unasking {
  return term.kind === 'directive' && (term.mechanism === 'all' || 'network' in term);
}

/** RFC 7208 5.1, 5.6 */
function matchClient({ client }: Inquiry, term: Unasking): Match {
  const matches = term.mechanism === 'all' || holdsAddress(term.network, client.octets);
  return { outcome: outcomeOf(matches) };
}

function* matchTerm(
  inquiry: Inquiry,
  account: Account,
  term: Exclude<Directive | KnownModifier, Unasking>,
  domain: DomainName,
): Asking<Match> {
  const spec = 'domain' in term ? term.domain : undefined;
  if (spec !== undefined && matchesNothing(inquiry, spec)) return { outcome: 'no-match' };
  if (spec !== undefined && hasLetter(spec.macro, 'p')) {
    if ((yield* validatedNames(inquiry, account)) === undefined) return noEnd;
  }
  const { name: target, text } = targetOf(inquiry, spec, domain);
  if (term.kind === 'modifier' || term.mechanism === 'include') {
    return yield* matchName(inquiry, account, term, target, text);
  }
  // A name that cannot be one has no records (RFC 7208 4.8 leaves it open, 5 has it not match).
  if (target === undefined) return { outcome: 'no-match' };
  return { target, outcome: yield* matchRecords(inquiry, account, term, target) };
}

function outcomeOf(matches: boolean): 'match' | 'no-match' {
  return matches ? 'match' : 'no-match';
}

/** include (RFC 7208 5.2) and redirect (6.1): check_host() at another name. */
function* matchName(
  inquiry: Inquiry,
  account: Account,
  term: Directive | KnownModifier,
  target: DomainName | undefined,
  text: string,
): Asking<Match> {
  // Check_host() would give none for a single label, and that is a permerror here (4.3, 5.2, 6.1).
  if (target === undefined || !target.includes('.')) {
    inquiry.problem = { kind: 'malformed-target', at: account.at, text };
    return { outcome: 'error', ...(target !== undefined && { target }) };
  }
  const below = yield* checkDomain(inquiry, target, account);
  const { result } = below.trace;
  const isError = result === 'none' || result === 'permerror' || result === 'temperror';
  if (isError) return { outcome: 'error', target, below };
  return { outcome: outcomeOf(term.kind === 'modifier' || result === 'pass'), target, below };
}

function* matchRecords(
  inquiry: Inquiry,
  account: Account,
  term: IncludeDirective | HostDirective | PtrDirective,
  target: DomainName,
): Asking<TermTrace['outcome']> {
  switch (term.mechanism) {
    // RFC 7208 5.3
    case 'a': {
      const answer = yield* resolve(inquiry, account, addressQuestion(inquiry, target));
      return answer === undefined
        ? 'error'
        : outcomeOf(holdsClient(inquiry, answer, prefixOf(inquiry, term)));
    }
    case 'mx':
      return yield* matchExchange(inquiry, account, term, target);
    // RFC 7208 5.7: an A query, whatever the client's family.
    case 'include':
    case 'exists': {
      const answer = yield* resolve(inquiry, account, { name: target, type: 'A' });
      return answer === undefined ? 'error' : outcomeOf(answer.kind === 'noerror');
    }
    // RFC 7208 5.5
    case 'ptr': {
      const names = yield* validatedNames(inquiry, account);
      if (names === undefined) return 'error';
      return outcomeOf(names.some((name) => isWithin(name, target)));
    }
  }
}

/** RFC 7208 5.4: no fall-back to the target's own addresses. */
function* matchExchange(
  inquiry: Inquiry,
  account: Account,
  term: HostDirective,
  target: DomainName,
): Asking<TermTrace['outcome']> {
  const exchange = yield* resolve(inquiry, account, { name: target, type: 'MX' });
  if (exchange === undefined) return 'error';
  // Records are counted, not hosts, and before any host is asked for: the result does not hang on the
  // order in which DNS gives records of one preference.
  const records = mxRecords(exchange).length;
  const limit = inquiry.limits.mxHosts;
  if (records > limit) {
    inquiry.problem = { kind: 'too-many-mx-hosts', at: account.at, hosts: records, limit };
    return 'error';
  }
  const prefix = prefixOf(inquiry, term);
  for (const host of mxHosts(exchange)) {
    const answer = yield* resolve(inquiry, account, addressQuestion(inquiry, host));
    if (answer === undefined) return 'error';
    if (holdsClient(inquiry, answer, prefix)) return 'match';
  }
  return 'no-match';
}

function prefixOf({ client }: Inquiry, term: HostDirective): number {
  return client.family === 4 ? term.ip4Prefix : term.ip6Prefix;
}
