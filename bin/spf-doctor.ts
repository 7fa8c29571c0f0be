#!/usr/bin/env node
/** Gives the real arguments, streams and clock to the command line, and sets the exit code. */
import { readFileSync } from 'node:fs';
import { stderr, stdout } from 'node:process';

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string };

// A reader that has seen enough (head, less) closes the pipe: that is no error.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  stdout.write(`${version}\n`);
} else {
  const { run } = await import('../src/cli/program.js');
  process.exitCode = await run(
    {
      argv,
      stdout,
      stderr,
      env: process.env,
      platform: process.platform,
      clock: () => new Date(),
    },
    version,
  );
}
