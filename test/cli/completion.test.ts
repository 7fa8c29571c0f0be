/** Completions as the shells themselves give them, and the manual page as it is built. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providers } from '../../src/catalog/providers.js';
import { checklist } from '../../src/rules/index.js';
import { spfDoctor } from './spf-doctor.js';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

const isInstalled = (program: string) =>
  spawnSync(program, ['-c', 'true'], { stdio: 'ignore' }).error === undefined;

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spf-doctor-'));
  for (const shell of shells) {
    const { code, stdout, stderr } = await spfDoctor(['completion', shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    writeFileSync(join(folder, shell), stdout);
  }
  writeFileSync(join(folder, 'one.zone'), '');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function shellRun(shell: Shell, script: string, ...words: string[]): string {
  const quiet = shell === 'bash' ? ['--norc'] : shell === 'zsh' ? ['-f'] : ['--no-config'];
  return execFileSync(
    shell,
    [...quiet, '-c', script, ...(shell === 'fish' ? [] : ['-']), ...words],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: 20_000,
      env: { ...process.env, HOME: folder, TERM: 'dumb' },
    },
  );
}

/** What each shell offers for the last of the words. */
const offers: Readonly<Record<'bash' | 'fish', (words: readonly string[]) => string[]>> = {
  bash: (words) =>
    lines(
      shellRun(
        'bash',
        // compopt works within a completion only.
        'compopt() { :; }; source ./bash; COMP_WORDS=(spf-doctor "$@"); COMP_CWORD=$#; _spf_doctor; printf "%s\\n" "${COMPREPLY[@]}"',
        ...words,
      ),
    ),
  fish: (words) =>
    lines(
      shellRun('fish', 'source ./fish; complete -C "$argv[1]"', `spf-doctor ${words.join(' ')}`),
    ).map((line) => line.replace(/\t.*/, '')),
};

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

const ids = checklist.map(({ id }) => id);

describe.each(['bash', 'fish'] as const)('%s', (shell) => {
  test.runIf(isInstalled(shell)).each([
    ['commands', [''], ['check', 'fix', 'completion']],
    ['options of a command', ['fix', '--pr'], ['--print-record', '--profile']],
    ['formats of check', ['check', 'mycompany.com', '--format', ''], ['text', 'markdown', 'sarif']],
    ['formats of tree', ['tree', '--format', ''], ['text', 'dot', 'svg']],
    ['gravities', ['check', '--fail-on', 'n'], ['never', 'notice']],
    ['rules and areas', ['check', '--only', ''], ['twenty20', ...ids]],
    ['providers', ['fix', '--sender', ''], providers.map(({ id }) => id)],
    ['a rule to explain', ['explain', 'spf-mul'], ['spf-multiple-records']],
    ['files', ['check', '--zone', 'one'], ['one.zone']],
    ['files as operands', ['lint', 'one'], ['one.zone']],
    ['shells', ['completion', ''], shells],
  ])('offers %s', (_, words, some) => {
    expect(offers[shell](words)).toEqual(expect.arrayContaining([...some]));
  });

  test.runIf(isInstalled(shell))('offers no value that another command takes', () => {
    expect(offers[shell](['tree', '--format', 'sa'])).toEqual([]);
  });
});

describe('zsh', () => {
  test.runIf(isInstalled('zsh'))('offers formats, commands and files', () => {
    // A terminal of its own, in which the keys are typed.
    const script = `
      zmodload zsh/zpty
      zpty shell zsh -f -i
      ask() {
        zpty -w shell "$1"
      }
      ask "PS1='' ; autoload -Uz compinit; compinit -u -D; source ./zsh; zstyle ':completion:*' verbose no; LISTMAX=0"
      sleep 1
      zpty -n -w shell $'spf-doctor tree --format s\\t; echo done\\n'
      zpty -n -w shell $'spf-doctor lint one\\t; echo done\\n'
      zpty -n -w shell $'spf-doctor expl\\t; echo done\\n'
      sleep 1
      ask "exit"
      while zpty -r shell line; do print -r -- "$line"; done
      true`;
    const screen = shellRun('zsh', script);
    expect(screen).toContain('spf-doctor tree --format svg');
    expect(screen).toContain('one.zone');
    expect(screen).toContain('spf-doctor explain');
  });
});

test('another shell is refused in one line', async () => {
  expect(await spfDoctor(['completion', 'csh'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'spf-doctor: no completion for "csh": give bash, zsh or fish\n',
  });
});

test('a fixed value that is offered is one that its command takes', async () => {
  const { outline } = await import('../../src/cli/program.js');
  const nothing = {} as Parameters<typeof outline>[0];
  for (const command of outline(nothing)) {
    for (const { long, values } of command.options.filter((option) => option.values.length > 0)) {
      const { code, stderr } = await spfDoctor([command.name, 'x.example', long, 'nonsense']);
      expect(code).toBe(2);
      for (const value of values) expect(stderr, `${command.name} ${long}`).toContain(value);
    }
  }
});

describe('the manual page', () => {
  const path = resolve(import.meta.dirname, '../../dist/man/spf-doctor.1');

  test('names every command and option', async () => {
    const { outline } = await import('../../src/cli/program.js');
    const page = readFileSync(path, 'utf8').replaceAll('\\-', '-');
    for (const { name, options } of outline({} as Parameters<typeof outline>[0])) {
      expect(page).toContain(`.B spf-doctor ${name}\n`);
      for (const { long, description } of options) {
        expect(page).toContain(long);
        expect(page).toContain(description.replaceAll('~', '\\(ti'));
      }
    }
  });

  test.runIf(isInstalled('mandoc'))('is read without a complaint', () => {
    const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', path], {
      encoding: 'utf8',
    });
    expect(stdout.replaceAll(/.*missing date.*\n/g, '')).toBe('');
  });
});
