import { describe, expect, it } from 'vitest';
import { dnsHostOf, dnsHosts } from '../../src/catalog/dns-hosts.js';
import { name } from '../../src/dns/name.js';

describe('the list', () => {
  it('has 57 entries with ids of their own', () => {
    expect(dnsHosts).toHaveLength(57);
    expect(new Set(dnsHosts.map(({ id }) => id)).size).toBe(57);
    for (const { id } of dnsHosts) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('has patterns in lower case and sentences for people', () => {
    for (const host of dnsHosts) {
      for (const pattern of [...(host.nsPatterns ?? []), ...host.nsExclude]) {
        expect(pattern).toMatch(/^[a-z0-9*.-]+$/);
      }
      for (const quirk of [...host.txtQuirks, ...host.otherQuirks]) expect(quirk).toMatch(/[.]$/);
    }
  });
});

describe('dnsHostOf', () => {
  it.each([
    [['gail.ns.cloudflare.com', 'rob.ns.cloudflare.com'], 'cloudflare'],
    [['ns55.domaincontrol.com', 'ns56.domaincontrol.com'], 'godaddy'],
    [['ns-1617.awsdns-10.co.uk', 'ns-49.awsdns-06.com'], 'route53'],
    [['dns103.ovh.net', 'ns103.ovh.net'], 'ovh'],
    [['ns-123-a.gandi.net', 'ns-45-b.gandi.net'], 'gandi'],
    [['ns-cloud-a1.googledomains.com'], 'google'],
    [['ns1.inwx.de', 'ns2.inwx.eu'], 'inwx'],
    [['pdns1.ultradns.co.uk', 'pdns2.ultradns.net'], 'ultradns'],
  ])('%j: %s', (servers, id) => {
    expect(dnsHostOf(servers.map((server) => name(server)))).toMatchObject({
      kind: 'one',
      host: { id },
    });
  });

  it.each([
    [[]],
    [['ns1.mycompany.com', 'ns2.mycompany.com']],
    [['sdns2.ovh.net', 'vps-1a2b3c4d.ovh.net', 'vps123456.ovh.net']],
    [['ns1.domaincontrol.com.attacker.example']],
    [['domaincontrol.com']],
  ])('%j: unknown', (servers) => {
    expect(dnsHostOf(servers.map((server) => name(server)))).toEqual({ kind: 'unknown' });
  });

  it('tells a zone at two operators, and a stranger beside a known one', () => {
    const servers = ['ns1.he.net', 'ns55.domaincontrol.com', 'ns.mycompany.com'];
    const found = dnsHostOf(servers.map((server) => name(server)));
    expect(found).toMatchObject({
      kind: 'several',
      hosts: [{ id: 'he' }, { id: 'godaddy' }],
      unrecognised: ['ns.mycompany.com'],
    });
    // A customer's machine is a stranger although its name is below the host's.
    expect(dnsHostOf([name('dns103.ovh.net'), name('sdns2.ovh.net')])).toMatchObject({
      kind: 'several',
      hosts: [{ id: 'ovh' }],
      unrecognised: ['sdns2.ovh.net'],
    });
  });
});
