/**
 * DNS messages (RFC 1035 4, RFC 6891). Whatever comes in is taken for hostile: it is at most 65535
 * octets by the nature of every transport, and a message with anything wrong in it is malformed as a
 * whole, so that no part of it is ever taken for an answer.
 */
import { printAddress } from './address.js';
import {
  failure,
  type Alias,
  type Answer,
  type FailureCause,
  type NameRecord,
  type Referral,
  type ResourceRecord,
  type SoaRecord,
} from './answer.js';
import { noError, substituted, withAlias } from './chain.js';
import { isWithin, ROOT, type DomainName } from './name.js';
import { recordTypes, typeNumbers, type Question, type RecordType } from './question.js';
import {
  behindName,
  HEADER_OCTETS,
  nameOctets,
  OPT_OCTETS,
  WireFault,
  WireReader,
  writeName,
} from './wire.js';

/** Records in one message; more than any name that is set up for mail has. */
export const MAX_RECORDS = 1000;

/** The media type of a message (RFC 8484 6). */
export const MESSAGE_MEDIA_TYPE = 'application/dns-message';

const typesByNumber: readonly (RecordType | undefined)[] = Array.from(
  { length: 100 },
  (_, number) => recordTypes.find((type) => typeNumbers[type] === number),
);
const OPT = 41;
const RRSIG = 46;
const CLASS_IN = 1;

/** RFC 2181 8: seconds. */
const MAX_TTL = 0x7fffffff;

/** RFC 1035 4.1.1, RFC 4035 3.1.6 and 3.2. */
const flag = { QR: 0x8000, AA: 0x0400, TC: 0x0200, RD: 0x0100, RA: 0x0080, AD: 0x0020, CD: 0x0010 };

/** What a query says, and what its reply has to repeat. */
export interface Query {
  /** 16 bits that cannot be guessed (RFC 5452 4.3). */
  readonly id: number;
  readonly question: Question;
  /** Octets that we take over UDP, said with EDNS (RFC 6891 6.2.3); without it no EDNS is used. */
  readonly payload?: number | undefined;
  readonly recursionDesired: boolean;
  /** CD: a resolver is to hand out what it cannot validate too (RFC 4035 3.2.2). */
  readonly checkingDisabled?: boolean | undefined;
}

/** The octets of a query with one question of class IN. */
export function encodeQuery(query: Query): Uint8Array {
  const { id, question, payload, recursionDesired, checkingDisabled = false } = query;
  const end = HEADER_OCTETS + nameOctets(question.name) + 4;
  const octets = new Uint8Array(payload === undefined ? end : end + OPT_OCTETS);
  const view = new DataView(octets.buffer);
  view.setUint16(0, id);
  // AD in a query asks a resolver for AD in its reply (RFC 6840 5.7).
  view.setUint16(2, (recursionDesired ? flag.RD | flag.AD : 0) | (checkingDisabled ? flag.CD : 0));
  view.setUint16(4, 1);
  const behind = writeName(octets, HEADER_OCTETS, question.name);
  view.setUint16(behind, typeNumbers[question.type]);
  view.setUint16(behind + 2, CLASS_IN);
  if (payload !== undefined) {
    view.setUint16(10, 1);
    view.setUint16(end + 1, OPT);
    view.setUint16(end + 3, payload);
  }
  return octets;
}

/** One record of a reply. */
interface ReplyRecord {
  /** Undefined for an owner that no DomainName can hold, and that is therefore none we ask about. */
  readonly owner: DomainName | undefined;
  readonly type: number;
  readonly class: number;
  /** The 32 bits as they came. */
  readonly ttl: number;
  /**
   * Absent where class or type is none that is asked for, or a name in its data is one that no
   * DomainName can hold.
   */
  readonly record: ResourceRecord | undefined;
}

interface Sections {
  readonly answers: readonly ReplyRecord[];
  readonly authorities: readonly ReplyRecord[];
}

/** A message that replies to our query. */
export interface Reply {
  /** TC: the rest is to be had over TCP (RFC 2181 9). Nothing in the sections counts then. */
  readonly truncated: boolean;
  /** AA. */
  readonly authoritative: boolean;
  /** AD. */
  readonly authenticated: boolean;
  /** RA. */
  readonly recursionAvailable: boolean;
  /** The extended RCODE by name: `NOERROR`, `NXDOMAIN`, `SERVFAIL`, ... (RFC 6895 2.3). */
  readonly rcode: string;
  /** Or why they are unknown. */
  readonly sections: Sections | Extract<FailureCause, 'malformed' | 'limit'>;
  /** What is wrong, where they are malformed. */
  readonly fault?: string;
}

/** RFC 6895 2.3. The numbers without a name become `RCODE16` and the like. */
const RCODES: Readonly<Record<number, string>> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
  11: 'DSOTYPENI',
  16: 'BADVERS',
  23: 'BADCOOKIE',
};

/** Servers that cannot read a query may leave its question out of what they say about that. */
const WITHOUT_QUESTION = new Set(['FORMERR', 'SERVFAIL', 'NOTIMP', 'REFUSED']);

const NO_SECTIONS: Sections = { answers: [], authorities: [] };

/**
 * Reads what came in where a reply to `query` is awaited. `other` is no such reply: the id, QR, the
 * opcode or the question differ (RFC 5452 9.1), so it is to be ignored while listening goes on.
 * Never throws.
 * @param age Seconds by which every TTL has run down since (RFC 8484 5.1).
 */
export function readReply(
  bytes: Uint8Array,
  { id, question }: Pick<Query, 'id' | 'question'>,
  age = 0,
): Reply | 'other' {
  const uint16 = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  if (bytes.length < HEADER_OCTETS || uint16(0) !== id) return 'other';
  const flags = uint16(2);
  const opcode = (flags >> 11) & 15;
  if ((flags & flag.QR) === 0 || opcode !== 0) return 'other';

  const counts = { answers: uint16(6), authorities: uint16(8), additionals: uint16(10) };
  const records = counts.answers + counts.authorities + counts.additionals;
  const rcode = rcodeName(flags & 15);
  let at = HEADER_OCTETS;
  if (uint16(4) === 1) {
    at = behindName(bytes, HEADER_OCTETS, question.name);
    const repeated =
      at !== -1 &&
      at + 4 <= bytes.length &&
      uint16(at) === typeNumbers[question.type] &&
      uint16(at + 2) === CLASS_IN;
    if (!repeated) return 'other';
    at += 4;
  } else if (uint16(4) !== 0 || records > 0 || !WITHOUT_QUESTION.has(rcode)) {
    return 'other';
  }

  const reply = {
    truncated: (flags & flag.TC) !== 0,
    authoritative: (flags & flag.AA) !== 0,
    authenticated: (flags & flag.AD) !== 0,
    recursionAvailable: (flags & flag.RA) !== 0,
    rcode,
    sections: NO_SECTIONS,
  };
  if (reply.truncated) return reply;
  if (records > MAX_RECORDS) return { ...reply, sections: 'limit' };
  try {
    const message = new WireReader(bytes, question.name, at);
    const answers = readSection(message, counts.answers, age);
    const authorities = readSection(message, counts.authorities, age);
    const extended = extendedRcode(message, counts.additionals);
    if (!message.atEnd) throw new WireFault('octets behind its last record');
    return {
      ...reply,
      rcode: extended === 0 ? rcode : rcodeName((extended << 4) | (flags & 15)),
      sections: { answers, authorities },
    };
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    return { ...reply, sections: 'malformed', fault: error.message };
  }
}

function rcodeName(code: number): string {
  return RCODES[code] ?? `RCODE${code}`;
}

function readSection(message: WireReader, count: number, age: number): readonly ReplyRecord[] {
  const records: ReplyRecord[] = [];
  while (records.length < count) {
    const record = readRecord(message, age);
    if (record.type === OPT) throw new WireFault('an OPT record among its answers');
    records.push(record);
  }
  return records;
}

/** Reads the last section for the upper eight bits of the RCODE (RFC 6891 6.1.3); 0 without EDNS. */
function extendedRcode(message: WireReader, count: number): number {
  let opt: ReplyRecord | undefined;
  for (let read = 0; read < count; read += 1) {
    const record = readRecord(message, 0);
    if (record.type !== OPT) continue;
    if (opt !== undefined) throw new WireFault('two OPT records');
    if (record.owner !== ROOT) throw new WireFault('an OPT record of another name than the root');
    opt = record;
  }
  return (opt?.ttl ?? 0) >>> 24;
}

function readRecord(message: WireReader, age: number): ReplyRecord {
  const owner = message.name();
  const type = message.uint16();
  const recordClass = message.uint16();
  const ttl = message.uint32();
  message.enter(message.uint16());
  const known = recordClass === CLASS_IN ? typesByNumber[type] : undefined;
  // RFC 2181 8: a TTL with the top bit set is 0.
  const seconds = ttl > MAX_TTL ? 0 : Math.max(0, ttl - age);
  let record: ResourceRecord | undefined;
  if (known !== undefined) record = readData(message, known, owner ?? ROOT, seconds);
  else if (type === OPT) skipOptions(message);
  else message.octets();
  message.leave();
  return {
    owner,
    type,
    class: recordClass,
    ttl,
    record: owner === undefined ? undefined : record,
  };
}

/** The record with its data; undefined where a name in it is one that no DomainName can hold. */
function readData(
  message: WireReader,
  type: RecordType,
  name: DomainName,
  ttl: number,
): ResourceRecord | undefined {
  switch (type) {
    case 'A':
      return { type, name, ttl, address: message.octets(4).join('.') };
    case 'AAAA':
      return { type, name, ttl, address: printAddress([...message.octets(16)]) };
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR': {
      // RFC 6672 2.5.
      const target = message.name(type !== 'DNAME');
      return target && { type, name, ttl, target };
    }
    case 'MX': {
      const preference = message.uint16();
      const exchange = message.name();
      return exchange && { type, name, ttl, preference, exchange };
    }
    case 'SPF':
    case 'TXT': {
      // RFC 1035 3.3.14 asks for at least one; the suite of RFC 7208 has a record without any.
      const strings: string[] = [];
      while (!message.atEnd) strings.push(message.characterString());
      return { type, name, ttl, strings };
    }
    case 'SOA':
      return readSoa(message, name, ttl);
    case 'TLSA':
      return {
        type,
        name,
        ttl,
        usage: message.uint8(),
        selector: message.uint8(),
        matchingType: message.uint8(),
        association: hexadecimal(message.octets()),
      };
  }
}

function readSoa(message: WireReader, name: DomainName, ttl: number): SoaRecord | undefined {
  const primary = message.name();
  const mailbox = message.escapedName();
  const serial = message.uint32();
  const refresh = message.uint32();
  const retry = message.uint32();
  const expire = message.uint32();
  const minimum = message.uint32();
  if (primary === undefined) return undefined;
  return { type: 'SOA', name, ttl, primary, mailbox, serial, refresh, retry, expire, minimum };
}

/** RFC 6891 6.1.2: each option has a code, a length and so many octets. */
function skipOptions(message: WireReader): void {
  while (!message.atEnd) {
    message.uint16();
    message.octets(message.uint16());
  }
}

function hexadecimal(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

/** A reply that stops at an alias: what its target has is still to be asked. */
export interface Unfinished {
  readonly kind: 'unfinished';
  /** At least one; the target of the last one is what to ask. */
  readonly aliases: readonly Alias[];
  readonly target: DomainName;
  readonly server: string;
}

/**
 * What a reply says about the question. CNAMEs and DNAMEs are followed inside of the reply, from the
 * question's name only: records of names that are not on that way are ignored. Never throws.
 * @param server Who said so, for people.
 */
export function toAnswer(reply: Reply, question: Question, server: string): Answer | Unfinished {
  const from = {
    server,
    ...(reply.authoritative && { authoritative: true as const }),
    ...(reply.authenticated && { authenticated: true as const }),
  };
  const fail = (cause: FailureCause, detail?: string, aliases: readonly Alias[] = []): Answer =>
    failure(question, cause, { server, aliases, ...(detail !== undefined && { detail }) });
  const { rcode, sections } = reply;
  if (reply.truncated) return fail('malformed', 'cut off, though there was room for all of it');
  if (rcode === 'SERVFAIL') return fail('servfail');
  if (rcode === 'REFUSED') return fail('refused');
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return fail('rcode', rcode);
  if (typeof sections === 'string') return fail(sections, reply.fault);

  const { aliases, at, end } = followInside(sections.answers, question);
  if (typeof end === 'string') {
    return end === 'endless'
      ? fail('alias-chain', undefined, aliases)
      : fail('malformed', `${end} at ${at}`, aliases);
  }
  if (end !== undefined) {
    return rcode === 'NOERROR'
      ? noError(question, aliases, end, from)
      : fail('malformed', `NXDOMAIN, and records of ${at} all the same`, aliases);
  }

  // From here on it says that something is not there, which is believed of a reply without doubt only.
  if (!sections.answers.every((record) => isOnTheWay(record, question, aliases))) {
    return fail('malformed', 'it answers something that was not asked', aliases);
  }
  const soa = soaOver(at, sections.authorities);
  const negativeTtl = soa && Math.min(soa.ttl, soa.minimum);
  const rest = { question, aliases, ...from, ...(negativeTtl !== undefined && { negativeTtl }) };
  const referral = soa || aliases.length > 0 ? undefined : referralOf(at, reply, sections);
  if (referral) return failure(question, 'referral', { server, referral });
  if (soa === undefined && !reply.authoritative && !reply.recursionAvailable) {
    return fail('lame', undefined, aliases);
  }
  if (rcode === 'NXDOMAIN') return { kind: 'nxdomain', ...rest };
  if (soa) return { kind: 'nodata', ...rest };
  if (aliases.length > 0) return { kind: 'unfinished', aliases, target: at, server };
  return { kind: 'nodata', ...rest };
}

/** What is wrong where the aliases in a reply lead. */
type Trouble =
  | 'endless'
  | 'data with a name that cannot be read'
  | 'more than one CNAME'
  | 'a CNAME that its DNAME does not give'
  | 'a DNAME that gives no name';

/** Where the aliases in a reply lead to, and what is there: undefined where it has nothing. */
interface Followed {
  readonly aliases: readonly Alias[];
  readonly at: DomainName;
  readonly end: readonly ResourceRecord[] | Trouble | undefined;
}

function followInside(answers: readonly ReplyRecord[], question: Question): Followed {
  let aliases: readonly Alias[] = [];
  let at = question.name;
  for (;;) {
    const found = question.type === 'CNAME' ? undefined : rrset(answers, at, question.type);
    if (found !== undefined) return { aliases, at, end: found };
    const cname = cnameAt(answers, at);
    if (cname === undefined || typeof cname === 'string') return { aliases, at, end: cname };
    if (question.type === 'CNAME') return { aliases, at, end: [cname] };
    const longer = withAlias(question, aliases, { name: at, target: cname.target, ttl: cname.ttl });
    if (longer === undefined) return { aliases, at, end: 'endless' };
    aliases = longer;
    at = cname.target;
  }
}

/** The records of one name and type, or that one of them cannot be read; undefined without any. */
function rrset(
  answers: readonly ReplyRecord[],
  owner: DomainName,
  type: RecordType,
): readonly ResourceRecord[] | Trouble | undefined {
  const number = typeNumbers[type];
  const records: ResourceRecord[] = [];
  let unreadable = false;
  for (const each of answers) {
    if (each.owner !== owner || each.type !== number || each.class !== CLASS_IN) continue;
    if (each.record === undefined) unreadable = true;
    else records.push(each.record);
  }
  // A name that no DomainName can hold cannot be validated, and does not spoil those beside it
  // (RFC 7208 5.5).
  if (unreadable && !(type === 'PTR' && records.length > 0)) {
    return 'data with a name that cannot be read';
  }
  return records.length === 0 ? undefined : records;
}

/** The one CNAME of a name (RFC 2181 10.1), or the one that a DNAME above it gives (RFC 6672 3.2). */
function cnameAt(
  answers: readonly ReplyRecord[],
  at: DomainName,
): NameRecord | Trouble | undefined {
  const cnames = rrset(answers, at, 'CNAME');
  if (typeof cnames === 'string') return cnames;
  const [cname, ...others] = (cnames ?? []) as readonly NameRecord[];
  if (others.some(({ target }) => target !== cname?.target)) return 'more than one CNAME';
  const dname = answers.find(
    ({ owner, type, class: recordClass }) =>
      type === typeNumbers.DNAME &&
      recordClass === CLASS_IN &&
      owner !== undefined &&
      owner !== at &&
      isWithin(at, owner),
  );
  if (dname === undefined) return cname;
  if (dname.record?.type !== 'DNAME') return 'data with a name that cannot be read';
  const { name, target: suffix, ttl } = dname.record;
  const target = substituted(at, name, suffix);
  if (target === undefined) return 'a DNAME that gives no name';
  if (cname !== undefined && cname.target !== target) return 'a CNAME that its DNAME does not give';
  return cname ?? { type: 'CNAME', name: at, ttl, target };
}

/** Whether a record of the answer section belongs to the aliases that were followed. */
function isOnTheWay(
  { owner, type, class: recordClass }: ReplyRecord,
  question: Question,
  aliases: readonly Alias[],
): boolean {
  if (owner === undefined || recordClass !== CLASS_IN) return false;
  if (type !== typeNumbers.CNAME && type !== typeNumbers.DNAME && type !== RRSIG) return false;
  const passed = [question.name, ...aliases.map(({ target }) => target)];
  return passed.some((name) =>
    type === typeNumbers.CNAME ? name === owner : isWithin(name, owner),
  );
}

/** The SOA that a negative answer brings along (RFC 2308 3); one of another zone says nothing. */
function soaOver(at: DomainName, authorities: readonly ReplyRecord[]): SoaRecord | undefined {
  for (const { owner, record } of authorities) {
    if (record?.type === 'SOA' && owner !== undefined && isWithin(at, owner)) return record;
  }
  return undefined;
}

/** RFC 2308 2.2: NS without SOA refers to other servers, and is no word about the name. */
function referralOf(
  at: DomainName,
  { authoritative, rcode }: Reply,
  { authorities }: Sections,
): Referral | undefined {
  if (authoritative || rcode !== 'NOERROR') return undefined;
  const listed = authorities.flatMap(({ record }) =>
    record?.type === 'NS' && isWithin(at, record.name) ? [record] : [],
  );
  const [first] = listed;
  if (first === undefined) return undefined;
  const servers = listed.flatMap(({ name, target }) => (name === first.name ? [target] : []));
  return { zone: first.name, servers: [...new Set(servers)].toSorted() };
}
