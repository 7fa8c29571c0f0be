/** `spf-doctor fix <domain>` */
import { fix, type Fix } from '../doctor.js';
import { forms, writeForm, type Form } from '../report/forms/index.js';
import { isDone } from '../report/forms/rrset-change.js';
import { fixJson, jsonText } from '../report/json.js';
import { terminalRepair, type Publishable } from '../report/repair.js';
import { causeText, noteText, refusalText } from '../report/words.js';
import type { Qualifier } from '../spf/record.js';
import { InputError } from './input-error.js';
import { note, styleOf, writeAnswer, type ExitCode, type Io, type OutputOptions } from './io.js';
import { lookupOf, type SourceOptions } from './sources.js';
import { domainOf, formatOf, profileOf, type ProfileOptions } from './subject.js';

type Options = SourceOptions &
  ProfileOptions &
  OutputOptions & {
    readonly as?: string;
    readonly format?: string;
    readonly printRecord?: boolean;
    readonly keepOrder?: boolean;
    readonly all?: string;
    readonly detect?: boolean;
    readonly yes?: boolean;
  };

/** What is printed: something to read, the fix as data, the record alone, or the change for some tool. */
type Shape = 'text' | 'json' | 'record' | Form;

export async function runFix(
  io: Io,
  typed: string | undefined,
  options: Options,
): Promise<ExitCode> {
  const domain = domainOf(io, options, typed ?? '');
  const shape = shapeOf(options);
  const all = allOf(options.all);
  const fixed = await fix(domain, {
    profile: await profileOf(options),
    lookup: await lookupOf(options),
    clock: io.clock,
    keepOrder: options.keepOrder === true,
    detect: options.detect !== false,
    yes: options.yes === true,
    ...(all === undefined ? {} : { all }),
  });
  const { repair } = fixed;
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
  return print(io, options, shape, fixed, repair);
}

async function print(
  io: Io,
  options: Options,
  shape: Shape,
  fixed: Fix,
  repair: Publishable,
): Promise<ExitCode> {
  const { domain, steps } = fixed;
  switch (shape) {
    case 'text':
      await writeAnswer(io, options, terminalRepair(domain, repair, steps, styleOf(io, options)));
      return 0;
    case 'json':
      await writeAnswer(io, options, `${jsonText(fixJson(repair, steps))}\n`);
      return 0;
    case 'record':
      for (const told of repair.notes) note(io, options, noteText(told));
      await writeAnswer(io, options, `${repair.record}\n`);
      return 0;
    default:
      return printForm(io, options, shape, fixed, repair);
  }
}

async function printForm(
  io: Io,
  options: Options,
  form: Form,
  { domain, rrset }: Fix,
  { notes }: Publishable,
): Promise<ExitCode> {
  if (rrset === null) throw new Error('a record to publish has no RRset to publish it in');
  const written = writeForm(form, rrset);
  if (typeof written !== 'string') {
    const reason = written.kind === 'refused' ? written.reason : causeText(written.cause);
    io.stderr.write(`spf-doctor: no ${form} form for ${domain}: ${reason}\n`);
    return written.kind === 'refused' ? 1 : 3;
  }
  for (const told of notes) note(io, options, noteText(told));
  const { seconds, left } = rrset.ttl;
  if (left !== undefined && !isDone(rrset)) {
    note(
      io,
      options,
      `the TTL of the old record is taken to be ${seconds} seconds: a resolver had ${left} left of it`,
    );
  }
  await writeAnswer(io, options, written);
  return 0;
}

function shapeOf({ as, format, printRecord }: Options): Shape {
  if (as !== undefined && (format !== undefined || printRecord === true)) {
    throw new InputError(
      '--as says what is printed; leave --format and --print-record out beside it',
    );
  }
  if (printRecord === true) {
    if (format === undefined) return 'record';
    throw new InputError('--print-record prints the record alone; leave --format out');
  }
  if (as === undefined) return formatOf(format, ['text', 'json'] as const);
  const known = ['text', ...forms, 'json'] as const;
  const found = known.find((shape) => shape === as);
  if (found === undefined) {
    throw new InputError(`--as ${JSON.stringify(as)}: give ${known.join(', ')}`);
  }
  return found;
}

function allOf(typed: string | undefined): Exclude<Qualifier, '+'> | undefined {
  if (typed === undefined) return undefined;
  const qualifier = typed.replace(/all$/i, '');
  if (qualifier === '-' || qualifier === '~' || qualifier === '?') return qualifier;
  throw new InputError(`--all ${JSON.stringify(typed)}: give -, ~ or ?`);
}
