/** What a repair does to the domain's TXT RRset: the one thing that every form writes down. */
import { failure, type Answer } from '../../dns/answer.js';
import type { DomainName } from '../../dns/name.js';
import type { Repair } from '../../rules/repair.js';
import { toStrings } from '../../spf/print.js';
import type { Fact, NsFact, Survey, TxtFact } from '../../survey/survey.js';

/** The character-strings of one TXT record: octets, one code unit each. */
export type CharacterStrings = readonly string[];

/** How long receivers may keep an answer. */
export interface Ttl {
  readonly seconds: number;
  /** What a resolver had left of it, where `seconds` is only the usual TTL next above that. */
  readonly left?: number;
}

export interface RrsetChange {
  readonly domain: DomainName;
  readonly ns: Fact<NsFact>;
  /** Where the domain is an alias: whose records it has. Nothing can be published at it then. */
  readonly alias?: DomainName;
  readonly ttl: Ttl;
  /** How long receivers may go by the old answer, be it that there is no TXT; absent where nobody says. */
  readonly outdated?: Ttl;
  /** The SPF record that there will be. */
  readonly record: string;
  /** The domain's TXT records that stay, in an order of their own. */
  readonly kept: readonly CharacterStrings[];
  /** Those that go, the one that says most first. */
  readonly removed: readonly CharacterStrings[];
  /** The record as it comes; absent where it is there already. */
  readonly added?: CharacterStrings;
}

/** Seconds, where a name has had no TXT record so far. */
const NEW_TTL = 3600;

/** The TTLs that people set; what a resolver has left of one is rounded up to the next. */
const USUAL_TTLS = [
  60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 28_800, 43_200, 86_400, 172_800,
  604_800,
];

/** The change that publishes the repair; null where there is nothing to publish. */
export function rrsetChange(
  repair: Repair | null,
  { domain, facts }: Pick<Survey, 'domain' | 'facts'>,
): RrsetChange | null {
  if (repair?.kind !== 'record' && repair?.kind !== 'unchanged') return null;
  if (facts.txt?.state !== 'known') return null;
  const txt = facts.txt.value;
  const published = distinct(txt.values.map(({ strings }) => strings));
  const { record } = repair;
  const replaces = repair.kind === 'record' ? repair.replaces : [];
  const there = published.find((strings) => strings.join('') === record);
  const goes = (strings: CharacterStrings) =>
    strings !== there && replaces.includes(strings.join(''));
  const outdated = outdatedTtl(txt);
  return {
    domain,
    ns: facts.ns ?? unknownNs(domain),
    ...(txt.alias === undefined ? {} : { alias: txt.alias }),
    ttl: txt.values.length === 0 || outdated === undefined ? { seconds: NEW_TTL } : outdated,
    ...(outdated === undefined ? {} : { outdated }),
    record,
    kept: published.filter((strings) => !goes(strings)),
    removed: published.filter(goes).toSorted((a, b) => b.join('').length - a.join('').length),
    ...(there === undefined ? { added: toStrings(record) } : {}),
  };
}

/** Nobody asked. */
function unknownNs(domain: DomainName): Fact<NsFact> {
  return { state: 'unknown', cause: failure({ name: domain, type: 'NS' }, 'not-covered') };
}

/** An RRset holds no record twice, and its order says nothing (RFC 2181 5). */
function distinct(records: readonly CharacterStrings[]): readonly CharacterStrings[] {
  const byText = new Map(records.map((strings) => [JSON.stringify(strings), strings]));
  return [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, strings]) => strings);
}

/** The RRset as it is. */
export function beforehand({ kept, removed }: RrsetChange): readonly CharacterStrings[] {
  return [...kept, ...removed];
}

/** The RRset as it is to be. */
export function afterwards({ kept, added }: RrsetChange): readonly CharacterStrings[] {
  return added === undefined ? kept : [added, ...kept];
}

/** Whether the zone has what it should have. */
export function isDone({ removed, added }: RrsetChange): boolean {
  return removed.length === 0 && added === undefined;
}

function outdatedTtl({ values, answer }: TxtFact): Ttl | undefined {
  if (values.length > 0) return wholeTtl(Math.min(...values.map(({ ttl }) => ttl)), answer);
  if (answer.kind === 'noerror' || answer.negativeTtl === undefined) return undefined;
  return wholeTtl(answer.negativeTtl, answer);
}

/** A server of the zone says the TTL itself, a resolver what is left of it. */
function wholeTtl(seconds: number, { authoritative }: Answer): Ttl {
  if (authoritative === true) return { seconds };
  const usual = USUAL_TTLS.find((ttl) => ttl >= seconds) ?? seconds;
  return usual === seconds ? { seconds } : { seconds: usual, left: seconds };
}
