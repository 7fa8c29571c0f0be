/** The config file: answers for repeated runs. */
import { stat } from 'node:fs/promises';
import type { z } from 'zod';
import { parseJson, placeText, rightOf, shortened, valueAt } from '../net/json-text.js';
import { editDistance } from '../spf/edit-distance.js';
import { InputError } from './input-error.js';
import { readInput } from './input-file.js';
import { note, type Io, type OutputOptions } from './io.js';
import { onCommandLine, type PlaceOf, type SetupOptions } from './setup.js';

/** Looked for in the working folder. */
export const CONFIG_FILE = 'spf-doctor.config.json';

export interface ConfigOptions {
  readonly config?: string;
}

/** The options of the command line, completed from the config file. */
export interface Configured {
  readonly answers: SetupOptions;
  /** Where an answer was written. */
  readonly placeOf: PlaceOf;
}

/** Reads the config file, the one named or the one that is there; without one there is nothing to read. */
export async function configured(
  io: Io,
  options: ConfigOptions & SetupOptions & OutputOptions,
): Promise<Configured> {
  const file = options.config ?? ((await isThere(CONFIG_FILE)) ? CONFIG_FILE : undefined);
  if (file === undefined) return { answers: options, placeOf: onCommandLine };
  const config = await readConfig(file);
  if (options.config === undefined) note(io, options, `what is not given is taken from ${file}`);
  return {
    answers: { ...config, ...options },
    placeOf: (option, index) =>
      options[option] === undefined && config[option] !== undefined
        ? `${file}: ${placeText(index === undefined ? [option] : [option, index])}`
        : onCommandLine(option),
  };
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() === true;
}

/** Faults of one file that are told. */
const MAX_FAULTS = 20;

/** The file's answers. */
async function readConfig(file: string): Promise<SetupOptions> {
  const value = jsonOf(file, await readInput('--config', file));
  const { configSchema } = await import('./config-schema.js');
  const read = configSchema.safeParse(value, { error: rightOf });
  if (read.success) {
    const { $schema, ...answers } = read.data;
    void $schema;
    return answers as SetupOptions;
  }
  const known = Object.keys(configSchema.shape);
  const faults = read.error.issues.flatMap((issue) => faultsOf(issue, value, known));
  throw new InputError(...faults.slice(0, MAX_FAULTS).map((fault) => `${file}: ${fault}`));
}

function jsonOf(file: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new InputError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function faultsOf(
  issue: z.core.$ZodIssue,
  value: unknown,
  known: readonly string[],
): readonly string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => strangeKey(key, known));
  const found = shortened(valueAt(value, issue.path));
  return [`${placeText(issue.path)} is ${found}; ${issue.message}`];
}

/** Keys that people keep secrets under. */
const SECRET = /pass|pwd|secret|token|credential|api.?key|private.?key/i;

/** The value of such a key is never repeated. */
function strangeKey(key: string, known: readonly string[]): string {
  const told = shortened(key);
  if (SECRET.test(key)) {
    return `${told} looks like a secret, and none is read from a file that is kept and passed on; remove it`;
  }
  const [nearest] = known
    .map((name) => ({ name, edits: editDistance(plainKey(key), plainKey(name)) }))
    .toSorted((a, b) => a.edits - b.edits);
  return nearest !== undefined && nearest.edits <= Math.max(1, nearest.name.length / 3)
    ? `there is no key ${told}; did you mean "${nearest.name}"?`
    : `there is no key ${told}; give one of ${known.join(', ')}`;
}

/** As options are written too (`app-version`), and as a plural. */
function plainKey(key: string): string {
  return key.slice(0, 40).toLowerCase().replaceAll(/[-_]/g, '').replace(/e?s$/, '');
}
