/** A question at the terminal whose answer is not shown while it is typed. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { InputError } from './input-error.js';
import type { Terminal } from './io.js';

/** Resolves to what was typed. Ctrl-C and the end of the input are an InputError. */
export async function askSecret(question: string, { input, output }: Terminal): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true });
  output.write(question);
  try {
    return await new Promise((resolve, reject) => {
      const cancelled = (): void => reject(new InputError('nothing was typed; nothing was done'));
      lines.once('SIGINT', cancelled);
      lines.once('close', cancelled);
      lines.question('').then(resolve, reject);
    });
  } finally {
    lines.close();
    output.write('\n');
  }
}
