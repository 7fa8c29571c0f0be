/** Ways through the domain's own records that many rules share. */
import { walkNodes, walkTerms, type TermPlace, type TreePlace } from '../spf/lookup-tree.js';
import type { DomainName } from '../dns/name.js';
import type { SpfRecord, Span } from '../spf/record.js';
import type { OwnRecord } from '../survey/survey.js';
import type { Evidence } from './rule.js';

interface HasSpf {
  readonly facts: { readonly spf: readonly OwnRecord[] };
}

/** For `applies`: the domain publishes SPF at all. */
export function hasRecord({ facts }: HasSpf): boolean {
  return facts.spf.length > 0;
}

/** The parsed record. */
export function parsedOf(own: OwnRecord): SpfRecord {
  const [first] = own.tree.root.records;
  if (first === undefined) throw new Error('an own record has a root');
  return first.record;
}

/** Every own record, parsed, with the source. */
export function* ownRecords({
  facts,
}: HasSpf): Generator<{ readonly own: OwnRecord; readonly record: SpfRecord }> {
  for (const own of facts.spf) yield { own, record: parsedOf(own) };
}

/** Every evaluated term of every own record's tree. */
export function* allTerms({ facts }: HasSpf): Generator<TermPlace & { readonly own: OwnRecord }> {
  for (const own of facts.spf) {
    for (const place of walkTerms(own.tree.root)) yield { ...place, own };
  }
}

/** Every name of every own record's tree but the root. */
export function* namesBelow({ facts }: HasSpf): Generator<TreePlace & { readonly own: OwnRecord }> {
  for (const own of facts.spf) {
    for (const place of walkNodes(own.tree.root)) {
      if (place.path.length > 1) yield { ...place, own };
    }
  }
}

/** A record's text with places in it, as evidence. */
export function shown(
  text: string,
  at: DomainName,
  ...spans: readonly Span[]
): readonly Evidence[] {
  return [spans.length === 0 ? { text, at } : { text, at, spans }];
}

/** Names from the root down, as people read them: `a > b > c`. */
export function pathText(path: readonly string[]): string {
  return path.join(' > ');
}
