/** Every `ts` block of the documents is type-checked and run against the built package, on the bundled zones. */
import { execFile, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseZone } from '../src/dns/zone.js';
import { serveZones, type DnsServer } from './dns-server.js';

const root = resolve(import.meta.dirname, '..');
const documents = [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...readdirSync(join(root, 'docs')).map((file) => `docs/${file}`),
];
const textOf = (document: string) => readFileSync(join(root, document), 'utf8');

const examples = documents.flatMap((document) =>
  [...textOf(document).matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ''], index) => ({
    title: `${document}, ${index + 1}`,
    code,
    expected: [...code.matchAll(/\bconsole\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line),
  })),
);

/** Within the project, so that it finds the package by its own name. */
let folder = '';
let server: DnsServer | undefined;
beforeAll(async () => {
  mkdirSync(join(root, 'coverage'), { recursive: true });
  folder = mkdtempSync(join(root, 'coverage/examples-'));
  for (const [index, { code }] of examples.entries()) {
    writeFileSync(join(folder, `${index}.ts`), code);
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { noEmit: false, outDir: 'out', rootDir: '.', noUnusedLocals: false },
      include: ['*.ts'],
    }),
  );
  // The compiler's complaints are on stdout.
  const compiled = spawnSync('npx', ['tsc', '-p', folder], { cwd: root, encoding: 'utf8' });
  expect(compiled.stdout).toBe('');
  server = await serveZones([
    parseZone(readFileSync(join(root, 'fixtures/zones/mycompany.zone'), 'utf8')),
  ]);
  // The system's resolver is this server.
  writeFileSync(
    join(folder, 'system.mjs'),
    `import { setServers } from 'node:dns'; setServers(['${server.text}']);`,
  );
}, 60_000);
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

describe('examples', () => {
  test('there are some', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  test.each(examples.map((each, index) => [each.title, index, each.expected] as const))(
    '%s prints what it says',
    async (_, index, expected) => {
      expect(expected).not.toEqual([]);
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import', `${folder}/system.mjs`, `${folder}/out/${index}.js`],
        { timeout: 20_000 },
      );
      expect(stdout.trimEnd().split('\n')).toEqual(expected);
    },
  );
});

test.each(documents)('%s links to what is there', (document) => {
  const links = [...textOf(document).matchAll(/\]\((?!https?:|mailto:|#)([^)#]+)/g)];
  for (const [, target = ''] of links) {
    expect(existsSync(resolve(root, dirname(document), target)), target).toBe(true);
  }
});
