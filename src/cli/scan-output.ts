/** Where the lines of a scan go, and which domains an earlier run has answered already. */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { InputError } from './input-error.js';
import { reasonOf, type Io } from './io.js';

/** Takes whole lines and writes them in the order in which they were given. */
export interface ScanOutput {
  readonly write: (line: string) => Promise<void>;
  /** Waits for what was given and closes. */
  readonly end: () => Promise<void>;
}

/** Writes to a file (from its `position` on) or to stdout, as fast as it takes the lines. */
export async function scanOutput(
  io: Io,
  file: string | undefined,
  position: number | undefined,
): Promise<ScanOutput> {
  if (file === undefined) {
    const { stdout } = io;
    let drained: Promise<void> | undefined;
    return {
      write: (line) => {
        if (stdout.write(line) !== false || stdout.once === undefined) return Promise.resolve();
        drained ??= new Promise<void>((resolve) => {
          stdout.once?.('drain', () => {
            drained = undefined;
            resolve();
          });
        });
        return drained;
      },
      end: () => Promise.resolve(),
    };
  }
  const handle = await opened(file, position);
  let last = Promise.resolve();
  // Lines that come while others are being written go out together.
  let next = '';
  const append = async (before: Promise<void>): Promise<void> => {
    await before;
    const lines = next;
    next = '';
    try {
      await handle.appendFile(lines);
    } catch (error) {
      throw new InputError(`cannot write ${file}: ${reasonOf(error)}`);
    }
  };
  return {
    write: (line) => {
      if (next === '') last = append(last);
      next += line;
      return last;
    },
    end: async () => {
      try {
        await last;
      } finally {
        await handle.close();
      }
    },
  };
}

async function opened(file: string, position: number | undefined): Promise<FileHandle> {
  try {
    if (position === undefined) return await open(file, 'w');
    const handle = await open(file, 'a');
    // A run that was killed may have left half a line.
    await handle.truncate(position);
    return handle;
  } catch (error) {
    throw new InputError(`cannot write ${file}: ${reasonOf(error)}`);
  }
}

/** What an output holds already. */
export interface Earlier {
  /** The domain of each line, or what was typed where it is none. */
  readonly done: ReadonlySet<string>;
  /** Octets up to the end of the last whole line. */
  readonly position: number;
}

/** Reads the output of an earlier run. */
export async function earlierOutput(file: string): Promise<Earlier> {
  const done = new Set<string>();
  let position = 0;
  let number = 0;
  try {
    const size = await sizeOf(file);
    for await (const line of createInterface({ input: createReadStream(file) })) {
      number += 1;
      const end = position + Buffer.byteLength(line) + 1;
      // The last line counts only with its line break.
      if (end > size) break;
      done.add(domainOf(line));
      position = end;
    }
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new InputError(`--resume ${file}: line ${number} is none that scan wrote`);
    }
    throw new InputError(`--resume ${file}: cannot be read: ${reasonOf(error)}`);
  }
  return { done, position };
}

async function sizeOf(file: string): Promise<number> {
  const handle = await open(file);
  try {
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

function domainOf(line: string): string {
  const read: unknown = JSON.parse(line);
  if (typeof read === 'object' && read !== null) {
    if ('domain' in read && typeof read.domain === 'string') return read.domain;
    if ('input' in read && typeof read.input === 'string') return read.input;
  }
  throw new SyntaxError('no line of a scan');
}
