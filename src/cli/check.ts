/** `spf-doctor check <domain>` */
import { check, type CheckOptions } from '../doctor.js';
import { recipientsToAsk } from '../mail/probe.js';
import type { Verdict } from '../report/report.js';
import { unheardText } from '../report/words.js';
import type { ExitCode, Io, OutputOptions } from './io.js';
import { InputError } from './input-error.js';
import { note, styleOf, writeAnswer } from './io.js';
import type { MailServerOptions } from './mail-servers.js';
import { observing, type Reaching, type SourceOptions } from './sources.js';
import {
  domainOf,
  failOnOf,
  formatOf,
  profileOf,
  selectionOf,
  selectorsOf,
  type ProfileOptions,
  type SelectionOptions,
} from './subject.js';

type Options = SourceOptions &
  ProfileOptions &
  SelectionOptions &
  MailServerOptions &
  OutputOptions & {
    readonly format?: string;
    readonly failOn?: string;
    readonly selector?: readonly string[];
    readonly verbose?: boolean;
    readonly smtp?: string;
    readonly imap?: string;
    readonly pop3?: string;
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
  const judging = {
    profile: { ...(await profileOf(options)), selectors: selectorsOf(options) },
    failOn: failOnOf(options.failOn),
    ...(await selectionOf(options)),
  };
  const servers = await serversOf(options);
  const reaching = await reachingOf(io, options);
  const recipients = options.probe === true ? recipientsToAsk(judging.profile) : undefined;
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
        return terminalReport(report, styleOf(io, options), { verbose: options.verbose === true });
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

/** The servers that are to be tested. */
async function serversOf({
  smtp,
  imap,
  pop3,
}: Options): Promise<Pick<CheckOptions, 'outgoing' | 'incoming'>> {
  if (imap !== undefined && pop3 !== undefined) {
    throw new InputError('--imap and --pop3 do not go together: mail is fetched from one server');
  }
  const { mailServerOf } = await import('./mail-servers.js');
  return {
    ...(smtp === undefined ? {} : { outgoing: mailServerOf('--smtp', smtp, 'smtp') }),
    ...(imap === undefined ? {} : { incoming: mailServerOf('--imap', imap, 'imap') }),
    ...(pop3 === undefined ? {} : { incoming: mailServerOf('--pop3', pop3, 'pop3') }),
  };
}

/** What talks to mail servers, where that is asked for. */
async function reachingOf(io: Io, options: Options): Promise<Reaching> {
  const { smtp, imap, pop3, probe = false, user } = options;
  const isTested = [smtp, imap, pop3].some((server) => server !== undefined);
  if (!isTested && user !== undefined) {
    throw new InputError('--user logs in to a server: name it with --smtp, --imap or --pop3');
  }
  if (probe && options.zone !== undefined) {
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
