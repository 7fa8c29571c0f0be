/** The rules of the house: which way imports point, what pure rooms may touch, what a rule must say. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { name } from '../src/dns/name.js';
import { rulesPage, rulesSummary } from '../src/report/explain.js';
import { pageTable } from '../src/report/page.js';
import { checklist } from '../src/rules/index.js';
import { defaultProfile } from '../src/rules/profile.js';
import { areaOf } from '../src/rules/selection.js';

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');

/** What a room may import besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  dns: [],
  catalog: ['dns'],
  spf: ['dns'],
  records: ['dns'],
  mail: ['dns', 'records'],
  survey: ['dns', 'spf', 'records', 'mail'],
  rules: ['catalog', 'dns', 'spf', 'records', 'mail', 'survey'],
  lint: ['dns', 'spf', 'survey', 'rules'],
  report: ['catalog', 'dns', 'spf', 'records', 'mail', 'survey', 'rules', 'lint'],
  net: ['dns', 'records', 'mail'],
  cli: [
    'catalog',
    'dns',
    'spf',
    'records',
    'mail',
    'survey',
    'rules',
    'lint',
    'report',
    'net',
    '.',
  ],
  '.': ['catalog', 'dns', 'spf', 'records', 'mail', 'survey', 'rules', 'lint', 'report', 'net'],
};

/** Which packages a file or a room may import. */
const mayUse: Readonly<Record<string, readonly string[]>> = {
  'dns/answer-schema.ts': ['zod'],
  'dns/registrable.ts': ['tldts'],
  'lint/octodns-source.ts': ['yaml'],
  'net/fetch.ts': ['undici'],
  'cli/config-schema.ts': ['zod'],
  'cli/config.ts': ['zod'],
  'net/json-text.ts': ['zod'],
  'net/world-schema.ts': ['zod'],
  'net/world-text.ts': ['zod'],
  'report/schema.ts': ['zod'],
  'cli/program.ts': ['commander'],
};

const pureRooms = new Set([
  'catalog',
  'dns',
  'spf',
  'records',
  'mail',
  'survey',
  'rules',
  'lint',
  'report',
]);

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'));

function roomOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '.';
}

/** Everything a file imports or exports from, at load or later. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(src, file), 'utf8');
  const atLoad = text.matchAll(/^(?:import|export)\b(?:[^;'=]*\bfrom)?\s*'([^']+)'/gm);
  const later = text.matchAll(/\bimport\(\s*'([^']+)'/g);
  return [...atLoad, ...later].map(([, specifier = '']) => specifier);
}

/** The file of this project behind a relative import. */
function fileBehind(from: string, specifier: string): string {
  const path = resolve(src, dirname(from), specifier).replace(/\.js$/, '.ts');
  return relative(src, path).replaceAll('\\', '/');
}

test('there are files to look at', () => {
  expect(files.length).toBeGreaterThan(40);
});

describe.each(files)('src/%s', (file) => {
  const room = roomOf(file);
  const own = importsOf(file).filter((specifier) => specifier.startsWith('.'));
  const foreign = importsOf(file).filter((specifier) => !specifier.startsWith('.'));

  test('stands in a room of the design and imports one way', () => {
    const allowed = mayImport[room];
    expect(allowed, `there is no room ${room}`).toBeDefined();
    for (const specifier of own) {
      const target = fileBehind(file, specifier);
      expect(existsSync(join(src, target)), `${specifier} is there`).toBe(true);
      if (roomOf(target) !== room) expect(allowed, specifier).toContain(roomOf(target));
    }
  });

  test('imports only the packages that are its own', () => {
    const packages = foreign.filter((specifier) => !specifier.startsWith('node:'));
    expect(mayUse[file] ?? []).toEqual(expect.arrayContaining(packages));
  });
});

describe.each(files.filter((file) => pureRooms.has(roomOf(file))))('src/%s', (file) => {
  test('is pure', () => {
    expect(importsOf(file).filter((specifier) => specifier.startsWith('node:'))).toEqual([]);
    // The compiler knows no global here but ECMAScript's (tsconfig.pure.json). Of those, these read a
    // clock or chance.
    const code = readFileSync(join(src, file), 'utf8').replaceAll(/\/\*.*?\*\/|\/\/.*$/gms, '');
    expect(code).not.toMatch(/\bnew Date\b|\bDate\.|\bMath\.random\b|\bglobalThis\b/);
    if (file !== 'dns/name.ts') expect(code).not.toMatch(/\bdeclare (?:const|function|var) [A-Z]/);
  });
});

test('the library reaches no node: module and no package that needs one', () => {
  const reached = new Set<string>();
  const queue = ['index.ts'];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.')) queue.push(fileBehind(file, specifier));
      else expect(specifier, file).toMatch(/^(?:tldts|zod)$/);
    }
  }
  expect(reached).toContain('spf/parse.ts');
  // Of net/, what stands around a Lookup or asks by `fetch`, and opens no socket itself.
  expect([...reached].filter((file) => file.startsWith('net/')).toSorted()).toEqual([
    'net/cached.ts',
    'net/exchange.ts',
    'net/https.ts',
    'net/json-text.ts',
    'net/lookup.ts',
    'net/recorded.ts',
    'net/transport.ts',
    'net/world-schema.ts',
    'net/world-text.ts',
    'net/world.ts',
  ]);
});

test('the shapes are loaded where something is read by them, not at the start', () => {
  const loaded = new Set<string>();
  const queue = files.filter((file) => /^(?:index|node|cli\/\w+)\.ts$/.test(file));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (loaded.has(file)) continue;
    loaded.add(file);
    const text = readFileSync(join(src, file), 'utf8');
    const values = text.matchAll(/^(?:import|export)\b(?! type\b)[^;'=]*\bfrom\s*'([^']+)'/gm);
    for (const [, specifier = ''] of values) {
      expect(specifier, file).not.toBe('zod');
      if (specifier.startsWith('.')) queue.push(fileBehind(file, specifier));
    }
  }
  expect(loaded).toContain('net/world-text.ts');
});

test('there is no junk drawer', () => {
  const drawer = /(?:^|\/)(?:utils?|helpers?|common|shared|lib|core|types|misc)(?:\/|\.|$)/;
  expect(files.filter((file) => drawer.test(file))).toEqual([]);
});

describe('rules', () => {
  const ids = checklist.map(({ id }) => id);
  const areas = [...new Set(ids.map(areaOf))].join('|');

  test('each is one file, named by its id, and on the checklist once', () => {
    const written = files
      .filter((file) => new RegExp(`^rules/(?:${areas})-`).test(file))
      .map((file) => file.slice('rules/'.length, -'.ts'.length));
    expect(ids.toSorted()).toEqual(written.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(checklist.map((rule) => [rule.id, rule] as const))(
    '%s keeps the contract',
    (_, rule) => {
      expect(rule.id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
      expect(rule.title).toMatch(/^\S.*[^.]$/);
      expect(rule.why).toMatch(/^[A-Z"].*\.$/s);
      expect(rule.remedy).toMatch(/^[A-Z].*\.$/s);
      expect(rule.references.length).toBeGreaterThan(0);
      // What needs no fact judges what the user said: it is silent, and no pass, where nothing was.
      if (rule.needs.length === 0) {
        const context = { domain: name('mycompany.com'), facts: {}, profile: defaultProfile };
        expect(rule.applies?.(context as never)).toBe(false);
      }
    },
  );

  // `npm run docs` writes both.
  test('docs/rules.md and the table of the README are theirs', () => {
    expect(readFileSync(join(root, 'docs/rules.md'), 'utf8')).toBe(rulesPage(checklist));
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(rulesSummary(checklist));
  });

  test('the table of docs/checklist.md holds the rows', () => {
    expect(readFileSync(join(root, 'docs/checklist.md'), 'utf8')).toContain(pageTable());
  });

  test('the screen of the README is the one that npm start shows', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, screen = ''] = /<!-- screen -->\s*```\n\$ [^\n]*\n(.*?)```/s.exec(readme) ?? [];
    const transcript = readFileSync(join(root, 'fixtures/transcripts/check-mycompany.txt'), 'utf8');
    expect(screen).not.toBe('');
    expect(transcript).toContain(screen);
  });

  test('the screen of propagation is the one of its test', () => {
    const page = readFileSync(join(root, 'docs/propagation.md'), 'utf8');
    const transcript = readFileSync(
      join(root, 'fixtures/transcripts/propagation-spreading.txt'),
      'utf8',
    );
    expect(page).toContain(`<!-- propagation -->\n\n\`\`\`\n${transcript}\`\`\``);
  });
});
