#!/usr/bin/env node
/** Gives the real arguments, streams and clock to the command line, and sets the exit code. */
import { readFileSync } from 'node:fs';
import { stderr, stdin, stdout } from 'node:process';
import { setTimeout } from 'node:timers/promises';

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string };

// A reader that has seen enough (head, less) closes the pipe: that is no error. Anything else, such as a
// full disk, is one, and must not look like an answer.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  stderr.write(`spf-doctor: cannot write to stdout: ${error.message}\n`);
  process.exit(2);
});
stderr.on('error', () => process.exit(2));

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  stdout.write(`${version}\n`);
} else {
  const { run } = await import('../src/cli/program.js');
  let interrupted = false;
  const code = await run({
    argv,
    stdout,
    stderr,
    stdin: async () => (await import('node:stream/consumers')).text(stdin),
    terminal: stdin.isTTY && stderr.isTTY ? { input: stdin, output: stderr } : undefined,
    stdinPieces: () => stdin.setEncoding('utf8') as AsyncIterable<string>,
    onInterrupt: (stop) => {
      // Once: a second interrupt ends the process at once.
      process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
      function interrupt(): void {
        interrupted = true;
        stop();
      }
      return () => process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    },
    env: process.env,
    platform: process.platform,
    clock: () => new Date(),
    sleep: setTimeout,
    version,
  });
  process.exitCode = code;
  // Questions that nobody waits for any more must not keep it.
  if (interrupted) stdout.write('', () => process.exit());
}
