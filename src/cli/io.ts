/** Everything of the outside world that the commands use, so that tests can stand in for it. */
import { randomUUID } from 'node:crypto';
import { access, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Style, Tone } from '../report/style.js';
import { InputError } from './input-error.js';

/** A stream of text that a person or a program reads. */
interface Output {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  /** Of a stream whose `write` gives false when it has enough for now. */
  readonly once?: ((event: 'drain', listener: () => void) => unknown) | undefined;
}

/** Where questions are asked and answered. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

export interface Io {
  /** The arguments after the program's name. */
  readonly argv: readonly string[];
  /** The answer, nothing else. */
  readonly stdout: Output;
  /** Notes and errors. */
  readonly stderr: Output;
  /** All of standard input. */
  readonly stdin: () => Promise<string>;
  /** A person at a keyboard, where there is one: what is asked is written to `output`. */
  readonly terminal?: Terminal | undefined;
  /** Standard input as it comes. */
  readonly stdinPieces: () => AsyncIterable<string>;
  /** Calls `stop` in place of ending at once when the user interrupts; returns what takes that back. */
  readonly onInterrupt: (stop: () => void) => () => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly clock: () => Date;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** This program's version. */
  readonly version: string;
}

/** 0 sound, 1 findings, 2 wrong input or a bug, 3 undetermined. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Options of every command about its output. */
export interface OutputOptions {
  readonly output?: string;
  /** Absent: as the device and the environment say. */
  readonly color?: boolean;
  readonly quiet?: boolean;
}

const codes: Readonly<Record<Tone, string>> = {
  good: '32',
  bad: '31',
  warn: '33',
  note: '36',
  dim: '2',
  strong: '1',
};

/** The widest lines of our own words, and the width where no device says. */
const MAX_WIDTH = 100;
const DEFAULT_WIDTH = 80;

/** How text looks on stdout, or in a file. */
export function styleOf(io: Io, { color, output }: OutputOptions): Style {
  const toFile = output !== undefined;
  const colours = color ?? (!toFile && wantsColour(io));
  const columns = toFile ? undefined : io.stdout.columns;
  return {
    width: Math.min(Math.max(columns ?? DEFAULT_WIDTH, 40), MAX_WIDTH),
    paint: (tone, text) => (colours ? `\x1b[${codes[tone]}m${text}\x1b[0m` : text),
    unicode: toFile || io.platform !== 'win32' || io.env['WT_SESSION'] !== undefined,
  };
}

/** NO_COLOR (no-color.org) before FORCE_COLOR before what the device is. */
function wantsColour({ env, stdout }: Io): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return stdout.isTTY === true && env['TERM'] !== 'dumb';
}

/** Writes the answer to stdout or to the file that was asked for. */
export async function writeAnswer(io: Io, { output }: OutputOptions, text: string): Promise<void> {
  if (output === undefined) {
    io.stdout.write(text);
    return;
  }
  try {
    await replaceFile(output, text);
  } catch (error) {
    throw new InputError(`cannot write ${output}: ${reasonOf(error)}`);
  }
}

/**
 * Writes beside the file and renames, so that nobody ever finds half an answer there. A device or a pipe
 * is written to itself.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const there = await stat(target).catch(() => undefined);
  if (there !== undefined && !there.isFile()) return writeFile(target, text);
  if (there !== undefined) await access(target, constants.W_OK);
  const beside = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    await writeFile(beside, text, { flag: 'wx', mode: there?.mode ?? 0o666 });
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Writes a note to stderr, unless it is to be quiet. */
export function note(io: Io, { quiet }: OutputOptions, text: string): void {
  if (quiet !== true) io.stderr.write(`spf-doctor: ${text}\n`);
}

/** A system error in a few words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is no folder',
    ENOSPC: 'the disk is full',
  };
  return known[code] ?? error.message;
}
