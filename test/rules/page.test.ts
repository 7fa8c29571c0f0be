/**
 * Every row of the page: the command, a world in which it fails, and one in which it passes, where either is
 * possible; what is told or asked where nobody can look.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSchema, type CheckJson } from '../../src/report/schema.js';
import { checklist } from '../../src/rules/index.js';
import { page, type PageOutcome } from '../../src/rules/page.js';
import { spfDoctor } from '../cli/spf-doctor.js';

/** Zone lines of worlds; the SOA of the root closes each. */
const root = `$TTL 60
$ORIGIN .
. SOA root.invalid. hostmaster.invalid. 1 1800 900 604800 86400
_spf.odoo.com. TXT "v=spf1 ip4:62.10.32.0/24 ~all"
_spf.google.com. TXT "v=spf1 ip4:62.11.0.0/16 ~all"
odoo._domainkey.odoo.com. TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC0"
mycompany.odoo.com. A 62.10.32.9
aspmx.l.google.com. A 62.11.0.1
d-test.mail.protection.outlook.com. A 62.12.0.1
mx.d.test. A 62.13.0.1
`;
const mx = 'd.test. MX 10 mx.d.test.\n';
const record = 'd.test. TXT "v=spf1 include:_spf.odoo.com ~all"\n';
const gmail = 'd.test. MX 10 aspmx.l.google.com.\n';
const dkim = 'odoo._domainkey.d.test. CNAME odoo._domainkey.odoo.com.\n';

const worlds = {
  sound: root + mx + record + dkim,
  noRecord: root + mx + 'd.test. TXT "x"\n',
  withoutInclude: root + mx + 'd.test. TXT "v=spf1 mx ~all"\n',
  behindAll: root + mx + 'd.test. TXT "v=spf1 ~all include:_spf.odoo.com"\n',
  misspelt: root + mx + 'd.test. TXT "v=spf1 include:_spf.odoo.com ipv4:62.0.0.1 ~all"\n',
  several: root + mx + record + 'd.test. TXT "v=spf1 mx ~all"\n',
  noMx: root + record,
  nullMx: `${root}d.test. MX 0 .\nd.test. TXT "v=spf1 -all"\n`,
  deadMx: `${root}d.test. MX 10 gone.d.test.\n${record}`,
  gmailMissing: root + gmail + record,
  gmailThere:
    root + gmail + 'd.test. TXT "v=spf1 include:_spf.odoo.com include:_spf.google.com ~all"\n',
  microsoft: root + 'd.test. MX 0 d-test.mail.protection.outlook.com.\n' + record,
  silent: `${root}$FAILURE d.test. timeout\n$FAILURE odoo._domainkey.d.test. timeout\n`,
  empty: root,
} as const;

/** What servers said, as recorded: all went well, or the stage that is named failed and the catchall was refused. */
function serversSay(failing?: 'login' | 'data'): string {
  const at = (name: string, type: string) => ({ question: { name, type }, aliases: [] });
  const address = { name: 'mx.d.test', type: 'A', ttl: 60, address: '62.13.0.1' };
  const exchange = { name: 'd.test', type: 'MX', ttl: 60, preference: 10, exchange: 'mx.d.test' };
  const stagesOf = (...names: readonly string[]) =>
    names.map((stage) => {
      const isFailing = stage === failing || (failing === 'data' && stage === 'inbox');
      return isFailing
        ? { stage, outcome: 'fail', milliseconds: 1, problem: 'rejected', reply: '550 no' }
        : { stage, outcome: 'pass', milliseconds: 1 };
    });
  const smtp = { protocol: 'smtp', host: 'mx.d.test', port: 587, security: 'starttls' };
  const imap = { protocol: 'imap', host: 'mx.d.test', port: 993, security: 'tls' };
  const outcome = failing === undefined ? 'accepted' : 'refused';
  return JSON.stringify({
    'spf-doctor': 'world',
    schema: 1,
    at: '2026-11-25T09:00:00.000Z',
    entries: [
      {
        kind: 'dns',
        answer: { kind: 'noerror', ...at('d.test', 'MX'), records: [exchange], ttl: 60 },
      },
      {
        kind: 'dns',
        answer: { kind: 'noerror', ...at('mx.d.test', 'A'), records: [address], ttl: 60 },
      },
      { kind: 'dns', answer: { kind: 'nodata', ...at('mx.d.test', 'AAAA') } },
      { kind: 'connection', test: { ...smtp, stages: stagesOf('connect', 'login', 'data') } },
      { kind: 'connection', test: { ...imap, stages: stagesOf('connect', 'login', 'inbox') } },
      {
        kind: 'probe',
        domain: 'd.test',
        probe: {
          host: 'mx.d.test',
          stages: stagesOf('connect'),
          recipients: [
            { role: 'catchall', local: 'catchall', outcome, reply: 'so be it' },
            { role: 'random', local: 'nobody', outcome: 'refused', reply: 'no' },
          ],
        },
      },
    ],
  });
}

const recordedWorlds = {
  serversWell: serversSay(),
  loginFails: serversSay('login'),
  dataFails: serversSay('data'),
} as const;

type World = keyof typeof worlds | keyof typeof recordedWorlds;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spf-doctor-page-'));
  for (const [name, text] of Object.entries(worlds)) {
    writeFileSync(join(folder, `${name}.zone`), text);
  }
  for (const [name, text] of Object.entries(recordedWorlds)) {
    writeFileSync(join(folder, `${name}.json`), text);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function itemsOf(command: string, world: World): Promise<CheckJson['checklist']> {
  const source =
    world in worlds
      ? `--zone ${join(folder, `${world}.zone`)}`
      : `--replay ${join(folder, `${world}.json`)}`;
  const argv = `check ${command} --format json ${source}`;
  const { stdout, stderr } = await spfDoctor(argv.split(' '));
  expect(stderr).toBe('');
  return checkSchema.parse(JSON.parse(stdout)).checklist;
}

type Seen = PageOutcome | 'left out';

/** Row, what comes after `check`, the world, the outcome, and the rules or the option or words to be told. */
type Case = readonly [row: string, command: string, world: World, outcome: Seen, wanted?: string];

const hosted = '--edition online';
const own = '--edition enterprise';
const servers = '--smtp mx.d.test:587 --imap mx.d.test:993';

const cases: readonly Case[] = [
  ['ED-1', 'd.test', 'sound', 'open', '--edition'],
  ['ED-1', `d.test ${own}`, 'sound', 'told', 'servers of your own'],
  ['ED-2', 'd.test', 'sound', 'open', '--edition'],
  ['ED-2', `mycompany.odoo.com ${hosted}`, 'sound', 'pass', 'twenty20-domain-foreign'],
  ['ED-2', 'mycompany.odoo.com', 'sound', 'fail', 'twenty20-domain-foreign'],
  ['ED-2', `d.test ${hosted}`, 'sound', 'told', 'keep the domain'],
  ['ED-2', `d.test ${own}`, 'sound', 'left out'],
  ['ED-3', 'd.test', 'sound', 'told', 'worth the upkeep'],
  ['CFG-1', 'd.test', 'sound', 'told', 'tick External Email Servers'],
  ['CFG-2', 'd.test', 'sound', 'open', '--app-version'],
  ['CFG-2', 'd.test --app-version 10', 'sound', 'fail', 'twenty20-checkbox-missing'],
  ['CFG-2', 'd.test --app-version 11.0', 'sound', 'pass', 'twenty20-checkbox-missing'],
  ['OUT-1', 'd.test', 'sound', 'open', '--smtp'],
  ['OUT-1', `d.test ${hosted} --smtp h.test:25`, 'sound', 'fail', 'outgoing-port-25'],
  [
    'OUT-1',
    'd.test --smtp h.test:587 --security tls',
    'sound',
    'fail',
    'outgoing-security-mismatch',
  ],
  ['OUT-1', 'd.test --smtp h.test:587 --security starttls', 'sound', 'told', 'enter the provider'],
  ['OUT-1', `d.test ${hosted}`, 'sound', 'left out'],
  ['OUT-2', 'd.test', 'sound', 'told', 'enter user name and password'],
  ['OUT-2', `d.test ${servers}`, 'serversWell', 'pass', 'outgoing-login'],
  ['OUT-2', `d.test ${servers}`, 'loginFails', 'fail', 'outgoing-login'],
  ['OUT-3', 'd.test', 'sound', 'told', 'click Test Connection'],
  ['OUT-3', `d.test ${servers}`, 'serversWell', 'pass', 'outgoing-data'],
  ['OUT-3', `d.test ${servers}`, 'dataFails', 'fail', 'outgoing-data'],
  ['OUT-3', `d.test ${servers}`, 'loginFails', 'fail', 'outgoing-login'],
  ['OUT-4', 'd.test', 'sound', 'open', '--smtp or --outgoing external'],
  ['OUT-4', 'd.test --smtp smtp.office365.com', 'sound', 'fail', 'outgoing-microsoft'],
  ['OUT-4', 'd.test --outgoing external', 'microsoft', 'fail', 'outgoing-microsoft'],
  ['OUT-4', 'd.test --smtp smtp.gmail.com', 'microsoft', 'pass', 'outgoing-microsoft'],
  ['OUT-4', 'd.test --outgoing external', 'silent', 'unknown', 'outgoing-microsoft'],
  ['OUT-5', 'd.test', 'sound', 'told', "your provider's page"],
  ['IN-1', 'd.test', 'sound', 'open', '--imap or --pop3'],
  ['IN-1', 'd.test --imap h.test', 'sound', 'told', 'as an incoming mail server'],
  ['IN-1', `d.test ${hosted}`, 'sound', 'left out'],
  ['IN-2', 'd.test', 'sound', 'told', 'blank'],
  ['IN-3', 'd.test', 'sound', 'told', 'TEST & CONFIRM'],
  ['IN-3', `d.test ${servers}`, 'serversWell', 'pass', 'incoming-inbox'],
  ['IN-3', `d.test ${servers}`, 'dataFails', 'fail', 'incoming-inbox'],
  ['IN-4', 'd.test', 'sound', 'told', 'Mail: Fetchmail Service'],
  ['DOM-1', 'd.test', 'sound', 'pass', 'mx-invalid-target'],
  ['DOM-1', 'd.test', 'noMx', 'fail', 'mx-missing'],
  ['DOM-1', 'gone.test', 'empty', 'fail', 'spf-domain-nxdomain'],
  ['DOM-1', 'x.odoo.com', 'sound', 'fail', 'twenty20-domain-foreign'],
  ['DOM-1', 'd.test', 'silent', 'unknown', 'mx-missing'],
  ['CA-1', 'd.test', 'sound', 'pass', 'mx-invalid-target'],
  ['CA-1', 'd.test', 'deadMx', 'fail', 'mx-invalid-target'],
  ['CA-1', 'd.test', 'noMx', 'fail', 'mx-missing'],
  ['CA-1', `d.test ${own}`, 'nullMx', 'fail', 'catchall-unreachable'],
  ['CA-1', 'd.test', 'nullMx', 'told', 'MX records'],
  ['CA-1', 'd.test', 'silent', 'unknown', 'mx-missing'],
  ['CA-2', 'd.test --catchall all', 'sound', 'told', 'create all@d.test'],
  ['CA-2', 'd.test --probe', 'serversWell', 'pass', 'catchall-rejected'],
  ['CA-2', 'd.test --probe', 'dataFails', 'fail', 'catchall-rejected'],
  ['CA-3', 'd.test', 'sound', 'open', '--catchall'],
  ['CA-3', 'd.test --catchall all', 'sound', 'fail', 'catchall-custom-name'],
  ['CA-3', 'd.test --catchall CatchAll', 'sound', 'pass', 'catchall-custom-name'],
  ['CA-4', 'd.test', 'sound', 'open', '--catchall'],
  ['CA-4', 'd.test --catchall bounce', 'sound', 'fail', 'alias-reserved'],
  ['CA-4', 'd.test --catchall all', 'sound', 'told', 'mail.catchall.alias to "all"'],
  ['CA-4', 'd.test --catchall all --app-version 17', 'sound', 'told', 'on the alias domain'],
  ['CA-4', 'd.test --catchall all --alias bounce', 'sound', 'told', 'mail.catchall.alias'],
  ['CA-4', 'd.test --catchall catchall', 'sound', 'left out'],
  ['CA-5', 'd.test', 'sound', 'open', '--bounce'],
  ['CA-5', 'd.test --bounce catchall', 'sound', 'fail', 'alias-reserved'],
  ['CA-5', 'd.test --bounce returned', 'sound', 'told', 'mail.bounce.alias to "returned"'],
  ['CA-5', 'd.test --bounce bounce', 'sound', 'told', 'create bounce@d.test'],
  ['ON-1', 'd.test', 'sound', 'open', '--edition'],
  ['ON-1', `d.test ${hosted} --imap h.test`, 'sound', 'fail', 'incoming-hourly'],
  ['ON-1', `d.test ${hosted}`, 'sound', 'told', 'use a redirection'],
  ['ON-1', `d.test ${own} --imap h.test`, 'sound', 'left out'],
  ['ON-2', 'd.test', 'sound', 'open', '--database'],
  ['ON-2', `d.test ${hosted} --database nosuch`, 'sound', 'fail', 'redirect-target'],
  [
    'ON-2',
    `d.test ${hosted} --database mycompany`,
    'sound',
    'told',
    'redirect catchall@d.test to catchall@mycompany.odoo.com',
  ],
  ['ON-3', 'd.test', 'sound', 'open', '--edition'],
  ['ON-3', `d.test ${hosted}`, 'sound', 'told', 'enter d.test'],
  ['ON-4', 'd.test', 'sound', 'open', '--edition'],
  [
    'ON-4',
    `d.test ${hosted} --database mycompany --pop3 h.test`,
    'sound',
    'fail',
    'incoming-double',
  ],
  ['ON-4', `d.test ${hosted} --database mycompany`, 'sound', 'told', 'remove incoming servers'],
  ['SPF-1', 'd.test', 'sound', 'pass', 'twenty20-include-ineffective'],
  ['SPF-1', 'd.test', 'noRecord', 'fail', 'spf-missing'],
  ['SPF-1', 'd.test', 'behindAll', 'fail', 'twenty20-include-ineffective'],
  ['SPF-1', 'd.test', 'misspelt', 'fail', 'spf-unknown-mechanism'],
  ['SPF-1', 'd.test', 'silent', 'unknown', 'twenty20-include-ineffective'],
  ['SPF-2', 'd.test', 'sound', 'pass', 'spf-missing'],
  ['SPF-2', 'd.test', 'noRecord', 'fail', 'spf-missing'],
  ['SPF-2', 'd.test', 'silent', 'unknown', 'spf-missing'],
  ['SPF-3', 'd.test', 'sound', 'pass', 'twenty20-include-missing'],
  ['SPF-3', 'd.test', 'withoutInclude', 'fail', 'twenty20-include-missing'],
  ['SPF-3', 'd.test --outgoing external', 'withoutInclude', 'left out'],
  ['SPF-4', 'd.test', 'gmailThere', 'pass', 'twenty20-provider-missing'],
  ['SPF-4', 'd.test', 'gmailMissing', 'fail', 'twenty20-provider-missing'],
  ['SPF-5', 'd.test', 'sound', 'told', 'spf-doctor fix d.test'],
  ['SPF-6', 'd.test', 'sound', 'told', 'wait'],
  ['SPF-7', 'd.test', 'sound', 'pass', 'spf-multiple-records'],
  ['SPF-7', 'd.test', 'several', 'fail', 'spf-multiple-records'],
  ['AL-1', 'd.test', 'sound', 'told', 'which mail belongs where'],
  ['AL-2', 'd.test', 'sound', 'open', '--alias'],
  ['AL-2', 'd.test --catchall all', 'sound', 'open', '--alias'],
  ['AL-2', 'd.test --alias sales', 'sound', 'pass', 'alias-invalid'],
  ['AL-2', 'd.test --alias sales --alias Bounce', 'sound', 'fail', 'alias-reserved'],
  ['AL-2', 'd.test --alias sales --catchall bounce', 'sound', 'pass', 'alias-reserved'],
  ['AL-3', 'd.test --alias sales', 'sound', 'open', '--alias and --mailbox'],
  ['AL-3', 'd.test --alias sales --mailbox Sales', 'sound', 'fail', 'alias-collides'],
  ['AL-3', 'd.test --alias sales --mailbox info', 'sound', 'pass', 'alias-collides'],
  ['ADD-1', 'd.test', 'sound', 'pass', 'dkim-twenty20'],
  ['ADD-1', 'd.test', 'noRecord', 'fail', 'dkim-twenty20'],
  ['ADD-1', 'd.test', 'silent', 'unknown', 'dkim-twenty20'],
  ['ADD-2', 'd.test', 'sound', 'told', 'check that domain too'],
  ['ADD-3', 'd.test --outgoing external', 'sound', 'fail', 'twenty20-include-needless'],
  ['ADD-3', 'd.test --outgoing external', 'withoutInclude', 'pass', 'twenty20-include-needless'],
  ['ADD-4', 'd.test', 'sound', 'open', '--smtp'],
  ['ADD-4', 'd.test --smtp h.test:25', 'sound', 'open', '--edition'],
  ['ADD-4', `d.test ${hosted} --smtp h.test:25`, 'sound', 'fail', 'outgoing-port-25'],
  ['ADD-4', 'd.test --smtp h.test:587', 'sound', 'pass', 'outgoing-port-25'],
  ['ADD-5', 'd.test --bounce returned', 'sound', 'told', 'returned@, catchall@ and notifications@'],
  ['ADD-6', 'd.test', 'sound', 'open', '--edition'],
  ['ADD-6', `d.test ${hosted} --database mycompany`, 'sound', 'told', 'MX 10 mycompany.odoo.com.'],
  ['ADD-7', 'd.test', 'sound', 'open', '--app-version'],
  ['ADD-7', 'd.test --app-version 15', 'sound', 'told', 'bounce+anything@d.test'],
  ['ADD-7', 'd.test --app-version 16', 'sound', 'left out'],
  ['ADD-8', 'd.test', 'sound', 'told', 'read its header fields'],
];

test.each(cases)('%s: check %s, %s: %s', async (...given) => {
  const [row, command, world, outcome, wanted = ''] = given as unknown as Case;
  const item = (await itemsOf(command, world)).find((each) => each.item === row);
  expect(item?.outcome ?? 'left out').toBe(outcome);
  if (outcome === 'told') expect(item?.do).toContain(wanted);
  else if (outcome === 'open') expect(item?.option).toBe(wanted);
  else if (outcome !== 'left out') expect(item?.rules).toContain(wanted);
});

describe('the rows', () => {
  test('are all tried, in the order of the page', () => {
    expect([...new Set(cases.map(([row]) => row))]).toEqual(page.map(({ id }) => id));
  });

  test.each(page.map((row) => [row.id, row] as const))(
    '%s names rules that are there',
    (_, row) => {
      const ids = checklist.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining([...row.rules, ...(row.faults ?? [])]));
    },
  );

  test.each(page.filter(({ rules }) => rules.length > 0).map(({ id }) => id))(
    '%s, which rules answer, is seen to pass and to fail',
    (id) => {
      const seen = cases.filter(([row]) => row === id).map(([, , , outcome]) => outcome);
      // That a server is asked once an hour is never right for Online, and no matter elsewhere.
      const possible = id === 'ON-1' ? ['fail'] : ['pass', 'fail'];
      expect(seen).toEqual(expect.arrayContaining(possible));
    },
  );

  test('never pass where no answer came', async () => {
    const items = await itemsOf('d.test', 'silent');
    expect(items.filter(({ outcome }) => outcome === 'pass')).toEqual([]);
  });

  test('are those of the chosen rules where --only names some', async () => {
    const items = await itemsOf('d.test --only spf-multiple-records', 'sound');
    expect(items.map(({ item }) => item)).toEqual(['SPF-1', 'SPF-7']);
  });

  test('are none with --profile none', async () => {
    expect(await itemsOf('d.test --profile none', 'sound')).toEqual([]);
  });
});

test('of a domain that Twenty20 Online brings along nothing is asked and nothing is to be done', async () => {
  const argv = `check mycompany.odoo.com ${hosted} --zone ${join(folder, 'sound.zone')}`;
  const ran = await spfDoctor([...argv.split(' '), '--format', 'json']);
  const { verdict, findings, facts } = checkSchema.parse(JSON.parse(ran.stdout));
  expect({ code: ran.code, verdict, findings, facts }).toEqual({
    code: 0,
    verdict: 'sound',
    findings: [],
    facts: [],
  });
  expect((await spfDoctor(argv.split(' '))).stdout).toContain('there is nothing to do');
});
