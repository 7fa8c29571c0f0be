import { toName } from '../dns/name.js';
import { expandName } from '../spf/macro.js';
import { domainMistake, readTerm } from '../spf/parse.js';
import type { DomainSpec, Term } from '../spf/record.js';
import { hasRecord, ownRecords, shown } from './own-records.js';
import { problem, rule, type Context, type Problem } from './rule.js';
import { faultProblems, sayFault, type FaultArgs } from './syntax-fault.js';

export const spfInvalidDomainSpec = rule({
  id: 'spf-invalid-domain-spec',
  title: 'something else where a domain belongs',
  severity: 'error',
  why: 'Receivers answer permerror for the whole record, or find nothing at such a name: the senders that were meant are not authorised.',
  remedy:
    'Write the bare domain after the colon or equals sign, such as "include:_spf.example.com": no "https://", no "@", no slash, no blank.',
  references: ['RFC 7208 4.8', 'RFC 7208 7.1'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    yield* faultProblems(context, 'invalid-domain-spec');
    yield* mistakes(context);
  },
  say: sayFault,
});

/** What the grammar allows, but no name is like. */
function* mistakes(context: Context<'spf'>): Generator<Problem<FaultArgs>> {
  for (const { record } of ownRecords(context)) {
    for (const term of record.terms) {
      const spec = 'domain' in term ? term.domain : undefined;
      const reason = spec === undefined ? undefined : mistakeIn(spec);
      if (spec === undefined || reason === undefined) continue;
      const suggestion = withBareName(term, spec);
      yield problem(
        { term: term.text, reason, ...(suggestion === undefined ? {} : { suggestion }) },
        {
          subject: term.text,
          severity: breaksRecord(term) ? 'error' : 'warning',
          evidence: shown(record.text, context.domain, term.span),
        },
      );
    }
  }
}

function mistakeIn({ text, macro }: DomainSpec): string | undefined {
  if (macro.some((part) => part.kind === 'expand')) return undefined;
  const written = macro.map((part) => (part.kind === 'literal' ? part.text : '')).join('');
  const strange = /[^a-z0-9._-]/i.exec(written)?.[0];
  return (
    domainMistake(text) ??
    (strange === undefined ? undefined : `no mail domain holds "${strange}"`) ??
    (toName(expandName(macro, {}) ?? '') === undefined
      ? 'this can be no domain: a label is empty or longer than 63 characters'
      : undefined)
  );
}

/** A name without an SPF record is a permerror there (RFC 7208 5.2, 6.1), and no match elsewhere. */
function breaksRecord(term: Term): boolean {
  return term.kind === 'modifier'
    ? term.name === 'redirect'
    : term.kind === 'directive' && term.mechanism === 'include';
}

/** The term with the domain alone, where there is one in what was written. */
function withBareName(term: Term, { text }: DomainSpec): string | undefined {
  const bare = text
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^[^@]*@/, '')
    .replace(/[/:?#].*$/, '');
  const start = term.text.indexOf(text);
  const meant = `${term.text.slice(0, start)}${bare}${term.text.slice(start + text.length)}`;
  return /^[a-z0-9._-]+$/i.test(bare) && meant !== term.text && readTerm(meant).ok
    ? meant
    : undefined;
}
