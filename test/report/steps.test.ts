/** The steps at the DNS host, as somebody does them who has never heard of SPF. */
import { describe, expect, test } from 'vitest';
import { dnsHosts } from '../../src/catalog/dns-hosts.js';
import { name } from '../../src/dns/name.js';
import type { RrsetChange } from '../../src/report/forms/rrset-change.js';
import { stepsOf as stepsFor } from '../../src/report/steps.js';
import {
  change,
  domain,
  long,
  second,
  served,
  sick,
  sound,
  token,
  unchanged,
  unknownNs,
} from './forms/rrsets.js';

/** The steps as lines, with a line of its own for what is to be looked for or copied. */
function stepsOf(...given: Parameters<typeof stepsFor>): readonly string[] {
  return stepsFor(...given).map(({ text, verbatim }) =>
    verbatim === undefined ? text : `${text}\n${verbatim}`,
  );
}

const cloudflare = served(domain, 'gail.ns.cloudflare.com', 'rob.ns.cloudflare.com');
const route53 = served(domain, 'ns-1617.awsdns-10.co.uk', 'ns-49.awsdns-06.com');
const namecheap = served(domain, 'dns1.registrar-servers.com', 'dns2.registrar-servers.com');
const fresh = { kept: [], removed: [] };

test('one record is edited in place', () => {
  expect(stepsOf(change({ ns: cloudflare, outdated: { seconds: 300 } }))).toEqual([
    'Sign in at Cloudflare: select the domain > DNS > Records.',
    `Edit this TXT record (host @):\n${sick}`,
    'Replace its whole value by the new record. Add no second SPF record beside it: of two, receivers apply neither. Type no quotes around the value, unless the panel shows its other TXT values so.',
    'Wait: receivers may use the old answer for up to 5 minutes.',
    `See whether every name server has it:\nspf-doctor propagation mycompany.com --expect '${sound}'`,
    'Check again:\nspf-doctor check mycompany.com',
  ]);
});

test('of several all but one are deleted before that one becomes the new record', () => {
  const steps = stepsOf(change({ ns: cloudflare, removed: [[second], [sick]] }));
  const place = (start: string) => steps.findIndex((step) => step.startsWith(start));
  expect(steps[place('Delete')]).toBe(`Delete this TXT record (host @):\n${sick}`);
  expect(steps[place('Right after that, edit')]).toContain(second);
  expect(place('Delete')).toBeLessThan(place('Right after that, edit'));
});

test('where one of several may stay, the others are deleted and nothing is edited', () => {
  const { added: _, ...given } = change({ ns: cloudflare, kept: [[sound]], removed: [[sick]] });
  const steps = stepsOf(given);
  expect(steps).toContain(`Delete this TXT record (host @):\n${sick}`);
  expect(steps.join('\n')).not.toMatch(/edit|replace/i);
});

test('nothing to do, no steps', () => {
  expect(stepsOf(unchanged())).toEqual([]);
  expect(stepsOf(null)).toEqual([]);
});

test('records are named by their beginnings, as long as these tell them apart', () => {
  const other = `${long} `;
  const [, one] = stepsOf(change({ removed: [[long]] }));
  expect(one).toBe('Edit this TXT record:\nv=spf1 ip4:192.0.2.0 ip4:192.0.2.1 ip4:192.0.2.2 ...');
  const [, two] = stepsOf(change({ removed: [[long], [other]] }));
  expect(two).toContain(long);
});

describe('the host field of a new record', () => {
  const created = (given: Parameters<typeof change>[0]) =>
    stepsOf(change({ ...fresh, ...given })).find((step) => step.startsWith('Create'));
  test.each([
    ['@', cloudflare, 'Host: @.'],
    ['blank', route53, 'Host: left blank.'],
    ['appended', namecheap, 'Host: @ (the panel appends the domain).'],
    ['unknown', served(domain, 'ns1.he.net'), 'Host: @, blank or mycompany.com in full,'],
    [
      'no such host',
      served(domain, 'ns1.mycompany.com'),
      'Host: @, blank or mycompany.com in full,',
    ],
    ['name servers unknown', unknownNs, 'Host: @, blank or mycompany.com in full,'],
  ])('%s', (_, ns, expected) => {
    expect(created({ ns })).toContain(expected);
  });

  test.each([
    ['at a known host', cloudflare, 'Host: shop.'],
    ['that appends the domain', namecheap, 'Host: shop (the panel appends the domain).'],
    [
      'elsewhere',
      served(domain, 'ns1.mycompany.com'),
      'Host: shop, or shop.mycompany.com in full where the panel does not append the domain.',
    ],
  ])('of a sub-domain %s', (_, ns, expected) => {
    expect(created({ domain: name('shop.mycompany.com'), ns })).toContain(expected);
  });

  test('what the panel calls the type', () => {
    expect(created({ ns: served(domain, 'ns1019.ui-dns.com') })).toMatch(
      /^Create a record of type SPF \(TXT\) /,
    );
  });
});

describe('the habits of a panel', () => {
  const all = (given: Parameters<typeof change>[0]) => stepsOf(change(given)).join('\n');
  const dnsMadeEasy = served(domain, 'ns10.dnsmadeeasy.com', 'ns11.dnsmadeeasy.com');
  test.each([
    [
      'quotes that the panel adds',
      { ns: route53 },
      'Type no quotes around the value: the panel adds them.',
    ],
    ['quotes to be typed', { ns: dnsMadeEasy }, 'Put the value in double quotes.'],
    [
      'one entry for all TXT values',
      { ns: route53 },
      `Edit this line of the TXT record (host left blank):\n${sick}`,
    ],
    [
      'the same, where a value is added',
      { ns: route53, kept: [token], removed: [] },
      'Add the new record to the TXT record as a line of its own; leave its other lines as they are.',
    ],
    ['a button that is easily missed', { ns: namecheap }, 'Click the check mark to save.'],
    [
      'long values are split',
      { ns: cloudflare, record: long },
      'The value is over 255 characters: paste it whole, the panel splits it.',
    ],
    [
      'long values are several strings',
      { ns: route53, record: long },
      'The value is over 255 characters: paste it as these quoted strings:\n"v=spf1 ip4:',
    ],
    [
      'nobody knows what becomes of long values',
      { record: long },
      'The value is over 255 characters: where the panel refuses it, paste it as these quoted strings:\n"v=spf1 ip4:',
    ],
    [
      'values have a greatest length',
      { ns: served(domain, 'ns55.domaincontrol.com'), record: `v=spf1 ${'a '.repeat(600)}-all` },
      'GoDaddy takes values of up to 1024 characters; this one has 1211.',
    ],
  ])('%s', (_, given, expected) => {
    expect(all(given)).toContain(expected);
  });
});

describe('where to sign in', () => {
  const first = (ns: RrsetChange['ns']) => stepsOf(change({ ns }))[0];
  test.each([
    [
      'two hosts',
      served(domain, 'ns1.he.net', 'ns55.domaincontrol.com'),
      'The name servers of mycompany.com are those of Hurricane Electric and GoDaddy: make the change with each of them, unless one copies from the other.',
    ],
    [
      'a host and a stranger',
      served(domain, 'gail.ns.cloudflare.com', 'ns.mycompany.com'),
      'The name servers of mycompany.com are those of Cloudflare and others (ns.mycompany.com): make the change with each of them, unless one copies from the other.',
    ],
    [
      'strangers',
      served(domain, 'ns1.mycompany.com'),
      'Sign in where the DNS of mycompany.com is edited; its name servers, ns1.mycompany.com, are of no host that is known here.',
    ],
    ['no name servers', served(domain), 'Sign in where the DNS of mycompany.com is edited.'],
    [
      'not known',
      unknownNs,
      'Sign in where the DNS of mycompany.com is edited; its name servers could not be looked up.',
    ],
  ])('%s', (_, ns, expected) => {
    expect(first(ns)).toBe(expected);
  });

  test('the way to a new record goes a step further', () => {
    expect(stepsOf(change({ ns: cloudflare, ...fresh }))[0]).toBe(
      'Sign in at Cloudflare: select the domain > DNS > Records > Add record.',
    );
  });

  test.each(
    dnsHosts
      .filter(({ nsPatterns }) => nsPatterns !== null)
      .map((host) => [host.name, host] as const),
  )('%s says nothing that is not known', (_, host) => {
    const [pattern = ''] = host.nsPatterns ?? [];
    const ns = served(domain, pattern.replaceAll('*', 'x1'));
    const text = stepsOf(change({ ns, ...fresh })).join('\n');
    expect(text).toContain(`Sign in at ${host.name}`);
    expect(text).not.toMatch(/null|undefined/);
  });
});

describe('how long to wait', () => {
  const wait = (given: Parameters<typeof change>[0]) =>
    stepsOf(change(given)).find((step) => step.startsWith('Wait'));
  test.each([
    [{ outdated: { seconds: 3600 } }, 'Wait: receivers may use the old answer for up to 1 hour.'],
    [{ outdated: { seconds: 90 } }, 'Wait: receivers may use the old answer for up to 90 seconds.'],
    [
      { outdated: { seconds: 1800 }, ...fresh },
      'Wait: receivers may go on without one for up to 30 minutes.',
    ],
    [{ outdated: { seconds: 0 } }, undefined],
    [{}, undefined],
  ])('%j', (given, expected) => {
    expect(wait(given)).toBe(expected);
  });
});

test('an alias: whose record it is', () => {
  expect(stepsOf(change({ alias: name('shared.example') }))).toEqual([
    "mycompany.com is an alias (CNAME) of shared.example: the record is that name's. Make the change there, or put records of its own in place of the CNAME.",
    'Check again:\nspf-doctor check mycompany.com',
  ]);
});

test('commands can be pasted into a shell whatever the record holds', () => {
  const record = "v=spf1 exists:%{l}'$(id)'.example -all";
  const steps = stepsOf(change({ domain: name('x;id.example'), record, added: [record] }));
  expect(steps.at(-2)).toContain(
    String.raw`spf-doctor propagation 'x;id.example' --expect 'v=spf1 exists:%{l}'\''$(id)'\''.example -all'`,
  );
});
