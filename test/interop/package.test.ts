/** The packed package in projects as its users have them: each way of importing, both compilers, a bundle. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let folder = '';

function run(program: string, args: readonly string[], cwd = folder): string {
  return execFileSync(program, args, { cwd, encoding: 'utf8', timeout: 180_000 });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spf-check-lite-'));
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', folder], root),
  ) as [{ filename: string }];
  put('package.json', '{ "name": "consumer", "private": true }');
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', `./${packed.filename}`]);
  const tools = ['typescript-5.6@npm:typescript@~5.6.0', 'typescript-7@npm:typescript@^7.0.0'];
  run('npm', [
    'install',
    '--silent',
    '--no-audit',
    '--no-fund',
    '@types/node@20',
    'esbuild',
    ...tools,
  ]);
}, 300_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function put(file: string, text: string): void {
  mkdirSync(resolve(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
}

const counted = `
const zone = parseZone('x.example. TXT "v=spf1 a mx -all"');
console.log(answer(lookupTree(name('x.example')), [zone]).lookups, typeof createResolver);`;

test('import', () => {
  put(
    'esm.mjs',
    `import { answer, lookupTree, name, parseZone } from 'spf-check-lite';
import { createResolver } from 'spf-check-lite/node';${counted}`,
  );
  expect(run('node', ['esm.mjs'])).toBe('2 function\n');
});

test('require()', () => {
  put(
    'cjs.cjs',
    `const { answer, lookupTree, name, parseZone } = require('spf-check-lite');
const { createResolver } = require('spf-check-lite/node');
const schema = require('spf-check-lite/schema/check.json');
if (schema.type !== 'object') throw new Error('no schema');${counted}`,
  );
  expect(run('node', ['cjs.cjs'])).toBe('2 function\n');
});

test('the command', () => {
  expect(run('npx', ['--no-install', 'spf-doctor', 'explain', 'spf-ptr'])).toContain('spf-ptr');
});

describe.each(['typescript-5.6', 'typescript-7'])('%s', (compiler) => {
  test.each(['nodenext', 'bundler'])('%s, strict', (resolution) => {
    const project = `${compiler}-${resolution}`;
    put(
      `${project}/index.ts`,
      `import { check, messageOf, parseSpf, type Lookup, type Report, type SpfRecord } from 'spf-check-lite';
import { createResolver } from 'spf-check-lite/node';
const lookup: Lookup = createResolver({ timeout: 1000 });
export const report: Promise<Report> = check('mycompany.com', { lookup });
export const record: SpfRecord = parseSpf('v=spf1 -all');
export const words = report.then(({ findings, domain }) => findings.map((each) => messageOf(each, domain)));
// @ts-expect-error -- the options are held to their type, so the types are really read
export const wrong = check('mycompany.com', { lookup: 1 });
`,
    );
    put(`${project}/package.json`, '{ "type": "module" }');
    put(
      `${project}/tsconfig.json`,
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          skipLibCheck: false,
          target: 'es2023',
          lib: ['es2023'],
          types: ['node'],
          exactOptionalPropertyTypes: true,
          module: resolution === 'nodenext' ? 'nodenext' : 'esnext',
          moduleResolution: resolution,
        },
        files: ['index.ts'],
      }),
    );
    run('node', [`node_modules/${compiler}/bin/tsc`, '-p', project]);
  });
});

test('a bundle for the browser has no node: module', () => {
  put('browser.js', "import * as all from 'spf-check-lite'; globalThis.all = all;");
  const meta = 'meta.json';
  run('npx', [
    '--no-install',
    'esbuild',
    'browser.js',
    '--bundle',
    '--format=esm',
    '--platform=browser',
    '--outfile=bundle.js',
    `--metafile=${meta}`,
    '--log-level=error',
  ]);
  const inputs = run('node', ['-p', `Object.keys(require('./${meta}').inputs).join('\\n')`]);
  expect(inputs).toContain('spf-check-lite/dist/src/index.js');
  expect(inputs).not.toMatch(/node:|dns-packet|commander/);
  expect(run('grep', ['-c', 'v=spf1', 'bundle.js'])).not.toBe('0\n');
  expect(
    run('node', [
      '-p',
      "/from\\s*['\"]node:|require\\(['\"]/.test(require('fs').readFileSync('bundle.js','utf8'))",
    ]),
  ).toBe('false\n');
});
