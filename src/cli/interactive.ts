/** `check --interactive`: asks for what was not given, and keeps the answers where that is wanted. */
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { DEFAULT_CATCHALL, isHosted, type Edition } from '../catalog/twenty20.js';
import { jsonText } from '../report/json.js';
import { CONFIG_FILE, type ConfigOptions } from './config.js';
import { InputError } from './input-error.js';
import { reasonOf, type Io } from './io.js';
import { setupOf, type SetupOptions } from './setup.js';

/** One question. */
interface Inquiry {
  readonly option: keyof SetupOptions;
  readonly text: string;
  /** What an empty line stands for; absent: it stays open. */
  readonly usual?: string;
  /** Whether several answers are taken, with commas between them. */
  readonly several?: boolean;
}

/** What is asked next, in the order of the page. What an edition cannot have is not asked for. */
function* inquiries(answers: () => SetupOptions): Generator<Inquiry> {
  yield { option: 'edition', text: 'Edition (community, enterprise, online, sh)' };
  const edition = answers().edition as Edition | undefined;
  const hosted = edition === undefined || isHosted(edition);
  yield {
    option: 'outgoing',
    text: 'Mail leaves through whose servers (twenty20, external, both)',
    usual: hosted ? 'twenty20' : 'external',
  };
  if (hosted) yield { option: 'database', text: 'Database, the NAME of https://NAME.odoo.com' };
  yield { option: 'catchall', text: 'Local part that replies go to', usual: DEFAULT_CATCHALL };
  yield { option: 'alias', text: 'Aliases, with commas between them', several: true };
}

/**
 * The answers, completed in the terminal.
 * @throws {InputError} (the promise rejects) Without a terminal, and where the person leaves.
 */
export async function askedFor(
  { terminal }: Io,
  { config: file = CONFIG_FILE }: ConfigOptions,
  given: SetupOptions,
): Promise<SetupOptions> {
  if (terminal === undefined) {
    throw new InputError(
      '--interactive asks in a terminal, and there is none; give options instead',
    );
  }
  const lines = createInterface({ ...terminal, terminal: true });
  const leaving = new AbortController();
  const leave = () => {
    leaving.abort();
  };
  lines.on('SIGINT', leave).on('close', leave);
  const ask = (text: string) => lines.question(text, { signal: leaving.signal });
  try {
    let answers = given;
    for (const inquiry of inquiries(() => answers)) {
      if (answers[inquiry.option] === undefined) answers = await answered(answers, inquiry);
    }
    if (
      answers !== given &&
      /^y(?:es)?$/i.test((await ask(`Write this to ${file}? [y/N] `)).trim())
    ) {
      await save(file, answers);
    }
    return answers;
  } catch (error) {
    if (!leaving.signal.aborted) throw error;
    terminal.output.write('\n');
    throw new InputError('left before everything was asked; nothing was checked');
  } finally {
    lines.close();
  }

  /** Asks until the answer can be read. */
  async function answered(answers: SetupOptions, inquiry: Inquiry): Promise<SetupOptions> {
    const { option, text, usual, several = false } = inquiry;
    for (;;) {
      const typed = (await ask(`${text} [${usual ?? 'leave open'}] `)).trim() || usual;
      if (typed === undefined) return answers;
      const value = several ? typed.split(',').map((each) => each.trim()) : typed;
      const next = { ...answers, [option]: value };
      try {
        setupOf(next);
        return next;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        terminal?.output.write(`${error.message}\n`);
      }
    }
  }
}

async function save(file: string, answers: SetupOptions): Promise<void> {
  const { configSchema } = await import('./config-schema.js');
  const keys = new Set(Object.keys(configSchema.shape));
  const config = Object.fromEntries(Object.entries(answers).filter(([key]) => keys.has(key)));
  try {
    await writeFile(file, `${jsonText(config)}\n`);
  } catch (error) {
    throw new InputError(`${file}: cannot be written: ${reasonOf(error)}`);
  }
}
