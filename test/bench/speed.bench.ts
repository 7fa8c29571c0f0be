/** Figures, as ratios to something run beside them. Nothing here can fail for being slow. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'vitest';
import { ask } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { parseZone } from '../../src/dns/zone.js';
import { check } from '../../src/doctor.js';
import { createResolver } from '../../src/net/resolver.js';
import { lookupTree } from '../../src/spf/lookup-tree.js';
import { serveZones } from '../dns-server.js';
import { median } from './median.js';

const root = resolve(import.meta.dirname, '../..');

function say(what: string, milliseconds: number, ratio: number, beside: string): void {
  console.log(`${what}: ${milliseconds.toFixed(0)} ms, ${ratio.toFixed(2)} times ${beside}`);
}

test('start', async () => {
  const bin = resolve(root, 'dist/bin/spf-doctor.js');
  const world = resolve(root, 'fixtures/zones/mycompany.zone');
  const node = (...argv: string[]) => execFileSync(process.execPath, argv, { stdio: 'pipe' });
  const nothing = await median(15, () => node('-e', '0'));
  const commands = {
    '--version': ['--version'],
    '--help': ['--help'],
    explain: ['explain'],
    'check, from a zone file': ['check', 'mycompany.com', '--zone', world, '--fail-on', 'never'],
    'fix --print-record, likewise': ['fix', 'mycompany.com', '--zone', world, '--print-record'],
  };
  for (const [what, argv] of Object.entries(commands)) {
    const taken = await median(15, () => node(bin, ...argv));
    say(`spf-doctor ${what}`, taken, taken / nothing, 'node -e 0');
  }
});

test('round trips through a resolver 50 ms away', async () => {
  const zones = ['mycompany', 'lookups'].map((world) =>
    parseZone(readFileSync(resolve(root, `fixtures/zones/${world}.zone`), 'utf8')),
  );
  const server = await serveZones(zones, { delay: 50 });
  const trip = await median(5, () =>
    createResolver({ servers: [server] })({ name: name('mycompany.com'), type: 'A' }),
  );
  const asked = () => {
    const before = server.log.length;
    return () => server.log.length - before;
  };
  for (const domain of ['chain.probe.test', 'mycompany.com', 'twentytwo.probe.test']) {
    const questions = asked();
    const taken = await median(1, () =>
      ask(lookupTree(name(domain)), createResolver({ servers: [server] })),
    );
    say(`tree of ${domain}, ${questions()} questions`, taken, taken / trip, 'one round trip');
  }
  const questions = asked();
  const taken = await median(1, () =>
    check('mycompany.com', { lookup: createResolver({ servers: [server] }) }),
  );
  say(`check of mycompany.com, ${questions()} questions`, taken, taken / trip, 'one round trip');
  await server.close();
});
