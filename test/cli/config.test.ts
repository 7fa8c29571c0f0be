/** The config file: what it answers, what wins, and what is said of a wrong one. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { configSchema } from '../../src/cli/config-schema.js';
import { checkSchema, type CheckJson } from '../../src/report/schema.js';
import { spfDoctor, wideWorld, world } from './spf-doctor.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spf-doctor-config-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(content: unknown): string {
  const path = join(folder, 'set-up.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function rowsOf(
  content: unknown,
  ...options: readonly string[]
): Promise<CheckJson['checklist']> {
  const argv = ['check', 'mycompany.com', ...world, '--config', file(content), ...options];
  const { stdout, stderr } = await spfDoctor([...argv, '--format', 'json']);
  expect(stderr).toBe('');
  return checkSchema.parse(JSON.parse(stdout)).checklist;
}

function outcomes(rows: CheckJson['checklist'], ...items: readonly string[]): readonly unknown[] {
  return items.map((item) => rows.find((row) => row.item === item)?.outcome);
}

const answers = {
  $schema: './node_modules/spf-check-lite/dist/schema/config.json',
  edition: 'online',
  appVersion: '17.0',
  database: 'mycompany',
  catchall: 'all',
  alias: ['sales'],
  mailbox: ['sales', 'info'],
  smtp: 'smtp.example.com:465',
  security: 'starttls',
  imap: 'imap.example.com',
};

describe('a config file', () => {
  test('answers like the options', async () => {
    const rows = await rowsOf(answers);
    expect(outcomes(rows, 'CFG-2', 'OUT-1', 'CA-3', 'ON-1', 'ON-4', 'AL-3')).toEqual([
      'pass',
      'fail',
      'fail',
      'fail',
      'fail',
      'fail',
    ]);
  });

  test('is overruled by the command line, key by key', async () => {
    const rows = await rowsOf(answers, '--alias', 'jobs', '--app-version', '10');
    expect(outcomes(rows, 'CFG-2', 'AL-3', 'CA-3')).toEqual(['fail', 'pass', 'fail']);
  });

  test('says for `fix` who sends', async () => {
    const config = file({ include: ['mailgun.org'] });
    const argv = ['fix', 'empty.example', '--print-record', ...wideWorld, '--config', config];
    expect((await spfDoctor(argv)).stdout).toBe(
      'v=spf1 include:_spf.odoo.com include:mailgun.org ~all\n',
    );
  });

  test('is found in the working folder, and that is told', async () => {
    const here = resolve(import.meta.dirname, '../../spf-doctor.config.json');
    expect(existsSync(here)).toBe(false);
    writeFileSync(here, JSON.stringify({ edition: 'sh' }));
    try {
      const argv = ['check', 'mycompany.com', '--checklist', ...world];
      const told = await spfDoctor(argv);
      expect(told.stderr).toBe(
        'spf-doctor: what is not given is taken from spf-doctor.config.json\n',
      );
      expect(told.stdout).toContain('your edition has servers of its own');
      expect((await spfDoctor([...argv, '--quiet'])).stderr).toBe('');
    } finally {
      rmSync(here);
    }
  });

  test('keeps the schema that is published', () => {
    const validate = new Ajv2020().compile(
      z.toJSONSchema(configSchema, { target: 'draft-2020-12' }),
    );
    expect(validate(answers)).toBe(true);
    expect(validate({ ...answers, editon: 'sh' })).toBe(false);
    expect(validate({ edition: 'cloud' })).toBe(false);
  });
});

describe('a wrong config file is told in a line each, and nothing is on stdout', () => {
  test.each<readonly [content: unknown, lines: string | readonly string[]]>([
    ['{ "edition": ', 'it is not JSON: Unexpected end of JSON input'],
    ['[]', 'it is an empty list; write an object: { }'],
    [
      { edition: 'cloud' },
      'edition is "cloud"; write "community" or "enterprise" or "online" or "sh"',
    ],
    [{ alias: 'sales' }, 'alias is "sales"; write a list: [ ]'],
    [{ alias: ['sales', 7] }, 'alias[1] is 7; write a text'],
    [{ alias: ['sales', 'in..fo'] }, 'alias[1] "in..fo": it may hold letters without accents'],
    [{ smtp: 'mail.example.com:0' }, 'smtp "mail.example.com:0": its port is not between 1 and'],
    [{ include: ['localhost'] }, 'include[0] "localhost": give a domain such as'],
    [{ sender: ['nobody'] }, 'sender[0] "nobody": give one of '],
    [{ editon: 'sh' }, 'there is no key "editon"; did you mean "edition"?'],
    [{ 'app-version': '17' }, 'there is no key "app-version"; did you mean "appVersion"?'],
    [{ aliases: [] }, 'there is no key "aliases"; did you mean "alias"?'],
    [{ colour: true }, 'there is no key "colour"; give one of $schema, profile, edition'],
    [{ smtpPassword: 'hunter2' }, '"smtpPassword" looks like a secret'],
    [{ API_KEY: 'hunter2' }, '"API_KEY" looks like a secret'],
    [{ smtp: 'me:hunter2@mail.example.com' }, 'smtp: give host or host:port, without a login'],
    [
      { edition: 'cloud', colour: 1, bounce: 1 },
      [
        'edition is "cloud"; write',
        'bounce is 1; write a text',
        'there is no key "colour"; give one of',
      ],
    ],
  ])('%j', async (content, wanted) => {
    const lines = [wanted].flat();
    const path = file(content);
    const argv = ['check', 'mycompany.com', ...world, '--config', path];
    const { code, stdout, stderr } = await spfDoctor(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const told = stderr.trimEnd().split('\n');
    expect(told).toHaveLength(lines.length);
    for (const [index, line] of lines.entries()) {
      expect(told[index]).toContain(`spf-doctor: ${path}: ${line}`);
    }
    expect(stderr).not.toContain('hunter2');
  });

  test('and one that is not there', async () => {
    const argv = ['check', 'mycompany.com', ...world, '--config', join(folder, 'none.json')];
    const { code, stderr } = await spfDoctor(argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^spf-doctor: --config \S+: cannot be read: there is no such file\n$/);
  });
});

describe('a wrong option is told in a line', () => {
  test.each([
    ['--edition', 'cloud', 'give community, enterprise, online or sh'],
    ['--app-version', 'latest', 'give a version such as 17 or 17.0'],
    ['--database', 'my_company', 'give the NAME of https://NAME.odoo.com'],
    ['--catchall', 'catch all', 'it may hold letters without accents'],
    ['--bounce', '', 'it is empty'],
    ['--alias', 'info@mycompany.com', 'it is what stands in front of the @'],
    ['--alias', 'a,b', 'it may hold letters without accents'],
    ['--mailbox', '.info', 'it may hold letters without accents'],
    ['--smtp', 'mail.example.com:65536', 'its port is not between 1 and 65535'],
    ['--smtp', 'mail.example.com:', 'its port is not between 1 and 65535'],
    ['--imap', '[::1', 'it is no mail server'],
    ['--pop3', 'https://mail.example.com', 'it is no mail server'],
  ])('%s %j', async (option, value, line) => {
    const { code, stdout, stderr } = await spfDoctor([
      'check',
      'mycompany.com',
      option,
      value,
      ...world,
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(`${option} ${JSON.stringify(value)}: ${line}`);
  });

  test('--security without a server', async () => {
    const argv = ['check', 'mycompany.com', '--security', 'tls', ...world];
    expect((await spfDoctor(argv)).stderr).toBe(
      'spf-doctor: --security is that of a server: give --smtp too\n',
    );
  });
});
