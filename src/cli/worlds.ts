/** Recorded worlds as files. */
import { randomUUID } from 'node:crypto';
import { access, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WorldError, readWorld } from '../net/world-text.js';
import type { World } from '../net/world.js';
import { jsonText } from '../report/json.js';
import { InputError } from './input-error.js';
import { MAX_FILE_OCTETS, readInput } from './input-file.js';
import { reasonOf } from './io.js';

/** The world of `--replay <file>`. */
export async function openWorld(file: string): Promise<World> {
  const text = await readInput('--replay', file);
  try {
    return await readWorld(text);
  } catch (error) {
    if (error instanceof WorldError) throw new InputError(`--replay ${file}: ${error.message}`);
    throw error;
  }
}

/** Refuses `--record <file>` before anything is asked, where it could not be written in the end. */
export async function checkPlace(file: string): Promise<void> {
  const folder = dirname(file);
  const [place, there] = await Promise.all(
    [folder, file].map((path) => stat(path).catch(() => undefined)),
  );
  if (place?.isDirectory() !== true) throw cannotWrite(file, `${folder} is no folder`);
  if (there?.isFile() === false) throw cannotWrite(file, 'it is there already and is no file');
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** Writes the world of `--record <file>`: all of it or nothing. */
export async function saveWorld(file: string, world: World): Promise<void> {
  const text = `${jsonText(world)}\n`;
  if (text.length > MAX_FILE_OCTETS) throw cannotWrite(file, 'it would be over 64 MiB');
  // Behind a link it is the file itself that is replaced.
  const target = await realpath(file).catch(() => file);
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    await writeFile(draft, text, { flag: 'wx', flush: true });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, reason: unknown): InputError {
  return new InputError(`--record ${file}: cannot be written: ${reasonOf(reason)}`);
}
