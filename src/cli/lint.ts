/** `spf-doctor lint <file|->...` */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DomainName } from '../dns/name.js';
import { applyEdits, lint, textRules } from '../lint/lint.js';
import { SourceError, type PlacedName } from '../lint/source.js';
import type { LintedFile } from '../report/lint.js';
import { isAtLeast } from '../rules/judgement.js';
import { InputError } from './input-error.js';
import {
  reasonOf,
  replaceFile,
  styleOf,
  writeAnswer,
  type ExitCode,
  type Io,
  type OutputOptions,
} from './io.js';
import { failOnOf, formatOf, selectionOf, type SelectionOptions } from './subject.js';

type Options = SelectionOptions &
  OutputOptions & {
    readonly format?: string;
    readonly failOn?: string;
    readonly input?: string;
    readonly origin?: string;
    readonly fix?: boolean;
  };

/** Octets of one file. */
const MAX_FILE = 256 * 1024 * 1024;

/** Files of one folder and below. */
const MAX_FILES = 100_000;

const formats = ['text', 'json', 'sarif', 'github'] as const;

export async function runLint(
  io: Io,
  paths: readonly string[],
  options: Options,
): Promise<ExitCode> {
  const format = formatOf(options.format, formats);
  const failOn = failOnOf(options.failOn);
  const selection = await selectionOf(options, textRules);
  const origin = await originOf(options);
  const input = inputOf(options.input);
  if (options.fix === true && paths.includes('-')) {
    throw new InputError('--fix writes to files; standard input is none');
  }
  const files: LintedFile[] = [];
  const problems: string[] = [];
  for (const path of await filesOf(paths)) {
    try {
      const text = await textOf(io, path);
      const read = async (of: string) => sourceOf(of, path, input, origin);
      const judged = (of: string, names: readonly PlacedName[]): LintedFile => {
        return { file: path, lines: of.split(/\r?\n/), linted: lint(names, selection) };
      };
      const found = judged(text, await read(text));
      const edit = options.fix === true ? applyEdits(text, found.linted.edits) : undefined;
      if (edit === undefined || edit.applied.length === 0) {
        files.push(found);
        continue;
      }
      const names = await read(edit.text);
      await writeEdits(path, edit, names);
      const fixed = { lines: found.lines, edits: edit.applied };
      files.push({ ...judged(edit.text, names), fixed });
    } catch (error) {
      if (!(error instanceof InputError || error instanceof SourceError)) throw error;
      problems.push(error.message);
    }
  }
  const [only] = problems;
  if (only !== undefined && files.length === 0 && problems.length === 1) throw new InputError(only);
  const failed = files.some(({ linted }) =>
    linted.findings.some(({ severity }) => failOn !== 'never' && isAtLeast(severity, failOn)),
  );
  await writeAnswer(io, options, await rendered());
  // What was read is told all the same: one bad file does not hide the others.
  for (const problem of problems) io.stderr.write(`spf-doctor: ${problem}\n`);
  if (problems.length > 0) return 2;
  return failed ? 1 : 0;

  async function rendered(): Promise<string> {
    const report = await import('../report/lint.js');
    switch (format) {
      case 'text':
        return report.terminalLint(files, styleOf(io, options));
      case 'github':
        return report.githubLint(files);
      case 'json': {
        const { jsonText } = await import('../report/json.js');
        return `${jsonText(report.lintJson(files, failed ? 'findings' : 'sound'))}\n`;
      }
      case 'sarif': {
        const [{ sarifLog }, { jsonText }] = await Promise.all([
          import('../report/sarif.js'),
          import('../report/json.js'),
        ]);
        return `${jsonText(sarifLog(report.sarifLint(files), io.version))}\n`;
      }
    }
  }
}

/** Writes the edited file, once it was read again and every record in it is the one that was proved. */
async function writeEdits(
  path: string,
  { text, applied }: ReturnType<typeof applyEdits>,
  names: readonly PlacedName[],
): Promise<void> {
  // Octets that are no UTF-8 were read as this character, and would be written as it.
  if (text.includes('\ufffd'))
    throw new InputError(`${path}: it is not UTF-8; --fix leaves it alone`);
  for (const { domain, record } of applied) {
    const values = names.find(({ name }) => name === domain)?.values ?? [];
    if (!values.some(({ strings }) => strings.join('') === record)) {
      throw new InputError(`${path}: the record of ${domain} cannot be edited where it stands`);
    }
  }
  try {
    await replaceFile(path, text);
  } catch (error) {
    throw new InputError(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

type Input = 'zone' | 'records' | 'octodns';

function inputOf(typed: string | undefined): Input | undefined {
  switch (typed) {
    case undefined:
    case 'zone':
    case 'records':
    case 'octodns':
      return typed;
    default:
      throw new InputError(`--input ${JSON.stringify(typed)}: give zone, records or octodns`);
  }
}

async function originOf({ origin }: Options): Promise<DomainName | undefined> {
  if (origin === undefined) return undefined;
  const { toName } = await import('../dns/name.js');
  const name = toName(origin);
  if (name !== undefined) return name;
  throw new InputError(`--origin ${JSON.stringify(origin)}: give a domain such as example.com`);
}

/** The files of the paths; of a folder those whose names say what they are. */
async function filesOf(paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) throw new InputError('give a file, a folder, or - for standard input');
  const files: string[] = [];
  for (const path of paths) {
    if (path === '-' || !(await isFolder(path))) {
      files.push(path);
      continue;
    }
    const found = (await readdir(path, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && /\.(?:zone|db|txt|ya?ml)$/i.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted();
    if (found.length === 0) {
      throw new InputError(`${path}: there are no .zone, .db, .txt or .yaml files in this folder`);
    }
    files.push(...found);
    if (files.length > MAX_FILES) throw new InputError(`${path}: over ${MAX_FILES} files`);
  }
  return files;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new InputError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

async function textOf(io: Io, path: string): Promise<string> {
  const text = path === '-' ? await io.stdin() : await fileText(path);
  if (text.includes('\0')) throw new InputError(`${path}: it is a binary file; give a text`);
  return text;
}

async function fileText(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > MAX_FILE) throw new InputError(`${path}: it is over 256 MiB`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** The values of a file; what it is its name says, or its first line. */
async function sourceOf(
  text: string,
  path: string,
  input: Input | undefined,
  origin: DomainName | undefined,
): Promise<readonly PlacedName[]> {
  const file = path === '-' ? 'standard input' : path;
  switch (input ?? guess(text, path)) {
    case 'octodns':
      return (await import('../lint/octodns-source.js')).octodnsSource(text, { file });
    case 'records':
      return (await import('../lint/line-source.js')).lineSource(text, { file });
    case 'zone': {
      const { zoneSource } = await import('../lint/zone-source.js');
      return zoneSource(text, { file, ...(origin === undefined ? {} : { origin }) });
    }
  }
}

function guess(text: string, path: string): Input {
  if (/\.ya?ml$/i.test(path)) return 'octodns';
  if (/\.(?:zone|db)$/i.test(path)) return 'zone';
  const isZone = /^\s*\$(?:ORIGIN|TTL)\b|^[^\n;#"]*\s(?:SOA|TXT|NS|MX|A|AAAA|CNAME)\s/m;
  return isZone.test(text.slice(0, 65_536)) ? 'zone' : 'records';
}
