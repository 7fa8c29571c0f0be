/** What the user wants judged, as typed: the domain, the profile, the rules. */
import { readDomain, toName, type DomainName } from '../dns/name.js';
import type { Outgoing, Profile, Severity } from '../rules/profile.js';
import type { Selection } from '../rules/selection.js';
import { MAX_SELECTORS } from '../survey/neighbours.js';
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

export interface ProfileOptions {
  readonly profile?: string;
  readonly outgoing?: string;
  readonly include?: readonly string[];
  readonly sender?: readonly string[];
}

/** The profile; names and ids are checked. */
export async function profileOf({
  profile = 'twenty20',
  outgoing = 'twenty20',
  include = [],
  sender = [],
}: ProfileOptions): Promise<Profile> {
  if (profile !== 'twenty20' && profile !== 'none') {
    throw new InputError(`--profile ${JSON.stringify(profile)}: give twenty20 or none`);
  }
  if (!isOutgoing(outgoing)) {
    throw new InputError(`--outgoing ${JSON.stringify(outgoing)}: give twenty20, external or both`);
  }
  const includes = include.map((target) => includeOf('--include', target));
  for (const id of sender) includes.push(await senderOf(id));
  return { twenty20: profile === 'twenty20', outgoing, includes: [...new Set(includes)] };
}

/** `--selector`: what stands in front of `._domainkey.` (RFC 6376 3.1). */
export function selectorsOf({
  selector = [],
}: {
  readonly selector?: readonly string[];
}): readonly string[] {
  const wrong = selector.find(
    (typed) =>
      /_domainkey/i.test(typed) || !/^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/i.test(typed),
  );
  if (wrong !== undefined) {
    throw new InputError(
      `--selector ${JSON.stringify(wrong)}: give what stands in front of "._domainkey", such as google`,
    );
  }
  if (selector.length > MAX_SELECTORS) {
    throw new InputError(`--selector: give at most ${MAX_SELECTORS} of them`);
  }
  return selector.map((typed) => typed.toLowerCase());
}

function isOutgoing(typed: string): typed is Outgoing {
  return typed === 'twenty20' || typed === 'external' || typed === 'both';
}

/** The target of an include, as an option names it: with or without `include:` in front. */
export function includeOf(option: string, typed: string): DomainName {
  const target = toName(typed.replace(/^include:/i, ''));
  if (target === undefined || !/^\S+\.(?=.*[a-z])[a-z0-9-]*[a-z0-9]$/.test(target)) {
    throw new InputError(
      `${option} ${JSON.stringify(typed)}: give a domain such as _spf.example.com`,
    );
  }
  return target;
}

async function senderOf(id: string): Promise<DomainName> {
  const { providerById, providers } = await import('../catalog/providers.js');
  const provider = providerById(id);
  if (provider === undefined) {
    const known = providers
      .filter(({ spfInclude }) => spfInclude !== null)
      .map((found) => found.id);
    throw new InputError(`--sender ${JSON.stringify(id)}: give one of ${known.join(', ')}`);
  }
  const target = provider.spfInclude === null ? undefined : toName(provider.spfInclude);
  if (target === undefined) {
    throw new InputError(
      `--sender ${id}: the include of ${provider.name} is not known or differs by customer; give it with --include`,
    );
  }
  return target;
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
  const [{ isChosen, isRuleOrArea }, { checklist }] = await Promise.all([
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
  if (!(rules ?? checklist).some(({ id }) => isChosen(id, chosen))) {
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
