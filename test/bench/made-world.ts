/**
 * A world made to measure in: a few hundred domains that authorise services of the shapes that are
 * published (the figures of src/catalog/providers.ts), at three to ten lookups each, and three clients of
 * each domain: one that an early range holds, one that a late one holds, one that none holds.
 */
import * as fc from 'fast-check';
import { printAddress } from '../../src/dns/address.js';
import type { RecordData } from '../../src/dns/chain.js';
import { name, ROOT } from '../../src/dns/name.js';
import type { Zone } from '../../src/dns/zone.js';
import { toStrings } from '../../src/spf/print.js';
import { soa, type SuiteCase } from '../suite.js';

/** A record by its parts: so many ranges, then what it includes. */
interface Shape {
  readonly ip4?: number;
  readonly ip6?: number;
  /** An `exists:%{i}.` of its own, as some services have instead of ranges. */
  readonly exists?: true;
  readonly below?: readonly Shape[];
}

/** What the services publish: the includes of a domain that uses them. */
const services: Readonly<Record<string, Shape>> = {
  business: { below: [{ ip4: 8 }, { ip4: 6 }] },
  mailbox: { ip4: 12, ip6: 8 },
  netblocks: { below: [{ ip4: 11 }, { ip6: 6 }, { ip4: 10 }] },
  office: { ip4: 14, ip6: 6 },
  postbox: { ip4: 51 },
  registrar: { ip4: 4, below: [{ ip4: 24, below: [{ ip4: 14, ip6: 6 }] }] },
  newsletters: { ip4: 3 },
  receipts: { ip4: 16 },
  campaigns: { ip4: 15, below: [{ ip4: 3 }] },
  gateway: { below: [{ ip4: 20 }, { ip4: 2, below: [{ ip4: 18 }, { ip4: 22 }] }] },
  customers: { ip4: 2, exists: true },
  tickets: { ip4: 6 },
  webhost: { below: [{ ip4: 70 }, { ip4: 70 }, { ip4: 70 }] },
};

/** The include of a service that is asked about each client: a name of its own for every message. */
const MANAGED = '%{ir}.%{v}.%{d}.spf.managed.test';

/** What one domain publishes. */
interface Customer {
  readonly hosts: string;
  readonly ip4: number;
  readonly uses: readonly string[];
  readonly managed: boolean;
  readonly all: '-all' | '~all' | '?all';
  readonly redirected: boolean;
}

const chance = (percent: number): fc.Arbitrary<boolean> =>
  fc.integer({ min: 1, max: 100 }).map((roll) => roll <= percent);

const customers: fc.Arbitrary<Customer> = fc
  .record({
    hosts: fc.constantFrom('', '', '', 'mx ', 'a mx '),
    ip4: fc.constantFrom(0, 0, 1, 1, 2, 4),
    uses: fc.shuffledSubarray(Object.keys(services), { minLength: 1, maxLength: 5 }),
    managed: chance(4),
    all: fc.constantFrom('-all', '-all', '~all', '~all', '~all', '?all'),
    redirected: chance(3),
  })
  .filter((customer) => {
    const lookups = lookupsOf(customer);
    return lookups >= 3 && lookups <= 10;
  });

function lookupsOf({ hosts, uses, managed, redirected }: Customer): number {
  const own = hosts.split(' ').length - 1 + (managed ? 1 : 0) + (redirected ? 1 : 0);
  const cost = ({ exists, below = [] }: Shape): number =>
    below.reduce((total, shape) => total + cost(shape), exists ? 2 : 1);
  return uses.reduce((total, use) => total + cost(services[use] ?? {}), own);
}

const results = { '-all': 'fail', '~all': 'softfail', '?all': 'neutral' } as const;

/** The world and the cases in it; the same each time. */
export function madeWorld(): { readonly zone: Zone; readonly cases: readonly SuiteCase[] } {
  const records: Zone['records'][number]['record'][] = [soa];
  const add = (owner: string, data: RecordData): void => {
    records.push({ ...data, name: name(owner), ttl: 3600 });
  };
  const addText = (owner: string, text: string): void =>
    add(owner, { type: 'TXT', strings: toStrings(text) });

  // One range after the other, so that each address is in one of them at most.
  let free = 20 * 2 ** 24;
  const takeRange = (length: number): Range => {
    const size = 2 ** (32 - length);
    const start = Math.ceil(free / size) * size;
    free = start + size;
    const first = printAddress([24, 16, 8, 0].map((shift) => (start >>> shift) & 0xff));
    return { text: length === 32 ? first : `${first}/${length}`, first };
  };
  const takeRanges = (count: number): Range[] =>
    Array.from({ length: count }, (_, index) =>
      takeRange([24, 32, 28, 22, 29, 19, 32][index % 7]!),
    );

  /** Publishes the shape; its ranges in the order of evaluation. */
  const publish = (owner: string, { ip4 = 0, ip6 = 0, exists, below = [] }: Shape): Range[] => {
    const ranges = takeRanges(ip4);
    const terms = ranges.map(({ text }) => `ip4:${text}`);
    for (let index = 0; index < ip6; index += 1) {
      terms.push(`ip6:2001:db8:${(records.length % 0xffff).toString(16)}:${index}::/64`);
    }
    if (exists) terms.push(`exists:%{i}.${owner}`);
    below.forEach((shape, index) => {
      const inner = `_${index}.${owner}`;
      ranges.push(...publish(inner, shape));
      terms.push(`include:${inner}`);
    });
    addText(owner, `v=spf1 ${terms.join(' ')} ~all`);
    return ranges;
  };

  const published = new Map(
    Object.entries(services).map(([service, shape]) => {
      const owner = `_spf.${service}.test`;
      return [service, { owner, ranges: publish(owner, shape) }];
    }),
  );
  const managed = takeRanges(2);

  const cases = fc
    .sample(customers, { seed: 7208, numRuns: 300 })
    .flatMap(({ hosts, ip4, uses, managed: isManaged, all, redirected }, index): SuiteCase[] => {
      const domain = `customer${index}.test`;
      const used = uses.map((use) => published.get(use)!);
      const own = takeRanges(ip4);
      const ranges = [...own, ...used.flatMap((service) => service.ranges)];
      const terms = [
        ...own.map(({ text }) => `ip4:${text}`),
        ...used.map(({ owner }) => `include:${owner}`),
        ...(isManaged ? [`include:${MANAGED}`] : []),
      ].join(' ');
      const publisher = redirected ? `_spf.${domain}` : domain;
      addText(publisher, `v=spf1 ${hosts}${terms} ${all}`);
      if (redirected) addText(domain, `v=spf1 redirect=${publisher}`);
      for (const host of [publisher, `mx1.${domain}`, `mx2.${domain}`]) {
        add(host, { type: 'A', address: takeRange(32).first });
        add(host, { type: 'AAAA', address: '2001:db8:ffff::1' });
      }
      add(publisher, { type: 'MX', preference: 10, exchange: name(`mx1.${domain}`) });
      add(publisher, { type: 'MX', preference: 20, exchange: name(`mx2.${domain}`) });
      const clients: readonly (readonly [string, string])[] = [
        [ranges[0]!.first, 'pass'],
        [ranges.at(-1)!.first, 'pass'],
        [`203.0.113.${index % 256}`, results[all]],
      ];
      return clients.map(([ip, result], which) => {
        if (isManaged) {
          const reversed = ip.split('.').toReversed().join('.');
          const owner = `${reversed}.in-addr.${publisher}.spf.managed.test`;
          addText(owner, `v=spf1 ${managed.map(({ text }) => `ip4:${text}`).join(' ')} -all`);
        }
        const helo = `mail.${domain}`;
        return {
          name: `${domain}, client ${which}`,
          ip,
          sender: `info@${domain}`,
          helo,
          results: [result],
        };
      });
    });
  const at = { line: 0, column: 0 };
  return {
    zone: {
      file: 'made',
      apexes: [ROOT],
      records: records.map((record) => ({ record, at, data: [] })),
      others: [],
      failures: [],
    },
    cases,
  };
}

/** A range as an ip4 mechanism has it, and its first address. */
interface Range {
  readonly text: string;
  readonly first: string;
}
