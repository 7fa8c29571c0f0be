/** Zone-file text (RFC 1035 5) to answers, without a network. */
import {
  failure,
  type Alias,
  type Answer,
  type FailureCause,
  type Known,
  type Lookup,
  type ResourceRecord,
  type SoaRecord,
} from './answer.js';
import { noError, substituted, withAlias } from './chain.js';
import { name, parentOf, type DomainName } from './name.js';
import { recordTypes, typeNumbers, type Question, type RecordType } from './question.js';
import { registrablePart } from './registrable.js';
import { quote, readData, readName, readTtl, type Reading } from './zone-data.js';
import {
  entriesOf,
  ZoneError,
  type Entry,
  type Fail,
  type Position,
  type Word,
} from './zone-text.js';

export { ZoneError } from './zone-text.js';

/** Seconds, where neither the record nor `$TTL` nor a record before it gives a TTL. */
const DEFAULT_TTL = 3600;

/** Causes that `$FAILURE` can name. */
const FAILURES = ['timeout', 'servfail', 'refused', 'malformed'] as const;

/** What RFC 3597 5 lets a file write as TYPE16. */
const UNDERSTOOD_NUMBERS = new Set(Object.values(typeNumbers));

/** The other types of the IANA registry that have a form in master files. */
const SKIPPED = new Set(
  `AFSDB AMTRELAY APL AVC CAA CDNSKEY CDS CERT CSYNC DHCID DLV DNSKEY DOA DS DSYNC EID EUI48
   EUI64 GPOS HHIT HINFO HIP HTTPS IPN IPSECKEY ISDN KEY KX L32 L64 LOC LP MB MD MF MG MINFO MR NAPTR
   NID NIMLOC NINFO NSAP NSAP-PTR NSEC NSEC3 NSEC3PARAM NXT OPENPGPKEY PX RESINFO RKEY RP RRSIG RT SIG
   SINK SMIMEA SRV SSHFP SVCB TA TALINK URI WALLET WKS X25 ZONEMD`.split(/\s+/),
);

/** Types that may stand beside a CNAME (RFC 2181 10.1, RFC 4034 3 and 4). */
const BESIDE_CNAME = new Set(['KEY', 'NSEC', 'NXT', 'RRSIG', 'SIG']);

/** Types of which a name has one record (RFC 2181 10.1, RFC 6672 2.4, RFC 1035 5.2). */
const SINGLE = new Set<RecordType>(['CNAME', 'DNAME', 'SOA']);

/** A record and where the file has it. */
export interface ZoneRecord {
  readonly record: ResourceRecord;
  /** The first word of the record. */
  readonly at: Position;
  /**
   * The words of its data; for TXT one for each string. Points at the first octet, behind a quote.
   * Octet n of a string is n columns further as long as the string has no escape in it.
   */
  readonly data: readonly Position[];
}

/** What one zone file says; plain data. It may hold several zones. */
export interface Zone {
  readonly file: string;
  /**
   * The names below which the file knows everything: the owners of its SOA records, and the
   * registrable domain of each record outside of them.
   */
  readonly apexes: readonly DomainName[];
  /** In the file's order, duplicates included. */
  readonly records: readonly ZoneRecord[];
  /** Names with records of types that are not understood: these exist. */
  readonly others: readonly {
    readonly name: DomainName;
    readonly type: string;
    readonly at: Position;
  }[];
  /** Names that cannot be looked up (`$FAILURE`): all types where none is given. */
  readonly failures: readonly {
    readonly name: DomainName;
    readonly cause: FailureCause;
    readonly type?: RecordType;
  }[];
}

/**
 * Reads a master file (RFC 1035 5, RFC 2308 4, RFC 3597 5): `$ORIGIN`, `$TTL`, and `$FAILURE <name>
 * <timeout|servfail|refused|malformed> [type]` for a name that exists but cannot be looked up. Class
 * IN only.
 * @param options.file What messages and answers call the text; `zone` where none is given.
 * @param options.origin What relative names are relative to before the first `$ORIGIN`.
 * @param options.longStrings Whether strings of over 255 octets, which no server publishes, are kept.
 * @throws {ZoneError} At the first thing that is wrong, and nothing else.
 */
export function parseZone(
  text: string,
  options: {
    readonly file?: string;
    readonly origin?: DomainName;
    readonly longStrings?: boolean;
  } = {},
): Zone {
  const file = options.file ?? 'zone';
  const fail: Fail = (at, problem) => {
    throw new ZoneError(file, at, problem);
  };
  const { origin, longStrings = false } = options;
  const state: Draft = { fail, origin, longStrings, records: [], others: [], failures: [] };
  for (const entry of entriesOf(text, fail)) {
    const [first] = entry.words;
    if (first?.raw.startsWith('$') === true && !first.quoted) readDirective(state, first, entry);
    else readRecord(state, entry);
  }
  checkSingles(state);
  return {
    file,
    apexes: apexesOf(state),
    records: state.records,
    others: state.others,
    failures: state.failures,
  };
}

/** A zone that is being read. */
interface Draft extends Reading {
  origin: DomainName | undefined;
  owner?: DomainName;
  /** `$TTL`. */
  fileTtl?: number;
  lastTtl?: number;
  readonly records: ZoneRecord[];
  readonly others: Zone['others'][number][];
  readonly failures: Zone['failures'][number][];
}

function readDirective(draft: Draft, directive: Word, { words }: Entry): void {
  const { fail } = draft;
  const called = directive.raw.toUpperCase();
  const usage = {
    $ORIGIN: '$ORIGIN example.com.',
    $TTL: '$TTL 3600',
    $FAILURE: '$FAILURE name timeout',
  }[called];
  if (usage === undefined) {
    const known = 'only $ORIGIN, $TTL and $FAILURE are';
    return fail(directive, `${quote(directive.raw)} is not supported here; ${known}`);
  }
  const [, first, second, third] = words;
  const extra = words[called === '$FAILURE' ? 4 : 2];
  if (extra) fail(extra, `${quote(extra.raw)} is too much here; write such as ${usage}`);
  if (first === undefined) {
    return fail(directive, `${directive.raw} needs a value; write such as ${usage}`);
  }
  if (called === '$ORIGIN') draft.origin = readName(first, draft);
  else if (called === '$TTL') draft.fileTtl = readTtl(first, fail);
  else draft.failures.push(readFailure(draft, first, second, third));
}

function readFailure(
  draft: Draft,
  nameWord: Word,
  causeWord: Word | undefined,
  typeWord: Word | undefined,
): Zone['failures'][number] {
  const owner = readName(nameWord, draft);
  const cause = FAILURES.find((known) => known === causeWord?.raw.toLowerCase());
  if (cause === undefined) {
    const word = causeWord ?? nameWord;
    return draft.fail(word, `a failure needs its cause; write one of ${FAILURES.join(', ')}`);
  }
  if (typeWord === undefined) return { name: owner, cause };
  const type =
    understood(typeWord.raw) ??
    draft.fail(
      typeWord,
      `${quote(typeWord.raw)} is never asked for; write one of ${recordTypes.join(', ')}`,
    );
  return { name: owner, cause, type };
}

function understood(text: string): RecordType | undefined {
  return recordTypes.find((type) => type === text.toUpperCase());
}

/** `[owner] [TTL] [class] type data`, or with the class before the TTL (RFC 1035 5.1). */
function readRecord(draft: Draft, entry: Entry): void {
  const { fail } = draft;
  let words = entry.words;
  const [first] = words;
  if (!entry.indented && first) {
    draft.owner = readName(first, draft);
    words = words.slice(1);
  }
  const owner =
    draft.owner ?? fail(entry, 'this record has no owner and none stands before it; write a name');

  let ttl: number | undefined;
  let classed = false;
  for (const word of words) {
    if (ttl === undefined && /^\d/.test(word.raw)) ttl = readTtl(word, fail);
    else if (!classed && /^(?:IN|CH|CS|HS|CLASS\d+)$/i.test(word.raw)) {
      classed = true;
      if (!/^(?:IN|CLASS0*1)$/i.test(word.raw)) {
        fail(word, `class ${word.raw} is not supported; write IN`);
      }
    } else break;
  }
  const [typeWord, ...data] = words.slice((ttl === undefined ? 0 : 1) + (classed ? 1 : 0));
  if (typeWord === undefined) return fail(entry, 'this record has no type; write such as A or TXT');
  if (ttl !== undefined) draft.lastTtl = ttl;

  const at: Position = { line: entry.line, column: entry.column };
  const type = understood(typeWord.raw);
  if (type === undefined) {
    draft.others.push({ name: owner, type: skippedType(typeWord, data, fail), at });
    return;
  }
  draft.records.push({
    record: {
      ...readData(type, typeWord, data, draft),
      name: owner,
      ttl: ttl ?? draft.fileTtl ?? draft.lastTtl ?? DEFAULT_TTL,
    },
    at,
    data: data.map((word) => ({ line: word.line, column: word.column + (word.quoted ? 1 : 0) })),
  });
}

/** The name of a type whose data is left alone, or a ZoneError. */
function skippedType(word: Word, data: readonly Word[], fail: Fail): string {
  const type = word.raw.toUpperCase();
  const number = /^TYPE(\d{1,5})$/.exec(type)?.[1];
  if (number !== undefined && UNDERSTOOD_NUMBERS.has(Number(number))) {
    fail(word, `${type} is a type with a name; write the name and the data in its own form`);
  }
  const numbered = number !== undefined && Number(number) <= 0xffff;
  if (word.quoted || (!numbered && !SKIPPED.has(type))) {
    fail(word, `${quote(word.raw)} is no record type; write such as A, MX or TXT`);
  }
  if (data.length === 0 && type !== 'APL') {
    fail(word, `this ${type} record has no data; write it behind the type`);
  }
  const [mark, length, ...hex] = data;
  if (numbered || mark?.raw === '\\#') {
    const digits = hex.map(({ raw }) => raw).join('');
    const sound = mark?.raw === '\\#' && digits.length % 2 === 0 && !/[^0-9a-f]/i.test(digits);
    if (!sound || String(digits.length / 2) !== length?.raw) {
      fail(mark ?? word, 'unknown data is written as \\#, its length in octets, and hexadecimal');
    }
  }
  return type;
}

/** One record of a {@link SINGLE} type, and nothing else beside a CNAME (RFC 2181 10.1). */
function checkSingles({ records, others, fail }: Draft): void {
  const single = new Map<string, string>();
  for (const { record, at } of records) {
    if (!SINGLE.has(record.type)) continue;
    const key = `${record.name} ${record.type}`;
    const data = JSON.stringify({ ...record, ttl: 0 });
    if ((single.get(key) ?? data) !== data) {
      fail(at, `${record.name} has another ${record.type} already; keep one of them`);
    }
    single.set(key, data);
  }
  const owners = [...records.map(({ record, at }) => ({ ...record, at })), ...others];
  for (const { name: owner, type, at } of owners) {
    if (type === 'CNAME' || BESIDE_CNAME.has(type) || !single.has(`${owner} CNAME`)) continue;
    fail(at, `${owner} has a CNAME and ${type}; a name with a CNAME can have nothing else`);
  }
}

function apexesOf({ records, others }: Draft): readonly DomainName[] {
  const apexes = new Set(
    records.filter(({ record }) => record.type === 'SOA').map(({ record }) => record.name),
  );
  const authorities = new Set(apexes);
  for (const owner of [...records.map(({ record }) => record.name), ...others.map((o) => o.name)]) {
    if (nearest(owner, (domain) => authorities.has(domain)) !== undefined) continue;
    apexes.add(registrablePart(owner) ?? owner);
  }
  return [...apexes];
}

/** The name itself or the nearest name above it for which `holds`. */
function nearest(
  domain: DomainName,
  holds: (domain: DomainName) => boolean,
): DomainName | undefined {
  let at: DomainName | undefined = domain;
  while (at !== undefined && !holds(at)) at = parentOf(at);
  return at;
}

/** What one name has. A name without records exists too where one below it has some (RFC 4592 2.2.2). */
interface Node {
  readonly records: ResourceRecord[];
  readonly file: string;
}

/** Everything at and below one apex, down to the next apex. */
interface Area {
  readonly file: string;
  readonly nodes: Map<DomainName, Node>;
  soa?: SoaRecord;
}

/**
 * Answers from zones: wildcards by RFC 4592, CNAMEs and DNAMEs followed through all of the zones. There are no
 * delegations: a zone knows all that is below its apex, unless a longer apex is given. A name below
 * no apex is a failure with the cause `not-covered`, and so is what one server is to be asked. The
 * server of an answer is its zone's file.
 */
export function zoneAnswers(zones: readonly Zone[]): Known {
  const areas = areasOf(zones);
  const failures = new Map<string, Failing>();
  for (const zone of zones) {
    for (const { name: owner, type, cause } of zone.failures) {
      failures.set(`${owner} ${type ?? ''}`, { cause, server: zone.file });
    }
  }
  return (question) => {
    if (question.via !== undefined) {
      return failure(question, 'not-covered', { detail: 'zone files are no servers' });
    }
    let aliases: readonly Alias[] = [];
    let at = question.name;
    for (;;) {
      const failing = failures.get(`${at} ${question.type}`) ?? failures.get(`${at} `);
      if (failing) return failure(question, failing.cause, { server: failing.server, aliases });
      const found = lookUp(areas, at, question, aliases);
      if (found.kind !== 'alias') return found;
      const longer = withAlias(question, aliases, found.alias);
      if (longer === undefined) {
        return failure(question, 'alias-chain', { server: found.server, aliases });
      }
      aliases = longer;
      at = found.alias.target;
    }
  };
}

interface Failing {
  readonly cause: FailureCause;
  readonly server: string;
}

/** Answers from zones, as something that is asked like a network. */
export function zoneLookup(zones: readonly Zone[]): Lookup {
  const know = zoneAnswers(zones);
  return (question) => Promise.resolve(know(question));
}

function areasOf(zones: readonly Zone[]): Map<DomainName, Area> {
  const areas = new Map<DomainName, Area>();
  for (const { file, apexes } of zones) {
    for (const apex of apexes) {
      // The names above an apex are not in its area: entering it first ends the walk upwards.
      const nodes = new Map([[apex, emptyNode(file)]]);
      if (!areas.has(apex)) areas.set(apex, { file, nodes });
    }
  }
  for (const zone of zones) enterZone(areas, zone);
  // An enclosing zone would delegate the apex, so the names between the two exist.
  for (const [apex, { file }] of areas) {
    const above = parentOf(apex);
    const enclosing = above && nearest(above, (domain) => areas.has(domain));
    const area = enclosing && areas.get(enclosing);
    if (area) enter(area.nodes, apex, file);
  }
  return areas;
}

function enterZone(areas: Map<DomainName, Area>, zone: Zone): void {
  const own = new Set(zone.apexes);
  const areaOf = (owner: DomainName): Area | undefined => {
    const apex = nearest(owner, (domain) => own.has(domain));
    return apex && areas.get(apex);
  };
  for (const { record } of zone.records) {
    const area = areaOf(record.name);
    if (!area) continue;
    enter(area.nodes, record.name, zone.file).records.push(record);
    if (record.type === 'SOA') area.soa ??= record;
  }
  for (const { name: owner } of [...zone.others, ...zone.failures]) {
    const area = areaOf(owner);
    if (area) enter(area.nodes, owner, zone.file);
  }
}

function emptyNode(file: string): Node {
  return { records: [], file };
}

/** The node of a name, made where it is missing together with the empty ones above it. */
function enter(nodes: Map<DomainName, Node>, owner: DomainName, file: string): Node {
  const node = nodes.get(owner) ?? emptyNode(file);
  let missing: DomainName | undefined = owner;
  while (missing !== undefined && !nodes.has(missing)) {
    nodes.set(missing, missing === owner ? node : emptyNode(file));
    missing = parentOf(missing);
  }
  return node;
}

/** An alias that leads on to another name, which any of the zones may have. */
interface Onward {
  readonly kind: 'alias';
  readonly alias: Alias;
  readonly server: string;
}

/** RFC 1034 4.3.2 step 3 with RFC 6672 3.2, without delegations. */
function lookUp(
  areas: Map<DomainName, Area>,
  at: DomainName,
  question: Question,
  aliases: readonly Alias[],
): Answer | Onward {
  const apex = nearest(at, (domain) => areas.has(domain));
  const area = apex && areas.get(apex);
  if (!area) {
    return failure(question, 'not-covered', { detail: `no zone file covers ${at}`, aliases });
  }
  const encloser = nearest(at, (domain) => area.nodes.has(domain));
  const above = encloser === undefined || encloser === at ? undefined : area.nodes.get(encloser);
  const dname = above?.records.find((record) => record.type === 'DNAME');
  if (above !== undefined && dname?.type === 'DNAME') {
    const target = substituted(at, dname.name, dname.target);
    const server = above.file;
    if (target === undefined) {
      // RFC 6672 2.2.
      return failure(question, 'rcode', { detail: 'YXDOMAIN', server, aliases });
    }
    const alias = { name: at, target, ttl: dname.ttl };
    return question.type === 'CNAME'
      ? noError(question, aliases, [{ type: 'CNAME', ...alias }], { server })
      : { kind: 'alias', alias, server };
  }
  const node =
    encloser === at || encloser === undefined
      ? area.nodes.get(at)
      : area.nodes.get(wildcardBelow(encloser));
  if (node === undefined) {
    return { kind: 'nxdomain', question, aliases, server: area.file, ...negativeTtl(area) };
  }
  const server = node.file;
  const records = node.records
    .filter((record) => record.type === question.type)
    .map((record) => ownedBy(at, record));
  if (records.length > 0)
    return noError(question, aliases, records, { server, authoritative: true });
  const cname = node.records.find((record) => record.type === 'CNAME');
  if (cname?.type === 'CNAME') {
    const { target, ttl } = cname;
    return { kind: 'alias', alias: { name: at, target, ttl }, server };
  }
  return { kind: 'nodata', question, aliases, server, ...negativeTtl(area) };
}

/** What a wildcard has is answered under the name that was asked for (RFC 4592 3.3.1). */
function ownedBy(owner: DomainName, record: ResourceRecord): ResourceRecord {
  return { ...record, name: owner };
}

/** RFC 4592 2.1.1: the source of synthesis. Never too long, as some name below `encloser` is not. */
function wildcardBelow(encloser: DomainName): DomainName {
  return name(encloser === '.' ? '*' : `*.${encloser}`);
}

/** RFC 2308 5. */
function negativeTtl({ soa }: Area): { negativeTtl?: number } {
  return soa ? { negativeTtl: Math.min(soa.ttl, soa.minimum) } : {};
}
