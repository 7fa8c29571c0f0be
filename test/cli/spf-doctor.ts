/** Runs the command line in this process, on a world of fixtures unless told otherwise. */
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExitCode, Terminal } from '../../src/cli/io.js';
import { run } from '../../src/cli/program.js';

/** What a run of the command came to. */
export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

const root = resolve(import.meta.dirname, '../..');

/** The bundled world, as options; paths are relative to the project's root, as in the transcripts. */
export const world = ['--zone', 'fixtures/zones/mycompany.zone'];
/** The same with the neighbours. */
export const wideWorld = [...world, '--zone', 'fixtures/zones/neighbours.zone'];

/** Runs `spf-doctor` with these arguments. */
export async function spfDoctor(
  argv: readonly string[],
  device: {
    readonly isTTY?: boolean;
    readonly columns?: number;
    readonly env?: Record<string, string>;
    readonly stdin?: string;
    readonly terminal?: Terminal;
    readonly pieces?: readonly string[];
    readonly onInterrupt?: (stop: () => void) => () => void;
    readonly clock?: () => Date;
    readonly sleep?: (milliseconds: number) => Promise<unknown>;
  } = {},
): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const before = process.cwd();
  process.chdir(root);
  try {
    const code = await run({
      argv,
      stdout: {
        write: (text) => {
          stdout += text;
        },
        isTTY: device.isTTY,
        columns: device.columns,
      },
      stderr: {
        write: (text) => {
          stderr += text;
        },
        isTTY: device.isTTY,
        columns: device.columns,
      },
      stdin: () => Promise.resolve(device.stdin ?? ''),
      terminal: device.terminal,
      // oxlint-disable-next-line typescript/require-await -- pieces that are there already
      stdinPieces: async function* () {
        yield* device.pieces ?? [device.stdin ?? ''];
      },
      onInterrupt: (stop) => device.onInterrupt?.(stop) ?? (() => undefined),
      env: device.env ?? {},
      platform: 'linux',
      clock: device.clock ?? (() => new Date('2026-11-23T12:00:00Z')),
      sleep: device.sleep ?? sleep,
      version: '1.2.3',
    });
    return { code, stdout, stderr };
  } finally {
    process.chdir(before);
  }
}
