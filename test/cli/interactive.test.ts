/** `check --interactive`: a person at a terminal, played by two streams. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { spfDoctor, world, type Ran } from './spf-doctor.js';

let folder = '';
let config = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spf-doctor-interactive-'));
  config = join(folder, 'answers.json');
  writeFileSync(config, '{}');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Types the next line whenever a question ends in `] `. */
async function typing(
  lines: readonly string[],
  ...options: readonly string[]
): Promise<Ran & { readonly asked: string }> {
  const input = new PassThrough();
  const output = new PassThrough();
  const left = [...lines];
  let asked = '';
  let seen = 0;
  output.on('data', (chunk: Buffer) => {
    asked += chunk.toString();
    const questions = asked.split('] ').length - 1;
    if (questions <= seen) return;
    seen = questions;
    const line = left.shift();
    setImmediate(() => {
      if (line === undefined) input.end();
      else input.write(line);
    });
  });
  const argv = ['check', 'mycompany.com', '--interactive', '--config', config, '--checklist'];
  const ran = await spfDoctor([...argv, ...world, ...options], { terminal: { input, output } });
  return { ...ran, asked: asked.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, '') };
}

test('asks for what was not given, shows what is usual, and judges by the answers', async () => {
  const { code, stdout, asked } = await typing([
    'online\r',
    '\r',
    'nosuch\r',
    '\r',
    'sales, catchall\r',
    'n\r',
  ]);
  expect(code).toBe(1);
  expect(asked).toContain('Edition (community, enterprise, online, sh) [leave open] ');
  expect(asked).toContain('[twenty20] ');
  expect(asked).toContain('Local part that replies go to [catchall] ');
  expect(stdout).toContain('alias-reserved  "catchall" is to be an alias');
  expect(stdout).toContain('redirect-target');
  expect(readFileSync(config, 'utf8')).toBe('{}');
});

test('asks no second time for what was given, and takes external for an edition of your own', async () => {
  const { asked } = await typing(
    ['\r', 'n\r'],
    '--edition',
    'community',
    '--catchall',
    'all',
    '--alias',
    'jobs',
  );
  expect(asked).not.toMatch(/Edition|Database|replies|Aliases/);
  expect(asked).toContain('[external] ');
});

test('asks again where an answer cannot be read', async () => {
  const { asked, stdout } = await typing(['cloud\r', 'sh\r', '\r', '\r', '\r', '\r', 'n\r']);
  expect(asked).toContain('--edition "cloud": give community, enterprise, online or sh');
  expect(stdout).toContain('your edition has servers of its own');
});

test('writes the answers where that is wanted, and reads them the next time', async () => {
  await typing(['sh\r', '\r', '\r', '\r', 'sales, jobs\r', 'y\r'], '--mailbox', 'info');
  expect(JSON.parse(readFileSync(config, 'utf8'))).toEqual({
    edition: 'sh',
    outgoing: 'twenty20',
    catchall: 'catchall',
    alias: ['sales', 'jobs'],
    mailbox: ['info'],
  });
  // What is still open is asked for; here that is the database.
  const { asked } = await typing(['\r']);
  expect(asked).toContain('Database');
  expect(asked).not.toMatch(/Edition|Aliases|Write this/);
});

test.each([
  ['Ctrl-C', ['online\r', '\u0003']],
  ['Ctrl-D', ['online\r', '\u0004']],
  ['the end of the input', ['online\r']],
])('leaves with one line on %s, and writes nothing', async (_, lines) => {
  const { code, stdout, stderr } = await typing(lines);
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: 'spf-doctor: left before everything was asked; nothing was checked\n',
  });
  expect(readFileSync(config, 'utf8')).toBe('{}');
});

test('needs a terminal', async () => {
  const ran = await spfDoctor(['check', 'mycompany.com', '--interactive', ...world]);
  expect(ran).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'spf-doctor: --interactive asks in a terminal, and there is none; give options instead\n',
  });
  expect(existsSync('spf-doctor.config.json')).toBe(false);
});
