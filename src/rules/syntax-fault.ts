/** Syntax errors of the own records, one kind at a time: each kind is a rule of its own. */
import type { SpfRecord, SyntaxFault, SyntaxProblem } from '../spf/record.js';
import { ownRecords, parsedOf, shown } from './own-records.js';
import { problem, type Context, type Problem } from './rule.js';

/** What there is to say of an error. A type, as an interface does not fit the index of `Args`. */
export type FaultArgs = Readonly<{
  /** The term that holds the error, as published. */
  term: string;
  /** One clause: what is wrong with it. */
  reason: string;
  /** What may have been meant, as text for the whole term. */
  suggestion?: string;
}>;

/** A fault with the term it is in. */
interface FaultPlace {
  readonly fault: SyntaxFault;
  readonly record: SpfRecord;
  readonly term: string;
}

/** The faults of one kind in all own records. */
export function* faultsOf(context: Context<'spf'>, kind: SyntaxProblem): Generator<FaultPlace> {
  for (const { record } of ownRecords(context)) {
    if (record.faults.length === 0) continue;
    // Both lists are in the order of the text: a record may hold thousands of each.
    let at = 0;
    for (const fault of record.faults) {
      while ((record.terms[at]?.span.end ?? Infinity) <= fault.span.start) at += 1;
      if (fault.problem !== kind) continue;
      yield { fault, record, term: record.terms[at]?.text ?? '' };
    }
  }
}

/** The problems of one kind, about their terms. */
export function faultProblems(
  context: Context<'spf'>,
  kind: SyntaxProblem,
): Iterable<Problem<FaultArgs>> {
  const isFree = context.facts.spf.every((own) => parsedOf(own).faults.length === 0);
  return isFree ? [] : problemsOf(context, kind);
}

function* problemsOf(context: Context<'spf'>, kind: SyntaxProblem): Generator<Problem<FaultArgs>> {
  for (const { fault, record, term } of faultsOf(context, kind)) {
    const { reason, suggestion } = fault;
    yield problem(
      { term, reason, ...(suggestion === undefined ? {} : { suggestion }) },
      { subject: term, evidence: shown(record.text, context.domain, fault.span) },
    );
  }
}

/** The reason, and the guess where there is one. */
export function sayFault({ reason, suggestion }: Omit<FaultArgs, 'term'>): string {
  return suggestion === undefined ? reason : `${reason}; did you mean ${suggestion}?`;
}
