/**
 * What the evaluation may need next, as far as it can be seen from here: the questions of the terms still
 * to come, of the records that are known already, within the lookups that are left.
 */
import type { DomainName } from '../dns/name.js';
import type { Question } from '../dns/question.js';
import { knownAnswer, publishedAt, recordQuestion, type Inquiry } from './inquiry.js';
import { mxHosts, mxRecords } from './lookup-tree.js';
import { matchesClient, type AskingTerm, type ReadyTerm } from './published.js';
import { addressQuestion, targetOf, validationQuestions } from './target.js';

/** Questions on the way, and the lookups that are left to ask them for. */
interface View {
  readonly questions: Question[];
  lookups: number;
}

/** The questions of the terms to come, those of the innermost record first; answered ones too. */
export function foreseen(inquiry: Inquiry): readonly Question[] {
  const { pending, limits } = inquiry;
  const view: View = { questions: [], lookups: limits.lookups - inquiry.lookups };
  // The lookups of the term at work are spent. Of the outer records it led further in.
  const current = pending?.ready.terms[pending.next];
  if (pending !== undefined && current?.asks === true) {
    viewTerm(inquiry, current, pending.domain, view);
  }
  for (let at = pending; at !== undefined; at = at.outer) {
    viewTerms(inquiry, at.ready.terms, at.next + 1, at.domain, view);
  }
  return view.questions;
}

/** Looks at the terms from `start` on, up to one behind which nothing is evaluated, whatever DNS says. */
function viewTerms(
  inquiry: Inquiry,
  terms: readonly ReadyTerm[],
  start: number,
  domain: DomainName,
  view: View,
): void {
  for (let index = start; index < terms.length; index += 1) {
    const ready = terms[index];
    if (ready === undefined) return;
    if (!ready.asks) {
      if (matchesClient(ready, inquiry.client)) return;
      continue;
    }
    if (ready.cost > view.lookups) {
      view.lookups = 0;
      return;
    }
    view.lookups -= ready.cost;
    viewTerm(inquiry, ready, domain, view);
  }
}

function viewTerm(inquiry: Inquiry, ready: AskingTerm, domain: DomainName, view: View): void {
  if (ready.needsNames) {
    const missing = validationQuestions(inquiry);
    view.questions.push(...missing);
    if (missing.length > 0) return;
  }
  const target = targetOf(inquiry, ready, domain).name;
  if (target === undefined) return;
  const { term } = ready;
  if (term.kind === 'modifier' || term.mechanism === 'include') {
    viewName(inquiry, target, view);
  } else {
    view.questions.push(...termQuestions(inquiry, term, target));
  }
}

/** A name's record, and what it will ask where the record is known. */
function viewName(inquiry: Inquiry, domain: DomainName, view: View): void {
  const published = publishedAt(inquiry, domain);
  if (published === undefined) view.questions.push(recordQuestion(domain));
  if (published?.kind === 'record') viewTerms(inquiry, published.ready.terms, 0, domain, view);
}

function termQuestions(
  inquiry: Inquiry,
  term: Extract<AskingTerm['term'], { readonly kind: 'directive' }>,
  target: DomainName,
): readonly Question[] {
  switch (term.mechanism) {
    case 'a':
      return [addressQuestion(inquiry, target)];
    case 'mx':
      return exchangeQuestions(inquiry, target);
    case 'exists':
      return [{ name: target, type: 'A' }];
    case 'ptr':
      return validationQuestions(inquiry);
    case 'include':
      return [];
  }
}

function exchangeQuestions(inquiry: Inquiry, target: DomainName): readonly Question[] {
  const question: Question = { name: target, type: 'MX' };
  const answer = knownAnswer(inquiry, question);
  if (answer === undefined) return [question];
  if (mxRecords(answer).length > inquiry.limits.mxHosts) return [];
  return mxHosts(answer).map((host) => addressQuestion(inquiry, host));
}
