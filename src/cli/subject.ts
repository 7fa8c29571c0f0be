/** What the user wants judged, as typed: the domain, the rules, how grave, in which form. */
import { readDomain, type DomainName } from '../dns/name.js';
import type { Severity } from '../rules/profile.js';
import type { Selection } from '../rules/selection.js';
import { InputError } from './input-error.js';
import { note, type Io, type OutputOptions } from './io.js';

/** The domain; what was taken off around it is told. */
export function domainOf(io: Io, options: OutputOptions, typed: string): DomainName {
  const read = readDomain(typed);
  if (!read.ok) throw new InputError(`${JSON.stringify(typed)} is no domain: ${read.problem}`);
  if (read.takenFrom !== undefined) {
    note(
      io,
      options,
      `taking ${read.name} from the ${read.takenFrom === 'url' ? 'URL' : 'mailbox'}`,
    );
  }
  return read.name;
}

export interface SelectionOptions {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
}

/**
 * The chosen rules; every name must be that of a rule or an area, and one of `rules` must be left: those
 * that the command can judge, or all.
 */
export async function selectionOf(
  { only = [], skip = [] }: SelectionOptions,
  rules?: readonly { readonly id: string }[],
): Promise<Selection> {
  const chosen = { only: only.flatMap(names), skip: skip.flatMap(names) };
  const [{ chooser, isRuleOrArea }, { checklist }] = await Promise.all([
    import('../rules/selection.js'),
    import('../rules/index.js'),
  ]);
  for (const [option, given] of Object.entries(chosen)) {
    const unknown = given.find((name) => !isRuleOrArea(name));
    if (unknown !== undefined) {
      throw new InputError(
        `--${option} ${JSON.stringify(unknown)}: there is no such rule or area; see spf-doctor explain`,
      );
    }
  }
  const isChosen = chooser(chosen);
  if (!(rules ?? checklist).some(({ id }) => isChosen(id))) {
    throw new InputError('--only and --skip leave no rule to judge by');
  }
  return chosen;
}

function names(typed: string): readonly string[] {
  return typed.split(',').map((name) => name.trim());
}

/** `--fail-on`. */
export function failOnOf(typed: string | undefined): Severity | 'never' {
  switch (typed) {
    case undefined:
      return 'error';
    case 'error':
    case 'warning':
    case 'notice':
    case 'never':
      return typed;
    default:
      throw new InputError(
        `--fail-on ${JSON.stringify(typed)}: give error, warning, notice or never`,
      );
  }
}

/** `--format` where a command has these. */
export function formatOf<F extends string>(typed: string | undefined, formats: readonly F[]): F {
  const found = formats.find((format) => format === (typed ?? formats[0]));
  if (found === undefined) {
    throw new InputError(
      `--format ${JSON.stringify(typed)}: give ${formats.slice(0, -1).join(', ')} or ${formats.at(-1)}`,
    );
  }
  return found;
}
