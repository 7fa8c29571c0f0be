/** check_host() (RFC 7208 4). */
import { isWithin, type DomainName } from '../dns/name.js';
import type { Answer } from '../dns/answer.js';
import type { Asking } from '../dns/asking.js';
import {
  readCheckedDomain,
  readClient,
  readSender,
  toALabels,
  type Client,
  type Mailbox,
} from './envelope.js';
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
  heed,
  inquireOne,
  isGiven,
  publishedAt,
  recordQuestion,
  resolve,
  spend,
  type Account,
  type Inquiry,
  type Pending,
} from './inquiry.js';
import { defaultLimits, MAX_LIMIT, type Limits } from './limits.js';
import { mxHosts, mxRecords } from './lookup-tree.js';
import { resultOf } from './print.js';
import {
  matchesClient,
  publishedAs,
  readyRecord,
  traceOf,
  type AskingTerm,
  type FreeTerm,
  type Published,
  type ReadyRecord,
  type ReadyTerm,
} from './published.js';
import type { RecordCache } from './record-cache.js';
import type {
  Directive,
  DomainSpec,
  HostDirective,
  IncludeDirective,
  PtrDirective,
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
  /** Keeps the records that are read, for the evaluations to come: see `recordCache`. */
  readonly records?: RecordCache;
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
    given:
      record === undefined || domain === undefined
        ? undefined
        : { domain, published: publishedAs(record) },
    foresee: ahead ? foreseen : undefined,
    known: new Map(),
    read: options.records?.read ?? readyRecord,
    reverse: undefined,
    pending: undefined,
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

/** Where an evaluation stands: a name has its verdict, or a record has terms still to come. */
type State = Verdict | Pending;

/**
 * RFC 7208 4.3 to 4.7. One loop over the records at work: in a generator for each of them every answer
 * would have to go through all the others.
 */
function* checkDomain(inquiry: Inquiry, domain: DomainName): Asking<Verdict> {
  let state: State = enter(
    inquiry,
    domain,
    isGiven(inquiry, domain) ? null : yield* inquireOne(inquiry, recordQuestion(domain)),
  );
  for (;;) {
    if ('trace' in state) {
      const outer = inquiry.pending;
      if (outer?.account === undefined) return state;
      state = conclude(inquiry, outer, outer.account, outcomeAbove(outer.account, state), state);
      continue;
    }
    const next = passUnmatched(state, inquiry.client);
    if (next === undefined) state = close(inquiry, state, neutral);
    else if (next.asks) state = yield* checkTerm(inquiry, state, next);
    else state = matched(inquiry, state, next);
  }
}

/** RFC 7208 4.3 to 4.6, at a name that the account's term leads to, or at the first one. */
function enter(
  inquiry: Inquiry,
  domain: DomainName,
  answer: Answer | null,
  account?: Account,
): State {
  if (account !== undefined && answer !== null && !heed(inquiry, account, answer)) {
    return unevaluated('permerror', domain, answer);
  }
  const published = publishedAt(inquiry, domain);
  if (published?.kind === 'record') {
    const { ready } = published;
    const { record } = ready;
    if (record.faults.length > 0) {
      inquiry.problem ??= { kind: 'syntax', domain, record: record.text, faults: record.faults };
      return unevaluated('permerror', domain, answer, record.text);
    }
    inquiry.pending = {
      outer: inquiry.pending,
      domain,
      ready,
      answer,
      traces: [],
      next: 0,
      account: undefined,
    };
    return inquiry.pending;
  }
  inquiry.problem ??= missing(published, domain, account?.at);
  if (published?.kind === 'failure') return unevaluated('temperror', domain, answer);
  return unevaluated(published?.kind === 'several' ? 'permerror' : 'none', domain, answer);
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
  found: Exclude<Published, { kind: 'record' }> | undefined,
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

/** How the evaluation of a record ends. */
type End = Omit<Verdict, 'trace'> & { readonly result: Result };

/** RFC 7208 4.7: nothing matched. */
const neutral: End = { result: 'neutral', steps: [], explainer: undefined };

/** Ends the record at work. */
function close(inquiry: Inquiry, pending: Pending, { result, steps, explainer }: End): Verdict {
  const { outer, domain, ready, answer, traces } = pending;
  inquiry.pending = outer;
  return {
    trace: { domain, result, record: ready.record.text, answer, terms: traces },
    steps,
    explainer,
  };
}

/** Passes by the terms that ask nothing and do not match. The next one, or undefined at the end. */
function passUnmatched(pending: Pending, client: Client): ReadyTerm | undefined {
  const { terms } = pending.ready;
  for (;;) {
    const ready = terms[pending.next];
    if (ready === undefined || ready.asks || matchesClient(ready, client)) return ready;
    pending.traces.push(ready.noMatch);
    pending.next += 1;
  }
}

/** Ends the record with a term that asks nothing. */
function matched(inquiry: Inquiry, pending: Pending, { term }: FreeTerm): Verdict {
  pending.traces.push(traceOf(term, 'match'));
  const at = { domain: pending.domain, term: term.text };
  return close(inquiry, pending, directiveEnd(term, at, [], pending.ready));
}

/** What becomes of a term that asks: it ends the record, or not, or leads to another name. */
function* checkTerm(inquiry: Inquiry, pending: Pending, asking: AskingTerm): Asking<State> {
  const { domain } = pending;
  const { term, cost } = asking;
  const at: Step = { domain, term: term.text };
  const affordable = spend(inquiry, at, cost);
  const account: Account = {
    term,
    at,
    ordinal: inquiry.lookups,
    target: null,
    answers: [],
    voidLookups: 0,
  };
  pending.account = account;
  if (!affordable) return conclude(inquiry, pending, account, 'error');
  if (asking.spec !== undefined && matchesNothing(inquiry, asking.spec)) {
    return conclude(inquiry, pending, account, 'no-match');
  }
  if (asking.needsNames && (yield* validatedNames(inquiry, account)) === undefined) {
    return conclude(inquiry, pending, account, 'error');
  }
  const { name: target, text } = targetOf(inquiry, asking, domain);
  account.target = target ?? null;
  if (term.kind === 'modifier' || term.mechanism === 'include') {
    // Check_host() would give none for a single label, and that is a permerror here (4.3, 5.2, 6.1).
    if (target === undefined || !target.includes('.')) {
      inquiry.problem = { kind: 'malformed-target', at, text };
      return conclude(inquiry, pending, account, 'error');
    }
    const answer = isGiven(inquiry, target)
      ? null
      : yield* inquireOne(inquiry, recordQuestion(target));
    return enter(inquiry, target, answer, account);
  }
  // A name that cannot be one has no records (RFC 7208 4.8 leaves it open, 5 has it not match).
  const outcome =
    target === undefined ? 'no-match' : yield* matchRecords(inquiry, account, term, target);
  return conclude(inquiry, pending, account, outcome);
}

/** Enters what the term at work came to, and goes on behind it where that does not end the record. */
function conclude(
  inquiry: Inquiry,
  pending: Pending,
  account: Account,
  outcome: TermTrace['outcome'],
  below?: Verdict,
): State {
  const { term, at, target, ordinal, voidLookups, answers } = account;
  pending.traces.push(
    below === undefined
      ? { term: at.term, target, outcome, ordinal, voidLookups, answers }
      : { term: at.term, target, outcome, ordinal, voidLookups, answers, below: below.trace },
  );
  pending.next += 1;
  if (outcome === 'no-match') return pending;
  if (outcome === 'error') {
    const result = inquiry.problem?.kind === 'dns' ? 'temperror' : 'permerror';
    return close(inquiry, pending, { result, steps: [], explainer: undefined });
  }
  const steps = below?.steps ?? [];
  if (term.kind === 'directive') {
    return close(inquiry, pending, directiveEnd(term, at, steps, pending.ready));
  }
  // RFC 7208 6.1: the target's explanation is used, and where nothing matches there nothing decided.
  return close(inquiry, pending, {
    result: below?.trace.result ?? 'permerror',
    steps: steps.length === 0 ? [] : [at, ...steps],
    explainer: below?.explainer,
  });
}

/** The end that a directive makes that matches (RFC 7208 4.6.2, 6.2). */
function directiveEnd(
  { qualifier }: Directive,
  at: Step,
  steps: readonly Step[],
  { exp }: ReadyRecord,
): End {
  const result = resultOf[qualifier];
  return {
    result,
    steps: [at, ...steps],
    explainer:
      result === 'fail' && exp !== undefined ? { spec: exp, domain: at.domain } : undefined,
  };
}

/** What an include (RFC 7208 5.2) or redirect (6.1) makes of the verdict that it led to. */
function outcomeAbove({ term }: Account, { trace: { result } }: Verdict): TermTrace['outcome'] {
  if (result === 'none' || result === 'permerror' || result === 'temperror') return 'error';
  return outcomeOf(term.kind === 'modifier' || result === 'pass');
}

function outcomeOf(matches: boolean): 'match' | 'no-match' {
  return matches ? 'match' : 'no-match';
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
