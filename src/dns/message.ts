/**
 * DNS messages (RFC 1035 4, RFC 6891) over dns-packet. Whatever comes in is taken for hostile: it is at
 * most 65535 octets by the nature of both transports, and what it says is checked before it is used.
 */
import {
  AUTHENTIC_DATA,
  CHECKING_DISABLED,
  decode,
  encode,
  RECURSION_DESIRED,
  type Answer as Decoded,
  type DecodedPacket,
} from 'dns-packet';
import { parseIp4, parseIp6, printAddress } from './address.js';
import {
  failure,
  type Alias,
  type Answer,
  type FailureCause,
  type Referral,
  type ResourceRecord,
  type SoaRecord,
} from './answer.js';
import { noError, withAlias, type RecordData } from './chain.js';
import { isWithin, toName, type DomainName } from './name.js';
import type { Question, RecordType } from './question.js';

/** Records in one message; more than any name that is set up for mail has. */
export const MAX_RECORDS = 1000;

const HEADER_OCTETS = 12;

/** What a query says, and what its reply has to repeat. */
export interface Query {
  /** 16 bits that cannot be guessed (RFC 5452 4.3). */
  readonly id: number;
  readonly question: Question;
  /** Octets that we take over UDP, said with EDNS (RFC 6891 6.2.3); without it no EDNS is used. */
  readonly payload?: number;
  readonly recursionDesired: boolean;
  /** CD: a resolver is to hand out what it cannot validate too (RFC 4035 3.2.2). */
  readonly checkingDisabled?: boolean;
}

/** The octets of a query with one question of class IN. */
export function encodeQuery(query: Query): Uint8Array {
  const { id, question, payload, recursionDesired, checkingDisabled = false } = query;
  return encode({
    type: 'query',
    id,
    // AD in a query asks a resolver for AD in its reply (RFC 6840 5.7).
    flags:
      (recursionDesired ? RECURSION_DESIRED | AUTHENTIC_DATA : 0) |
      (checkingDisabled ? CHECKING_DISABLED : 0),
    questions: [wireQuestion(question)],
    additionals:
      payload === undefined
        ? []
        : [
            {
              type: 'OPT',
              name: '.',
              udpPayloadSize: payload,
              extendedRcode: 0,
              ednsVersion: 0,
              flags: 0,
              flag_do: false,
              options: [],
            },
          ],
  });
}

/** The published types know no SPF, though the codec does (type 99). */
type WireType = NonNullable<DecodedPacket['questions']>[number]['type'];

function wireQuestion({ name, type }: Question): { name: string; type: WireType; class: 'IN' } {
  return { name, type: type as WireType, class: 'IN' };
}

/** One record of a reply that has class IN and an owner that is a name. */
interface ReplyRecord {
  readonly owner: DomainName;
  readonly type: string;
  /** Absent where the type is none that is asked for, or the data is not what the type demands. */
  readonly record?: ResourceRecord;
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

/**
 * Reads what came in where a reply to `query` is awaited. `other` is no such reply: the id, QR, the
 * opcode or the question differ (RFC 5452 9.1), so it is to be ignored while listening goes on.
 * Never throws.
 */
export function readReply(
  bytes: Uint8Array,
  { id, question }: Pick<Query, 'id' | 'question'>,
): Reply | 'other' {
  if (bytes.length < HEADER_OCTETS) return 'other';
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_OCTETS);
  const flags = header.getUint16(2);
  const isReply = (flags & 0x8000) !== 0;
  const opcode = (flags >> 11) & 15;
  if (header.getUint16(0) !== id || !isReply || opcode !== 0) return 'other';

  const [questions, ...others] = [4, 6, 8, 10].map((offset) => header.getUint16(offset));
  const records = others.reduce((sum, count) => sum + count, 0);
  const rcode = rcodeName(flags & 15);
  const answersIt =
    questions === 1
      ? repeats(bytes.subarray(HEADER_OCTETS), question)
      : questions === 0 && records === 0 && WITHOUT_QUESTION.has(rcode);
  if (!answersIt) return 'other';

  const truncated = (flags & 0x0200) !== 0;
  const reply = {
    truncated,
    authoritative: (flags & 0x0400) !== 0,
    authenticated: (flags & AUTHENTIC_DATA) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    rcode,
  };
  if (truncated) return { ...reply, sections: { answers: [], authorities: [] } };
  if (records > MAX_RECORDS) return { ...reply, sections: 'limit' };
  const message = tryDecode(bytes);
  if (message === undefined) return { ...reply, sections: 'malformed' };
  return {
    ...reply,
    rcode: rcodeName((flags & 15) + 16 * extendedRcode(message)),
    sections: {
      answers: readRecords(message.answers),
      authorities: readRecords(message.authorities),
    },
  };
}

function rcodeName(code: number): string {
  return RCODES[code] ?? `RCODE${code}`;
}

/**
 * Whether the question section is ours: letters in any case, everything else octet for octet. As it
 * stands right behind the header there is nothing that a compression pointer in it could point to.
 */
function repeats(section: Uint8Array, question: Question): boolean {
  const ours = encode({ questions: [wireQuestion(question)] }).subarray(HEADER_OCTETS);
  const nameOctets = ours.length - 4;
  return ours.every((octet, index) => {
    const theirs = section[index] ?? -1;
    // A length octet is at most 63 and therefore never taken for a letter.
    return octet === (index < nameOctets && theirs >= 65 && theirs <= 90 ? theirs + 32 : theirs);
  });
}

function tryDecode(bytes: Uint8Array): DecodedPacket | undefined {
  try {
    const message = decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    // The codec reads past the end of a message that was cut; where it got to is NaN at times.
    return decode.bytes <= bytes.length ? message : undefined;
  } catch {
    return undefined;
  }
}

/** The upper eight bits (RFC 6891 6.1.3); 0 without EDNS. */
function extendedRcode({ additionals = [] }: DecodedPacket): number {
  const opt = additionals.find((record) => record.type === 'OPT');
  return opt?.type === 'OPT' ? opt.extendedRcode : 0;
}

/**
 * The records of class IN whose owner is a name. The codec gives names as text without escapes, so
 * that a dot inside a label cannot be told from one between labels.
 */
function readRecords(section: readonly Decoded[] = []): readonly ReplyRecord[] {
  const records: ReplyRecord[] = [];
  for (const decoded of section) {
    const owner = toName(decoded.name);
    if (owner === undefined || decoded.type === 'OPT' || decoded.class !== 'IN') continue;
    // The codec takes the top bit of the class off, which has a meaning in multicast DNS only.
    if (decoded.flush === true) continue;
    const { ttl = 0 } = decoded;
    const data = readData(decoded);
    records.push({
      owner,
      type: decoded.type,
      // RFC 2181 8: a TTL with the top bit set is 0.
      ...(data && { record: { ...data, name: owner, ttl: ttl > 0x7fffffff ? 0 : ttl } }),
    });
  }
  return records;
}

function readData(decoded: Decoded): RecordData | undefined {
  const { type } = decoded;
  if (type === 'A' || type === 'AAAA') {
    const octets = (type === 'A' ? parseIp4 : parseIp6)(decoded.data);
    return octets && { type, address: printAddress(octets) };
  }
  if (type === 'CNAME' || type === 'NS' || type === 'PTR') {
    const target = toName(decoded.data);
    return target && { type, target };
  }
  if (type === 'MX') {
    const exchange = toName(decoded.data.exchange);
    return exchange && { type, preference: decoded.data.preference ?? 0, exchange };
  }
  if (type === 'TXT') return { type, strings: [decoded.data].flat().map(octetText) };
  if (type === 'SOA') return readSoa(decoded.data);
  // Not in the published types: the codec leaves the data of type 99 as it is.
  const other = decoded as { readonly type: string; readonly data?: unknown };
  if (other.type !== 'SPF' || !Buffer.isBuffer(other.data)) return undefined;
  const strings = characterStrings(other.data);
  return strings && { type: 'SPF', strings };
}

function readSoa(data: Extract<Decoded, { type: 'SOA' }>['data']): RecordData | undefined {
  const primary = toName(data.mname);
  const { rname: mailbox, serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0 } = data;
  return primary && { type: 'SOA', primary, mailbox, serial, refresh, retry, expire, minimum };
}

/** Octets as text with one code unit for each. */
function octetText(octets: string | Buffer): string {
  return typeof octets === 'string' ? octets : octets.toString('latin1');
}

/** <character-string>s (RFC 1035 3.3): a length octet, then so many octets. */
function characterStrings(data: Buffer): readonly string[] | undefined {
  const strings: string[] = [];
  for (let index = 0; index < data.length;) {
    const end = index + 1 + (data[index] ?? 0);
    if (end > data.length) return undefined;
    strings.push(octetText(data.subarray(index + 1, end)));
    index = end;
  }
  return strings;
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
 * What a reply says about the question. CNAMEs are followed inside of the reply, from the question's
 * name only: records of names that are not on that way are ignored. Never throws.
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
  if (typeof sections === 'string') return fail(sections);

  const { aliases, at, end } = followInside(sections.answers, question);
  if (end === 'endless') return fail('alias-chain', undefined, aliases);
  if (end === 'unreadable') return fail('malformed', `unreadable data at ${at}`, aliases);
  if (end !== undefined) {
    return rcode === 'NOERROR'
      ? noError(question, aliases, end, from)
      : fail('malformed', `NXDOMAIN, and records of ${at} all the same`, aliases);
  }

  const soa = soaOver(at, sections.authorities);
  const negativeTtl = soa && Math.min(soa.ttl, soa.minimum);
  const rest = { question, aliases, ...from, ...(negativeTtl !== undefined && { negativeTtl }) };
  const referral = soa || aliases.length > 0 ? undefined : referralOf(at, reply, sections);
  if (referral) return failure(question, 'referral', { server, referral });
  const doubt = soa === undefined ? doubtOf(reply, sections, question) : undefined;
  if (doubt !== undefined) return fail('malformed', doubt);
  if (rcode === 'NXDOMAIN') return { kind: 'nxdomain', ...rest };
  if (soa) return { kind: 'nodata', ...rest };
  if (aliases.length > 0) return { kind: 'unfinished', aliases, target: at, server };
  return { kind: 'nodata', ...rest };
}

/** Where the CNAMEs in a reply lead to, and what is there: undefined where it has nothing. */
interface Followed {
  readonly aliases: readonly Alias[];
  readonly at: DomainName;
  readonly end: readonly ResourceRecord[] | 'unreadable' | 'endless' | undefined;
}

function followInside(records: readonly ReplyRecord[], question: Question): Followed {
  let aliases: readonly Alias[] = [];
  let at = question.name;
  for (;;) {
    const found = rrset(records, at, question.type);
    if (found !== undefined) return { aliases, at, end: found };
    const cnames = rrset(records, at, 'CNAME');
    if (cnames === undefined || cnames === 'unreadable') return { aliases, at, end: cnames };
    const [cname] = cnames;
    if (cname?.type !== 'CNAME') return { aliases, at, end: undefined };
    const longer = withAlias(question, aliases, { name: at, target: cname.target, ttl: cname.ttl });
    if (longer === undefined) return { aliases, at, end: 'endless' };
    aliases = longer;
    at = cname.target;
  }
}

/** The records of one name and type, or that one of them cannot be read; undefined without any. */
function rrset(
  records: readonly ReplyRecord[],
  owner: DomainName,
  type: RecordType,
): readonly ResourceRecord[] | 'unreadable' | undefined {
  const found = records
    .filter((each) => each.owner === owner && each.type === type)
    .map(({ record }) => record);
  if (found.length === 0) return undefined;
  return found.every((record) => record !== undefined) ? found : 'unreadable';
}

/** The SOA that a negative answer brings along (RFC 2308 3); one of another zone says nothing. */
function soaOver(at: DomainName, authorities: readonly ReplyRecord[]): SoaRecord | undefined {
  return authorities
    .filter(({ owner }) => isWithin(at, owner))
    .map(({ record }) => record)
    .find((record) => record?.type === 'SOA');
}

/**
 * Why a reply without the records asked for, and without an SOA to vouch for that, says nothing: "there
 * is none" is believed of those who can know only.
 */
function doubtOf(reply: Reply, { answers }: Sections, question: Question): string | undefined {
  if (!reply.authoritative && !reply.recursionAvailable) {
    return 'from a server that is neither authoritative nor recursive';
  }
  const isOther = answers.length > 0 && answers.every(({ owner }) => owner !== question.name);
  return isOther ? 'it answers about another name' : undefined;
}

/** RFC 2308 2.2: NS without SOA refers to other servers, and is no word about the name. */
function referralOf(
  at: DomainName,
  { authoritative, rcode }: Reply,
  { authorities }: Sections,
): Referral | undefined {
  if (authoritative || rcode !== 'NOERROR') return undefined;
  const refers = authorities.filter(({ owner, type }) => type === 'NS' && isWithin(at, owner));
  const [first] = refers;
  if (first === undefined) return undefined;
  const servers = refers.flatMap(({ owner, record }) =>
    owner === first.owner && record?.type === 'NS' ? [record.target] : [],
  );
  return { zone: first.owner, servers: [...new Set(servers)].toSorted() };
}
