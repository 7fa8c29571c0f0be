/** The data of one record in a master file: its words behind the type (RFC 1035 5.1). */
import { parseIp4, parseIp6, printAddress } from './address.js';
import type {
  AddressRecord,
  MxRecord,
  NameRecord,
  SoaRecord,
  TlsaRecord,
  TxtRecord,
} from './answer.js';
import type { RecordData } from './chain.js';
import { MAX_STRING_OCTETS, MAX_TTL } from './limits.js';
import { nameProblem, ROOT, toName, type DomainName } from './name.js';
import type { RecordType } from './question.js';
import { octetsOf, type Fail, type Position, type Word } from './zone-text.js';

/** RFC 1035 3.2.1: RDLENGTH has 16 bits. */
const MAX_DATA_OCTETS = 0xffff;

/** How the words of an entry are read. */
export interface Reading {
  /** What relative names are relative to; undefined where nothing has said so yet. */
  readonly origin: DomainName | undefined;
  /** Whether a string may be longer than DNS allows. */
  readonly longStrings: boolean;
  readonly fail: Fail;
}

/** Text of the file inside a message, cut to a length that can be read. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}

/** The name that a word stands for: absolute, relative to the origin, or `@`. */
export function readName(word: Word, { origin, fail }: Reading): DomainName {
  if (word.quoted) fail(word, `${quote(word.raw)} is quoted; write a name without quotes`);
  if (word.raw === '@') return origin ?? fail(word, '@ has no meaning here; write $ORIGIN first');
  // The one difference between text and name that a DomainName cannot carry.
  if (/\\(?:\.|046|\\|092)/.test(word.raw)) {
    fail(word, `${quote(word.raw)} has an escaped dot or backslash; such names are not supported`);
  }
  const text = octetsOf(word, fail);
  const whole = text.endsWith('.') || origin === undefined ? text : `${text}.${suffix(origin)}`;
  const problem = nameProblem(whole);
  switch (problem) {
    case undefined:
      break;
    case 'empty':
    case 'empty-label':
      return fail(word, `${quote(whole)} has an empty label; remove the dot too many`);
    case 'label-too-long':
      return fail(word, `${quote(whole)} has a label over 63 octets; shorten it`);
    case 'name-too-long':
      return fail(word, `${quote(whole)} is over 253 octets; shorten it`);
    case 'forbidden-character':
      return fail(
        word,
        `${quote(text)} holds characters that no name has; write ASCII (an IDN as its xn-- form)`,
      );
  }
  if (!text.endsWith('.') && origin === undefined) {
    fail(
      word,
      `${quote(text)} is relative to nothing; end it with a dot, or write $ORIGIN before it`,
    );
  }
  return toName(whole) ?? fail(word, `${quote(whole)} is no name`);
}

function suffix(origin: DomainName): string {
  return origin === ROOT ? '' : origin;
}

/** Seconds of a TTL: a number, or numbers with the units w, d, h, m, s (`1h30m`); else undefined. */
function ttlSeconds(text: string): number | undefined {
  if (text.length > 40 || !/^(?=.)(?:\d+[wdhms])*\d*$/i.test(text)) return undefined;
  const unit = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };
  let seconds = 0;
  for (const [, digits, letter = 's'] of text.matchAll(/(\d+)([wdhms]?)/gi)) {
    seconds += Number(digits) * (unit[letter.toLowerCase() as keyof typeof unit] ?? 1);
  }
  return seconds <= MAX_TTL ? seconds : undefined;
}

/** Seconds of a TTL, or a ZoneError. */
export function readTtl(word: Word, fail: Fail): number {
  return (
    ttlSeconds(word.raw) ??
    fail(word, `${quote(word.raw)} is no TTL; write seconds up to ${MAX_TTL}, or such as 1h30m`)
  );
}

function readNumber(word: Word, most: number, what: string, fail: Fail): number {
  const value = /^\d{1,10}$/.test(word.raw) ? Number(word.raw) : Infinity;
  return value <= most
    ? value
    : fail(word, `${quote(word.raw)} is no ${what}; write a number from 0 to ${most}`);
}

/** Takes the words of one record's data in turn. */
interface Fields {
  readonly take: (what: string) => Word;
  readonly rest: () => readonly Word[];
}

function fieldsOf(type: Word, words: readonly Word[], fail: Fail): Fields & { end: () => void } {
  let index = 0;
  const behind = (): Position => {
    const last = words.at(-1) ?? type;
    return { line: last.line, column: last.column + last.raw.length + (last.quoted ? 2 : 0) };
  };
  return {
    take(what) {
      const word = words[index];
      index += 1;
      return word ?? fail(behind(), `this ${type.raw} record ends too early; give ${what}`);
    },
    rest() {
      const left = words.slice(index);
      index = words.length;
      return left;
    },
    end() {
      const extra = words[index];
      if (extra) fail(extra, `${quote(extra.raw)} is too much for a ${type.raw} record; remove it`);
    },
  };
}

/** The data of an understood type, or a ZoneError. */
export function readData(
  type: RecordType,
  typeWord: Word,
  words: readonly Word[],
  reading: Reading,
): RecordData {
  if (words[0]?.raw === '\\#' && !words[0].quoted) {
    reading.fail(
      words[0],
      `write the data of a ${type} record in its own form, not as hexadecimal`,
    );
  }
  const fields = fieldsOf(typeWord, words, reading.fail);
  const data = readFields(type, fields, reading);
  fields.end();
  return data;
}

function readFields(type: RecordType, fields: Fields, reading: Reading): RecordData {
  switch (type) {
    case 'A':
    case 'AAAA':
      return readAddress(type, fields, reading);
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return {
        type,
        target: readName(fields.take('a name'), reading),
      } satisfies Omit<NameRecord, 'name' | 'ttl'>;
    case 'MX':
      return {
        type,
        preference: readNumber(
          fields.take('a preference and a host, such as 10 mail.example.com.'),
          0xffff,
          'preference',
          reading.fail,
        ),
        exchange: readName(fields.take('a host, such as mail.example.com.'), reading),
      } satisfies Omit<MxRecord, 'name' | 'ttl'>;
    case 'SPF':
    case 'TXT':
      return readStrings(type, fields, reading);
    case 'SOA':
      return readSoa(fields, reading);
    case 'TLSA':
      return readTlsa(fields, reading);
  }
}

function readAddress(
  type: 'A' | 'AAAA',
  fields: Fields,
  { fail }: Reading,
): Omit<AddressRecord, 'name' | 'ttl'> {
  const [form, parse] =
    type === 'A'
      ? (['an IPv4 address such as 192.0.2.1', parseIp4] as const)
      : (['an IPv6 address such as 2001:db8::1', parseIp6] as const);
  const word = fields.take(form);
  const octets =
    parse(word.raw) ?? fail(word, `${quote(word.raw)} is no address for ${type}; write ${form}`);
  return { type, address: printAddress(octets) };
}

/** RFC 6698 2.2: the hexadecimal may stand in several words. */
function readTlsa(fields: Fields, { fail }: Reading): Omit<TlsaRecord, 'name' | 'ttl'> {
  const number = (what: string): number => readNumber(fields.take(`a ${what}`), 255, what, fail);
  const usage = number('certificate usage');
  const selector = number('selector');
  const matchingType = number('matching type');
  const first = fields.take('the certificate association data in hexadecimal');
  const association = [first, ...fields.rest()].map(({ raw }) => raw.toLowerCase()).join('');
  if (!/^(?:[0-9a-f]{2})+$/.test(association)) {
    fail(first, `${quote(association)} is no hexadecimal; write two digits for each octet`);
  }
  return { type: 'TLSA', usage, selector, matchingType, association };
}

function readStrings(
  type: 'TXT' | 'SPF',
  fields: Fields,
  { fail, longStrings }: Reading,
): Omit<TxtRecord, 'name' | 'ttl'> {
  let size = 0;
  const words = [fields.take('a string in quotes'), ...fields.rest()];
  const strings = words.map((word) => {
    const octets = octetsOf(word, fail);
    if (octets.length > MAX_STRING_OCTETS && !longStrings) {
      fail(
        word,
        `this string has ${octets.length} octets; split it into strings of up to ${MAX_STRING_OCTETS}`,
      );
    }
    size += 1 + octets.length;
    if (size > MAX_DATA_OCTETS) fail(word, `this record is over ${MAX_DATA_OCTETS} octets`);
    return octets;
  });
  return { type, strings };
}

function readSoa(fields: Fields, reading: Reading): Omit<SoaRecord, 'name' | 'ttl'> {
  const seconds = (what: string): number => readTtl(fields.take(what), reading.fail);
  return {
    type: 'SOA',
    primary: readName(fields.take('the primary server'), reading),
    mailbox: readMailbox(fields.take("the administrator's mailbox as a name"), reading),
    serial: readNumber(fields.take('a serial'), 0xffffffff, 'serial', reading.fail),
    refresh: seconds('the refresh time'),
    retry: seconds('the retry time'),
    expire: seconds('the expire time'),
    minimum: seconds('the minimum TTL'),
  };
}

/** A mailbox as a name; its local part may hold dots, written `\.` (RFC 1035 8), which stay so. */
function readMailbox(word: Word, reading: Reading): string {
  const local = /^(?:[^.\\]|\\\.){1,126}(?=\.|$)/.exec(word.raw)?.[0] ?? '';
  if (!local.includes('\\.') || nameProblem(local.replaceAll('\\.', '-')) !== undefined) {
    return readName(word, reading);
  }
  const rest = word.raw.slice(local.length + 1) || '@';
  const column = word.column + local.length + 1;
  const domain = readName({ ...word, raw: rest, column }, reading);
  return `${local.toLowerCase()}.${suffix(domain)}`;
}
