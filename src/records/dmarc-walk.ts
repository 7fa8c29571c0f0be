/** Where DMARC finds the record and the Organizational Domain of a name: the DNS Tree Walk (RFC 9989 4.10). */
import { recordsOf, txtValue, type Answer, type FailureAnswer } from '../dns/answer.js';
import { batch, type Asking } from '../dns/asking.js';
import { toName, type DomainName } from '../dns/name.js';
import type { Question } from '../dns/question.js';
import { registrablePart } from '../dns/registrable.js';
import { isDmarc, parseDmarc, type DmarcRecord } from './dmarc.js';

/** RFC 9989 4.10: queries of one walk, whatever the number of labels. */
const MAX_WALK_QUERIES = 8;

/** One name on the way, and what was found at `_dmarc.` below it. */
export interface DmarcLevel {
  readonly domain: DomainName;
  readonly answer: Answer;
  /** The values that are DMARC records: one counts, of several none does. */
  readonly records: readonly string[];
}

/** The names that were asked about, the longest first, up to one with a `psd` that ends the walk. */
export interface DmarcWalk {
  readonly domain: DomainName;
  readonly levels: readonly DmarcLevel[];
}

/** A record that counts, and where it stands. */
export interface DmarcPlace {
  readonly domain: DomainName;
  readonly record: DmarcRecord;
}

/** The names of a walk, the longest first: the domain, then at most its last seven labels, down to one. */
export function walkNames(domain: DomainName): readonly DomainName[] {
  const labels = domain.split('.');
  const names = [domain];
  for (let count = Math.min(labels.length - 1, MAX_WALK_QUERIES - 1); count > 0; count -= 1) {
    const name = toName(labels.slice(-count).join('.'));
    if (name !== undefined) names.push(name);
  }
  return names;
}

/** Walks up from a domain. All names are asked at once: a `psd` seldom saves a query. */
export function* dmarcWalk(domain: DomainName): Asking<DmarcWalk> {
  const asked = walkNames(domain).flatMap((name) => {
    // A name too long to have a _dmarc below it has none.
    const at = toName(`_dmarc.${name}`);
    return at === undefined ? [] : [{ domain: name, at }];
  });
  const answers = yield* batch(asked.map(({ at }): Question => ({ name: at, type: 'TXT' })));
  const levels: DmarcLevel[] = [];
  for (const [index, { domain: name }] of asked.entries()) {
    const answer = answers[index];
    if (answer === undefined) break;
    const level = {
      domain: name,
      answer,
      records: recordsOf(answer, 'TXT').map(txtValue).filter(isDmarc),
    };
    levels.push(level);
    const psd = recordAt(level)?.psd;
    if (psd === 'y' || psd === 'n') break;
  }
  return { domain, levels };
}

/** The one record of a level (RFC 9989 4.10: of several all are discarded). */
function recordAt({ records }: DmarcLevel): DmarcRecord | undefined {
  const [text] = records;
  return text === undefined || records.length > 1 ? undefined : parseDmarc(text);
}

function placesOf({ levels }: DmarcWalk): readonly DmarcPlace[] {
  return levels.flatMap((level) => {
    const record = recordAt(level);
    return record === undefined ? [] : [{ domain: level.domain, record }];
  });
}

/**
 * The first level that could not be looked up and could have decided. Public suffixes above count as
 * without a record then: whether a registry publishes one changes nothing about the domain's own set-up.
 */
function hidden({ domain: start, levels }: DmarcWalk): FailureAnswer | undefined {
  for (const { answer, domain } of levels) {
    const matters = domain === start || registrablePart(domain) !== undefined;
    if (answer.kind === 'failure' && matters) return answer;
  }
  return undefined;
}

/** The Organizational Domain (RFC 9989 4.10.2), or why it is not known. */
export function organizationalDomain(walk: DmarcWalk): DomainName | FailureAnswer {
  return hidden(walk) ?? selected(walk, placesOf(walk));
}

function selected({ domain }: DmarcWalk, places: readonly DmarcPlace[]): DomainName {
  for (const place of places) {
    if (place.record.psd === 'n') return place.domain;
    if (place.record.psd === 'y' && place.domain !== domain) {
      const labels = place.domain.split('.').length + 1;
      return toName(domain.split('.').slice(-labels).join('.')) ?? domain;
    }
  }
  return places.at(-1)?.domain ?? domain;
}

/**
 * The record that applies to mail from the domain (RFC 9989 4.10.1): its own, that of its Organizational
 * Domain, or that of its Public Suffix Domain; undefined where there is none, or why it is not known.
 */
export function discoveredRecord(walk: DmarcWalk): DmarcPlace | FailureAnswer | undefined {
  const places = placesOf(walk);
  const own = places.find(({ domain }) => domain === walk.domain);
  if (own !== undefined) return own;
  const failed = hidden(walk);
  if (failed !== undefined) return failed;
  const organizational = selected(walk, places);
  return (
    places.find(({ domain }) => domain === organizational) ??
    places.find(({ record }) => record.psd === 'y')
  );
}
