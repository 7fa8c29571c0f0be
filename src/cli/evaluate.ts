/** `spf-doctor evaluate <mailbox|domain>` */
import { ask } from '../dns/asking.js';
import { terminalEvaluation } from '../report/evaluation.js';
import { authenticationResults, receivedSpf } from '../report/header-fields.js';
import { evaluateJson, jsonText } from '../report/json.js';
import { checkHost } from '../spf/check-host.js';
import { readClient, readSender } from '../spf/envelope.js';
import type { Evaluation, Result } from '../spf/evaluation.js';
import { isSpf } from '../spf/select.js';
import { InputError } from './input-error.js';
import { note, styleOf, writeAnswer, type ExitCode, type Io, type OutputOptions } from './io.js';
import { observing, type SourceOptions } from './sources.js';
import { domainOf, formatOf } from './subject.js';

type Options = SourceOptions &
  OutputOptions & {
    readonly format?: string;
    readonly ip?: string;
    readonly helo?: string;
    readonly receiver?: string;
    readonly withRecord?: string;
    readonly receivedSpf?: boolean;
    readonly authenticationResults?: string;
  };

const exitCodes: Readonly<Record<Result, ExitCode>> = {
  pass: 0,
  fail: 1,
  softfail: 1,
  neutral: 3,
  none: 3,
  temperror: 3,
  permerror: 3,
};

export async function runEvaluate(
  io: Io,
  typed: string | undefined,
  options: Options,
): Promise<ExitCode> {
  const format = formatOf(options.format, ['text', 'json'] as const);
  const sender = senderOf(io, options, (typed ?? '').trim());
  const { receiver = 'unknown', withRecord } = options;
  checkNames(options);
  const client = { ip: ipOf(options), sender, helo: heloOf(options, sender), receiver };
  const evaluation = await observing(io, options, ({ lookup, clock }) =>
    ask(
      checkHost({
        ...client,
        now: clock().getTime() / 1000,
        ...(withRecord !== undefined && { record: withRecord }),
      }),
      lookup,
    ),
  );
  if (withRecord !== undefined && !isSpf(withRecord)) {
    note(
      io,
      options,
      '--with-record: this is no SPF record, which begins with "v=spf1" and a space',
    );
  }
  const fields = fieldsOf(evaluation, options, sender === '');
  await writeAnswer(io, options, rendered());
  return exitCodes[evaluation.result];

  function rendered(): string {
    if (format === 'json') return `${jsonText(evaluateJson(evaluation, fields))}\n`;
    const lines = Object.values(fields).map((field) => `${field}\n`);
    const screen = terminalEvaluation(evaluation, styleOf(io, options));
    return lines.length === 0 ? screen : [screen, '\n', ...lines].join('');
  }
}

/** MAIL FROM as typed: with or without angle brackets, which alone are the null sender; or a URL's domain. */
function senderOf(io: Io, options: Options, typed: string): string {
  if (typed === '') {
    throw new InputError(
      'the sender is empty; give a mailbox, a domain, or <> for the null sender',
    );
  }
  if (/^[a-z]+:\/\//i.test(typed)) return domainOf(io, options, typed);
  return /^<(.*)>$/s.exec(typed)?.[1] ?? typed;
}

function ipOf({ ip }: Options): string {
  if (ip === undefined) throw new InputError('give the address of the client with --ip');
  if (readClient(ip) === undefined) {
    throw new InputError(
      `--ip ${JSON.stringify(ip)}: give an address alone, such as 192.0.2.1 or 2001:db8::1`,
    );
  }
  return ip;
}

function heloOf({ helo }: Options, sender: string): string {
  if (helo !== undefined) return helo;
  if (sender !== '') return readSender(sender, '').domain;
  throw new InputError('the null sender is checked by its HELO name; give it with --helo');
}

/** What would be an empty word in a header field. */
function checkNames({ helo, receiver, authenticationResults: id }: Options): void {
  for (const [option, name] of Object.entries({ helo, receiver, 'authentication-results': id })) {
    if (name !== undefined && name.trim() === '') {
      throw new InputError(`--${option}: it is empty; give a name such as mail.example.com`);
    }
  }
}

function fieldsOf(
  evaluation: Evaluation,
  { receivedSpf: wanted, receiver = 'unknown', authenticationResults: id }: Options,
  nullSender: boolean,
): { readonly receivedSpf?: string; readonly authenticationResults?: string } {
  return {
    ...(wanted === true && { receivedSpf: receivedSpf(evaluation, receiver) }),
    ...(id !== undefined && {
      authenticationResults: authenticationResults(evaluation, { id, nullSender }),
    }),
  };
}
