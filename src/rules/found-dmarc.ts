/** What rules ask of DMARC as it was found. */
import { recordsOf, txtValue, type FailureAnswer } from '../dns/answer.js';
import { toName, type DomainName } from '../dns/name.js';
import { registrablePart } from '../dns/registrable.js';
import { discoveredRecord, type DmarcLevel, type DmarcPlace } from '../records/dmarc-walk.js';
import {
  appliedPolicy,
  dmarcNearMiss,
  milder,
  type AppliedPolicy,
  type DmarcNearMiss,
  type DmarcPolicy,
} from '../records/dmarc.js';
import { tagOf } from '../records/tag-list.js';
import type { DmarcFact } from '../survey/survey.js';
import type { Evidence } from './rule.js';

interface HasDmarc {
  readonly facts: { readonly dmarc: DmarcFact };
}

/** The record that applies to mail from the domain. The fact is known only where this is. */
export function recordOf({ facts }: HasDmarc): DmarcPlace | undefined {
  const found: DmarcPlace | FailureAnswer | undefined = discoveredRecord(facts.dmarc.walk);
  return found === undefined || 'kind' in found ? undefined : found;
}

/** Whether a record is that of a registry, which its registrants cannot change. */
export function isRegistrys({ domain }: Pick<DmarcPlace, 'domain'>): boolean {
  return registrablePart(domain) === undefined;
}

/** The record that applies, where it is the domain owner's. */
export function ownRecord(context: HasDmarc): DmarcPlace | undefined {
  const place = recordOf(context);
  return place === undefined || isRegistrys(place) ? undefined : place;
}

/** What receivers go by: the record, its policies, and the one for mail from the domain itself. */
export interface Effect {
  readonly place: DmarcPlace;
  readonly applied: AppliedPolicy;
  /** For mail from the domain, as written; a record higher up applies with its `sp`. */
  readonly requested: DmarcPolicy;
  /** The same, one step milder where it is only tested. */
  readonly effective: DmarcPolicy;
}

export function effectOf(context: HasDmarc & { readonly domain: DomainName }): Effect | undefined {
  const place = ownRecord(context);
  const applied = place === undefined ? undefined : appliedPolicy(place.record);
  if (place === undefined || applied === undefined) return undefined;
  const requested = place.domain === context.domain ? applied.p : applied.sp;
  return { place, applied, requested, effective: place.record.t ? milder(requested) : requested };
}

/** Values at the domain's own `_dmarc` that were meant as records and are none. */
export function nearMisses({
  facts,
}: HasDmarc): readonly { readonly text: string; readonly miss: DmarcNearMiss }[] {
  const [own] = facts.dmarc.walk.levels;
  if (own === undefined) return [];
  return recordsOf(own.answer, 'TXT').flatMap((record) => {
    const text = txtValue(record);
    const miss = dmarcNearMiss(text);
    return miss === undefined ? [] : [{ text, miss }];
  });
}

/** Where a level's record stands. */
export function placeName({ domain }: Pick<DmarcLevel, 'domain'>): DomainName {
  return toName(`_dmarc.${domain}`) ?? domain;
}

/** The record's text with some of its tags underlined. */
export function tagsShown(
  { domain, record }: DmarcPlace,
  ...names: readonly string[]
): readonly Evidence[] {
  const spans = names.flatMap((name) => tagOf(record, name)?.span ?? []);
  return [{ text: record.text, at: placeName({ domain }), spans }];
}
