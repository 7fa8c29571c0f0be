/**
 * The shape of an Answer that comes from outside of the program. `Shape` keeps it in step with the
 * types of answer.ts, and each leaf says what would be right in its place.
 */
import { z } from 'zod';
import { parseIp4, parseIp6, printAddress } from './address.js';
import {
  failureCauses,
  type AddressRecord,
  type Alias,
  type Answer,
  type FailureAnswer,
  type MxRecord,
  type NameRecord,
  type NoDataAnswer,
  type NoErrorAnswer,
  type NxDomainAnswer,
  type Referral,
  type SoaRecord,
  type TlsaRecord,
  type TxtRecord,
} from './answer.js';
import { MAX_STRING_OCTETS, MAX_TTL } from './limits.js';
import { toName, type DomainName } from './name.js';
import { recordTypes, type Question } from './question.js';

/** A schema for each property of T: one that is missing or unknown does not compile. */
export type Shape<T> = { readonly [P in keyof T]-?: z.ZodType<T[P]> };

function whole(most: number, what = 'a number') {
  const right = `write ${what} from 0 to ${most}`;
  return z.int(right).min(0, right).max(most, right);
}

const seconds = whole(MAX_TTL, 'seconds');
const uint32 = whole(0xffffffff);

const NAME =
  'write a domain name in lower case, an IDN as its xn-- form, without a dot at the end, such as mail.example.com';

export const domainName = z
  .string(NAME)
  .refine((text) => toName(text) === text, NAME)
  .describe('A-label form') as unknown as z.ZodType<DomainName, string>;

/** An address in the one spelling that an Answer holds. */
function address(parse: (text: string) => readonly number[] | undefined, example: string) {
  const right = `write an address such as ${example}`;
  return z.string(right).refine((text) => {
    const octets = parse(text);
    return octets !== undefined && printAddress(octets) === text;
  }, right);
}

const STRING = `write a text of up to ${MAX_STRING_OCTETS} octets, each a character from U+0000 to U+00FF; what is longer goes into several strings`;

const characterString = z
  .string(STRING)
  .regex(/^[\u0000-\u00ff]*$/, STRING)
  .max(MAX_STRING_OCTETS, STRING);

/** A time as `Date.toISOString` writes it. */
export const time = z.iso.datetime('write a time in UTC such as 2026-11-23T12:00:00.000Z');

const owner = { name: domainName, ttl: seconds };

const strings = z.array(characterString, 'write a list of texts, such as ["v=spf1 -all"]');

const record = z.discriminatedUnion('type', [
  z.strictObject({
    ...owner,
    type: z.literal('A'),
    address: address(parseIp4, '192.0.2.1'),
  } satisfies Shape<AddressRecord>),
  z.strictObject({
    ...owner,
    type: z.literal('AAAA'),
    address: address(parseIp6, '2001:db8::1, in the form of RFC 5952'),
  } satisfies Shape<AddressRecord>),
  z.strictObject({
    ...owner,
    type: z.literal('MX'),
    preference: whole(0xffff),
    exchange: domainName,
  } satisfies Shape<MxRecord>),
  z.strictObject({
    ...owner,
    type: z.enum(['TXT', 'SPF']),
    strings,
  } satisfies Shape<TxtRecord>),
  z.strictObject({
    ...owner,
    type: z.enum(['CNAME', 'DNAME', 'NS', 'PTR']),
    target: domainName,
  } satisfies Shape<NameRecord>),
  z.strictObject({
    ...owner,
    type: z.literal('SOA'),
    primary: domainName,
    mailbox: z.string(),
    serial: uint32,
    refresh: uint32,
    retry: uint32,
    expire: uint32,
    minimum: uint32,
  } satisfies Shape<SoaRecord>),
  z.strictObject({
    ...owner,
    type: z.literal('TLSA'),
    usage: whole(0xff),
    selector: whole(0xff),
    matchingType: whole(0xff),
    association: z.string().regex(/^(?:[0-9a-f]{2})*$/, 'write octets in lower-case hexadecimal'),
  } satisfies Shape<TlsaRecord>),
]);

const question = z.strictObject({
  name: domainName,
  type: z.enum(recordTypes),
  via: z
    .string()
    .exactOptional()
    .describe('the one server that was asked, where it was not the resolver in use'),
  recursive: z.literal(true).exactOptional().describe('via a resolver: asked with RD (RFC 1035)'),
  unvalidated: z.literal(true).exactOptional().describe('asked with CD (RFC 4035 3.2.2)'),
} satisfies Shape<Question>);

const alias = z.strictObject({
  ...owner,
  target: domainName,
} satisfies Shape<Alias>);

const base = {
  question,
  aliases: z
    .array(alias)
    .describe('the CNAMEs (and what DNAMEs give for one) that were followed, first one first'),
  server: z.string().exactOptional().describe('who said so: address and port, or a zone file'),
  authoritative: z.literal(true).exactOptional().describe('AA (RFC 1035 4.1.1)'),
  authenticated: z.literal(true).exactOptional().describe('AD (RFC 4035 3.2.3)'),
  at: time.exactOptional(),
};

const negative = { ...base, negativeTtl: seconds.exactOptional().describe('RFC 2308 5') };

/** An Answer as JSON. What `noerror` holds is of the type that was asked for. */
export const answerSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('noerror'),
      ...base,
      records: z.array(record).min(1, 'write at least one record, or the kind nodata'),
      ttl: seconds.describe('the least TTL of records and aliases'),
    } satisfies Shape<NoErrorAnswer>)
    .superRefine(({ question: { type }, records }, context) => {
      const index = records.findIndex((each) => each.type !== type);
      if (index === -1) return;
      context.addIssue({
        code: 'custom',
        path: ['records', index, 'type'],
        message: `write ${type}, which is what was asked for`,
      });
    }),
  z.strictObject({ kind: z.literal('nodata'), ...negative } satisfies Shape<NoDataAnswer>),
  z.strictObject({ kind: z.literal('nxdomain'), ...negative } satisfies Shape<NxDomainAnswer>),
  z.strictObject({
    kind: z.literal('failure'),
    ...base,
    cause: z.enum(failureCauses),
    detail: z.string().exactOptional().describe('more about the cause; untrusted text'),
    referral: z
      .strictObject({
        zone: domainName,
        servers: z.array(domainName, 'write a list of names'),
      } satisfies Shape<Referral>)
      .exactOptional()
      .describe('with the cause referral: the delegation'),
  } satisfies Shape<FailureAnswer>),
]) satisfies z.ZodType<Answer>;
