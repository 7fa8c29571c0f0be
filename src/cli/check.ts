/** `spf-doctor check <domain>` */
import { check, type CheckOptions } from '../doctor.js';
import type { Protocol } from '../mail/connection.js';
import { recipientsToAsk } from '../mail/probe.js';
import { usualSecurity, type MailServer } from '../mail/server.js';
import type { Verdict } from '../report/report.js';
import type { GivenServer, Profile } from '../rules/profile.js';
import { unheardText } from '../report/words.js';
import { configured, type ConfigOptions } from './config.js';
import type { ExitCode, Io, OutputOptions } from './io.js';
import { InputError } from './input-error.js';
import { note, styleOf, writeAnswer } from './io.js';
import type { MailServerOptions } from './mail-servers.js';
import { setupOf, type SetupOptions } from './setup.js';
import { observing, type Reaching, type SourceOptions } from './sources.js';
import { domainOf, failOnOf, formatOf, selectionOf, type SelectionOptions } from './subject.js';

type Options = SourceOptions &
  SetupOptions &
  ConfigOptions &
  SelectionOptions &
  MailServerOptions &
  OutputOptions & {
    readonly format?: string;
    readonly failOn?: string;
    readonly interactive?: boolean;
    readonly checklist?: boolean;
    readonly verbose?: boolean;
    readonly probe?: boolean;
  };

const formats = ['text', 'json', 'markdown', 'html', 'sarif', 'junit', 'github'] as const;

/** Milliseconds for one server, as for all questions to the DNS. */
const SERVER_TIMEOUT = 20_000;

const exitCodes: Readonly<Record<Verdict, ExitCode>> = { sound: 0, findings: 1, undetermined: 3 };

export async function runCheck(
  io: Io,
  typed: string | undefined,
  options: Options,
): Promise<ExitCode> {
  const domain = domainOf(io, options, typed ?? '');
  const format = formatOf(options.format, formats);
  const choices = { failOn: failOnOf(options.failOn), ...(await selectionOf(options)) };
  const { answers, placeOf } = await configured(io, options);
  let profile = setupOf(answers, placeOf);
  if (options.interactive === true) {
    const { askedFor } = await import('./interactive.js');
    profile = setupOf(await askedFor(io, options, answers));
  }
  const judging = { profile, ...choices };
  const servers = serversOf(options, profile);
  const reaching = await reachingOf(io, options, servers);
  const recipients = options.probe === true ? recipientsToAsk(profile) : undefined;
  const report = await observing(
    io,
    options,
    (source) =>
      check(domain, {
        ...judging,
        ...servers,
        ...(recipients === undefined ? {} : { recipients }),
        ...source,
      }),
    reaching,
  );
  const isWanted = options.verbose === true || options.only !== undefined;
  if (isWanted && report.unheard !== null) {
    note(io, options, unheardText(report.unheard));
  }
  await writeAnswer(io, options, await rendered());
  return exitCodes[report.verdict];

  async function rendered(): Promise<string> {
    switch (format) {
      case 'text': {
        const { terminalReport } = await import('../report/terminal.js');
        return terminalReport(report, styleOf(io, options), {
          verbose: options.verbose === true,
          checklist: options.checklist === true,
        });
      }
      case 'json': {
        const { checkJson, jsonText } = await import('../report/json.js');
        return `${jsonText(checkJson(report))}\n`;
      }
      case 'markdown':
        return (await import('../report/markdown.js')).markdownReport(report);
      case 'html':
        return (await import('../report/html.js')).htmlReport(report);
      case 'sarif': {
        const [{ sarifLog, sarifResults }, { jsonText }] = await Promise.all([
          import('../report/sarif.js'),
          import('../report/json.js'),
        ]);
        return `${jsonText(sarifLog(sarifResults(report), io.version))}\n`;
      }
      case 'junit':
        return (await import('../report/junit.js')).junitReport(report, judging.failOn);
      case 'github':
        return (await import('../report/github.js')).githubReport(report);
    }
  }
}

type Servers = Pick<CheckOptions, 'outgoing' | 'incoming'>;

/** The servers that are to be tested: those that were given, unless files answer in place of the network. */
function serversOf({ zone }: Options, { smtp, imap, pop3 }: Profile): Servers {
  if (zone !== undefined) return {};
  if (imap !== undefined && pop3 !== undefined) {
    throw new InputError('--imap and --pop3 do not go together: mail is fetched from one server');
  }
  const incoming = imap === undefined ? pop3 && serverOf('pop3', pop3) : serverOf('imap', imap);
  return {
    ...(smtp === undefined ? {} : { outgoing: serverOf('smtp', smtp) }),
    ...(incoming === undefined ? {} : { incoming }),
  };
}

function serverOf(protocol: Protocol, { host, port, security }: GivenServer): MailServer {
  return { protocol, host, port, security: security ?? usualSecurity(port) };
}

/** What talks to mail servers, where that is asked for. */
async function reachingOf(
  io: Io,
  options: Options,
  { outgoing, incoming }: Servers,
): Promise<Reaching> {
  const { probe = false, user, zone } = options;
  const isTested = outgoing !== undefined || incoming !== undefined;
  if (!isTested && user !== undefined) {
    throw new InputError('--user logs in to a server: name it with --smtp, --imap or --pop3');
  }
  if (probe && zone !== undefined) {
    throw new InputError(
      '--probe and --zone do not go together: mail hosts are not asked for a file',
    );
  }
  if (!isTested && !probe) return {};
  const { authorityOf, hostProbe, serverTests } = await import('./mail-servers.js');
  return {
    ...(isTested ? { testServer: await serverTests(io, options, SERVER_TIMEOUT) } : {}),
    ...(probe ? { probeHosts: await hostProbe(options, await authorityOf(options)) } : {}),
  };
}
