/** DNS messages octet by octet, which can be wrong where no encoder would be. */
import type { DomainName } from '../src/dns/name.js';
import { typeNumbers, type Question, type RecordType } from '../src/dns/question.js';

/** A pointer to the question's name (RFC 1035 4.1.4). */
export const QUESTION = pointer(12);

/** A compression pointer to an offset of the message. */
export function pointer(offset: number): Buffer {
  return Buffer.of(0xc0 | (offset >> 8), offset & 255);
}

/** Labels and the root. A label may hold any octet, as code units. */
export function labels(...each: readonly string[]): Buffer {
  return Buffer.concat([...each.map(characterString), Buffer.of(0)]);
}

/** A name as labels and the root. */
export function wireName(name: DomainName | string): Buffer {
  return labels(...name.split('.').filter((label) => label !== ''));
}

/** A length octet and so many octets, as code units. */
export function characterString(octets: string): Buffer {
  return Buffer.concat([Buffer.of(octets.length), Buffer.from(octets, 'latin1')]);
}

export interface RawRecord {
  readonly type: RecordType | number;
  readonly data: Uint8Array;
  /** The question's name. */
  readonly owner?: Uint8Array;
  /** 1, which is IN. */
  readonly class?: number;
  /** 60. */
  readonly ttl?: number;
  /** RDLENGTH; that of the data. */
  readonly length?: number;
}

export interface RawReply {
  /** QR, RD and RA. */
  readonly flags?: number;
  readonly rcode?: number;
  readonly id?: number;
  readonly question?: Question;
  /** Of the question; 1, which is IN. */
  readonly class?: number;
  readonly answers?: readonly RawRecord[];
  readonly authorities?: readonly RawRecord[];
  readonly additionals?: readonly RawRecord[];
  /** QDCOUNT and the others, where they are not to be right. */
  readonly counts?: readonly (number | undefined)[];
  /** Octets behind the last record. */
  readonly tail?: Uint8Array;
}

/** The offset of the first record in a reply to such a question. */
export function behindQuestion({ name }: Question): number {
  return 12 + wireName(name).length + 4;
}

/** A reply on the wire. */
export function rawReply(
  query: { readonly id: number; readonly question: Question },
  reply: RawReply,
): Buffer {
  const { answers = [], authorities = [], additionals = [], counts = [], tail } = reply;
  const question = reply.question ?? query.question;
  const header = [
    reply.id ?? query.id,
    (reply.flags ?? 0x8180) | (reply.rcode ?? 0),
    counts[0] ?? 1,
    counts[1] ?? answers.length,
    counts[2] ?? authorities.length,
    counts[3] ?? additionals.length,
  ];
  return Buffer.concat([
    ...header.map(uint16),
    wireName(question.name),
    uint16(typeNumbers[question.type]),
    uint16(reply.class ?? 1),
    ...[...answers, ...authorities, ...additionals].map(rawRecord),
    ...(tail ? [tail] : []),
  ]);
}

function rawRecord(record: RawRecord): Buffer {
  const { type, data, owner = QUESTION, ttl = 60, length = data.length } = record;
  return Buffer.concat([
    owner,
    uint16(typeof type === 'number' ? type : typeNumbers[type]),
    uint16(record.class ?? 1),
    uint16(ttl >>> 16),
    uint16(ttl & 0xffff),
    uint16(length),
    data,
  ]);
}

export function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 255);
}
