/**
 * What `fix --as zone` prints, read by other people's zone-file parsers: BIND's named-checkzone, which
 * prints what it has read, and Knot's kzonecheck (Debian's packages `bind9-utils`, `knot-dnssecutils`).
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseZone } from '../../src/dns/zone.js';
import { spfDoctor, wideWorld } from '../cli/spf-doctor.js';
import { foreignValues } from './foreign-values.js';

const run = promisify(execFile);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spf-zone-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The TXT records that the text has by our own parser. */
function txtIn(text: string) {
  return parseZone(text)
    .records.map(({ record }) => record)
    .filter(({ type }) => type === 'TXT');
}

test.each([...foreignValues.domains, 'mycompany.com', 'empty.example'])('%s', async (domain) => {
  const world = join(folder, 'foreign.zone');
  await writeFile(world, foreignValues.zone);
  const { stdout } = await spfDoctor([
    'fix',
    domain,
    '--as',
    'zone',
    ...wideWorld,
    '--zone',
    world,
  ]);
  const zone = join(folder, `${domain}.zone`);
  const apex = `${domain}. 300 SOA ns.${domain}. hostmaster.${domain}. 1 1800 900 604800 300\n`;
  await writeFile(zone, `${apex}${domain}. 300 NS ns.${domain}.\nns 300 A 192.0.2.1\n${stdout}`);

  await run('kzonecheck', ['--origin', domain, zone], { timeout: 20_000 });
  const options = ['-q', '-D', '-i', 'none', '-k', 'ignore', '-o', '-', domain, zone];
  const read = await run('named-checkzone', options, { timeout: 20_000 });
  expect(txtIn(read.stdout)).toEqual(txtIn(stdout));
  expect(txtIn(stdout)).toHaveLength(1);
});
