/** The rules beside SPF, from zone text to sentence. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { name } from '../../src/dns/name.js';
import { parseZone, zoneAnswers } from '../../src/dns/zone.js';
import { messageOf } from '../../src/report/words.js';
import { checklist } from '../../src/rules/index.js';
import { judgeRules } from '../../src/rules/judgement.js';
import { defaultProfile, type Profile } from '../../src/rules/profile.js';
import { areaOf } from '../../src/rules/selection.js';
import type { PolicyReply } from '../../src/records/mta-sts.js';
import type { CertificateFact, Fact, TlsaFact } from '../../src/survey/survey.js';
import { surveyOf, txt, world } from '../world.js';

const domain = name('d.test');

/** What a rule is given besides the zone. */
interface Given {
  readonly profile?: Partial<Profile>;
  readonly policy?: PolicyReply;
  readonly tlsa?: readonly TlsaFact[];
  readonly certificates?: readonly CertificateFact[];
}

const known = <T>(value: T): Fact<T> => ({ state: 'known', value });

/** What a rule says: its outcome where it finds nothing, else severities, messages and causes. */
function told(id: string, zone: string, given: Given = {}): unknown {
  const rule = checklist.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`no such rule: ${id}`);
  const profile = { ...defaultProfile, ...given.profile };
  const { facts } = surveyOf(domain, world(zone), profile, rule.needs);
  const { policy, tlsa, certificates } = given;
  const all = {
    ...facts,
    ...(policy && { policy: known({ url: 'https://mta-sts.d.test/p', reply: policy, at: '' }) }),
    ...(tlsa && { tlsa: known(tlsa) }),
    ...(certificates && { certificates: known(certificates) }),
  };
  const { checks, findings, unknown } = judgeRules(
    [rule],
    { domain, facts: all },
    profile,
    () => true,
  );
  const said = [
    ...findings.map((finding) => `${finding.severity}: ${messageOf(finding, domain)}`),
    ...unknown.map(({ cause }) => `unknown: ${cause.cause}`),
  ];
  return said.length === 0 ? checks[0]?.outcome : said;
}

type Row = readonly [world: string, zone: string, expected: unknown, given?: Given];

const tried = new Set<string>();

function table(id: string, rows: readonly Row[]): void {
  tried.add(id);
  describe(id, () => {
    it.each(rows.map(([title, ...row]) => [title, row] as const))(
      '%s',
      (_, [zone, expected, given]) => {
        expect(told(id, zone, given)).toEqual(expected);
      },
    );
  });
}

const here = 'd.test. A 192.0.2.1\n';
const mx = (...hosts: readonly string[]) =>
  hosts.map((host, index) => `d.test. MX ${index} ${host}\n`).join('');
const sound = `${mx('m.d.test.')}m.d.test. A 192.0.2.2\n`;
const ptr = (last: number, target: string) => `${last}.2.0.192.in-addr.arpa. PTR ${target}.\n`;
const fails = (owner: string, type = '') => `$FAILURE ${owner}. timeout ${type}\n`;

table('mx-missing', [
  ['an MX', sound, 'skipped'],
  ['a null MX', mx('.'), 'skipped'],
  ['no such domain', '', 'skipped'],
  ['an address to fall back to', here, 'pass'],
  [
    'nothing',
    txt('d.test', 'x'),
    ['warning: there is no MX record, and no address to fall back to'],
  ],
  ['an address that fails', txt('d.test', 'x') + fails('d.test', 'AAAA'), ['unknown: timeout']],
  ['an MX that fails', fails('d.test', 'MX'), ['unknown: timeout']],
]);

table('mx-implicit', [
  ['an MX', sound, 'skipped'],
  ['nothing', txt('d.test', 'x'), 'pass'],
  [
    'an address',
    `${here}d.test. AAAA 2001:db8::1\n`,
    [
      "warning: there is no MX record, so mail goes to the domain's own address 192.0.2.1, 2001:db8::1",
    ],
  ],
]);

table('mx-null-mixed', [
  ['no null MX', sound + txt('d.test', 'v=spf1 mx -all'), 'skipped'],
  ['alone, and nothing is sent', mx('.') + txt('d.test', 'v=spf1 -all'), 'pass'],
  ['alone, without SPF', mx('.') + txt('d.test', 'x'), 'pass'],
  ['beside another', mx('.', 'm.d.test.'), ['error: a null MX stands beside m.d.test']],
  [
    'in a domain that sends',
    mx('.') + txt('d.test', 'v=spf1 a -all'),
    ['error: a null MX says that the domain takes no mail, yet its SPF record lets it send'],
  ],
  [
    'where a redirect hides what is sent',
    mx('.') + txt('d.test', 'v=spf1 redirect=s.test') + fails('s.test'),
    ['unknown: timeout'],
  ],
]);

table('mx-invalid-target', [
  ['a host with an address', sound, 'pass'],
  ['a host with IPv6 alone', `${mx('m.d.test.')}m.d.test. AAAA 2001:db8::1\n`, 'pass'],
  ['no MX', here, 'skipped'],
  ['a null MX', mx('.'), 'skipped'],
  ['no such host', mx('m.d.test.'), ['error: m.d.test: the MX host does not exist']],
  [
    'no address',
    mx('m.d.test.') + txt('m.d.test', 'x'),
    ['error: m.d.test: the MX host has no address'],
  ],
  [
    'an alias',
    `${mx('m.d.test.')}m.d.test. CNAME o.test.\no.test. A 192.0.2.2\n`,
    ['error: m.d.test: the MX host is an alias (CNAME) of o.test'],
  ],
  [
    'an address in its place',
    mx('192.0.2.7.'),
    ['error: 192.0.2.7: the MX record holds an address where the name of a host belongs'],
  ],
  ['a host that fails', mx('m.d.test.') + fails('m.d.test'), ['unknown: timeout']],
  ['a host of which IPv6 fails', sound + fails('m.d.test', 'AAAA'), 'pass'],
  [
    'one of two hosts',
    `${sound}d.test. MX 9 gone.d.test.\n`,
    ['error: gone.d.test: the MX host does not exist'],
  ],
]);

table('mx-reverse-name', [
  ['a name that leads back', sound + ptr(2, 'm.d.test'), 'pass'],
  ['one of two names that leads back', sound + ptr(2, 'x.test') + ptr(2, 'm.d.test'), 'pass'],
  [
    'IPv6 likewise',
    `${mx('m.d.test.')}m.d.test. AAAA 2001:db8::1\n1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa. PTR m.d.test.\n`,
    'pass',
  ],
  ['no MX', here, 'skipped'],
  ['no name', sound, ['warning: m.d.test: 192.0.2.2 has no name (PTR)']],
  [
    'a name that leads elsewhere',
    `${sound}${ptr(2, 'x.test')}x.test. A 192.0.2.9\n`,
    ['warning: m.d.test: 192.0.2.2 is named x.test, which does not lead back'],
  ],
  [
    "another's host",
    `${mx('m.o.test.')}m.o.test. A 192.0.2.2\n`,
    ['notice: m.o.test: 192.0.2.2 has no name (PTR)'],
  ],
  ['a PTR that fails', sound + fails('2.2.0.192.in-addr.arpa'), ['unknown: timeout']],
  ['a name that fails', sound + ptr(2, 'x.test') + fails('x.test'), ['unknown: timeout']],
]);

const keyOf = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits })
    .publicKey.export({ type: 'spki', format: 'der' })
    .toString('base64');
const key2048 = keyOf(2048);
const key1024 = keyOf(1024);
const key768 = keyOf(768);

const vendor = txt('odoo._domainkey.odoo.com', `v=DKIM1; p=${key2048}`);
const odoo = 'odoo._domainkey.d.test';
const cname = (owner: string, target: string) => `${owner}. CNAME ${target}.\n`;

table('dkim-twenty20', [
  ['the CNAME', sound + vendor + cname(odoo, 'odoo._domainkey.odoo.com'), 'pass'],
  [
    "the CNAME to a database's name",
    sound +
      cname(odoo, 'odoo._domainkey.x.odoo.com') +
      txt('odoo._domainkey.x.odoo.com', `p=${key2048}`),
    'pass',
  ],
  [
    'the CNAME by way of another',
    sound + vendor + cname(odoo, 'k.d.test') + cname('k.d.test', 'odoo._domainkey.odoo.com'),
    'pass',
  ],
  ['no such domain', '', 'skipped'],
  ['Twenty20 left out', sound, 'skipped', { profile: { twenty20: false } }],
  ['mail that leaves elsewhere', sound, 'skipped', { profile: { outgoing: 'external' } }],
  ['both ways out', sound, [`warning: there is no ${odoo}`], { profile: { outgoing: 'both' } }],
  ['nothing', sound, [`warning: there is no ${odoo}`]],
  [
    'the domain twice in the owner',
    sound + cname(`${odoo}.d.test`, 'odoo._domainkey.odoo.com'),
    [`error: the record stands at ${odoo}.d.test: the panel appended the domain to the host field`],
  ],
  [
    'the domain behind the target',
    sound + cname(odoo, 'odoo._domainkey.odoo.com.d.test'),
    [
      `error: ${odoo} leads to odoo._domainkey.odoo.com.d.test: the panel appended the domain to the value`,
    ],
  ],
  [
    'another target',
    sound + vendor + cname(odoo, '_domainkey.odoo.com'),
    [`error: ${odoo} leads to _domainkey.odoo.com instead of odoo._domainkey.odoo.com`],
  ],
  [
    'a database that is not there',
    sound + vendor + cname(odoo, 'odoo._domainkey.gone.odoo.com'),
    [`error: ${odoo} leads to odoo._domainkey.gone.odoo.com, where there is no key`],
  ],
  [
    'the name of the key as TXT',
    sound + txt(odoo, 'odoo._domainkey.odoo.com.'),
    [`error: ${odoo} is a TXT record with the name of the key in it; it has to be a CNAME`],
  ],
  [
    'a key of its own as TXT',
    sound + vendor + txt(odoo, `v=DKIM1; p=${key1024}`),
    [`error: ${odoo} holds a key of its own, not the one of Twenty20`],
  ],
  [
    "Twenty20's key, flattened",
    sound + vendor + txt(odoo, `v=DKIM1; k=rsa; p=${key2048.slice(0, 50)} ${key2048.slice(50)}`),
    [
      `notice: ${odoo} holds Twenty20's key itself (the DNS host flattens the CNAME, or it was copied); a copy fails once the key changes`,
    ],
  ],
  [
    "a key, and Twenty20's that fails",
    sound + txt(odoo, `p=${key2048}`) + fails('odoo._domainkey.odoo.com'),
    ['unknown: timeout'],
  ],
  ['a wildcard of TXT', sound + txt('*.d.test', 'v=spf1 -all'), [`warning: there is no ${odoo}`]],
  ['a wildcard of CNAME', sound + cname('*.d.test', 'm.d.test'), [`warning: there is no ${odoo}`]],
  ['a question that fails', sound + fails(odoo), ['unknown: timeout']],
  [
    'the CNAME, and a key that fails',
    sound + cname(odoo, 'odoo._domainkey.odoo.com') + fails('odoo._domainkey.odoo.com'),
    ['unknown: timeout'],
  ],
]);

const asking: Given = { profile: { twenty20: false, selectors: ['s'] } };
const at = 's._domainkey.d.test';
/** Google's selector is looked at because its hosts are in the MX. */
const google = mx('aspmx.l.google.com.');
const guessed = 'google._domainkey.d.test';
const bare: Given = { profile: { twenty20: false } };

table('dkim-key-missing', [
  ['a key', txt(at, `p=${key2048}`), 'pass', asking],
  ['a key that is withdrawn', txt(at, 'p='), 'pass', asking],
  ['nobody asks', here, 'skipped', bare],
  ['nothing', here, [`error: ${at}: there is no key`], asking],
  ['something else', txt(at, 'v=spf1 -all'), [`error: ${at}: there is no key`], asking],
  [
    'a CNAME to nowhere',
    cname(at, 'gone.test'),
    [`error: ${at}: the CNAME leads to gone.test, where there is no key`],
    asking,
  ],
  [
    'a CNAME to nowhere at a selector that is guessed',
    google + cname(guessed, 'gone.test'),
    [`warning: ${guessed}: the CNAME leads to gone.test, where there is no key`],
    bare,
  ],
  ['nothing at a selector that is guessed', google, 'skipped', bare],
  ['a question that fails', fails(at), ['unknown: timeout'], asking],
]);

table('dkim-malformed', [
  ['a key', txt(at, `v=DKIM1; k=rsa; p=${key2048}`), 'pass', asking],
  ['no key', here, 'skipped', asking],
  [
    'two keys',
    txt(at, `p=${key2048}`, `p=${key1024}`),
    [`error: ${at}: 2 key records stand there where one is allowed`],
    asking,
  ],
  ['a key beside other text', txt(at, `p=${key2048}`, 'a note'), 'pass', asking],
  ['no base64', txt(at, 'v=DKIM1; p=#'), [`error: ${at}: this is no character of base64`], asking],
  [
    'a guessed selector',
    google + txt(guessed, 'v=DKIM1; p=AAAA'),
    [`warning: ${guessed}: this is no whole RSA key`],
    bare,
  ],
  ['a question that fails', fails(at), ['unknown: timeout'], asking],
]);

table('dkim-weak-key', [
  ['2048 bits', txt(at, `p=${key2048}`), 'pass', asking],
  [
    '1024 bits',
    txt(at, `p=${key1024}`),
    [`warning: ${at}: the RSA key has 1024 bits; 2048 are good practice`],
    asking,
  ],
  [
    '1024 bits that another keeps',
    cname(at, 'k.o.test') + txt('k.o.test', `p=${key1024}`),
    [`notice: ${at}: the RSA key has 1024 bits; 2048 are good practice`],
    asking,
  ],
  [
    '768 bits',
    txt(at, `p=${key768}`),
    [`error: ${at}: the RSA key has 768 bits, and receivers refuse any under 1024`],
    asking,
  ],
  [
    'SHA-1 alone',
    txt(at, `h=sha1; p=${key2048}`),
    [`error: ${at}: h= does not allow SHA-256, and signatures with SHA-1 are refused`],
    asking,
  ],
]);

table('dkim-revoked', [
  ['a key', txt(at, `p=${key2048}`), 'pass', asking],
  [
    'an empty p=',
    txt(at, 'v=DKIM1; p='),
    [`error: ${at}: the key is withdrawn (p= is empty)`],
    asking,
  ],
  [
    'an empty p= at a guessed selector',
    google + txt(guessed, 'v=DKIM1; p='),
    [`notice: ${guessed}: the key is withdrawn (p= is empty)`],
    bare,
  ],
]);

table('dkim-testing', [
  ['a key', txt(at, `p=${key2048}; t=s`), 'pass', asking],
  [
    't=y',
    txt(at, `p=${key2048}; t=y:s`),
    [`warning: ${at}: t=y tells receivers that DKIM is only tried out`],
    asking,
  ],
]);

const dmarc = (...texts: readonly string[]) => here + txt('_dmarc.d.test', ...texts);
const rua = 'rua=mailto:r@d.test';

table('dmarc-missing', [
  ['a record', dmarc('v=DMARC1; p=none'), 'pass'],
  ['no such domain', '', 'skipped'],
  ['nothing', here, ['warning: there is no DMARC record']],
  ['other TXT', dmarc('v=spf1 -all'), ['warning: there is no DMARC record']],
  [
    'two records, which is told by themselves',
    dmarc('v=DMARC1; p=none', 'v=DMARC1; p=reject'),
    'pass',
  ],
  ['one that is misspelt, likewise', dmarc('v=DMARC1 p=none'), 'pass'],
  ['one that is misplaced, likewise', here + txt('d.test', 'v=DMARC1; p=none'), 'pass'],
  [
    'that of the registry',
    here + txt('_dmarc.test', 'v=DMARC1; p=reject; psd=y'),
    ['warning: there is no DMARC record but that of the registry of test'],
  ],
  ['a question that fails', here + fails('_dmarc.d.test'), ['unknown: timeout']],
  [
    'a question to the registry that fails',
    here + fails('_dmarc.test'),
    ['warning: there is no DMARC record'],
  ],
]);

table('dmarc-multiple', [
  ['one record', dmarc('v=DMARC1; p=none', 'v=spf1 -all'), 'pass'],
  ['none', here, 'skipped'],
  [
    'two records',
    dmarc('v=DMARC1; p=none', 'v=DMARC1; p=reject'),
    ['error: 2 DMARC records are published at _dmarc.d.test where one is allowed'],
  ],
]);

table('dmarc-misplaced', [
  ['a place that fails', here + fails('dmarc.d.test'), ['unknown: timeout']],
  [
    'a record at its place',
    dmarc('v=DMARC1; p=none') + txt('d.test', 'v=DMARC1; p=none'),
    'skipped',
  ],
  ['none', here, 'pass'],
  [
    'at the domain itself',
    here + txt('d.test', 'v=DMARC1; p=none'),
    ['warning: a DMARC record stands at d.test instead of _dmarc.d.test'],
  ],
  [
    'without the underscore',
    here + txt('dmarc.d.test', 'v=DMARC1; p=none'),
    ['warning: a DMARC record stands at dmarc.d.test instead of _dmarc.d.test'],
  ],
  [
    'with the domain twice',
    here + txt('_dmarc.d.test.d.test', 'v=DMARC1; p=none'),
    ['warning: a DMARC record stands at _dmarc.d.test.d.test instead of _dmarc.d.test'],
  ],
]);

table('dmarc-malformed', [
  ['a record', dmarc(`v=DMARC1; p=none; ${rua}`), 'pass'],
  ['none', here, 'skipped'],
  [
    'no semicolon',
    dmarc('v=DMARC1 p=none'),
    ['error: a semicolon has to stand behind v=DMARC1; did you mean "v=DMARC1;"?'],
  ],
  ['no policy', dmarc('v=DMARC1'), ['error: there is no p= with the policy']],
  [
    'no policy, but reports',
    dmarc(`v=DMARC1; ${rua}`),
    ['warning: there is no p= with the policy'],
  ],
  ['a wrong policy', dmarc('v=DMARC1; p=no'), ['error: p= is one of none, quarantine, reject']],
  ['a wrong mode', dmarc('v=DMARC1; p=none; aspf=x'), ['warning: aspf= is one of r, s']],
  [
    'a tag of another day',
    dmarc('v=DMARC1; p=none; pct=50'),
    ['notice: pct= is no part of DMARC any more'],
  ],
  [
    'a tag that nobody knows',
    dmarc('v=DMARC1; p=none; foo=1'),
    ['notice: DMARC has no tag foo=, so receivers ignore it'],
  ],
  [
    'no mailto',
    dmarc('v=DMARC1; p=none; rua=r@d.test'),
    ['warning: an address needs "mailto:" in front; did you mean "mailto:r@d.test"?'],
  ],
]);

table('dmarc-policy-none', [
  ['a policy', dmarc('v=DMARC1; p=quarantine'), 'pass'],
  ['no record', here, 'skipped'],
  [
    'none',
    dmarc('v=DMARC1; p=none'),
    ['notice: the policy is none: mail that fails is delivered like any other'],
  ],
  [
    'one that is tested',
    dmarc('v=DMARC1; p=quarantine; t=y'),
    ['notice: t=y lowers the policy from quarantine to none'],
  ],
  [
    'another one that is tested',
    dmarc('v=DMARC1; p=reject; t=y'),
    ['notice: t=y lowers the policy from reject to quarantine'],
  ],
]);

table('dmarc-subdomain-weaker', [
  ['the same policy', dmarc('v=DMARC1; p=reject; sp=reject; np=reject'), 'pass'],
  ['a stronger one', dmarc('v=DMARC1; p=none; sp=reject'), 'pass'],
  ['no record', here, 'skipped'],
  [
    'a weaker one',
    dmarc('v=DMARC1; p=reject; sp=none'),
    ['warning: sp=none is weaker than p=reject: sub-domains are left open'],
  ],
  [
    'a weaker one for what does not exist',
    dmarc('v=DMARC1; p=reject; np=quarantine'),
    ['warning: np=quarantine is weaker than p=reject: sub-domains that do not exist are left open'],
  ],
]);

table('dmarc-report-missing', [
  ['an address', dmarc(`v=DMARC1; p=none; ${rua}`), 'pass'],
  ['no record', here, 'skipped'],
  ['none', dmarc('v=DMARC1; p=none'), ['notice: there is no rua= with an address for reports']],
]);

const outside = dmarc('v=DMARC1; p=none; rua=mailto:a@r.o.test,mailto:b@d.test,mailto:c@x.d.test');

table('dmarc-report-unauthorised', [
  ['an address of its own', dmarc(`v=DMARC1; p=none; ${rua}`), 'skipped'],
  ['one below it', dmarc('v=DMARC1; p=none; rua=mailto:a@x.d.test'), 'skipped'],
  ['one outside that agrees', outside + txt('d.test._report._dmarc.r.o.test', 'v=DMARC1'), 'pass'],
  ['one that agrees to all', outside + txt('*._report._dmarc.r.o.test', 'v=DMARC1;'), 'pass'],
  [
    'one outside that says nothing',
    outside,
    [
      'warning: r.o.test does not agree to take reports: there is no "v=DMARC1" at d.test._report._dmarc.r.o.test',
    ],
  ],
  [
    'one outside that says something else',
    outside + txt('d.test._report._dmarc.r.o.test', 'yes'),
    [
      'warning: r.o.test does not agree to take reports: there is no "v=DMARC1" at d.test._report._dmarc.r.o.test',
    ],
  ],
  [
    'for failure reports likewise',
    dmarc('v=DMARC1; p=none; ruf=mailto:a@o.test'),
    [
      'warning: o.test does not agree to take reports: there is no "v=DMARC1" at d.test._report._dmarc.o.test',
    ],
  ],
  [
    'a name below that is an Organizational Domain by itself',
    dmarc('v=DMARC1; p=none; rua=mailto:a@x.d.test') + txt('_dmarc.x.d.test', 'v=DMARC1; psd=n'),
    [
      'warning: x.d.test does not agree to take reports: there is no "v=DMARC1" at d.test._report._dmarc.x.d.test',
    ],
  ],
  [
    'a question that fails',
    outside + fails('d.test._report._dmarc.r.o.test'),
    ['unknown: timeout'],
  ],
]);

const bounces = (aliasDomain: string): Given => ({ profile: { aliasDomain: name(aliasDomain) } });

table('dmarc-alignment', [
  ['nobody says where bounces go', dmarc('v=DMARC1; p=reject'), 'skipped'],
  ['the domain itself', dmarc('v=DMARC1; p=reject; aspf=s'), 'pass', bounces('d.test')],
  ['a sub-domain', dmarc('v=DMARC1; p=reject'), 'pass', bounces('b.d.test')],
  [
    'a sub-domain, strictly',
    dmarc('v=DMARC1; p=reject; aspf=s'),
    ['warning: aspf=s asks for the same domain, and bounces go to b.d.test'],
    bounces('b.d.test'),
  ],
  [
    'another domain',
    dmarc('v=DMARC1; p=reject'),
    ['warning: bounces go to o.test, which belongs to another Organizational Domain'],
    bounces('o.test'),
  ],
  [
    'another domain, and nothing is asked for',
    dmarc('v=DMARC1; p=none'),
    ['notice: bounces go to o.test, which belongs to another Organizational Domain'],
    bounces('o.test'),
  ],
  [
    'a question that fails',
    dmarc('v=DMARC1; p=reject') + fails('_dmarc.o.test'),
    ['unknown: timeout'],
    bounces('o.test'),
  ],
]);

const sts = (...texts: readonly string[]) => txt('_mta-sts.d.test', ...texts);

table('mta-sts-malformed', [
  ['a record', sts('v=STSv1; id=1', 'another text'), 'pass'],
  ['none', here, 'skipped'],
  [
    'no id',
    sts('v=STSv1;'),
    ['warning: _mta-sts.d.test: there is no id= with the version of the policy'],
  ],
  [
    'two records',
    sts('v=STSv1; id=1', 'v=STSv1; id=2'),
    ['warning: _mta-sts.d.test: 2 records stand there where one is allowed'],
  ],
  [
    'a misspelt version',
    sts('v=STSV1; id=1'),
    ['warning: _mta-sts.d.test: the record has to begin with "v=STSv1;", spelt like this'],
  ],
  ['a question that fails', here + fails('_mta-sts.d.test'), ['unknown: timeout']],
]);

const served = (text: string): Given => ({ policy: { kind: 'policy', text } });
const policy = (mode: string, ...hosts: readonly string[]) =>
  served(
    [
      'version: STSv1',
      `mode: ${mode}`,
      'max_age: 86400',
      ...hosts.map((host) => `mx: ${host}`),
    ].join('\n'),
  );
const unusable = (problem: string, detail?: string): Given => ({
  policy: {
    kind: 'unusable',
    problem: problem as Extract<PolicyReply, { kind: 'unusable' }>['problem'],
    ...(detail === undefined ? {} : { detail }),
  },
});
const url = 'https://mta-sts.d.test/p';

table('mta-sts-policy-missing', [
  ['a policy', here, 'pass', policy('enforce', '*.d.test')],
  ['nothing fetched', here, 'skipped'],
  [
    'no host',
    here,
    [`warning: ${url} cannot be fetched: its host has no address`],
    unusable('no-host'),
  ],
  ['404', here, [`warning: ${url} is answered with status 404`], unusable('status', '404')],
  [
    'a redirect',
    here,
    [`warning: ${url} is redirected (301), which senders do not follow`],
    unusable('redirect', '301'),
  ],
  [
    'a wrong certificate',
    here,
    [`warning: ${url} cannot be fetched: the certificate is not valid for it (CERT_HAS_EXPIRED)`],
    unusable('certificate', 'CERT_HAS_EXPIRED'),
  ],
  [
    'HTML',
    here,
    [`warning: ${url} is served as text/html instead of text/plain`],
    unusable('type', 'text/html'),
  ],
  [
    'no type',
    here,
    [`warning: ${url} is served as no media type instead of text/plain`],
    unusable('type', ''),
  ],
  ['too much', here, [`warning: ${url} is over 64 KiB`], unusable('size')],
  ['no reply', here, ['unknown: timeout'], { policy: { kind: 'failure', cause: 'timeout' } }],
]);

table('mta-sts-policy-malformed', [
  ['a policy', here, 'pass', policy('enforce', '*.d.test')],
  ['none', here, 'skipped', unusable('size')],
  [
    'a wrong mode',
    here,
    [`warning: ${url}, line 2: mode: is one of enforce, testing, none`],
    policy('on', '*.d.test'),
  ],
]);

table('mta-sts-mx-not-allowed', [
  ['a host that is named', sound, 'pass', policy('enforce', 'm.d.test')],
  ['a host below a name', sound, 'pass', policy('enforce', '*.d.test')],
  ['mode none', sound, 'pass', policy('none')],
  [
    'a host that is not',
    sound,
    ['error: m.d.test: the policy (mode: enforce) allows *.o.test'],
    policy('enforce', '*.o.test'),
  ],
  [
    'a host that is not, while testing',
    sound,
    ['warning: m.d.test: the policy (mode: testing) allows *.o.test'],
    policy('testing', '*.o.test'),
  ],
]);

table('mta-sts-not-enforced', [
  ['enforced', here, 'pass', policy('enforce', '*.d.test')],
  ['tested', here, ['notice: the policy has "mode: testing"'], policy('testing', '*.d.test')],
]);

const tls = (...texts: readonly string[]) => txt('_smtp._tls.d.test', ...texts);

table('tls-rpt-malformed', [
  ['a record', tls('v=TLSRPTv1; rua=mailto:a@d.test'), 'pass'],
  ['none', here, 'skipped'],
  [
    'two records',
    tls('v=TLSRPTv1; rua=mailto:a@d.test', 'v=TLSRPTv1; rua=mailto:b@d.test'),
    ['warning: _smtp._tls.d.test: 2 records stand there where one is allowed'],
  ],
  [
    'no address',
    tls('v=TLSRPTv1;'),
    ['warning: _smtp._tls.d.test: there is no rua= with an address'],
  ],
]);

table('tls-rpt-missing', [
  ['neither', here, 'skipped'],
  ['both', sts('v=STSv1; id=1') + tls('v=TLSRPTv1; rua=mailto:a@d.test'), 'pass'],
  ['MTA-STS alone', sts('v=STSv1; id=1'), ['notice: there is no record at _smtp._tls.d.test']],
]);

const bimi = (text: string) => txt('default._bimi.d.test', text);
const logo = 'v=BIMI1; l=https://d.test/l.svg';

table('bimi-malformed', [
  ['a record', bimi(logo), 'pass'],
  ['none', here, 'skipped'],
  [
    'no https',
    bimi('v=BIMI1; l=http://d.test/l.svg'),
    ['notice: default._bimi.d.test: l= is an address with https://'],
  ],
]);

table('bimi-without-enforcement', [
  ['a policy', bimi(logo) + dmarc('v=DMARC1; p=quarantine'), 'pass'],
  ['no logo', dmarc('v=DMARC1; p=none'), 'skipped'],
  ['a logo that is declined', bimi('v=BIMI1; l=; a=') + dmarc('v=DMARC1; p=none'), 'skipped'],
  ['no policy', bimi(logo), ['notice: there is a BIMI record, but no DMARC policy']],
  [
    'none',
    bimi(logo) + dmarc('v=DMARC1; p=none'),
    ['notice: there is a BIMI record, but the DMARC policy comes to none'],
  ],
  [
    'none for sub-domains',
    bimi(logo) + dmarc('v=DMARC1; p=reject; sp=none'),
    ['notice: there is a BIMI record, but the DMARC record has sp=none'],
  ],
]);

const host = name('m.d.test');
const digest = 'ab'.repeat(32);
const tlsa = (more: Partial<TlsaFact> & { readonly usage?: number } = {}): Given => {
  const { usage = 3, ...fact } = more;
  return {
    tlsa: [
      {
        host,
        records: [{ usage, selector: 1, matchingType: 1, data: digest }],
        authenticated: true,
        ...fact,
      },
    ],
  };
};
const failed: Partial<TlsaFact> = {
  records: [],
  failure: {
    kind: 'failure',
    cause: 'timeout',
    aliases: [],
    question: { name: host, type: 'A' },
  },
};
const showing = (sha256: string): Given => {
  const selected = { der: '', sha256, sha512: '' };
  return { certificates: [{ host, chain: [{ certificate: selected, publicKey: selected }] }] };
};

table('dane-unusable', [
  ['a record', here, 'pass', tlsa()],
  ['none', here, 'skipped', tlsa({ records: [] })],
  [
    'one for the web',
    here,
    ['warning: m.d.test: TLSA: usage 1 is not for mail: it is 3, or 2'],
    tlsa({ usage: 1 }),
  ],
  ['a question that fails', here, ['unknown: timeout'], tlsa(failed)],
]);

table('dane-unsigned', [
  ['validated', here, 'pass', tlsa()],
  [
    'not validated',
    here,
    ['notice: m.d.test: the TLSA records came without a DNSSEC validation'],
    tlsa({ authenticated: false }),
  ],
]);

table('dane-mismatch', [
  ['no certificate seen', here, 'skipped', tlsa()],
  ['the certificate', here, 'pass', { ...tlsa(), ...showing(digest) }],
  [
    'another one',
    here,
    ['error: m.d.test: its certificate does not match the TLSA record'],
    { ...tlsa(), ...showing('cd'.repeat(32)) },
  ],
  [
    'a record that is of no use',
    here,
    'pass',
    { ...tlsa({ usage: 1 }), ...showing('cd'.repeat(32)) },
  ],
]);

it('every rule beside SPF is tried here', () => {
  const beside = checklist
    .map(({ id }) => id)
    .filter((id) => /^(?:mx|dkim|dmarc|mta-sts|tls-rpt|bimi|dane)$/.test(areaOf(id)));
  expect([...tried].toSorted()).toEqual(beside.toSorted());
});

describe('zone files that do not speak of a neighbour leave it out', () => {
  /** A file of the domain alone: what is not below it is not covered. */
  const alone = (id: string, zone: string, given: Given = {}): unknown => {
    const file = `$TTL 60\n$ORIGIN d.test.\n@ SOA ns hostmaster 1 1 1 1 1\n${zone}`;
    const known_ = zoneAnswers([parseZone(file)]);
    const rule = checklist.find((each) => each.id === id);
    const profile = { ...defaultProfile, ...given.profile };
    const { facts } = surveyOf(domain, known_, profile, rule?.needs ?? []);
    const { checks, unknown } = judgeRules(
      rule === undefined ? [] : [rule],
      { domain, facts },
      profile,
      () => true,
    );
    return unknown.length > 0 ? unknown.map(({ cause }) => cause.cause) : checks[0]?.outcome;
  };

  it.each([
    ['mx-invalid-target', '@ MX 1 aspmx.l.google.com.\n', 'skipped'],
    ['mx-reverse-name', '@ MX 1 m\nm A 192.0.2.2\n', 'skipped'],
    ['dkim-twenty20', `odoo._domainkey CNAME odoo._domainkey.odoo.com.\n@ A 192.0.2.1\n`, 'pass'],
    ['dmarc-missing', '_dmarc TXT "v=DMARC1; p=none"\n@ A 192.0.2.1\n', 'pass'],
    [
      'dmarc-report-unauthorised',
      '_dmarc TXT "v=DMARC1; p=none; rua=mailto:a@o.test"\n',
      'skipped',
    ],
    // Where a part is covered, the rest is open.
    ['mx-invalid-target', '@ MX 1 m\n@ MX 2 m.o.test.\nm A 192.0.2.2\n', ['not-covered']],
  ])('%s: %j', (id, zone, expected) => {
    expect(alone(id, zone)).toEqual(expected);
  });
});
