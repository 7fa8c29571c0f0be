/** What a parsed SPF record is made of. All of it is plain data; spans are offsets in `text`. */
import type { Span } from '../dns/span.js';
import type { Network } from './address.js';
import type { MacroString } from './macro.js';

export type { Span } from '../dns/span.js';

/** RFC 7208 4.6.2: pass, fail, softfail, neutral. */
export type Qualifier = '+' | '-' | '~' | '?';

/** RFC 7208 5, in its order. */
export const mechanismNames = ['all', 'include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists'] as const;
export type MechanismName = (typeof mechanismNames)[number];

/** A domain-spec as written, and as macro-string. */
export interface DomainSpec {
  readonly text: string;
  readonly macro: MacroString;
}

interface TermBase {
  /** As the user wrote it, qualifier and case included. */
  readonly text: string;
  readonly span: Span;
}

interface DirectiveBase extends TermBase {
  readonly kind: 'directive';
  readonly qualifier: Qualifier;
}

export interface AllDirective extends DirectiveBase {
  readonly mechanism: 'all';
}

export interface IncludeDirective extends DirectiveBase {
  readonly mechanism: 'include' | 'exists';
  readonly domain: DomainSpec;
}

export interface HostDirective extends DirectiveBase {
  readonly mechanism: 'a' | 'mx';
  /** Absent: the current domain. */
  readonly domain?: DomainSpec;
  /** Bits; 32 where not written. */
  readonly ip4Prefix: number;
  /** Bits; 128 where not written. */
  readonly ip6Prefix: number;
}

export interface PtrDirective extends DirectiveBase {
  readonly mechanism: 'ptr';
  readonly domain?: DomainSpec;
}

export interface NetworkDirective extends DirectiveBase {
  readonly mechanism: 'ip4' | 'ip6';
  readonly network: Network;
}

/** [ qualifier ] mechanism */
export type Directive =
  | AllDirective
  | IncludeDirective
  | HostDirective
  | PtrDirective
  | NetworkDirective;

interface ModifierBase extends TermBase {
  readonly kind: 'modifier';
  /** The name as written; `redirect` and `exp` in lower case. */
  readonly name: string;
}

/** `redirect=` or `exp=` (RFC 7208 6.1, 6.2). */
export interface KnownModifier extends ModifierBase {
  readonly modifier: 'redirect' | 'exp';
  readonly domain: DomainSpec;
}

/** Any other modifier: legal and ignored (RFC 7208 6). */
export interface UnknownModifier extends ModifierBase {
  readonly modifier: 'unknown';
  readonly value: string;
}

export type Modifier = KnownModifier | UnknownModifier;

/** A term that breaks the syntax; its errors are among the record's. */
export interface InvalidTerm extends TermBase {
  readonly kind: 'invalid';
}

export type Term = Directive | Modifier | InvalidTerm;

/** What is wrong, in the words of the rules that tell of it (`spf-` in front). */
export type SyntaxProblem =
  | 'not-ascii'
  | 'unknown-mechanism'
  | 'invalid-address'
  | 'invalid-domain-spec'
  | 'invalid-cidr'
  | 'missing-space'
  | 'invalid-macro'
  | 'duplicate-modifier'
  | 'qualifier-on-modifier';

/** A syntax error: one of them, anywhere, makes the whole record a permerror (RFC 7208 4.6). */
export interface SyntaxFault {
  readonly problem: SyntaxProblem;
  readonly span: Span;
  /** One clause: what is wrong with the text of the span. */
  readonly reason: string;
  /** What may have been meant, as text for the whole term. */
  readonly suggestion?: string;
}

/** A record as read by `parseSpf`. */
export interface SpfRecord {
  readonly text: string;
  /** Whether the text begins with the version section (RFC 7208 4.5); terms are read either way. */
  readonly versioned: boolean;
  readonly terms: readonly Term[];
  readonly faults: readonly SyntaxFault[];
}

/** The directives of a record, in order. */
export function directivesOf(record: SpfRecord): readonly Directive[] {
  return record.terms.filter((term) => term.kind === 'directive');
}

/** The first `all`, which ends the evaluation (RFC 7208 5.1). */
export function allOf(record: SpfRecord): AllDirective | undefined {
  return record.terms.find(
    (term): term is AllDirective => term.kind === 'directive' && term.mechanism === 'all',
  );
}

/** The first modifier of that name. */
export function modifierOf(
  record: SpfRecord,
  modifier: KnownModifier['modifier'],
): KnownModifier | undefined {
  return record.terms.find(
    (term): term is KnownModifier => term.kind === 'modifier' && term.modifier === modifier,
  );
}

/** The directives after the first `all`: never evaluated. Modifiers have no place (RFC 7208 6). */
export function directivesAfterAll(record: SpfRecord): readonly Directive[] {
  const all = allOf(record);
  if (all === undefined) return [];
  return directivesOf(record).filter((directive) => directive.span.start > all.span.start);
}

/** What an `all` keeps from ever being evaluated: directives behind it, and a `redirect` beside it. */
export function unreachedTerms(record: SpfRecord): readonly Term[] {
  const redirect = allOf(record) === undefined ? undefined : modifierOf(record, 'redirect');
  return [...directivesAfterAll(record), ...(redirect === undefined ? [] : [redirect])];
}
