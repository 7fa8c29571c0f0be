/** What a run loads: nothing that only another command, or another format, has a use for. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** The program's own files and the packages that this run of the built program loads. */
function loadedBy(argv: readonly string[]): { files: string[]; packages: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'spf-doctor-'));
  try {
    // V8 reports every script that was run.
    const { status } = spawnSync(process.execPath, ['dist/bin/spf-doctor.js', ...argv], {
      cwd: root,
      env: { ...process.env, NODE_V8_COVERAGE: folder },
    });
    expect(status).toBe(0);
    const urls = readdirSync(folder).flatMap((file) => {
      const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        result: { url: string }[];
      };
      return result.map(({ url }) => url);
    });
    const within = (pattern: RegExp) =>
      [...new Set(urls.flatMap((url) => pattern.exec(url)?.[1] ?? []))].toSorted();
    return {
      files: within(/\/dist\/src\/(.*)\.js$/),
      packages: within(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\//),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const world = ['--zone', 'fixtures/zones/mycompany.zone'];
const about = /^(?:cli|net|report|lint)\//;

test('--version loads the version', () => {
  expect(loadedBy(['--version'])).toEqual({ files: [], packages: [] });
});

test.each([
  ['check', ['check', 'mycompany.com', '--fail-on', 'never', ...world]],
  [
    'check --format json',
    ['check', 'mycompany.com', '--fail-on', 'never', '--format', 'json', ...world],
  ],
  ['fix', ['fix', 'mycompany.com', ...world]],
  ['lint', ['lint', '--fail-on', 'never', 'fixtures/zones/mycompany.zone']],
  ['explain', ['explain', 'spf-ptr']],
  ['completion', ['completion', 'bash']],
])('%s', (_, argv) => {
  const { files, packages } = loadedBy(argv);
  expect({ packages, files: files.filter((file) => about.test(file)) }).toMatchSnapshot();
});
