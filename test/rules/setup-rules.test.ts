/** The rules about what is said of the set-up, from profile to sentence. */
import { describe, expect, it } from 'vitest';
import { name } from '../../src/dns/name.js';
import { messageOf } from '../../src/report/words.js';
import { checklist } from '../../src/rules/index.js';
import type { Security } from '../../src/mail/connection.js';
import { judgeRules } from '../../src/rules/judgement.js';
import { aliasProblem } from '../../src/rules/local-part.js';
import {
  defaultProfile,
  redirectHost,
  type GivenServer,
  type Profile,
} from '../../src/rules/profile.js';
import { answer } from '../../src/dns/asking.js';
import { findFacts } from '../../src/survey/observe.js';
import { world } from '../world.js';

const domain = name('d.test');

/** What a rule says of a profile in a world: its outcome where it finds nothing. */
function told(id: string, given: Partial<Profile>, zone = ''): unknown {
  const rule = checklist.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`no such rule: ${id}`);
  const profile = { ...defaultProfile, ...given };
  const database = redirectHost(profile);
  const wanted = {
    facts: new Set(rule.needs),
    includes: [],
    ...(database === undefined ? {} : { database }),
  };
  const facts = answer(findFacts(domain, wanted), world(zone));
  const { checks, findings, unknown } = judgeRules([rule], { domain, facts }, profile, () => true);
  const said = [
    ...findings.map((finding) => `${finding.severity}: ${messageOf(finding, domain)}`),
    ...unknown.map(({ cause }) => `unknown: ${cause.cause}`),
  ];
  return said.length === 0 ? checks[0]?.outcome : said;
}

const host = (port: number, security?: Security): GivenServer => ({
  host: 'h.test',
  port,
  ...(security === undefined ? {} : { security }),
});

type Row = readonly [id: string, given: Partial<Profile>, expected: unknown, zone?: string];

const rows: readonly Row[] = [
  ['outgoing-port-25', {}, 'skipped'],
  ['outgoing-port-25', { smtp: host(25) }, 'skipped'],
  ['outgoing-port-25', { smtp: host(587) }, 'pass'],
  ['outgoing-port-25', { smtp: host(25), edition: 'community' }, 'pass'],
  [
    'outgoing-port-25',
    { smtp: host(25), edition: 'sh' },
    ['warning: h.test is to be reached on port 25, which is closed on sh'],
  ],
  ['outgoing-security-mismatch', { smtp: host(587) }, 'skipped'],
  ['outgoing-security-mismatch', { smtp: host(587, 'starttls') }, 'pass'],
  ['outgoing-security-mismatch', { smtp: host(587, 'none') }, 'pass'],
  ['outgoing-security-mismatch', { smtp: host(2525, 'tls') }, 'pass'],
  [
    'outgoing-security-mismatch',
    { smtp: host(587, 'tls') },
    ['warning: port 587 is spoken to with SSL/TLS, where servers expect STARTTLS'],
  ],
  [
    'outgoing-security-mismatch',
    { smtp: host(465, 'starttls') },
    ['warning: port 465 is spoken to with STARTTLS, where servers expect SSL/TLS'],
  ],
  [
    'outgoing-security-mismatch',
    { smtp: host(465, 'none') },
    ['warning: port 465 is spoken to with no encryption, where servers expect SSL/TLS'],
  ],
  ['outgoing-microsoft', {}, 'skipped'],
  ['outgoing-microsoft', { outgoing: 'both' }, 'pass', 'd.test. MX 0 mx.d.test.'],
  [
    'outgoing-microsoft',
    { outgoing: 'both' },
    [
      "warning: d-test.mail.protection.outlook.com is Microsoft's: the sender has to own the mailbox that logs in",
    ],
    'd.test. MX 0 d-test.mail.protection.outlook.com.',
  ],
  ['outgoing-microsoft', { outgoing: 'both' }, ['unknown: timeout'], '$FAILURE d.test. timeout MX'],
  [
    'outgoing-microsoft',
    { smtp: { host: 'smtp-mail.outlook.com', port: 587 } },
    [
      "warning: smtp-mail.outlook.com is Microsoft's: the sender has to own the mailbox that logs in",
    ],
  ],
  ['outgoing-microsoft', { smtp: { host: 'smtp.notoutlook.com', port: 587 } }, 'pass'],
  ['outgoing-microsoft', { smtp: { host: '2001:db8::1', port: 587 } }, 'pass'],
  ['incoming-hourly', { imap: host(993) }, 'skipped'],
  ['incoming-hourly', { imap: host(993), edition: 'enterprise' }, 'pass'],
  [
    'incoming-hourly',
    { imap: host(993), edition: 'online' },
    ['warning: mail at h.test is fetched every 60 minutes only'],
  ],
  ['incoming-double', { database: 'acme' }, 'skipped'],
  ['incoming-double', { database: 'acme', pop3: host(995), edition: 'community' }, 'skipped'],
  [
    'incoming-double',
    { database: 'acme', pop3: host(995) },
    ['warning: mail comes by the redirection to catchall@acme.odoo.com and from h.test'],
  ],
  ['catchall-unreachable', {}, 'skipped', 'd.test. MX 0 .'],
  ['catchall-unreachable', { edition: 'sh' }, 'pass', 'd.test. MX 0 mx.d.test.'],
  [
    'catchall-unreachable',
    { catchall: 'all' },
    ['error: a null MX keeps every reply from all@d.test'],
    'd.test. MX 0 .',
  ],
  ['catchall-custom-name', {}, 'skipped'],
  ['catchall-custom-name', { catchall: 'catchall' }, 'pass'],
  ['catchall-custom-name', { catchall: 'all' }, ['notice: mail.catchall.alias has to be "all"']],
  [
    'catchall-custom-name',
    { catchall: 'all', appVersion: 17 },
    ['notice: the catchall alias of the alias domain has to be "all"'],
  ],
  ['redirect-target', {}, 'skipped'],
  ['redirect-target', { database: 'acme', edition: 'enterprise' }, 'skipped'],
  ['redirect-target', { database: 'acme' }, 'pass', 'acme.odoo.com. AAAA 2001:db8::1'],
  ['redirect-target', { database: 'acme' }, 'pass', 'acme.odoo.com. MX 1 mx.odoo.com.'],
  [
    'redirect-target',
    { database: 'acme' },
    ['error: catchall@acme.odoo.com cannot be right: there is no host acme.odoo.com'],
  ],
  [
    'redirect-target',
    { database: 'acme' },
    ['unknown: timeout'],
    '$FAILURE acme.odoo.com. timeout A',
  ],
  ['alias-invalid', {}, 'skipped'],
  ['alias-invalid', { aliases: ['a.b+c'] }, 'pass'],
  [
    'alias-invalid',
    { bounce: 'a..b', aliases: [''] },
    [
      `error: "a..b" can be no bounce: it may hold letters without accents, digits and !#$%&'*+-/=?^_\`{|}~, in groups joined by single dots`,
      'error: "" can be no alias: it is empty',
    ],
  ],
  ['alias-reserved', {}, 'skipped'],
  ['alias-reserved', { aliases: ['sales'] }, 'pass'],
  ['alias-reserved', { aliases: ['catchall'], catchall: 'all' }, 'pass'],
  [
    'alias-reserved',
    { aliases: ['Catchall'], bounce: 'catchall' },
    [
      'error: "catchall" is to be the catchall address and is the bounce address',
      'error: "Catchall" is to be an alias and is the catchall address',
    ],
  ],
  ['alias-collides', { aliases: ['sales'] }, 'skipped'],
  ['alias-collides', { aliases: ['sales'], mailboxes: ['info'] }, 'pass'],
  [
    'alias-collides',
    { aliases: ['sales', 'jobs'], mailboxes: ['SALES'] },
    ['warning: sales@d.test is an alias in the application and a mailbox outside'],
  ],
  ['twenty20-checkbox-missing', { appVersion: 11 }, 'pass'],
  [
    'twenty20-checkbox-missing',
    { appVersion: 10 },
    ['warning: version 10 does not have it: it shows up after version 10'],
  ],
  ['twenty20-domain-foreign', { edition: 'sh' }, 'skipped'],
];

it.each(rows)('%s of %j: %j', (...row) => {
  const [id, given, expected, zone] = row as unknown as Row;
  expect(told(id, given, zone)).toEqual(expected);
});

describe('a local part', () => {
  it.each(['sales', 'a.b.c', "!#$%&'*+-/=?^_`{|}~", 'x'.repeat(64)])('can be %s', (text) => {
    expect(aliasProblem(text)).toBeUndefined();
  });

  // In a class of a regular expression, +-/ would be a range that holds the comma and the dot.
  it.each(['a,b', 'a..b', '.a', 'a.', 'a b', 'été', 'a@b', '', 'a\n', '"a"', 'x'.repeat(65)])(
    'cannot be %j',
    (text) => {
      expect(aliasProblem(text)).toBeDefined();
    },
  );
});
