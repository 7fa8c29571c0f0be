/**
 * Zones as master files that other servers read: one file for each zone, no `$FAILURE`, and nothing
 * that a real server would take for a delegation to somebody else.
 */
import type { ResourceRecord, SoaRecord } from '../../src/dns/answer.js';
import { isWithin, name, parentOf, ROOT, type DomainName } from '../../src/dns/name.js';
import { questionKey, type Question } from '../../src/dns/question.js';
import type { Zone } from '../../src/dns/zone.js';

/** The master file of one zone. */
interface PlainZone {
  readonly apex: DomainName;
  readonly text: string;
}

export interface PlainZones {
  readonly zones: readonly PlainZone[];
  /** Whether the question asks for a record that had to be made up, as a zone cannot do without it. */
  readonly isInvented: (question: Question) => boolean;
}

/** A type that nobody asks for, with empty data: it makes a name exist (RFC 3597, RFC 6895 3.1). */
const PRESENT = 'TYPE65280 \\# 0';

const MADE_UP = name('made-up.invalid');

/** Prints zones. What {@link Zone} knows of the types that it skips is that their names exist. */
export function plainZones(zones: readonly Zone[]): PlainZones {
  const apexes = new Set(zones.flatMap((zone) => zone.apexes));
  const owned = zones.flatMap((zone) => visible(zone, apexes));
  const records = owned.map(({ record }) => record).filter((record) => record !== undefined);
  // Zone knows no delegations. A server would see one at each NS, unless a zone of its own is there.
  const cuts = new Set(records.filter(({ type }) => type === 'NS').map((record) => record.name));
  const tops = new Set([...apexes, ...cuts]);

  const lines = new Map<DomainName, string[]>([...tops].map((top) => [top, []]));
  for (const { owner, record } of owned) {
    const data = record === undefined ? `0 ${PRESENT}` : printRecord(record);
    lines.get(nearestOf(owner, tops) ?? ROOT)?.push(`${printName(owner)} ${data}`);
  }
  const invented = new Set<string>();
  for (const [top, own] of lines) {
    const soas = records.filter((record) => record.type === 'SOA');
    if (!soas.some((soa) => soa.name === top)) {
      invented.add(questionKey({ name: top, type: 'SOA' }));
      const enclosing = soas
        .filter((soa) => isWithin(top, soa.name))
        .toSorted((a, b) => b.name.length - a.name.length)[0];
      own.unshift(`${printName(top)} ${printRecord(enclosing ?? SOA)}`);
    }
    if (!cuts.has(top)) {
      invented.add(questionKey({ name: top, type: 'NS' }));
      own.push(delegation(top));
    }
    const above = parentOf(top);
    const enclosing = above && nearestOf(above, tops);
    if (enclosing !== undefined) lines.get(enclosing)?.push(delegation(top));
  }
  return {
    zones: [...lines].map(([apex, own]) => ({ apex, text: `${own.join('\n')}\n` })),
    isInvented: (question) => invented.has(questionKey(question)),
  };
}

const SOA: SoaRecord = {
  type: 'SOA',
  name: MADE_UP,
  ttl: 60,
  primary: MADE_UP,
  mailbox: MADE_UP,
  serial: 1,
  refresh: 3600,
  retry: 600,
  expire: 86_400,
  minimum: 60,
};

/** To a server that is not there: whoever asks knows the zone's own server. */
function delegation(apex: DomainName): string {
  return `${printName(apex)} 0 NS ${printName(MADE_UP)}`;
}

interface Owned {
  readonly owner: DomainName;
  /** Undefined where all that counts is that the name exists. */
  readonly record: ResourceRecord | undefined;
}

/** What a file says about names that no other file knows better. */
function visible(zone: Zone, apexes: ReadonlySet<DomainName>): readonly Owned[] {
  const own = new Set(zone.apexes);
  const all: Owned[] = [
    ...zone.records.map(({ record }) => ({ owner: record.name, record })),
    ...[...zone.others, ...zone.failures].map((other) => ({
      owner: other.name,
      record: undefined,
    })),
  ];
  return all.filter(({ owner }) => {
    const apex = nearestOf(owner, apexes);
    return apex !== undefined && nearestOf(owner, own) === apex;
  });
}

function nearestOf(domain: DomainName, among: ReadonlySet<DomainName>): DomainName | undefined {
  let at: DomainName | undefined = domain;
  while (at !== undefined && !among.has(at)) at = parentOf(at);
  return at;
}

/** A name as an absolute one in a master file. */
function printName(domain: string): string {
  return domain === ROOT ? '.' : `${domain.replaceAll(/[;()"$@]/g, '\\$&')}.`;
}

/** TTL, type and data. */
function printRecord(record: ResourceRecord): string {
  return `${record.ttl} ${record.type} ${printData(record)}`;
}

function printData(record: ResourceRecord): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address;
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return printName(record.target);
    case 'MX':
      return `${record.preference} ${printName(record.exchange)}`;
    case 'SPF':
    case 'TXT':
      return record.strings.map(printString).join(' ');
    case 'SOA': {
      const { primary, mailbox, serial, refresh, retry, expire, minimum } = record;
      const numbers = [serial, refresh, retry, expire, minimum].join(' ');
      return `${printName(primary)} ${printName(mailbox)} ${numbers}`;
    }
    case 'TLSA':
      return `${record.usage} ${record.selector} ${record.matchingType} ${record.association}`;
  }
}

function printString(octets: string): string {
  const text = octets.replaceAll(
    /[^\x20-\x7e]|["\\]/g,
    (octet) => `\\${octet.charCodeAt(0).toString().padStart(3, '0')}`,
  );
  return `"${text}"`;
}
