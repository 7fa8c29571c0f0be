/**
 * The bundled zone files say in their comments what a record costs. This counts it again, by the naive
 * way: the text split at blanks, one lookup for each term that RFC 7208 4.6.4 names, and the same for what
 * an include or a redirect leads to. It knows nothing of src/spf and does not judge syntax.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dnsHostOf } from '../src/catalog/dns-hosts.js';
import { mailboxProviderOfMx, providers } from '../src/catalog/providers.js';
import { TWENTY20_INCLUDE, TWENTY20_NESTED_INCLUDES } from '../src/catalog/twenty20.js';
import { recordsOf, txtValue, type Known } from '../src/dns/answer.js';
import { name, toName, type DomainName } from '../src/dns/name.js';
import { parseZone, zoneAnswers } from '../src/dns/zone.js';
import { reservedAddressUse } from '../src/rules/reserved-use.js';

const FILES = ['mycompany', 'neighbours', 'lookups'] as const;

const texts = new Map(
  FILES.map((file) => [
    file,
    readFileSync(new URL(`../fixtures/zones/${file}.zone`, import.meta.url), 'utf8'),
  ]),
);

const textOf = (file: (typeof FILES)[number]): string => texts.get(file) ?? '';

const world = (...files: (typeof FILES)[number][]): Known =>
  zoneAnswers(files.map((file) => parseZone(textOf(file), { file: `${file}.zone` })));

const everything = world('mycompany', 'neighbours');

/** The values at a name that begin as SPF records do. */
function spfAt(know: Known, domain: DomainName): readonly string[] {
  return recordsOf(know({ name: domain, type: 'TXT' }), 'TXT')
    .map((record) => txtValue(record))
    .filter((value) => /^v=spf1( |$)/i.test(value));
}

/** `%{d}` and `%{d2}` of a domain; anything else with a macro is nobody's name. */
function targetOf(spec: string, domain: DomainName): DomainName | undefined {
  const expanded = spec.replaceAll(/%\{d(\d*)\}/g, (_, digits: string) =>
    domain
      .split('.')
      .slice(digits === '' ? 0 : -Number(digits))
      .join('.'),
  );
  return expanded.includes('%') ? undefined : toName(expanded);
}

/** The lookups of a record's text and of all that it leads to. */
function costOf(know: Known, record: string, domain: DomainName, path: readonly string[]): number {
  if (path.includes(domain)) throw new Error(`a loop: ${[...path, domain].join(' > ')}`);
  const terms = record.toLowerCase().split(' ').slice(1);
  const end = terms.findIndex((term) => /^[-+~?]?all$/.test(term));
  let cost = 0;
  for (const term of end === -1 ? terms : terms.slice(0, end)) {
    if (/^[-+~?]?(?:a|mx|ptr)(?:[:/]|$)|^[-+~?]?exists:/.test(term)) cost += 1;
    const onward = /^(?:[-+~?]?include:|redirect=)(.+)$/.exec(term)?.[1];
    if (onward === undefined || (end !== -1 && term.startsWith('redirect='))) continue;
    const target = targetOf(onward, domain);
    cost += 1 + (target === undefined ? 0 : costAt(know, target, [...path, domain]));
  }
  return cost;
}

/** The lookups that the one record at a name costs; none where there is none, or several. */
function costAt(know: Known, domain: DomainName, path: readonly string[] = []): number {
  const [record, ...others] = spfAt(know, domain);
  return record === undefined || others.length > 0 ? 0 : costOf(know, record, domain, path);
}

/** Octets of the answer to TXT at a name (RFC 1035 4.1): header, question, names compressed to two. */
function sizeOf(domain: string): number {
  const records = recordsOf(everything({ name: name(domain), type: 'TXT' }), 'TXT');
  const strings = records.flatMap((record) => record.strings);
  const data = strings.reduce((sum, string) => sum + 1 + string.length, 0);
  return 12 + domain.length + 2 + 4 + records.length * 12 + data;
}

/** The documented figures of a file: what `pattern` captures as name and number. */
function documented(text: string, pattern: RegExp): readonly (readonly [string, number])[] {
  return [...text.matchAll(pattern)].map((match) => [match[1] ?? '', Number(match[2])]);
}

const nameServers = new Set(
  FILES.flatMap((file) => parseZone(textOf(file)).records).flatMap(({ record }) =>
    record.type === 'NS' ? [record.target] : [],
  ),
);

describe.each(FILES)('%s.zone', (file) => {
  const zone = parseZone(textOf(file), { file: `${file}.zone` });

  it('is a zone file without duplicates', () => {
    expect(zone.records.length).toBeGreaterThan(0);
    const rows = zone.records.map(({ record }) => JSON.stringify(record));
    expect(rows.filter((row, index) => rows.indexOf(row) !== index)).toEqual([]);
  });

  it('has no strange octets of its own, and no line that scrolls out of sight', () => {
    expect(textOf(file)).toMatch(/^[\n\x20-\x7e]*\n$/);
    for (const line of textOf(file).split('\n')) expect(line.length).toBeLessThanOrEqual(180);
  });

  it('has name servers at addresses for documentation, so that no test asks anybody there', () => {
    const addresses = zone.records.flatMap(({ record }) =>
      nameServers.has(record.name) && 'address' in record ? [record.address] : [],
    );
    expect(addresses).not.toEqual([]);
    for (const address of addresses) expect(reservedAddressUse(address)).toBe('documentation');
  });

  it('uses addresses that no rule takes for reserved ones, except to show just that', () => {
    for (const { record } of zone.records) {
      if (nameServers.has(record.name)) continue;
      // 127.0.0.2 is what an exists term is answered with.
      if (record.type === 'A') expect(record.address).toMatch(/^(?:62\.|127\.0\.0\.2$)/);
      if (record.type === 'AAAA') expect(record.address).toMatch(/^2a0f:53/);
    }
  });
});

describe('mycompany.zone', () => {
  const know = world('mycompany');
  const mine = name('mycompany.com');

  it('is a closed world: what it does not have does not exist', () => {
    for (const stranger of ['example.net', 'mycompany.org', '_dmarc.odoo.com', 'test']) {
      expect(know({ name: name(stranger), type: 'TXT' }).kind).toBe('nxdomain');
    }
  });

  it.each(documented(textOf('mycompany'), /^; (\S+) \[(\d+)\]/gm))(
    'include:%s costs %d, as the catalogue has it',
    (target, figure) => {
      expect(1 + costAt(know, name(target))).toBe(figure);
      const owner = providers.find(({ spfInclude }) => spfInclude === target);
      // Postmark's and Zendesk's figures are old ones, and they too are 1.
      expect(owner?.lookups).toBe(figure);
    },
  );

  it('documents the figures of every vendor that has a record in it', () => {
    const figures = documented(textOf('mycompany'), /^; (\S+) \[(\d+)\]/gm);
    expect(figures).toHaveLength(15);
    expect(figures).toContainEqual([TWENTY20_INCLUDE, 3]);
    expect(figures).toContainEqual(['mailgun.org', 5]);
    for (const nested of TWENTY20_NESTED_INCLUDES) {
      expect(spfAt(know, nested)).toEqual([expect.stringMatching(/^v=spf1( ip4:\S+)+ ~all$/)]);
    }
  });

  it('has two records at mycompany.com that cost 9 of 10 lookups when they are merged', () => {
    const records = spfAt(know, mine);
    expect(records).toHaveLength(2);
    const terms = records.flatMap((record) => record.split(' ').slice(1, -1));
    expect(costOf(know, `v=spf1 ${terms.join(' ')} ~all`, mine, [])).toBe(9);
  });

  it('has mailboxes at Google and its DNS at a host whose panel is known', () => {
    const exchanges = recordsOf(know({ name: mine, type: 'MX' }), 'MX').map((mx) => mx.exchange);
    expect(mailboxProviderOfMx(exchanges).map(({ id }) => id)).toEqual(['google-workspace']);
    const servers = recordsOf(know({ name: mine, type: 'NS' }), 'NS').map((ns) => ns.target);
    expect(dnsHostOf(servers)).toMatchObject({ kind: 'one', host: { id: 'cloudflare' } });
  });

  it('has an address for every host that is named, and the name back for every exchange', () => {
    const { records } = parseZone(textOf('mycompany'));
    for (const { record } of records) {
      if (record.type === 'MX') {
        const [address] = recordsOf(know({ name: record.exchange, type: 'A' }), 'A');
        const reverse = address?.address.split('.').toReversed().join('.');
        const [back] = recordsOf(
          know({ name: name(`${reverse}.in-addr.arpa`), type: 'PTR' }),
          'PTR',
        );
        expect(back?.target).toBe(record.exchange);
      }
      if (record.type !== 'NS' && record.type !== 'PTR') continue;
      expect(know({ name: record.target, type: 'A' }).kind).toBe(
        record.target.endsWith('ip6.arpa') ? 'nodata' : 'noerror',
      );
    }
  });
});

describe('neighbours.zone', () => {
  const text = textOf('neighbours');

  it.each(
    [...text.matchAll(/^; .* \[(\d+)\]\n\$ORIGIN (\S+)\.$/gm)].map(
      (match) => [match[2] ?? '', Number(match[1])] as const,
    ),
  )('the record of %s costs %d', (domain, figure) => {
    expect(spfAt(everything, name(domain))).toHaveLength(1);
    expect(costAt(everything, name(domain))).toBe(figure);
  });

  it('says of each domain what is wrong with it, in one line', () => {
    const domains = [...text.matchAll(/^(.*)\n\$ORIGIN (\S+\.)?example\.$/gm)];
    expect(domains.length).toBeGreaterThan(80);
    for (const [, comment] of domains) expect(comment).toMatch(/^; /);
  });

  it('leaves other names to other files, but knows which names below .example are free', () => {
    const alone = world('neighbours');
    expect(alone({ name: TWENTY20_INCLUDE, type: 'TXT' })).toMatchObject({ cause: 'not-covered' });
    expect(alone({ name: name('nosuch.example'), type: 'TXT' }).kind).toBe('nxdomain');
    expect(alone({ name: name('spf.closed-vendor.example'), type: 'TXT' }).kind).toBe('nxdomain');
  });

  it.each([
    ['slow.example', 'timeout'],
    ['broken.example', 'servfail'],
    ['refused.example', 'refused'],
    ['malformed.example', 'malformed'],
    ['_spf.partial.example', 'timeout'],
  ])('%s fails with %s', (domain, cause) => {
    expect(everything({ name: name(domain), type: 'TXT' })).toMatchObject({ cause });
  });

  it.each([
    ['ovh.example', 2],
    ['twins.example', 2],
    ['empty.example', 0],
    ['quoted.example', 0],
    ['wrongplace.example', 0],
    ['www.wrongplace.example', 1],
    ['anything.wildcard.example', 1],
    ['gmail-done.example', 1],
  ])('%s has %d records that begin as SPF', (domain, count) => {
    expect(spfAt(everything, name(domain))).toHaveLength(count);
  });

  it('loops where it says so', () => {
    for (const domain of ['loop.example', 'selfloop.example']) {
      expect(() => costAt(everything, name(domain))).toThrow('a loop');
    }
  });

  it('has the hostile octets that terminals and pages must never see', () => {
    const answer = everything({ name: name('hostile.example'), type: 'TXT' });
    const values = recordsOf(answer, 'TXT')
      .map((record) => txtValue(record))
      .join('');
    for (const octets of ['\x1b[31m', '\x9b31m', '\xc2\x9b31m', '\xe2\x80\xae', '\0', '\x7f']) {
      expect(values).toContain(octets);
    }
  });

  it('has an RRset that fits no UDP answer, and a record that needs EDNS', () => {
    expect(sizeOf('large.example')).toBeGreaterThan(1232);
    expect(sizeOf('longstring.example')).toBeGreaterThan(512);
    expect(sizeOf('longstring.example')).toBeLessThan(1232);
  });

  it('reaches alias.example through a CNAME', () => {
    expect(everything({ name: name('alias.example'), type: 'TXT' })).toMatchObject({
      kind: 'noerror',
      aliases: [{ name: 'alias.example', target: 'shared.alias-target.example' }],
    });
  });

  it('gives mx1.hosting.example its names back, IPv6 too', () => {
    const reverse = `5.${'0.'.repeat(19)}2.0.0.0.0.9.3.5.f.0.a.2.ip6.arpa`;
    for (const owner of ['5.2.20.62.in-addr.arpa', reverse]) {
      const [back] = recordsOf(everything({ name: name(owner), type: 'PTR' }), 'PTR');
      expect(back?.target).toBe('mx1.hosting.example');
    }
  });
});

describe('lookups.zone', () => {
  const know = world('lookups');
  const text = textOf('lookups');

  it.each(documented(text, /^(\S+) +TXT +"v=spf1.* ; \[(\d+)\]/gm))(
    '%s.probe.test costs %d',
    (label, figure) => {
      expect(costAt(know, name(`${label}.probe.test`))).toBe(figure);
    },
  );

  it('has a figure, or words, beside every record', () => {
    const records = [...text.matchAll(/^\S+ +TXT +"v=spf1.*$/gm)].map(([line]) => line);
    expect(records.length).toBeGreaterThan(50);
    for (const line of records) expect(line).toMatch(/ ; (?:\[\d+\]|no end|%\{p\})/);
  });

  it('leads nowhere outside', () => {
    for (const { record } of parseZone(text).records) {
      const value = record.type === 'TXT' ? txtValue(record) : '';
      for (const [, target] of value.matchAll(/(?:include|a|mx|exists):([^ /%]+)/g)) {
        // `leaf.%{d2}` ends in the domain itself.
        expect(target).toMatch(/(?:^|\.)probe\.test$|^[a-z]+\.$/);
      }
    }
  });
});
