/** The command line or a file is wrong: one line on stderr, exit 2. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
