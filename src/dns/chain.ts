/** What every answer is put together from: the CNAMEs on the way, and the RRset at their end. */
import type { Alias, NoErrorAnswer, ResourceRecord } from './answer.js';
import { isWithin, ROOT, toName, type DomainName } from './name.js';
import type { Question } from './question.js';

/** A record without what every record has: its type and its data. */
export type RecordData = ResourceRecord extends infer R
  ? R extends ResourceRecord
    ? Omit<R, 'name' | 'ttl'>
    : never
  : never;

/** CNAMEs followed for one question. RFC 1034 3.6.2 names no number; resolvers stop at 11 to 17. */
const MAX_ALIASES = 16;

/**
 * The aliases with one more; undefined where it leads back to a name that was passed already, or is
 * one more than {@link MAX_ALIASES}.
 */
export function withAlias(
  question: Question,
  aliases: readonly Alias[],
  next: Alias,
): readonly Alias[] | undefined {
  const passed = [question.name, ...aliases.map((alias) => alias.target)];
  if (aliases.length === MAX_ALIASES || passed.includes(next.target)) return undefined;
  return [...aliases, next];
}

/**
 * The name that a DNAME of `owner` gives for a name below it: the owner's labels at its end replaced
 * by the target's (RFC 6672 2.2). Undefined where that is too long, or `name` is not below.
 */
export function substituted(
  name: DomainName,
  owner: DomainName,
  target: DomainName,
): DomainName | undefined {
  if (name === owner || !isWithin(name, owner)) return undefined;
  const labels = owner === ROOT ? name : name.slice(0, -owner.length - 1);
  return toName(target === ROOT ? labels : `${labels}.${target}`);
}

/**
 * The answer with these records (at least one), in their order. A record that is there twice is one
 * record (RFC 2181 5); its TTL is no part of that comparison. TXT stays as it came: two SPF records are
 * two even where they are identical (RFC 7208 4.5), and a server that sends both is heard so.
 */
export function noError(
  question: Question,
  aliases: readonly Alias[],
  records: readonly ResourceRecord[],
  from: Pick<NoErrorAnswer, 'server' | 'authoritative' | 'authenticated'> = {},
): NoErrorAnswer {
  let least = Infinity;
  for (const { ttl } of aliases) least = Math.min(least, ttl);
  for (const { ttl } of records) least = Math.min(least, ttl);
  return {
    kind: 'noerror',
    question,
    aliases,
    records: records.length === 1 || question.type === 'TXT' ? records : distinct(records),
    ttl: least,
    ...from,
  };
}

function distinct(records: readonly ResourceRecord[]): readonly ResourceRecord[] {
  const known = new Map<string, ResourceRecord>();
  for (const record of records) {
    const key = JSON.stringify({ ...record, ttl: 0 });
    if (!known.has(key)) known.set(key, record);
  }
  return [...known.values()];
}
