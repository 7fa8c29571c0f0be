/**
 * What the evaluation may need next, as far as it can be seen from here: the questions of the terms still
 * to come, of the records that are known already, within the lookups that are left.
 */
import type { DomainName } from '../dns/name.js';
import { questionKey, type Question } from '../dns/question.js';
import { holdsAddress } from './address.js';
import { foundAt, recordQuestion, type Inquiry } from './inquiry.js';
import { costOf, evaluatedTerms, mxHosts, mxRecords } from './lookup-tree.js';
import { hasLetter } from './macro.js';
import type { Directive, KnownModifier } from './record.js';
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
  pending.toReversed().forEach(({ domain, terms, next }, depth) => {
    // Of the outer records the term at work is the include or redirect that led further in.
    const [current, ...rest] = terms.slice(next);
    if (depth === 0 && current !== undefined) viewTerm(inquiry, current, domain, view);
    viewTerms(inquiry, rest, domain, view);
  });
  return view.questions;
}

function viewTerms(
  inquiry: Inquiry,
  terms: readonly (Directive | KnownModifier)[],
  domain: DomainName,
  view: View,
): void {
  for (const term of terms) {
    if (matchesSurely(inquiry, term)) return;
    const cost = costOf(term);
    if (cost > view.lookups) {
      view.lookups = 0;
      return;
    }
    view.lookups -= cost;
    if (cost > 0) viewTerm(inquiry, term, domain, view);
  }
}

/** Whether no term behind this one is evaluated, whatever DNS says. */
function matchesSurely({ client }: Inquiry, term: Directive | KnownModifier): boolean {
  if (term.kind === 'modifier') return false;
  if (term.mechanism === 'all') return true;
  return 'network' in term && holdsAddress(term.network, client.octets);
}

function viewTerm(
  inquiry: Inquiry,
  term: Directive | KnownModifier,
  domain: DomainName,
  view: View,
): void {
  const spec = 'domain' in term ? term.domain : undefined;
  if (spec !== undefined && hasLetter(spec.macro, 'p')) {
    const missing = validationQuestions(inquiry);
    view.questions.push(...missing);
    if (missing.length > 0) return;
  }
  const target = targetOf(inquiry, spec, domain).name;
  if (target === undefined) return;
  if (term.kind === 'modifier' || term.mechanism === 'include') {
    viewName(inquiry, target, view);
  } else {
    view.questions.push(...termQuestions(inquiry, term, target));
  }
}

/** A name's record, and what it will ask where the record is known. */
function viewName(inquiry: Inquiry, domain: DomainName, view: View): void {
  const found = foundAt(inquiry, domain);
  if (found === undefined) view.questions.push(recordQuestion(domain));
  if (found?.kind !== 'record' || found.record.faults.length > 0) return;
  viewTerms(inquiry, evaluatedTerms(found.record), domain, view);
}

function termQuestions(inquiry: Inquiry, term: Directive, target: DomainName): readonly Question[] {
  switch (term.mechanism) {
    case 'a':
      return [addressQuestion(inquiry, target)];
    case 'mx':
      return exchangeQuestions(inquiry, target);
    case 'exists':
      return [{ name: target, type: 'A' }];
    case 'ptr':
      return validationQuestions(inquiry);
    case 'all':
    case 'include':
    case 'ip4':
    case 'ip6':
      return [];
  }
}

function exchangeQuestions(inquiry: Inquiry, target: DomainName): readonly Question[] {
  const question: Question = { name: target, type: 'MX' };
  const answer = inquiry.known.get(questionKey(question));
  if (answer === undefined) return [question];
  if (mxRecords(answer).length > inquiry.limits.mxHosts) return [];
  return mxHosts(answer).map((host) => addressQuestion(inquiry, host));
}
