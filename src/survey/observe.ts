/** The one choreography of questions: which facts need which answers, and what is asked together. */
import {
  failure,
  isVoid,
  recordsOf,
  txtValue,
  type Answer,
  type FailureAnswer,
  type Known,
  type Lookup,
  type TxtRecord,
} from '../dns/answer.js';
import { ask, batch, one, together, type Asking } from '../dns/asking.js';
import { isWithin, parentOf, ROOT, toName, type DomainName } from '../dns/name.js';
import { compareQuestions, questionKey, type Question } from '../dns/question.js';
import { registrablePart } from '../dns/registrable.js';
import type { ConnectionTest } from '../mail/connection.js';
import type { MxProbe, ProbeRecipient } from '../mail/probe.js';
import type { MailServer } from '../mail/server.js';
import { isStsRecord, parseStsRecord, policyUrl, type PolicyReply } from '../records/mta-sts.js';
import { mxHosts, mxRecords, recordTree, walkTerms } from '../spf/lookup-tree.js';
import { expandName } from '../spf/macro.js';
import { mendRecord } from '../spf/mend.js';
import { meantRecords } from '../spf/near-miss.js';
import { parseSpf } from '../spf/parse.js';
import { toStrings } from '../spf/print.js';
import { modifierOf } from '../spf/record.js';
import { isSpf } from '../spf/select.js';
import { findAuthority } from './authority.js';
import {
  findResolvers,
  isBogus,
  propagationOf,
  type Propagation,
  type PropagationWish,
  type ResolverFacts,
} from './propagation.js';
import { fromAll, isCovered, known, unknown } from './fact.js';
import {
  findAliasWalk,
  findDatabase,
  findDelegatedKey,
  findDmarc,
  findExchanges,
  findKeys,
  findReports,
  findReverse,
  findTlsa,
  findTxtAt,
  type WantedKeys,
} from './neighbours.js';
import type {
  DnssecFact,
  ElsewhereFact,
  ExpFact,
  Fact,
  FactName,
  Facts,
  MeantFact,
  MxFact,
  NsFact,
  Observation,
  OwnRecord,
  SiblingFact,
  Survey,
  TxtFact,
  VendorFact,
  WishedInclude,
} from './survey.js';

/** What the outside world gives to `observe`. */
export interface Ports {
  readonly lookup: Lookup;
  /** Asks the one server that the question names (`via`); absent where there is no network. */
  readonly direct?: Lookup;
  /** Asks the same as `lookup` with validation turned off, for questions that are `unvalidated`. */
  readonly unvalidated?: Lookup;
  /** Fetches the MTA-STS policy of a domain over HTTPS. Never rejects. Without it there is no fact `policy`. */
  readonly fetchPolicy?: ((domain: DomainName) => Promise<PolicyReply>) | undefined;
  /** Tests a mail server. Never rejects. Undefined where a recorded world does not hold it. */
  readonly testServer?: ((server: MailServer) => Promise<ConnectionTest | undefined>) | undefined;
  /** Looks at the mail hosts of a domain, the best one first. Never rejects. */
  readonly probeHosts?:
    | ((
        domain: DomainName,
        hosts: readonly { readonly name: string; readonly addresses: readonly string[] }[],
        recipients: readonly ProbeRecipient[],
      ) => Promise<MxProbe | undefined>)
    | undefined;
  /** The current time: that of an answer which does not say its own. */
  readonly clock: () => Date;
}

/** Which facts are wanted. */
export interface Wanted {
  readonly facts: ReadonlySet<FactName>;
  /** Include targets that the profile asks for, for the fact `wished`. */
  readonly includes: readonly DomainName[];
  /** Include targets that the domain's mail hosts suggest, for the same. */
  readonly detect?: (exchanges: readonly DomainName[]) => readonly DomainName[];
  /** How the zone's servers are asked, for the fact `propagation`. */
  readonly propagation?: PropagationWish;
  /** For the facts `keys` and `delegatedKey`. */
  readonly keys?: WantedKeys;
  /** The domain that bounces go to, for the fact `aliasWalk`. */
  readonly aliasDomain?: DomainName;
  /** The host of the application's database, for the fact `database`. */
  readonly database?: DomainName;
  /** The servers to be tested, for the facts `outgoing` and `incoming`. */
  readonly outgoing?: MailServer;
  readonly incoming?: MailServer;
  /** Whom the mail hosts are asked for, for the facts `probe` and `certificates`. */
  readonly recipients?: readonly ProbeRecipient[];
}

/** Everything there is to know of a domain by itself. */
const everything: Wanted = {
  facts: new Set<FactName>([
    'txt',
    'spf',
    'meant',
    'mx',
    'ns',
    'elsewhere',
    'wildcard',
    'siblings',
    'exp',
    'vendors',
    'cut',
    'dnssec',
    'exchanges',
    'reverse',
    'dmarc',
    'reports',
    'mtaSts',
    'policy',
    'tlsRpt',
    'bimi',
  ]),
  includes: [],
};

/**
 * Observes the domain: asks what the wanted facts need, a level at a time. Without the port `direct`
 * there is no fact `propagation`. Never rejects.
 */
export async function observe(
  domain: DomainName,
  ports: Ports,
  wanted: Wanted = everything,
): Promise<Survey> {
  const { lookup, observations } = observer(ports);
  // Beside the rest rather than together with it, so that no batch waits for a server that is silent.
  const reached = { ...ports, lookup };
  const [found, policy, propagation, ...servers] = await Promise.all([
    ask(findFacts(domain, wanted), lookup),
    wanted.facts.has('policy') ? observePolicy(domain, reached) : {},
    ports.direct && wanted.propagation && wanted.facts.has('propagation')
      ? follow(domain, ports, lookup, wanted.propagation).then((followed) => followed.propagation)
      : undefined,
    observeServer('outgoing', wanted, reached),
    observeServer('incoming', wanted, reached),
    observeProbe(domain, wanted, reached),
  ]);
  return {
    schema: 1,
    domain,
    facts: {
      ...found,
      ...policy,
      ...Object.assign({}, ...servers),
      ...(propagation && {
        propagation: propagation.unfound ? unknown(propagation.unfound) : known(propagation),
      }),
    },
    observations: observations(),
  };
}

/** Observes how far the domain's record has come, and nothing else. Never rejects. */
export async function observePropagation(
  domain: DomainName,
  ports: Ports,
  wish: PropagationWish,
): Promise<{ readonly survey: Survey; readonly propagation: Propagation }> {
  const { lookup, observations } = observer(ports);
  const { propagation, dnssec } = await follow(domain, ports, lookup, wish);
  const facts = { propagation: known(propagation), dnssec: known(dnssec) };
  return { propagation, survey: { schema: 1, domain, facts, observations: observations() } };
}

async function follow(
  domain: DomainName,
  { clock }: Ports,
  lookup: Lookup,
  wish: PropagationWish,
): Promise<{ readonly propagation: Propagation; readonly dnssec: DnssecFact }> {
  const [authority, resolvers] = await Promise.all([
    ask(findAuthority(domain, wish), lookup),
    ask(findResolvers(domain, wish.resolvers ?? []), lookup),
  ]);
  return {
    propagation: propagationOf(domain, authority, resolvers, wish, clock().getTime()),
    dnssec: dnssecOf(resolvers),
  };
}

/** Fetches the policy where the domain says that it has one (RFC 8461 3.1), while DNS goes on. */
async function observePolicy(
  domain: DomainName,
  { lookup, fetchPolicy, clock }: Ports,
): Promise<Survey['facts']> {
  if (fetchPolicy === undefined) return {};
  const record = await ask(findTxtAt('_mta-sts', domain), lookup);
  const records = record.state === 'known' ? record.value.values.filter(isStsRecord) : [];
  const [text] = records;
  if (text === undefined || records.length > 1 || parseStsRecord(text).faults.length > 0) return {};
  const reply = await fetchPolicy(domain);
  return { policy: known({ url: policyUrl(domain), reply, at: clock().toISOString() }) };
}

/** Tests a server where one is named. */
async function observeServer(
  fact: 'outgoing' | 'incoming',
  wanted: Wanted,
  { testServer }: Ports,
): Promise<Survey['facts']> {
  const server = wanted[fact];
  if (testServer === undefined || server === undefined || !wanted.facts.has(fact)) return {};
  const test = await testServer(server);
  return test === undefined ? {} : { [fact]: known(test) };
}

/** Looks at the mail hosts where that is wanted, once their addresses are known. */
async function observeProbe(
  domain: DomainName,
  { facts, recipients }: Wanted,
  { lookup, probeHosts }: Ports,
): Promise<Survey['facts']> {
  const isWanted = (['probe', 'certificates', 'tlsa'] as const).some((fact) => facts.has(fact));
  if (probeHosts === undefined || recipients === undefined || !isWanted) return {};
  const exchanges = await ask(findExchanges(domain), lookup);
  if (exchanges.state === 'unknown') return { probe: exchanges };
  // A null MX takes no mail (RFC 7505): there is nobody to ask.
  if (exchanges.value.hosts.length === 0) return {};
  const hosts = exchanges.value.hosts.map(({ name, answers }) => ({
    name,
    addresses: answers.flatMap((answer) =>
      [...recordsOf(answer, 'A'), ...recordsOf(answer, 'AAAA')].map(({ address }) => address),
    ),
  }));
  const [probe, tlsa] = await Promise.all([
    probeHosts(domain, hosts, recipients),
    ask(findTlsa(exchanges.value), lookup),
  ]);
  if (probe === undefined) return { tlsa: known(tlsa) };
  const host = toName(probe.host);
  const chain = probe.stages.find(({ tls }) => tls !== undefined)?.tls?.chain;
  const certificates = host === undefined || chain === undefined ? [] : [{ host, chain }];
  return { probe: known(probe), certificates: known(certificates), tlsa: known(tlsa) };
}

/** A Lookup that finds the port for each question, asks it once, and remembers what was answered when. */
function observer({ lookup, direct, unvalidated, clock }: Ports): {
  readonly lookup: Lookup;
  readonly observations: () => readonly Observation[];
} {
  const observations: Observation[] = [];
  const asked = new Map<string, Promise<Answer>>();
  const observed: Lookup = async (question) => {
    const plain = question.unvalidated ? unvalidated : lookup;
    const port = question.via === undefined ? plain : direct;
    if (port === undefined) return failure(question, 'not-covered');
    const answer = await port(question);
    observations.push({ answer, at: answer.at ?? clock().toISOString() });
    return answer;
  };
  return {
    // Facts of their own pace may come to the same question.
    lookup: (question) => {
      const key = questionKey(question);
      const answer = asked.get(key) ?? observed(question);
      asked.set(key, answer);
      return answer;
    },
    // Sorted by their questions, as the order in which answers come differs from run to run.
    observations: () =>
      observations.toSorted((a, b) => compareQuestions(a.answer.question, b.answer.question)),
  };
}

/** The answers of a survey, for askings that come after it: what was not asked is a failure. */
export function answersOf(survey: Pick<Survey, 'observations'>): Known {
  const answers = new Map(
    survey.observations.map(({ answer }) => [questionKey(answer.question), answer]),
  );
  return (question) => answers.get(questionKey(question)) ?? failure(question, 'not-covered');
}

/** Where people put SPF by mistake. */
const WRONG_PLACES = ['www', 'spf', '_spf'];

/** Sub-domains that commonly send or receive mail. */
const SIBLINGS = ['mail', 'www'];

/** A label that nobody sets up: what answers for it is a wildcard. */
const WILDCARD_PROBE = 'spf-doctor-wildcard-probe';

/** The facts of a domain. The branches run side by side; a fact's own questions run in sequence. */
export function* findFacts(domain: DomainName, wanted: Wanted): Asking<Survey['facts']> {
  type Found = Partial<Record<FactName, Fact<unknown>>>;
  const branch = <N extends FactName>(
    fact: N,
    asking: () => Asking<Fact<Facts[N]>>,
  ): readonly Asking<Found>[] => {
    function* find(): Asking<Found> {
      return { [fact]: yield* asking() };
    }
    return wanted.facts.has(fact) ? [find()] : [];
  };
  /** What zone files or a saved world do not speak of beside SPF is left out, as if it were not wanted. */
  const neighbour = <N extends FactName>(
    fact: N,
    asking: () => Asking<Fact<Facts[N]> | undefined>,
  ): readonly Asking<Found>[] => {
    function* find(): Asking<Found> {
      const found = yield* asking();
      if (found === undefined || (found.state === 'unknown' && !isCovered(found.cause))) return {};
      return { [fact]: found };
    }
    return wanted.facts.has(fact) ? [find()] : [];
  };
  const found = yield* together([
    findOwn(domain, wanted.facts),
    ...branch('mx', () => findMx(domain)),
    ...branch('ns', () => findNs(domain)),
    ...branch('elsewhere', () => findElsewhere(domain)),
    ...branch('wildcard', () => findWildcard(domain)),
    ...branch('siblings', () => findSiblings(domain)),
    ...branch('wished', () => findWished(domain, wanted)),
    ...branch('dnssec', () => findDnssec(domain)),
    ...neighbour('exchanges', () => findExchanges(domain)),
    ...neighbour('database', () => findDatabase(wanted.database)),
    ...neighbour('reverse', () => findReverse(domain)),
    ...neighbour('dmarc', () => findDmarc(domain)),
    ...neighbour('reports', () => findReports(domain)),
    ...neighbour('aliasWalk', () => findAliasWalk(wanted.aliasDomain)),
    ...neighbour('keys', () => findKeys(domain, wanted.keys ?? {})),
    ...neighbour('delegatedKey', () => findDelegatedKey(domain, wanted.keys ?? {})),
    ...neighbour('mtaSts', () => findTxtAt('_mta-sts', domain)),
    ...neighbour('tlsRpt', () => findTxtAt('_smtp._tls', domain)),
    ...neighbour('bimi', () => findTxtAt('default._bimi', domain)),
  ]);
  return Object.assign({}, ...found) as Survey['facts'];
}

/** The domain's own TXT, its records with their trees, and what hangs on them. */
function* findOwn(
  domain: DomainName,
  wanted: ReadonlySet<FactName>,
): Asking<Partial<Record<FactName, Fact<unknown>>>> {
  const names = (['txt', 'spf', 'meant', 'exp', 'vendors', 'cut'] as const).filter((fact) =>
    wanted.has(fact),
  );
  if (names.length === 0) return {};
  const answer = yield* one({ name: domain, type: 'TXT' });
  if (answer.kind === 'failure') {
    const facts = Object.fromEntries(names.map((fact) => [fact, unknown(answer)]));
    return wanted.has('cut') ? { ...facts, cut: known(wasCut([answer])) } : facts;
  }
  const facts: Partial<Record<FactName, Fact<unknown>>> = { txt: known(txtFact(answer)) };
  const published = recordsOf(answer, 'TXT')
    .map((record) => ({ text: txtValue(record), strings: record.strings }))
    .filter(({ text }) => isSpf(text))
    .toSorted((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  if (names.some((fact) => fact !== 'txt')) {
    const [own, meant, exp] = yield* together([
      together(published.map((record) => walkOwn(domain, record))),
      published.length === 0 && wanted.has('meant')
        ? findMeant(domain, recordsOf(answer, 'TXT'))
        : nothing<readonly MeantFact[]>([]),
      wanted.has('exp') ? findExp(domain, published) : nothing<Fact<readonly ExpFact[]>>(known([])),
    ]);
    facts.spf = known(own);
    facts.meant = known(meant);
    facts.exp = exp;
    facts.cut = known(wasCut(own.flatMap(({ tree }) => tree.failures)));
    if (wanted.has('vendors')) facts.vendors = yield* findVendors(own);
  }
  return Object.fromEntries(names.map((fact) => [fact, facts[fact]]));
}

function* walkOwn(
  domain: DomainName,
  { text, strings }: Pick<OwnRecord, 'text' | 'strings'>,
): Asking<OwnRecord> {
  const mending = mendRecord(parseSpf(text), strings);
  if (!mending.ok || mending.changes.length === 0) {
    return { text, strings, tree: yield* recordTree(domain, text) };
  }
  const [tree, mended] = yield* together([
    recordTree(domain, text),
    recordTree(domain, mending.record),
  ]);
  const { changes } = mending;
  return { text, strings, tree, mended: { text: mending.record, changes, tree: mended } };
}

function wasCut(failures: readonly FailureAnswer[]): readonly FailureAnswer[] {
  return failures.filter(({ cause }) => cause === 'no-tcp');
}

// oxlint-disable-next-line require-yield -- an Asking that needs nothing
function* nothing<T>(value: T): Asking<T> {
  return value;
}

function txtFact(answer: Exclude<Answer, FailureAnswer>): TxtFact {
  const alias = answer.aliases.at(-1)?.target;
  return {
    exists: answer.kind !== 'nxdomain',
    values: recordsOf(answer, 'TXT'),
    ...(alias === undefined ? {} : { alias }),
    answer,
  };
}

/** Walks what was meant as if it were published, so that nobody in it is forgotten. */
function* findMeant(
  domain: DomainName,
  values: readonly TxtRecord[],
): Asking<readonly MeantFact[]> {
  const meant = meantRecords(values);
  const trees = yield* together(
    meant.map(({ record }) =>
      record === undefined ? nothing(undefined) : recordTree(domain, record),
    ),
  );
  return meant.map(({ value, record }, index) => {
    const tree = trees[index];
    if (record === undefined || tree === undefined) return { value };
    return { value, own: { text: record, strings: toStrings(record), tree } };
  });
}

function* findExp(
  domain: DomainName,
  own: readonly { readonly text: string }[],
): Asking<Fact<readonly ExpFact[]>> {
  const targets = own.flatMap(({ text }) => {
    const exp = modifierOf(parseSpf(text), 'exp');
    if (exp === undefined) return [];
    const expanded = expandName(exp.domain.macro, { d: domain, o: domain });
    return [
      { target: exp.domain.text, name: expanded === undefined ? undefined : toName(expanded) },
    ];
  });
  const questions = targets.flatMap(({ name }): Question[] =>
    name === undefined ? [] : [{ name, type: 'TXT' }],
  );
  const answers = yield* batch(questions);
  return fromAll(answers, (found) =>
    targets.map(({ target, name }) => {
      if (name === undefined) return { target, texts: [] };
      const texts = found
        .filter((answer) => answer.question.name === name)
        .flatMap((answer) => recordsOf(answer, 'TXT').map(txtValue));
      return { target, name, texts };
    }),
  );
}

/** Whether the registrable domains of dead include targets exist: where not, anyone can take them. */
function* findVendors(own: readonly OwnRecord[]): Asking<Fact<readonly VendorFact[]>> {
  const dead = new Map<DomainName, DomainName>();
  for (const { tree } of own) {
    for (const { term } of walkTerms(tree.root)) {
      const answer = term.below?.answer ?? term.answers[0];
      if (term.target === undefined || answer?.kind !== 'nxdomain') continue;
      const registrable = registrablePart(term.target);
      if (registrable !== undefined) dead.set(term.target, registrable);
    }
  }
  const registrables = [...new Set(dead.values())];
  const answers = yield* batch(registrables.map((name): Question => ({ name, type: 'NS' })));
  return fromAll(answers, (found) =>
    [...dead].map(([target, registrable]) => ({
      target,
      registrable,
      exists: found.some(
        (answer) => answer.question.name === registrable && answer.kind !== 'nxdomain',
      ),
    })),
  );
}

function* findMx(domain: DomainName): Asking<Fact<MxFact>> {
  const answer = yield* one({ name: domain, type: 'MX' });
  return fromAll([answer], ([found]) => {
    const records = found === undefined ? [] : mxRecords(found);
    return {
      records,
      isNull: records.length > 0 && mxHosts(answer).length === 0,
      exists: answer.kind !== 'nxdomain',
    };
  });
}

/** The NS of the domain or of the nearest name above it that has some, up to the registrable part. */
function* findNs(domain: DomainName): Asking<Fact<NsFact>> {
  const names: DomainName[] = [];
  const top = registrablePart(domain) ?? domain;
  for (
    let name: DomainName | undefined = domain;
    name !== undefined && name !== ROOT && isWithin(name, top);
    name = parentOf(name)
  ) {
    names.push(name);
  }
  const answers = yield* batch(names.slice(-4).map((name): Question => ({ name, type: 'NS' })));
  const nearest = answers.find((answer) => !isVoid(answer));
  if (nearest?.kind === 'failure') return unknown(nearest);
  return known({
    zone: nearest?.question.name ?? top,
    servers:
      nearest === undefined
        ? []
        : recordsOf(nearest, 'NS')
            .map((record) => record.target)
            .toSorted(),
  });
}

function* findDnssec(domain: DomainName): Asking<Fact<DnssecFact>> {
  return known(dnssecOf(yield* findResolvers(domain, [])));
}

function dnssecOf(resolvers: readonly ResolverFacts[]): DnssecFact {
  return {
    validated: resolvers.some(({ txt }) => txt.authenticated === true),
    bogusAt: resolvers
      .filter(isBogus)
      .map(({ name, address, txt }) => name ?? address ?? txt.server ?? 'a resolver'),
  };
}

function below(label: string, domain: DomainName): readonly DomainName[] {
  const name = toName(`${label}.${domain}`);
  return name === undefined ? [] : [name];
}

function spfTexts(answer: Answer, type: 'TXT' | 'SPF'): readonly string[] {
  return recordsOf(answer, type).map(txtValue).filter(isSpf);
}

function* findElsewhere(domain: DomainName): Asking<Fact<readonly ElsewhereFact[]>> {
  const places = WRONG_PLACES.flatMap((label) => below(label, domain));
  const answers = yield* batch([
    ...places.map((name): Question => ({ name, type: 'TXT' })),
    { name: domain, type: 'SPF' },
  ]);
  return known(
    answers.flatMap((answer): ElsewhereFact[] => {
      const { name, type: asked } = answer.question;
      const type = asked === 'SPF' ? 'SPF' : 'TXT';
      const records = spfTexts(answer, type);
      if (answer.kind !== 'failure') return records.length === 0 ? [] : [{ name, records, type }];
      // Type 99 is retired (RFC 7208 3.1) and many servers refuse it: no answer to it says nothing.
      return type === 'SPF' ? [] : [{ name, records, type, failure: answer }];
    }),
  );
}

function* findWildcard(domain: DomainName): Asking<Fact<readonly string[]>> {
  const answers = yield* batch(
    below(WILDCARD_PROBE, domain).map((name): Question => ({ name, type: 'TXT' })),
  );
  return fromAll(answers, (found) => found.flatMap((answer) => spfTexts(answer, 'TXT')));
}

function* findSiblings(domain: DomainName): Asking<Fact<readonly SiblingFact[]>> {
  const names = SIBLINGS.flatMap((label) => below(label, domain));
  const answers = yield* batch(
    names.flatMap((name): Question[] => [
      { name, type: 'TXT' },
      { name, type: 'MX' },
    ]),
  );
  return fromAll(answers, (found) =>
    names.map((name) => {
      const about = found.filter((answer) => answer.question.name === name);
      return {
        name,
        hasMx: about.some((answer) => mxHosts(answer).length > 0),
        records: about.flatMap((answer) => spfTexts(answer, 'TXT')),
      };
    }),
  );
}

function* findWished(
  domain: DomainName,
  { includes, detect }: Wanted,
): Asking<Fact<readonly WishedInclude[]>> {
  const walk = (targets: readonly DomainName[], detected: boolean) =>
    together(
      targets.map((target) =>
        (function* (): Asking<WishedInclude> {
          return { target, detected, tree: yield* recordTree(domain, `v=spf1 include:${target}`) };
        })(),
      ),
    );
  const [asked, suggested] = yield* together([
    walk(includes, false),
    (function* (): Asking<readonly WishedInclude[]> {
      if (detect === undefined) return [];
      const exchanges = mxHosts(yield* one({ name: domain, type: 'MX' }));
      return yield* walk(
        detect(exchanges).filter((target) => !includes.includes(target)),
        true,
      );
    })(),
  ]);
  return known([...asked, ...suggested]);
}
