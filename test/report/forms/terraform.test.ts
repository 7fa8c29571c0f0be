/**
 * The HCL is parsed by HashiCorp's own parser. That Terraform and its providers take it has not been tried:
 * they are not to be had from the registries that the tests may use.
 */
import { parse } from '@cdktf/hcl2json';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { name } from '../../../src/dns/name.js';
import { parseZone } from '../../../src/dns/zone.js';
import { afterwards, type RrsetChange } from '../../../src/report/forms/rrset-change.js';
import { terraformForm } from '../../../src/report/forms/terraform.js';
import {
  change,
  changes,
  domain,
  harmless,
  second,
  served,
  sick,
  sound,
  stringsIn,
  token,
  unchanged,
  unknownNs,
} from './rrsets.js';

const route53 = served(domain, 'ns-1617.awsdns-10.co.uk', 'ns-49.awsdns-06.com');
const cloudflare = served(domain, 'gail.ns.cloudflare.com', 'rob.ns.cloudflare.com');

/** The JSON that hcl2json makes: blocks by type and label. */
interface Configuration {
  readonly variable: Readonly<Record<string, unknown>>;
  readonly import?: readonly { readonly to: string; readonly id: string }[];
  readonly resource: Readonly<
    Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>
  >;
}

async function parsed(given: RrsetChange): Promise<Configuration> {
  const text = terraformForm(given);
  expect(text).toMatch(harmless);
  return (await parse('spf.tf', text)) as Configuration;
}

/** The text of a template without expressions: hcl2json has read it and escapes it again. */
function literal(template: unknown): string {
  const text = String(template);
  expect(text.replaceAll(/\$\$\{|%%\{/g, '')).not.toMatch(/[$%]\{/);
  return text.replaceAll(/([$%])\1\{/g, '$1{');
}

describe('Route 53', () => {
  test('the whole record set, imported where there is one', async () => {
    expect(await parsed(change({ ns: route53 }))).toEqual({
      variable: { route53_zone_id: [{ type: '${string}' }] },
      import: [
        {
          to: '${aws_route53_record.mycompany_com_txt}',
          id: '${var.route53_zone_id}_mycompany.com_TXT',
        },
      ],
      resource: {
        aws_route53_record: {
          mycompany_com_txt: [
            {
              zone_id: '${var.route53_zone_id}',
              name: 'mycompany.com',
              type: 'TXT',
              ttl: 300,
              records: [sound, token.join('')],
            },
          ],
        },
      },
    });
  });

  test('nothing to import where there is no TXT', async () => {
    const given = change({ ns: route53, kept: [], removed: [] });
    expect(await parsed(given)).not.toHaveProperty('import');
  });

  test('strings of one value are parted by quotes, as the provider adds the outer ones', async () => {
    const { resource } = await parsed(change({ ns: route53, added: ['v=spf1 a', ' -all'] }));
    expect(resource['aws_route53_record']?.['mycompany_com_txt']?.[0]?.['records']).toEqual([
      'v=spf1 a" " -all',
      token.join(''),
    ]);
  });

  test('law: the values are those of the RRset as it is to be, and no value is an expression', () =>
    fc.assert(
      fc.asyncProperty(changes(), async (given) => {
        const { resource } = await parsed({ ...given, ns: route53 });
        const record = resource['aws_route53_record']?.['mycompany_com_txt']?.[0];
        const values = record?.['records'] as readonly unknown[];
        expect(values.map((value) => stringsIn(`"${literal(value)}"`))).toEqual(afterwards(given));
      }),
      { numRuns: 50 },
    ));
});

describe('Cloudflare', () => {
  test('the SPF record alone; the old one must be imported, so that no second one is made', async () => {
    const given = change({ ns: cloudflare });
    expect(await parsed(given)).toEqual({
      variable: {
        cloudflare_zone_id: [{ type: '${string}' }],
        cloudflare_spf_record_id: [{ type: '${string}' }],
      },
      import: [
        {
          to: '${cloudflare_dns_record.mycompany_com_spf}',
          id: '${var.cloudflare_zone_id}/${var.cloudflare_spf_record_id}',
        },
      ],
      resource: {
        cloudflare_dns_record: {
          mycompany_com_spf: [
            {
              zone_id: '${var.cloudflare_zone_id}',
              name: 'mycompany.com',
              type: 'TXT',
              ttl: 300,
              content: `"${sound}"`,
            },
          ],
        },
      },
    });
    expect(terraformForm(given)).toContain(
      `# cloudflare_spf_record_id is that of the TXT record ${sick}\n`,
    );
  });

  test('further old records are to be deleted first', () => {
    const text = terraformForm(change({ ns: cloudflare, kept: [], removed: [[second], [sick]] }));
    expect(text).toContain(`# cloudflare_spf_record_id is that of the TXT record ${second}\n`);
    expect(text).toContain(`# Delete first the TXT record ${sick}\n`);
  });

  test('a new record: nothing to import, the TTL is automatic', async () => {
    const given = change({ ns: cloudflare, kept: [token], removed: [] });
    const configuration = await parsed(given);
    expect(configuration).not.toHaveProperty('import');
    expect(configuration.resource).toMatchObject({
      cloudflare_dns_record: { mycompany_com_spf: [{ ttl: 1, content: `"${sound}"` }] },
    });
  });

  test('a record that may stay is the one that is imported', () => {
    expect(terraformForm({ ...unchanged(), ns: cloudflare })).toContain(
      `# cloudflare_spf_record_id is that of the TXT record ${sound}\n`,
    );
  });

  test('macros of a record are no expressions', async () => {
    const record = 'v=spf1 exists:%{i}._spf.%{d} exp=$${x} -all';
    const { resource } = await parsed(change({ ns: cloudflare, record, added: [record] }));
    const content = resource['cloudflare_dns_record']?.['mycompany_com_spf']?.[0]?.['content'];
    const [{ record: read } = { record: undefined }] = parseZone(
      `x. 60 TXT ${literal(content)}`,
    ).records;
    expect(read).toMatchObject({ strings: [record] });
  });
});

describe('which block', () => {
  const blocks = (given: RrsetChange) =>
    [...terraformForm(given).matchAll(/^resource "(\w+)"/gm)].map(([, type]) => type);
  test.each([
    ['Route 53', route53, ['aws_route53_record']],
    ['Cloudflare', cloudflare, ['cloudflare_dns_record']],
    ['another host', served(domain, 'ns1.he.net'), ['aws_route53_record', 'cloudflare_dns_record']],
    [
      'Route 53 and another',
      served(domain, 'ns-49.awsdns-06.com', 'ns1.he.net'),
      ['aws_route53_record', 'cloudflare_dns_record'],
    ],
    ['nobody knows', unknownNs, ['aws_route53_record', 'cloudflare_dns_record']],
  ])('%s', (_, ns, expected) => {
    expect(blocks(change({ ns }))).toEqual(expected);
  });

  test('a label begins with a letter', () => {
    expect(terraformForm(change({ domain: name('1and1.example'), ns: route53 }))).toContain(
      'resource "aws_route53_record" "_1and1_example_txt"',
    );
  });
});
