/**
 * Who speaks for the zone that holds a name, and what each of them says when it is asked itself: the
 * zone cut, the servers by the parent and by the zone, and every address of them.
 */
import { isVoid, recordsOf, type Answer, type FailureAnswer } from '../dns/answer.js';
import { batch, one, together, type Asking } from '../dns/asking.js';
import { isWithin, parentOf, type DomainName } from '../dns/name.js';
import type { Question } from '../dns/question.js';
import { registrablePart } from '../dns/registrable.js';
import type { Fact } from './survey.js';

/** Bounds of this program: what a zone lists may be made up to keep us busy. */
const MAX_CUTS = 12;
const MAX_SERVERS = 16;
const MAX_PARENT_SERVERS = 3;
const MAX_ADDRESSES_PER_FAMILY = 2;
const MAX_ADDRESSES = 32;

/** The port of DNS over UDP and TCP (RFC 1035 4.2): servers that are found are asked there. */
const DNS_PORT = 53;

/** Why a server was not asked. */
export type Unasked =
  /** Its address is in a network that is reserved for something else than the Internet. */
  | { readonly why: 'reserved'; readonly use: string }
  /** Its name has no address. */
  | { readonly why: 'no-address' }
  /** Its address could not be looked up. */
  | { readonly why: 'unknown-address'; readonly cause: FailureAnswer };

/** One server of the zone at one address, and its answers to us. */
export interface ServerFacts {
  /** Absent where it was named by its address. */
  readonly name?: DomainName;
  /** `192.0.2.1:53`, `[2001:db8::1]:53`; absent where there is none. */
  readonly address?: string;
  readonly unasked?: Unasked;
  /** Absent where it was not asked. */
  readonly txt?: Answer;
  readonly soa?: Answer;
  readonly ns?: Answer;
}

/** The servers of a zone. */
export interface Authority {
  /** The name whose TXT RRset is asked for: the domain, or what it is an alias of. */
  readonly holder: DomainName;
  /** The apex of the zone that holds it; absent where none was found below the public suffix. */
  readonly zone?: DomainName;
  /** The zone's servers by its parent; absent where the parent gave no delegation. */
  readonly delegated?: readonly DomainName[];
  /** The zone's servers by its own NS RRset. */
  readonly own: readonly DomainName[];
  readonly servers: readonly ServerFacts[];
}

/** How the servers are found. */
export interface AuthorityWish {
  /** Servers (`192.0.2.1:53`) that take the place of those that the DNS names. */
  readonly authorities?: readonly string[];
  /** What an address is reserved for, if anything: it is not asked then. */
  readonly reservedUse: (address: string) => string | undefined;
}

/**
 * Asks every server of the zone that holds the domain's TXT RRset. It takes four round trips: the cut,
 * the addresses, and for servers that only the parent or only the servers themselves name both again
 * (there are seldom any); an alias takes one more.
 */
export function* findAuthority(
  domain: DomainName,
  { authorities = [], reservedUse }: AuthorityWish,
): Asking<Fact<Authority>> {
  if (authorities.length > 0) {
    return { state: 'known', value: yield* askNamed(domain, authorities) };
  }
  const [txt, cuts] = yield* together([one({ name: domain, type: 'TXT' }), findCuts(domain)]);
  const holder = txt.aliases.at(-1)?.target ?? domain;
  const { zone, parent, failed } = cutOver(
    holder,
    holder === domain ? cuts : yield* findCuts(holder),
  );
  if (failed !== undefined) return { state: 'unknown', cause: failed };
  if (zone === undefined) return { state: 'known', value: { holder, own: [], servers: [] } };

  const listed = nsTargets(zone).slice(0, MAX_SERVERS);
  const parents = parent === undefined ? [] : nsTargets(parent).slice(0, MAX_PARENT_SERVERS);
  const apex = zone.question.name;
  const [found, above] = yield* together([
    findServers(listed, reservedUse),
    findServers(parents, reservedUse),
  ]);
  const [servers, delegation] = yield* together([
    askServers(found, holder, apex),
    askAbove(above, apex),
  ]);
  const said = servers.flatMap(({ ns }) => (ns?.authoritative ? [nsTargets(ns)] : []));
  const own = said.length === 0 ? listed : [...new Set(said.flat())].toSorted();
  const more = [...new Set([...(delegation ?? []), ...own])]
    .filter((name) => !listed.includes(name))
    .slice(0, MAX_SERVERS - listed.length);
  const others = yield* askServers(yield* findServers(more, reservedUse), holder, apex);
  return {
    state: 'known',
    value: {
      holder,
      zone: apex,
      ...(delegation !== undefined && { delegated: delegation }),
      own,
      servers: [...servers, ...others],
    },
  };
}

/** Servers named by address know the zone themselves: it is the nearest name with an SOA of theirs. */
function* askNamed(domain: DomainName, authorities: readonly string[]): Asking<Authority> {
  const top = registrablePart(domain) ?? domain;
  const apexes = ancestry(domain).filter((name) => isWithin(name, top));
  const servers = yield* together(
    authorities.map((address) =>
      (function* (): Asking<ServerFacts> {
        const [txt, ...soas] = yield* batch([
          { name: domain, type: 'TXT', via: address },
          ...apexes.map((name): Question => ({ name, type: 'SOA', via: address })),
        ]);
        const soa = soas.find(({ kind }) => kind === 'noerror') ?? soas.at(-1);
        return { address, ...(txt && { txt }), ...(soa && { soa }) };
      })(),
    ),
  );
  const zone = servers.find(({ soa }) => soa?.kind === 'noerror')?.soa?.question.name;
  return { holder: domain, ...(zone !== undefined && { zone }), own: [], servers };
}

/** The name and those above it, the nearest first, not too many of them. */
function ancestry(domain: DomainName): readonly DomainName[] {
  const names = [domain];
  for (let name = parentOf(domain); name !== undefined; name = parentOf(name)) names.push(name);
  return names.slice(-MAX_CUTS);
}

/** The NS of a name and of all names above it, the nearest first. */
function* findCuts(domain: DomainName): Asking<readonly Answer[]> {
  return yield* together(ancestry(domain).map((name) => insist({ name, type: 'NS' })));
}

/** Asks again without validation after SERVFAIL: a zone that is bogus has servers too. */
function* insist(question: Question): Asking<Answer> {
  const found = yield* one(question);
  if (found.kind !== 'failure' || found.cause !== 'servfail') return found;
  const unvalidated = yield* one({ ...question, unvalidated: true });
  return unvalidated.kind === 'failure' ? found : unvalidated;
}

interface Cut {
  readonly zone?: Answer;
  readonly parent?: Answer;
  /** Why the zone is not known. */
  readonly failed?: FailureAnswer;
}

/** The nearest name with NS records, not above the registrable part, and the next one above it. */
function cutOver(holder: DomainName, cuts: readonly Answer[]): Cut {
  const top = registrablePart(holder) ?? holder;
  // The NS behind an alias are those of another name.
  const [zone, parent] = cuts.filter((answer) => !isVoid(answer) && answer.aliases.length === 0);
  if (zone === undefined || !isWithin(zone.question.name, top)) return {};
  if (zone.kind === 'failure') return { failed: zone };
  return { zone, ...(parent?.kind === 'noerror' && { parent }) };
}

function nsTargets(answer: Answer): readonly DomainName[] {
  return [...new Set(recordsOf(answer, 'NS').map(({ target }) => target))].toSorted();
}

/** Every address of the servers, and which of them are not to be asked. */
function* findServers(
  names: readonly DomainName[],
  reservedUse: AuthorityWish['reservedUse'],
): Asking<readonly ServerFacts[]> {
  const found = yield* together(
    names.map((name) =>
      together([insist({ name, type: 'A' }), insist({ name, type: 'AAAA' })] as const),
    ),
  );
  const servers = names.flatMap((name, index): readonly ServerFacts[] => {
    const answers = found[index] ?? [];
    const addresses = answers.flatMap((answer) =>
      [...recordsOf(answer, 'A'), ...recordsOf(answer, 'AAAA')]
        .slice(0, MAX_ADDRESSES_PER_FAMILY)
        .map((record) => record.address),
    );
    if (addresses.length > 0) {
      return addresses.map((address) => {
        const use = reservedUse(address);
        const server = { name, address: onDnsPort(address) };
        return use === undefined ? server : { ...server, unasked: { why: 'reserved', use } };
      });
    }
    const cause = answers.find((answer) => answer.kind === 'failure');
    return [
      {
        name,
        unasked:
          cause?.kind === 'failure' ? { why: 'unknown-address', cause } : { why: 'no-address' },
      },
    ];
  });
  return servers.slice(0, MAX_ADDRESSES);
}

function onDnsPort(address: string): string {
  return address.includes(':') ? `[${address}]:${DNS_PORT}` : `${address}:${DNS_PORT}`;
}

function* askServers(
  servers: readonly ServerFacts[],
  holder: DomainName,
  apex: DomainName,
): Asking<readonly ServerFacts[]> {
  return yield* together(
    servers.map((server) =>
      (function* (): Asking<ServerFacts> {
        const { address: via, unasked } = server;
        if (via === undefined || unasked !== undefined) return server;
        const [txt, soa, ns] = yield* batch([
          { name: holder, type: 'TXT', via },
          { name: apex, type: 'SOA', via },
          { name: apex, type: 'NS', via },
        ]);
        return { ...server, ...(txt && { txt }), ...(soa && { soa }), ...(ns && { ns }) };
      })(),
    ),
  );
}

/** The zone's servers as those of its parent refer to them; undefined where none of them does. */
function* askAbove(
  servers: readonly ServerFacts[],
  apex: DomainName,
): Asking<readonly DomainName[] | undefined> {
  const answers = yield* batch(
    servers.flatMap(({ address: via, unasked }): Question[] =>
      via === undefined || unasked !== undefined ? [] : [{ name: apex, type: 'NS', via }],
    ),
  );
  const referrals = answers.flatMap((answer) =>
    answer.kind === 'failure' && answer.referral?.zone === apex ? [answer.referral.servers] : [],
  );
  return referrals[0];
}
