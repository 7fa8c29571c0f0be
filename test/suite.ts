/**
 * The test suite of RFC 7208 (openspf.org, 2014.04), read where it lies: the file that SPF_SUITE names, or
 * ../shared/rfc7208-tests.yml beside the project. It is pinned by its hash.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { parseIp4, parseIp6, printAddress } from '../src/dns/address.js';
import type { FailureCause, SoaRecord } from '../src/dns/answer.js';
import type { RecordData } from '../src/dns/chain.js';
import { name, ROOT, type DomainName } from '../src/dns/name.js';
import type { Zone } from '../src/dns/zone.js';

const SHA_256 = '901f561a6e2b1c1590a40a61b1ac7601226fd7045a7aae591a4d25421358d6f9';

const file = resolve(
  process.env['SPF_SUITE'] ?? resolve(import.meta.dirname, '../../shared/rfc7208-tests.yml'),
);

/** One test: several results where the suite leaves a choice. */
export interface SuiteCase {
  readonly name: string;
  readonly ip: string;
  readonly sender: string;
  readonly helo: string;
  readonly results: readonly string[];
  /** Null where the suite wants the default text, which is none of the domain's. */
  readonly explanation?: string | null;
}

/** Tests with the world that they run in. */
export interface Scenario {
  readonly description: string;
  readonly cases: readonly SuiteCase[];
  /** The world as a zone; names that the suite lets time out fail with the cause. */
  readonly zone: (cause: FailureCause) => Zone;
}

/** The scenarios, or why there are none to run. */
export function readSuite(): readonly Scenario[] | string {
  if (!existsSync(file)) {
    return process.env['SPF_SUITE'] === undefined
      ? 'the file of the suite is not here; name it in SPF_SUITE'
      : `SPF_SUITE names no file: ${file}`;
  }
  const bytes = readFileSync(file);
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== SHA_256) throw new Error(`${file} has the SHA-256 ${hash}, not ${SHA_256}`);
  return parseAllDocuments(bytes.toString('utf8'))
    .map((document) => document.toJS() as WrittenScenario | null)
    .filter((written) => written !== null)
    .map(readScenario);
}

/** As the file has it. */
interface WrittenScenario {
  readonly description: string;
  readonly tests: Readonly<Record<string, WrittenCase>>;
  readonly zonedata: Readonly<Record<string, readonly WrittenEntry[]>>;
}

interface WrittenCase {
  readonly host: string;
  readonly mailfrom: string;
  readonly helo: string;
  readonly result: string | readonly string[];
  readonly explanation?: string;
}

/** `TIMEOUT`, or a type with its data. */
type WrittenEntry = string | Readonly<Record<string, unknown>>;

function readScenario({ description, tests, zonedata }: WrittenScenario): Scenario {
  return {
    description,
    cases: Object.entries(tests).map(([caseName, written]) => ({
      name: caseName,
      ip: written.host,
      sender: written.mailfrom,
      helo: written.helo,
      results: [written.result].flat(),
      ...(written.explanation !== undefined && {
        explanation: written.explanation === 'DEFAULT' ? null : written.explanation,
      }),
    })),
    zone: (cause) => readZone(zonedata, cause),
  };
}

const askedTypes = ['A', 'AAAA', 'CNAME', 'MX', 'PTR', 'SPF', 'TXT'] as const;
type AskedType = (typeof askedTypes)[number];

/** A root zone: what is not in the suite's data does not exist. */
function readZone(zonedata: WrittenScenario['zonedata'], cause: FailureCause): Zone {
  const at = { line: 0, column: 0 };
  const entries = Object.entries(zonedata).map(([owner, written]) => readName(owner, written));
  const records = entries.flatMap(({ owner, data }) =>
    data.map((each) => ({ ...each, name: owner, ttl: 60 })),
  );
  return {
    file: 'suite',
    apexes: [ROOT],
    records: [soa, ...records].map((record) => ({ record, at, data: [] })),
    others: [],
    failures: entries.flatMap(({ owner, failing }) =>
      failing.map((type) => ({ name: owner, type, cause })),
    ),
  };
}

/** The apex of a world that is all there is: what it does not have does not exist. */
export const soa: SoaRecord = {
  type: 'SOA',
  name: ROOT,
  ttl: 60,
  primary: name('ns.invalid'),
  mailbox: 'hostmaster.invalid',
  serial: 1,
  refresh: 3600,
  retry: 600,
  expire: 86_400,
  minimum: 60,
};

/**
 * What a name has. SPF entries stand for TXT too where the name has no TXT entry; `TXT: NONE` is such an
 * entry and gives nothing. With TIMEOUT every type without data times out.
 */
function readName(
  key: string,
  written: readonly WrittenEntry[],
): {
  readonly owner: DomainName;
  readonly data: readonly RecordData[];
  readonly failing: readonly AskedType[];
} {
  const entries = written
    .flatMap((entry) => (typeof entry === 'string' ? [] : Object.entries(entry)))
    .map(([type, value]) => ({ type: askedTypes.find((known) => known === type), value }));
  const data = entries.flatMap(({ type, value }) => {
    if (type === undefined) throw new Error(`an entry of ${key} has a type that is not known`);
    return value === 'NONE' ? [] : [readData(type, value)];
  });
  const hasTxt = entries.some(({ type }) => type === 'TXT');
  const copies = data.flatMap((each) =>
    each.type === 'SPF' && !hasTxt ? [{ ...each, type: 'TXT' as const }] : [],
  );
  const all = [...data, ...copies];
  const timesOut = written.includes('TIMEOUT');
  return {
    owner: name(key),
    data: all,
    failing: timesOut ? askedTypes.filter((type) => all.every((each) => each.type !== type)) : [],
  };
}

function readData(type: AskedType, value: unknown): RecordData {
  switch (type) {
    case 'A':
    case 'AAAA':
      return { type, address: readAddress(type, String(value)) };
    case 'CNAME':
    case 'PTR':
      return { type, target: name(String(value)) };
    case 'MX': {
      const [preference, exchange] = value as readonly [number, string];
      return { type, preference, exchange: exchange === '' ? ROOT : name(exchange) };
    }
    case 'SPF':
    case 'TXT':
      return { type, strings: [value].flat().map(String).flatMap(toCharacterStrings) };
  }
}

/** The suite does not cut what is longer than a character-string can be. */
function toCharacterStrings(text: string): readonly string[] {
  return text.length <= 255 ? [text] : (text.match(/.{1,255}/gs) ?? []);
}

function readAddress(type: 'A' | 'AAAA', text: string): string {
  const octets = type === 'A' ? parseIp4(text) : parseIp6(text);
  if (octets === undefined) throw new Error(`${text} is no address`);
  return printAddress(octets);
}
