/** Files that the command line names. */
import { readFile, stat } from 'node:fs/promises';
import { InputError } from './input-error.js';
import { reasonOf } from './io.js';

/** Octets of one file. */
export const MAX_FILE_OCTETS = 64 * 1024 * 1024;

/** The text of a file that `option` names. */
export async function readInput(option: string, file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MAX_FILE_OCTETS) {
      throw new InputError(`${option} ${file}: it is over 64 MiB`);
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${option} ${file}: cannot be read: ${reasonOf(error)}`);
  }
}
