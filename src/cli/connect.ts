/** `spf-doctor connect smtp|imap|pop3 <host[:port]>` */
import { protocols, type Protocol } from '../mail/connection.js';
import type { Verdict } from '../report/report.js';
import { InputError } from './input-error.js';
import { styleOf, writeAnswer, type ExitCode, type Io, type OutputOptions } from './io.js';
import { serverTests, type MailServerOptions } from './mail-servers.js';
import { mailServerOf, securityOf } from './setup.js';
import { observing, type SourceOptions } from './sources.js';
import { formatOf } from './subject.js';

type Options = SourceOptions &
  MailServerOptions &
  OutputOptions & {
    readonly format?: string;
    readonly security?: string;
  };

/** Milliseconds for the connection, as the application has it. */
const TIMEOUT = 60_000;

/** A stage that failed is a failure, whether it is known why or not. */
const exitCodes: Readonly<Record<Verdict, ExitCode>> = { sound: 0, findings: 1, undetermined: 1 };

export async function runConnect(
  io: Io,
  [typedProtocol = '', typedServer = '', ...more]: readonly string[],
  options: Options,
): Promise<ExitCode> {
  const format = formatOf(options.format, ['text', 'json'] as const);
  const protocol = protocolOf(typedProtocol);
  if (more.length > 0) throw new InputError('give one server at a time');
  const server = mailServerOf(
    'connect',
    typedServer,
    protocol,
    options.security === undefined ? undefined : securityOf('--security', options.security),
  );
  const testServer = await serverTests(io, options, TIMEOUT);
  const test = await observing(io, options, async (source) => source.testServer?.(server), {
    testServer,
  });
  if (test === undefined) {
    throw new InputError(`--replay ${options.replay}: it holds no test of this server`);
  }
  const { judgeConnection, terminalConnection } = await import('../report/connection.js');
  const report = judgeConnection(test);
  await writeAnswer(io, options, await rendered());
  return exitCodes[report.verdict];

  async function rendered(): Promise<string> {
    if (format === 'text') return terminalConnection(report, styleOf(io, options));
    const { connectJson, jsonText } = await import('../report/json.js');
    return `${jsonText(connectJson(report))}\n`;
  }
}

function protocolOf(typed: string): Protocol {
  const found = protocols.find((protocol) => protocol === typed.toLowerCase());
  if (found === undefined) {
    throw new InputError(
      `connect ${JSON.stringify(typed)}: give smtp, imap or pop3, then the server`,
    );
  }
  return found;
}
