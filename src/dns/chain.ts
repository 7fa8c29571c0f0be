/** What every answer is put together from: the CNAMEs on the way, and the RRset at their end. */
import type { Alias, NoErrorAnswer, ResourceRecord } from './answer.js';
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
  const distinct = new Map<string, ResourceRecord>();
  for (const record of records) {
    const key = JSON.stringify({
      ...record,
      ttl: 0,
      ...(record.type === 'TXT' && { copy: distinct.size }),
    });
    if (!distinct.has(key)) distinct.set(key, record);
  }
  return {
    kind: 'noerror',
    question,
    aliases,
    records: [...distinct.values()],
    ttl: [...aliases, ...records].reduce((least, { ttl }) => Math.min(least, ttl), Infinity),
    ...from,
  };
}
