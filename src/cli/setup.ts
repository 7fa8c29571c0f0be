/** What the user says of the set-up, on the command line or in a config file: the profile. */
import { providerById, providers } from '../catalog/providers.js';
import { editions } from '../catalog/twenty20.js';
import { toName, type DomainName } from '../dns/name.js';
import { securities, type Protocol, type Security } from '../mail/connection.js';
import { readMailServer, type MailServer } from '../mail/server.js';
import { aliasProblem } from '../rules/local-part.js';
import { outgoings, type GivenServer, type Profile } from '../rules/profile.js';
import { MAX_SELECTORS } from '../survey/neighbours.js';
import { InputError } from './input-error.js';

/** What `check` and `fix` are told of the domain's senders. */
export interface ProfileOptions {
  readonly profile?: string;
  readonly outgoing?: string;
  readonly include?: readonly string[];
  readonly sender?: readonly string[];
}

/** What `check` is told of the set-up besides. */
export interface SetupOptions extends ProfileOptions {
  readonly selector?: readonly string[];
  readonly edition?: string;
  readonly appVersion?: string;
  readonly database?: string;
  readonly catchall?: string;
  readonly bounce?: string;
  readonly alias?: readonly string[];
  readonly mailbox?: readonly string[];
  readonly smtp?: string;
  /** Of `smtp`. */
  readonly security?: string;
  readonly imap?: string;
  readonly pop3?: string;
}

/** How an option is called in a message: where its value, or one of several values, was written. */
export type PlaceOf = (option: keyof SetupOptions, index?: number) => string;

/** On the command line. */
export const onCommandLine: PlaceOf = (option) =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

export const profiles = ['twenty20', 'none'] as const;

/** The profile; names and ids are checked. */
export function profileOf(
  { profile, outgoing, include = [], sender = [] }: ProfileOptions,
  placeOf: PlaceOf = onCommandLine,
): Profile {
  const includes = [
    ...include.map((typed, index) => includeOf(placeOf('include', index), typed)),
    ...sender.map((id, index) => senderOf(placeOf('sender', index), id)),
  ];
  return {
    twenty20: oneOf(placeOf('profile'), profile ?? 'twenty20', profiles) === 'twenty20',
    outgoing: oneOf(placeOf('outgoing'), outgoing ?? 'twenty20', outgoings),
    includes: [...new Set(includes)],
  };
}

/** The profile with all that `check` can be told. */
export function setupOf(options: SetupOptions, placeOf: PlaceOf = onCommandLine): Profile {
  const { edition, appVersion, database, catchall, bounce, alias, mailbox } = options;
  const read = <T>(option: keyof SetupOptions, typed: string | undefined, reader: Reader<T>) =>
    typed === undefined ? undefined : reader(placeOf(option), typed);
  const localPart: Reader<string> = (place, typed) => {
    const problem = aliasProblem(typed);
    if (problem === undefined) return typed;
    throw new InputError(`${place} ${JSON.stringify(typed)}: ${problem}; give one such as sales`);
  };
  const localParts = (option: 'alias' | 'mailbox', typed: readonly string[] | undefined) =>
    typed?.map((each, index) => localPart(placeOf(option, index), each));
  if (options.security !== undefined && options.smtp === undefined) {
    throw new InputError(`${placeOf('security')} is that of a server: give --smtp too`);
  }
  const given = {
    edition: read('edition', edition, (place, typed) => oneOf(place, typed, editions)),
    appVersion: read('appVersion', appVersion, versionOf),
    database: read('database', database, databaseOf),
    catchall: read('catchall', catchall, localPart),
    bounce: read('bounce', bounce, localPart),
    aliases: localParts('alias', alias),
    mailboxes: localParts('mailbox', mailbox),
    smtp: read('smtp', options.smtp, (place, typed) => {
      const security = read('security', options.security, securityOf);
      return {
        ...givenServerOf(place, typed, 'smtp'),
        ...(security === undefined ? {} : { security }),
      };
    }),
    imap: read('imap', options.imap, (place, typed) => givenServerOf(place, typed, 'imap')),
    pop3: read('pop3', options.pop3, (place, typed) => givenServerOf(place, typed, 'pop3')),
  };
  return {
    ...profileOf(options, placeOf),
    selectors: selectorsOf(options, placeOf),
    ...(Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== undefined),
    ) as Partial<Profile>),
  };
}

/** Reads what was typed; `place` is where. Throws an InputError that begins with it. */
type Reader<T> = (place: string, typed: string) => T;

function oneOf<T extends string>(place: string, typed: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === typed);
  if (found !== undefined) return found;
  throw new InputError(
    `${place} ${JSON.stringify(typed)}: give ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`,
  );
}

/** `17`, `17.0`: the first number. */
const versionOf: Reader<number> = (place, typed) => {
  const [, major] = /^([1-9]\d?)(?:\.\d{1,2})?$/.exec(typed) ?? [];
  if (major !== undefined) return Number(major);
  throw new InputError(`${place} ${JSON.stringify(typed)}: give a version such as 17 or 17.0`);
};

/** `acme`, `acme.odoo.com`, or the address of its pages: the label. */
const databaseOf: Reader<string> = (place, typed) => {
  const [, label] =
    /^(?:https:\/\/)?([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.odoo\.com\/?)?$/i.exec(typed) ?? [];
  if (label !== undefined) return label.toLowerCase();
  throw new InputError(
    `${place} ${JSON.stringify(typed)}: give the NAME of https://NAME.odoo.com, such as mycompany`,
  );
};

/** `mail.example.com`, `mail.example.com:587`, `192.0.2.1:25`, `[2001:db8::1]:993`. */
export function mailServerOf(
  place: string,
  typed: string,
  protocol: Protocol,
  security?: Security,
): MailServer {
  // What stands before an @ may be a password: it is not repeated.
  if (typed.includes('@')) {
    throw new InputError(`${place}: give host or host:port, without a login in front`);
  }
  const read = readMailServer(typed, protocol, security);
  if (typeof read === 'string') throw new InputError(`${place} ${JSON.stringify(typed)}: ${read}`);
  return read;
}

/** Where the security was left to the port, the profile says nothing of it. */
function givenServerOf(place: string, typed: string, protocol: Protocol): GivenServer {
  const { host, port } = mailServerOf(place, typed, protocol);
  return { host, port };
}

/** How a connection is to be protected. */
export function securityOf(place: string, typed: string): Security {
  return oneOf(place, typed, securities);
}

/** `--selector`: what stands in front of `._domainkey.` (RFC 6376 3.1). */
function selectorsOf({ selector = [] }: SetupOptions, placeOf: PlaceOf): readonly string[] {
  const wrong = selector.findIndex(
    (typed) =>
      /_domainkey/i.test(typed) || !/^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/i.test(typed),
  );
  if (wrong !== -1) {
    throw new InputError(
      `${placeOf('selector', wrong)} ${JSON.stringify(selector[wrong])}: give what stands in front of "._domainkey", such as google`,
    );
  }
  if (selector.length > MAX_SELECTORS) {
    throw new InputError(`${placeOf('selector')}: give at most ${MAX_SELECTORS} of them`);
  }
  return selector.map((typed) => typed.toLowerCase());
}

/** The target of an include, with or without `include:` in front. */
export function includeOf(place: string, typed: string): DomainName {
  const target = toName(typed.replace(/^include:/i, ''));
  if (target === undefined || !/^\S+\.(?=.*[a-z])[a-z0-9-]*[a-z0-9]$/.test(target)) {
    throw new InputError(
      `${place} ${JSON.stringify(typed)}: give a domain such as _spf.example.com`,
    );
  }
  return target;
}

function senderOf(place: string, id: string): DomainName {
  const provider = providerById(id);
  if (provider === undefined) {
    const known = providers
      .filter(({ spfInclude }) => spfInclude !== null)
      .map((found) => found.id);
    throw new InputError(`${place} ${JSON.stringify(id)}: give one of ${known.join(', ')}`);
  }
  const target = provider.spfInclude === null ? undefined : toName(provider.spfInclude);
  if (target === undefined) {
    throw new InputError(
      `${place} ${id}: the include of ${provider.name} is not known or differs by customer; give it with --include`,
    );
  }
  return target;
}
