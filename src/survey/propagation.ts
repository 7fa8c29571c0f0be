/**
 * Who has the new SPF record already: the zone's servers, and resolvers that may hold an older answer
 * until its TTL runs out. Records are compared by what they say, not by how they are written.
 */
import {
  recordsOf,
  txtValue,
  type Answer,
  type FailureAnswer,
  type SoaRecord,
} from '../dns/answer.js';
import { one, together, type Asking } from '../dns/asking.js';
import type { DomainName } from '../dns/name.js';
import type { Question } from '../dns/question.js';
import { recordKey } from '../spf/same-record.js';
import { isSpf } from '../spf/select.js';
import type { Authority, AuthorityWish, ServerFacts, Unasked } from './authority.js';
import type { Fact } from './survey.js';

/** What is asked about the propagation of a record. Times are milliseconds since 1970. */
export interface PropagationWish extends AuthorityWish {
  /** Resolvers besides the one in use. */
  readonly resolvers?: readonly Resolver[];
  /** The record that is to be everywhere; without it what the zone's newest servers hold. */
  readonly expect?: string;
  /** When the record was published. */
  readonly since?: number;
  /** Seconds after `since` from which on time is no explanation any more. */
  readonly overdueAfter?: number;
  /** When every cache had to have it, by the TTLs that were seen before. */
  readonly due?: number;
}

/** A resolver to be asked. */
export interface Resolver {
  /** Whose it is, for people. */
  readonly name?: string;
  /** `192.0.2.1:53`, `[2001:db8::1]:53`. */
  readonly address: string;
}

/** What a server or resolver holds, beside the record that is to be there. */
export type Holding =
  /** Exactly it. */
  | 'new'
  /** Another record. */
  | 'old'
  /** It, and another one. */
  | 'both'
  /** No SPF record. */
  | 'none'
  /** A record, and nothing says which record is to be there. */
  | 'unclear'
  /** Nobody knows: it gave no answer. */
  | 'unreachable'
  /** Nobody knows: it was not to be asked. */
  | 'not-asked';

interface Holder {
  /** `192.0.2.1:53`, `[2001:db8::1]:53`. */
  readonly address?: string;
  readonly state: Holding;
  /** The SPF records, in byte order; absent where there was no answer. */
  readonly records?: readonly string[];
  /** Seconds that the answer may be kept from now on, a negative one too (RFC 2308 5). */
  readonly ttl?: number;
  /** Why there was no answer. */
  readonly cause?: FailureAnswer;
}

export interface AuthorityHolder extends Holder {
  readonly name?: DomainName;
  readonly unasked?: Unasked;
  /** Whether it answers with authority (AA). */
  readonly authoritative: boolean;
  readonly serial?: number;
}

export interface ResolverHolder extends Holder {
  readonly name?: string;
  /** Whether it is the resolver in use. */
  readonly inUse: boolean;
  /** Whether it answers with authority: it has a view of the zone of its own, and no cache of it. */
  readonly authoritative: boolean;
  /** Whether it refuses the answer because it does not validate: without validation there is one. */
  readonly bogus: boolean;
}

/**
 * `everywhere`: whoever answered has it. `spreading`: the zone's servers have it, resolvers do not yet.
 * `split`: the zone's servers do not all have it, and it alone. `absent`: none of them has it.
 * `undetermined`: no server of the zone, or no resolver, could be asked.
 */
export type PropagationState = 'everywhere' | 'spreading' | 'split' | 'absent' | 'undetermined';

/** Why it takes longer than it can. */
type Overdue =
  /** Seconds since it was published, over the wish's `overdueAfter`. */
  | { readonly by: 'documented'; readonly seconds: number; readonly limit: number }
  /** Seconds since every TTL has run out. */
  | { readonly by: 'ttl'; readonly seconds: number };

export interface Propagation extends Pick<Authority, 'zone' | 'delegated' | 'own'> {
  readonly state: PropagationState;
  /** The records that are to be everywhere, most often one; absent where nobody could say. */
  readonly expected?: readonly string[];
  /** Whether `expected` is what the user wished, rather than what the newest servers hold. */
  readonly wished: boolean;
  /** Seconds until no cache can hold anything else; absent where no TTL decides that. */
  readonly secondsLeft?: number;
  readonly authorities: readonly AuthorityHolder[];
  readonly resolvers: readonly ResolverHolder[];
  /** Whether it is known since when the record is published, so that it can be overdue. */
  readonly dated: boolean;
  readonly overdue?: Overdue;
  /** Why the zone's servers could not be found. */
  readonly unfound?: FailureAnswer;
}

/** A resolver's answers. */
export interface ResolverFacts {
  readonly name?: string;
  /** Absent for the resolver in use. */
  readonly address?: string;
  readonly txt: Answer;
  /** Where it answered SERVFAIL: what it says without validation. */
  readonly unvalidated?: Answer;
}

/** Asks the resolver in use and the others for the domain's TXT RRset. */
export function* findResolvers(
  domain: DomainName,
  resolvers: readonly Resolver[],
): Asking<readonly ResolverFacts[]> {
  const question: Question = { name: domain, type: 'TXT' };
  return yield* together([
    findResolver({ name: 'resolver in use' }, question),
    ...resolvers.map((resolver) =>
      findResolver(resolver, { ...question, via: resolver.address, recursive: true }),
    ),
  ]);
}

function* findResolver(
  resolver: Omit<ResolverFacts, 'txt'>,
  question: Question,
): Asking<ResolverFacts> {
  const txt = yield* one(question);
  if (txt.kind !== 'failure' || txt.cause !== 'servfail') return { ...resolver, txt };
  return { ...resolver, txt, unvalidated: yield* one({ ...question, unvalidated: true }) };
}

/** Whether the resolver refuses for DNSSEC's sake what it has. */
export function isBogus({ unvalidated }: ResolverFacts): boolean {
  return unvalidated !== undefined && unvalidated.kind !== 'failure';
}

/** How far the record has come, by what everybody answered. `now` in milliseconds since 1970. */
export function propagationOf(
  domain: DomainName,
  authority: Fact<Authority>,
  resolvers: readonly ResolverFacts[],
  wish: PropagationWish,
  now: number,
): Propagation {
  const { servers, zone, delegated, own }: Omit<Authority, 'holder'> =
    authority.state === 'known' ? authority.value : { servers: [], own: [] };
  const key = (record: string) => recordKey(record, domain);
  const expected =
    wish.expect === undefined ? newestRecords(servers, delegated, key) : [wish.expect];
  const keys = expected?.map(key);
  const authorities = servers.map((server) =>
    authorityHolder(server, (r) => holding(r, keys, key)),
  );
  const holders = resolvers.map((resolver) =>
    resolverHolder(resolver, (r) => holding(r, keys, key)),
  );
  const state = stateOf(authorities, holders, keys?.length === 0);
  const left = state === 'spreading' ? secondsLeft(holders, negativeTtl(servers)) : undefined;
  const overdue = overdueOf(state, wish, now);
  return {
    state,
    ...(expected && { expected }),
    wished: wish.expect !== undefined,
    ...(state === 'everywhere' && { secondsLeft: 0 }),
    ...(left !== undefined && { secondsLeft: left }),
    ...(zone !== undefined && { zone }),
    ...(delegated && { delegated }),
    own,
    authorities,
    resolvers: withoutTwins(holders),
    dated: wish.since !== undefined || wish.due !== undefined,
    ...(overdue && { overdue }),
    ...(authority.state === 'unknown' && { unfound: authority.cause }),
  };
}

/** The SPF records of an answer in byte order; undefined where it is none. */
function recordsIn(answer: Answer | undefined): readonly string[] | undefined {
  if (answer === undefined || answer.kind === 'failure') return undefined;
  return recordsOf(answer, 'TXT').map(txtValue).filter(isSpf).toSorted();
}

type Key = (record: string) => string;

/**
 * What counts as new where nobody says: what the servers with the highest SOA serial hold, or where
 * that does not decide, what most of them hold. Servers that the parent does not list are heard only
 * where no other one speaks.
 */
function newestRecords(
  servers: readonly ServerFacts[],
  delegated: readonly DomainName[] | undefined,
  key: Key,
): readonly string[] | undefined {
  const speaking = servers.flatMap((server) => {
    const records = server.txt?.authoritative ? recordsIn(server.txt) : undefined;
    return records === undefined ? [] : [{ server, records, serial: soaOf(server)?.serial }];
  });
  const listed = speaking.filter(
    ({ server: { name } }) => name !== undefined && delegated?.includes(name),
  );
  const heard = listed.length > 0 ? listed : speaking;
  const newest = heard.filter(({ serial }) =>
    heard.every((other) => !isNewer(other.serial, serial)),
  );
  const groups = new Map<string, { readonly records: readonly string[]; count: number }>();
  for (const { records } of newest.length > 0 ? newest : heard) {
    const id = records.map(key).toSorted().join('\n');
    const group = groups.get(id) ?? { records, count: 0 };
    group.count += 1;
    groups.set(id, group);
  }
  const [largest] = [...groups].toSorted(
    ([a, first], [b, second]) => second.count - first.count || (a < b ? 1 : -1),
  );
  return largest?.[1].records;
}

/** RFC 1982 3.2: whether serial `a` comes after `b`; a server without one is older than any other. */
function isNewer(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined) return false;
  if (b === undefined) return true;
  const ahead = (a - b + 2 ** 32) % 2 ** 32;
  return ahead > 0 && ahead < 2 ** 31;
}

function soaOf({ soa }: ServerFacts): SoaRecord | undefined {
  return soa?.authoritative ? recordsOf(soa, 'SOA')[0] : undefined;
}

function holding(
  records: readonly string[],
  expected: readonly string[] | undefined,
  key: Key,
): Holding {
  if (records.length === 0) return 'none';
  if (expected === undefined) return 'unclear';
  const rest = records.map(key);
  for (const wanted of expected) {
    const index = rest.indexOf(wanted);
    if (index === -1) return 'old';
    rest.splice(index, 1);
  }
  if (rest.length === 0) return 'new';
  return rest.length === records.length ? 'old' : 'both';
}

type Hold = (records: readonly string[]) => Holding;

function authorityHolder(server: ServerFacts, hold: Hold): AuthorityHolder {
  const { name, address, unasked, txt } = server;
  const serial = soaOf(server)?.serial;
  return {
    ...(name !== undefined && { name }),
    ...(address !== undefined && { address }),
    ...(unasked && { unasked }),
    ...(unasked?.why === 'unknown-address' && { cause: unasked.cause }),
    authoritative: txt?.authoritative === true,
    ...(serial !== undefined && { serial }),
    ...(unasked?.why === 'reserved' ? { state: 'not-asked' } : holderOf(txt, hold)),
  };
}

function resolverHolder(facts: ResolverFacts, hold: Hold): ResolverHolder {
  const { name, address, txt } = facts;
  const answered = address ?? txt.server;
  return {
    ...(name !== undefined && { name }),
    ...(answered !== undefined && { address: answered }),
    inUse: address === undefined,
    authoritative: txt.authoritative === true,
    bogus: isBogus(facts),
    ...holderOf(txt, hold),
  };
}

function holderOf(txt: Answer | undefined, hold: Hold): Omit<Holder, 'address'> {
  const records = recordsIn(txt);
  if (txt?.kind === 'failure') return { state: 'unreachable', cause: txt };
  if (txt === undefined || records === undefined) return { state: 'unreachable' };
  const ttl = txt.kind === 'noerror' ? txt.ttl : txt.negativeTtl;
  return { state: hold(records), records, ...(ttl !== undefined && { ttl }) };
}

/** The resolver in use may be one of the others too, which have names of their own. */
function withoutTwins(resolvers: readonly ResolverHolder[]): readonly ResolverHolder[] {
  return resolvers.filter(
    ({ inUse, address }) =>
      !inUse || !resolvers.some((other) => !other.inUse && other.address === address),
  );
}

/** Whether the server answered for the zone: what others say of it is no word of the zone's. */
export function speaks({ authoritative, records }: AuthorityHolder): boolean {
  return authoritative && records !== undefined;
}

function stateOf(
  authorities: readonly AuthorityHolder[],
  resolvers: readonly ResolverHolder[],
  nothingExpected: boolean,
): PropagationState {
  const published = authorities.filter(speaks);
  if (published.length === 0) return 'undetermined';
  const lacking = published.filter(({ state }) => state === 'old' || state === 'none');
  if (lacking.length === published.length) {
    return nothingExpected && lacking.some(({ state }) => state === 'old') ? 'split' : 'absent';
  }
  if (published.some(({ state }) => state !== 'new')) return 'split';
  const seen = resolvers.filter(({ records, bogus }) => records !== undefined || bogus);
  if (seen.length === 0) return 'undetermined';
  return seen.every(({ state }) => state === 'new') ? 'everywhere' : 'spreading';
}

/** RFC 2308 5, by the zone's own SOA. */
function negativeTtl(servers: readonly ServerFacts[]): number | undefined {
  const ttls = servers.flatMap((server) => {
    const soa = soaOf(server);
    return soa === undefined ? [] : [Math.min(soa.ttl, soa.minimum)];
  });
  return ttls.length === 0 ? undefined : Math.max(...ttls);
}

/** The longest that a resolver which was seen can keep what it has. */
function secondsLeft(
  resolvers: readonly ResolverHolder[],
  negative: number | undefined,
): number | undefined {
  const ttls = resolvers
    .filter(({ state, bogus }) => bogus || isBehind(state))
    .map(({ state, ttl }) => ttl ?? (state === 'none' ? negative : undefined));
  const counted = ttls.filter((ttl) => ttl !== undefined);
  return counted.length < ttls.length ? undefined : Math.max(...counted);
}

/** Whether something else than the new record alone was seen. */
function isBehind(state: Holding): boolean {
  return state === 'old' || state === 'both' || state === 'none';
}

/** Seconds between two looks: no hammering, and no record that everybody has goes unseen for long. */
const LOOK = { least: 5, most: 300 };
/** Seconds to the next look where no TTL says when something can change. */
const BLIND_LOOK = 30;

/** Seconds until something can have changed: the earliest TTL of a resolver that is behind. */
export function secondsToNextLook({ state, resolvers }: Propagation): number {
  const ttls = resolvers.flatMap(({ state: held, ttl }) =>
    isBehind(held) && ttl !== undefined ? [ttl + 1] : [],
  );
  if (state !== 'spreading' || ttls.length === 0) return BLIND_LOOK;
  return Math.min(Math.max(Math.min(...ttls), LOOK.least), LOOK.most);
}

function overdueOf(
  state: PropagationState,
  { since, overdueAfter, due }: PropagationWish,
  now: number,
): Overdue | undefined {
  if (state === 'everywhere' || state === 'undetermined') return undefined;
  const passed = (from: number) => Math.floor((now - from) / 1000);
  if (since !== undefined && overdueAfter !== undefined && passed(since) >= overdueAfter) {
    return { by: 'documented', seconds: passed(since), limit: overdueAfter };
  }
  // While the zone's servers differ, resolvers may rightly fetch the old record again.
  if (state === 'spreading' && due !== undefined && passed(due) >= GRACE_SECONDS) {
    return { by: 'ttl', seconds: passed(due) };
  }
  return undefined;
}

/** Seconds that a resolver is given beyond a TTL, for rounding and for the question's own way. */
const GRACE_SECONDS = 15;
