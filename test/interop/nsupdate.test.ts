/**
 * A repair on its way into a real zone: `fix --as nsupdate` is applied to Knot DNS with a TSIG key, by the
 * update clients of BIND and of Knot, and `check` sees a sound domain. Debian's packages `bind9-dnsutils`
 * and `knot-dnsutils` have the clients.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest';
import { recordsOf } from '../../src/dns/answer.js';
import { name } from '../../src/dns/name.js';
import { parseZone } from '../../src/dns/zone.js';
import { createResolver } from '../../src/net/resolver.js';
import { spfDoctor } from '../cli/spf-doctor.js';
import { foreignValues } from './foreign-values.js';
import { readZones, startAuthoritative, type Authoritative, type UpdateKey } from './servers.js';

let folder = '';
let key: UpdateKey;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spf-tsig-'));
  key = { name: 'updates.test', secret: randomBytes(32).toString('base64') };
  const { name: owner, secret } = key;
  const mode = 0o600;
  await writeFile(
    join(folder, 'nsupdate.key'),
    `key "${owner}" { algorithm hmac-sha256; secret "${secret}"; };\n`,
    { mode },
  );
  await writeFile(join(folder, 'knsupdate.key'), `hmac-sha256:${owner}:${secret}\n`, { mode });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let server: Authoritative;
beforeEach(async () => {
  const zones = await readZones('fixtures/zones/mycompany.zone', 'fixtures/zones/neighbours.zone');
  server = await startAuthoritative([...zones, parseZone(foreignValues.zone)], key);
});
afterEach(() => server?.stop());

const clients = ['nsupdate', 'knsupdate'] as const;

/** What a client came to. */
interface Applied {
  readonly code: number;
  readonly said: string;
}

/** Gives a script to a client, as a user would with a pipe. */
function apply(client: (typeof clients)[number], script: string): Promise<Applied> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      client,
      ['-k', join(folder, `${client}.key`)],
      { timeout: 20_000 },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number') reject(error);
        else resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr });
      },
    );
    child.stdin?.end(`server 127.0.0.1 ${server.port}\n${script}`);
  });
}

/** The strings of each TXT record, in an order of their own. */
async function txtOf(domain: string): Promise<readonly (readonly string[])[]> {
  const lookup = createResolver({ servers: [server], timeout: 5000 });
  const answer = await lookup({ name: name(domain), type: 'TXT' });
  expect(answer.kind).not.toBe('failure');
  const records = recordsOf(answer, 'TXT').map(({ strings }) => strings);
  return records.toSorted((a, b) => (a.join('') < b.join('') ? -1 : 1));
}

function doctor(...argv: readonly string[]) {
  return spfDoctor([...argv, '--server', server.text]);
}

describe.each(clients)('%s', (client) => {
  test('sick, repaired, sound; and the script cannot be applied again', async () => {
    expect(await doctor('check', 'mycompany.com')).toMatchObject({ code: 1 });
    const before = await txtOf('mycompany.com');

    const { code, stdout: script } = await doctor('fix', 'mycompany.com', '--as', 'nsupdate');
    expect(code).toBe(0);
    expect(await apply(client, script)).toEqual({ code: 0, said: '' });

    expect(await doctor('check', 'mycompany.com')).toMatchObject({ code: 0 });
    const { stdout: record } = await doctor('fix', 'mycompany.com', '--print-record');
    const after = await txtOf('mycompany.com');
    const isSpf = (strings: readonly string[]) => strings.join('').startsWith('v=spf1');
    expect(after.filter(isSpf)).toEqual([[record.trimEnd()]]);
    const others = (rrset: typeof after) => rrset.filter((strings) => !isSpf(strings));
    expect(others(after)).toEqual(others(before));

    const again = await apply(client, script);
    expect(again.code).not.toBe(0);
    expect(again.said).toMatch(/NXRRSET/);
    expect(await txtOf('mycompany.com')).toEqual(after);
  });

  test('is refused where somebody has changed another value in the meantime', async () => {
    const { stdout: script } = await doctor('fix', 'mycompany.com', '--as', 'nsupdate');
    const added = 'zone mycompany.com.\nupdate add mycompany.com. 60 TXT "new"\nsend\n';
    expect(await apply(client, added)).toMatchObject({ code: 0 });
    const before = await txtOf('mycompany.com');
    expect((await apply(client, script)).code).not.toBe(0);
    expect(await txtOf('mycompany.com')).toEqual(before);
  });

  test('adds a record where there was no TXT, once', async () => {
    expect(await txtOf('notxt.example')).toEqual([]);
    const { stdout: script } = await doctor('fix', 'notxt.example', '--as', 'nsupdate');
    expect(await apply(client, script)).toEqual({ code: 0, said: '' });
    expect(await txtOf('notxt.example')).toEqual([['v=spf1 include:_spf.odoo.com ~all']]);
    expect((await apply(client, script)).code).not.toBe(0);
  });

  test('is given nothing to do where nothing changes', async () => {
    const { stdout: script } = await doctor('fix', 'healthy.example', '--as', 'nsupdate');
    const before = await txtOf('healthy.example');
    expect(await apply(client, script)).toEqual({ code: 0, said: '' });
    expect(await txtOf('healthy.example')).toEqual(before);
  });

  test.each(foreignValues.domains)(
    '%s: what others have put there stays as it is',
    async (domain) => {
      const isSpf = ([first = '']: readonly string[]) => first.startsWith('v=spf1');
      const others = (await txtOf(domain)).filter((strings) => !isSpf(strings));
      const { stdout: script } = await doctor('fix', domain, '--as', 'nsupdate');
      expect(await apply(client, script)).toEqual({ code: 0, said: '' });
      const after = await txtOf(domain);
      expect(after.filter(isSpf).map((strings) => strings.join(''))).toEqual([
        foreignValues.repaired,
      ]);
      expect(after.filter((strings) => !isSpf(strings))).toEqual(others);
    },
  );
});
