/** `spf-doctor check <domain>` */
import { check } from '../doctor.js';
import type { Verdict } from '../report/report.js';
import type { ExitCode, Io, OutputOptions } from './io.js';
import { styleOf, writeAnswer } from './io.js';
import { observing, type SourceOptions } from './sources.js';
import {
  domainOf,
  failOnOf,
  formatOf,
  profileOf,
  selectionOf,
  type ProfileOptions,
  type SelectionOptions,
} from './subject.js';

type Options = SourceOptions &
  ProfileOptions &
  SelectionOptions &
  OutputOptions & {
    readonly format?: string;
    readonly failOn?: string;
    readonly verbose?: boolean;
  };

const exitCodes: Readonly<Record<Verdict, ExitCode>> = { sound: 0, findings: 1, undetermined: 3 };

export async function runCheck(
  io: Io,
  typed: string | undefined,
  options: Options,
): Promise<ExitCode> {
  const domain = domainOf(io, options, typed ?? '');
  const format = formatOf(options.format, ['text', 'json'] as const);
  const judging = {
    profile: await profileOf(options),
    failOn: failOnOf(options.failOn),
    ...(await selectionOf(options)),
  };
  const report = await observing(io, options, (source) => check(domain, { ...judging, ...source }));
  await writeAnswer(io, options, await rendered());
  return exitCodes[report.verdict];

  async function rendered(): Promise<string> {
    if (format === 'json') {
      const { checkJson, jsonText } = await import('../report/json.js');
      return `${jsonText(checkJson(report))}\n`;
    }
    const { terminalReport } = await import('../report/terminal.js');
    return terminalReport(report, styleOf(io, options), { verbose: options.verbose === true });
  }
}
