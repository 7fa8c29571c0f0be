/** `spf-doctor fix <domain>` */
import { fix } from '../doctor.js';
import { forms, writeForm, type Form } from '../report/forms/index.js';
import { isDone, type RrsetChange } from '../report/forms/rrset-change.js';
import type { Unwritten } from '../report/forms/unwritten.js';
import { fixJson, jsonText } from '../report/json.js';
import { terminalRepair, type Publishable, type PublishableFix } from '../report/repair.js';
import type { Style } from '../report/style.js';
import { causeText, noteText, refusalText } from '../report/words.js';
import type { Qualifier } from '../spf/record.js';
import { InputError } from './input-error.js';
import { note, styleOf, writeAnswer, type ExitCode, type Io, type OutputOptions } from './io.js';
import { observing, type SourceOptions } from './sources.js';
import { domainOf, formatOf, includeOf, profileOf, type ProfileOptions } from './subject.js';

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
    readonly optimize?: boolean;
    readonly flatten?: readonly string[];
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
  const wish = {
    profile: await profileOf(options),
    keepOrder: options.keepOrder === true,
    detect: options.detect !== false,
    yes: options.yes === true,
    optimize: options.optimize === true,
    flatten: (options.flatten ?? []).map((target) => includeOf('--flatten', target)),
    ...(all === undefined ? {} : { all }),
  };
  const fixed = await observing(io, options, (source) => fix(domain, { ...wish, ...source }));
  const { repair, rrset } = fixed;
  const no = (what: string, reason: string) =>
    io.stderr.write(`spf-doctor: no ${what} for ${domain}: ${reason}\n`);
  if (repair.kind === 'refused') {
    no('record', refusalText(repair.reason));
    return 1;
  }
  if (repair.kind === 'unknown') {
    no('record', causeText(repair.cause));
    return 3;
  }
  if (rrset === null) throw new Error('a record to publish has no RRset to publish it in');
  const written = write(shape, { ...fixed, repair, rrset }, styleOf(io, options));
  if (typeof written !== 'string') {
    const isRefused = written.kind === 'refused';
    no(`${shape} form`, isRefused ? written.reason : causeText(written.cause));
    return isRefused ? 1 : 3;
  }
  for (const text of asides(shape, repair, rrset)) note(io, options, text);
  await writeAnswer(io, options, written);
  return 0;
}

function write(
  shape: Shape,
  { repair, rrset, steps }: PublishableFix,
  style: Style,
): string | Unwritten {
  if (shape === 'text') return terminalRepair({ repair, rrset, steps }, style);
  if (shape === 'json') return `${jsonText(fixJson(repair, steps))}\n`;
  return shape === 'record' ? `${repair.record}\n` : writeForm(shape, rrset);
}

/** What is said on stderr; readers of `text` and `json` find the notes in the answer. */
function asides(shape: Shape, repair: Publishable, rrset: RrsetChange): readonly string[] {
  const { domain, ttl } = rrset;
  const unchanged =
    repair.notes.length === 0
      ? `the record of ${domain} needs no change`
      : `nothing of the record of ${domain} is to be changed here; mind the notes`;
  return [
    ...(repair.kind === 'unchanged' ? [unchanged] : []),
    ...(shape === 'text' || shape === 'json' ? [] : repair.notes.map(noteText)),
    ...(ttl.left === undefined || isDone(rrset) || !forms.some((form) => form === shape)
      ? []
      : [
          `the TTL of the old record is taken to be ${ttl.seconds} seconds: a resolver had ${ttl.left} left of it`,
        ]),
  ];
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
  const known: readonly Shape[] = ['text', ...forms, 'json'];
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
