/** `spf-doctor fix <domain>` */
import { fix } from '../doctor.js';
import { fixJson, jsonText } from '../report/json.js';
import { terminalRepair } from '../report/repair.js';
import { causeText, noteText, refusalText } from '../report/words.js';
import type { Qualifier } from '../spf/record.js';
import { configured, type ConfigOptions } from './config.js';
import { InputError } from './input-error.js';
import { note, styleOf, writeAnswer, type ExitCode, type Io, type OutputOptions } from './io.js';
import { observing, type SourceOptions } from './sources.js';
import { profileOf, type ProfileOptions } from './setup.js';
import { domainOf, formatOf } from './subject.js';

type Options = SourceOptions &
  ProfileOptions &
  ConfigOptions &
  OutputOptions & {
    readonly format?: string;
    readonly printRecord?: boolean;
    readonly keepOrder?: boolean;
    readonly all?: string;
    readonly detect?: boolean;
    readonly yes?: boolean;
  };

export async function runFix(
  io: Io,
  typed: string | undefined,
  options: Options,
): Promise<ExitCode> {
  const domain = domainOf(io, options, typed ?? '');
  const format = formatOf(options.format, ['text', 'json'] as const);
  if (options.printRecord === true && options.format !== undefined) {
    throw new InputError('--print-record prints the record alone; leave --format out');
  }
  const all = allOf(options.all);
  const { answers, placeOf } = await configured(io, options);
  const wish = {
    profile: profileOf(answers, placeOf),
    keepOrder: options.keepOrder === true,
    detect: options.detect !== false,
    yes: options.yes === true,
    ...(all === undefined ? {} : { all }),
  };
  const { repair, steps } = await observing(io, options, (source) =>
    fix(domain, { ...wish, ...source }),
  );
  switch (repair.kind) {
    case 'refused':
      io.stderr.write(`spf-doctor: no record for ${domain}: ${refusalText(repair.reason)}\n`);
      return 1;
    case 'unknown':
      io.stderr.write(`spf-doctor: no record for ${domain}: ${causeText(repair.cause)}\n`);
      return 3;
    case 'unchanged':
      note(
        io,
        options,
        repair.notes.length === 0
          ? `the record of ${domain} needs no change`
          : `nothing of the record of ${domain} is to be changed here; mind the notes`,
      );
      break;
    case 'record':
      break;
  }
  if (options.printRecord === true) {
    for (const told of repair.notes) note(io, options, noteText(told));
    await writeAnswer(io, options, `${repair.record}\n`);
  } else if (format === 'json') {
    await writeAnswer(io, options, `${jsonText(fixJson(repair, steps))}\n`);
  } else {
    await writeAnswer(io, options, terminalRepair(domain, repair, steps, styleOf(io, options)));
  }
  return 0;
}

function allOf(typed: string | undefined): Exclude<Qualifier, '+'> | undefined {
  if (typed === undefined) return undefined;
  const qualifier = typed.replace(/all$/i, '');
  if (qualifier === '-' || qualifier === '~' || qualifier === '?') return qualifier;
  throw new InputError(`--all ${JSON.stringify(typed)}: give -, ~ or ?`);
}
