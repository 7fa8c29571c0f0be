import { describe, expect, it } from 'vitest';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { reservedAddressUse } from '../../src/rules/reserved-use.js';
import { findAuthority, type Authority, type AuthorityWish } from '../../src/survey/authority.js';
import { failing, internet, referring, type Internet } from '../internet.js';

const domain = name('mail.d.test');
const wish = { reservedUse: reservedAddressUse };

/** d.test at two servers, delegated by test. */
const resolver = `
  test. NS a.nic.test.
  a.nic.test. A 62.0.0.1
  d.test. NS ns1.host.test.
  d.test. NS ns2.host.test.
  ns1.host.test. A 62.0.1.1
  ns1.host.test. AAAA 2a0f::1
  ns2.host.test. A 62.0.1.2
  mail.d.test. TXT "v=spf1 -all"
`;
const zone = (serial: number) => `
  d.test. SOA ns1.host.test. h. ${serial} 1800 900 604800 60
  d.test. NS ns1.host.test.
  d.test. NS ns2.host.test.
  mail.d.test. TXT "v=spf1 mx -all"
`;
const servers = {
  '62.0.0.1:53': referring('d.test', 'ns1.host.test', 'ns2.host.test'),
  '62.0.1.1:53': zone(2),
  '[2a0f::1]:53': zone(2),
  '62.0.1.2:53': zone(1),
};

function found(world: Internet, asked: AuthorityWish = wish, of = domain): Authority {
  const fact = answer(findAuthority(of, asked), world.know);
  if (fact.state === 'unknown') throw new Error('it is known');
  return fact.value;
}

const directly = ({ asked }: Internet) =>
  asked.flatMap(({ via, type, name: owner }) =>
    via === undefined ? [] : [`${via} ${type} ${owner}`],
  );

describe('findAuthority', () => {
  it('finds the zone, what its parent lists, and every address of every server', () => {
    const authority = found(internet(resolver, servers));
    expect(authority).toMatchObject({
      holder: 'mail.d.test',
      zone: 'd.test',
      delegated: ['ns1.host.test', 'ns2.host.test'],
      own: ['ns1.host.test', 'ns2.host.test'],
      servers: [
        { name: 'ns1.host.test', address: '62.0.1.1:53', txt: { kind: 'noerror' } },
        { name: 'ns1.host.test', address: '[2a0f::1]:53', soa: { records: [{ serial: 2 }] } },
        { name: 'ns2.host.test', address: '62.0.1.2:53', soa: { records: [{ serial: 1 }] } },
      ],
    });
  });

  it('takes three round trips', () => {
    const { know } = internet(resolver, servers);
    const asking = findAuthority(domain, wish);
    let batches = 0;
    for (let step = asking.next([]); !step.done; batches += 1) {
      step = asking.next(step.value.map((question) => know(question)));
    }
    expect(batches).toBe(3);
  });

  it('asks the parent for the delegation alone, and nobody to ask others', () => {
    const world = internet(resolver, servers);
    found(world);
    expect(directly(world).filter((each) => each.startsWith('62.0.0.1'))).toEqual([
      '62.0.0.1:53 NS d.test',
    ]);
    expect(world.asked.some(({ recursive }) => recursive)).toBe(false);
  });

  it('asks those too whom only the parent or only the zone itself lists', () => {
    const other = resolver + 'ns3.host.test. A 62.0.1.3\nns4.host.test. A 62.0.1.4\n';
    const authority = found(
      internet(other, {
        ...servers,
        '62.0.0.1:53': referring('d.test', 'ns1.host.test', 'ns3.host.test'),
        '62.0.1.1:53': `${zone(2)}d.test. NS ns4.host.test.`,
        '62.0.1.3:53': zone(9),
        '62.0.1.4:53': zone(9),
      }),
    );
    expect(authority).toMatchObject({
      delegated: ['ns1.host.test', 'ns3.host.test'],
      own: ['ns1.host.test', 'ns2.host.test', 'ns4.host.test'],
    });
    expect(authority.servers.map(({ name: server }) => server)).toEqual([
      'ns1.host.test',
      'ns1.host.test',
      'ns2.host.test',
      'ns3.host.test',
      'ns4.host.test',
    ]);
  });

  it('does not take the parent for the zone, nor what it has as a child for a delegation', () => {
    const nowhere = found(internet(resolver, servers), wish, name('other.test'));
    expect(nowhere).toEqual({ holder: 'other.test', own: [], servers: [] });
    const both = found(internet(resolver, { ...servers, '62.0.0.1:53': zone(2) }));
    expect(both.delegated).toBeUndefined();
  });

  it('never asks at a reserved address, whatever the zone says', () => {
    const private_ = resolver
      .replace('62.0.1.1', '127.0.0.1')
      .replace('62.0.1.2', '10.0.0.1')
      .replace('2a0f::1', '64:ff9b::a9fe:a9fe')
      .replace('62.0.0.1', '::1')
      .replace('a.nic.test. A', 'a.nic.test. AAAA');
    const world = internet(private_, {
      '127.0.0.1:53': zone(1),
      '10.0.0.1:53': zone(1),
      '[::1]:53': failing('servfail'),
    });
    expect(found(world).servers).toMatchObject([
      { unasked: { why: 'reserved', use: 'loopback' } },
      { unasked: { why: 'reserved', use: 'link-local' } },
      { unasked: { why: 'reserved', use: 'private' } },
    ]);
    expect(directly(world)).toEqual([]);
  });

  it('says of a server without an address that it has none, and of a failure that it is one', () => {
    const half = `${resolver.replaceAll(/^ *ns[12].host.test. A+ .*$/gm, '')}
      ns1.host.test. TXT "x"
      $FAILURE ns2.host.test. timeout`;
    expect(found(internet(half, servers)).servers).toMatchObject([
      { name: 'ns1.host.test', unasked: { why: 'no-address' } },
      { name: 'ns2.host.test', unasked: { why: 'unknown-address', cause: { cause: 'timeout' } } },
    ]);
  });

  it('is unknown where the zone cut is', () => {
    const fact = answer(
      findAuthority(domain, wish),
      internet(`${resolver}$FAILURE d.test. timeout NS`, servers).know,
    );
    expect(fact).toMatchObject({ state: 'unknown', cause: { cause: 'timeout' } });
  });

  it('finds the servers of a zone that does not validate', () => {
    const broken = `${resolver}$FAILURE d.test. servfail NS\n$FAILURE ns1.host.test. servfail`;
    const world = internet(broken, servers, resolver);
    expect(found(world).servers).toHaveLength(3);
    const unvalidated = world.asked.filter((question) => question.unvalidated);
    expect(unvalidated.map(({ name: owner, type }) => `${type} ${owner}`)).toEqual([
      'NS d.test',
      'A ns1.host.test',
      'AAAA ns1.host.test',
    ]);
  });

  it('asks the servers of the zone that an alias leads to', () => {
    const alias = resolver.replace(
      'mail.d.test. TXT',
      'mail.d.test. CNAME s.e.test.\ns.e.test. TXT',
    );
    const world = internet(`${alias}e.test. NS ns.e.test.\nns.e.test. A 62.0.2.1`, {
      '62.0.2.1:53': 'e.test. SOA ns.e.test. h. 1 1 1 1 1\ns.e.test. TXT "v=spf1 a -all"',
    });
    expect(found(world)).toMatchObject({
      holder: 's.e.test',
      zone: 'e.test',
      servers: [{ name: 'ns.e.test', txt: { kind: 'noerror' } }],
    });
  });

  it('stays within its bounds, however much a zone lists', () => {
    const many = Array.from({ length: 60 }, (_, n) => `d.test. NS n${n}.d.test.`).join('\n');
    const addresses = Array.from({ length: 60 }, (_, n) =>
      Array.from({ length: 9 }, (__, m) => `n${n}.d.test. A 62.${n}.0.${m}`).join('\n'),
    ).join('\n');
    const world = internet(`${many}\n${addresses}`, {});
    const authority = found(world);
    expect(authority.servers.length).toBeLessThanOrEqual(32);
    expect(world.asked.length).toBeLessThan(150);
  });
});

describe('servers that are named', () => {
  it('are asked in place of any that the DNS names, in one round trip, and know the zone', () => {
    const world = internet(failing('timeout'), {
      '127.0.0.1:5301': zone(7),
      '[::1]:5302': zone(8),
    });
    const authorities = ['127.0.0.1:5301', '[::1]:5302', '127.0.0.1:5303'];
    const authority = found(world, { ...wish, authorities });
    expect(authority).toMatchObject({
      holder: 'mail.d.test',
      zone: 'd.test',
      servers: [
        { address: '127.0.0.1:5301', soa: { records: [{ serial: 7 }] } },
        { address: '[::1]:5302', soa: { records: [{ serial: 8 }] } },
        { address: '127.0.0.1:5303', txt: { kind: 'failure', cause: 'timeout' } },
      ],
    });
    expect(world.asked.every(({ via }) => via !== undefined)).toBe(true);
  });
});
