/** The command against other people's servers: what it says must be what it says of the zone files. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spfDoctor, wideWorld } from '../cli/spf-doctor.js';
import {
  readZones,
  startAuthoritative,
  startRecursive,
  type Authoritative,
  type Running,
} from './servers.js';

let authoritative: Authoritative;
let recursive: Running;
beforeAll(async () => {
  authoritative = await startAuthoritative(
    await readZones('fixtures/zones/mycompany.zone', 'fixtures/zones/neighbours.zone'),
  );
  recursive = await startRecursive(authoritative);
});
afterAll(async () => {
  await recursive?.stop();
  await authoritative?.stop();
});

/** Domains whose records come in one order only, and without the failures that no real server plays. */
const domains = [
  'healthy.example',
  'empty.example',
  'gmail-user.example',
  'gmail-done.example',
  'heavy.example',
  'loop.example',
  'typo.example',
  'afterall.example',
  'misspelt.example',
  'redirect.example',
  'dead.example',
  'voids.example',
  'alias.example',
  'longstring.example',
  'nosuch.example',
  'xn--bcher-kva.example',
  'mxgone.example',
  'noreverse.example',
  'dkimdoubled.example',
  'dkimbroken.example',
  'dmarcstrict.example',
  'dmarctags.example',
];

describe.each([
  ['Knot DNS', () => authoritative],
  ['Unbound in front of it', () => recursive],
])('through %s', (_, server) => {
  test.each(domains)('check %s', async (domain) => {
    const live = await spfDoctor(['check', domain, '--server', server().text]);
    expect(live).toEqual(await spfDoctor(['check', domain, ...wideWorld]));
  });

  test.each([...domains, 'mycompany.com', 'ovh.example', 'twins.example'])(
    'fix %s',
    async (domain) => {
      const options = ['fix', domain, '--print-record'];
      const live = await spfDoctor([...options, '--server', server().text]);
      expect(live).toEqual(await spfDoctor([...options, ...wideWorld]));
    },
  );

  test('the domain of the page', async () => {
    const { stdout } = await spfDoctor([
      'fix',
      'gmail-user.example',
      '--print-record',
      '--server',
      server().text,
    ]);
    expect(stdout).toBe('v=spf1 include:_spf.odoo.com include:_spf.google.com ~all\n');
  });

  test('an answer over 1232 octets comes over TCP', async () => {
    const { code, stdout } = await spfDoctor(['check', 'large.example', '--server', server().text]);
    expect(stdout).toContain('spf-answer-too-large');
    expect(code).toBe(0);
  });
});
