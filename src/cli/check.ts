/** `spf-doctor check <domain>` */
import { check } from '../doctor.js';
import type { Verdict } from '../report/report.js';
import { unheardText } from '../report/words.js';
import { configured, type ConfigOptions } from './config.js';
import type { ExitCode, Io, OutputOptions } from './io.js';
import { note, styleOf, writeAnswer } from './io.js';
import { observing, type SourceOptions } from './sources.js';
import { setupOf, type SetupOptions } from './setup.js';
import { domainOf, failOnOf, formatOf, selectionOf, type SelectionOptions } from './subject.js';

type Options = SourceOptions &
  SetupOptions &
  ConfigOptions &
  SelectionOptions &
  OutputOptions & {
    readonly format?: string;
    readonly failOn?: string;
    readonly interactive?: boolean;
    readonly checklist?: boolean;
    readonly verbose?: boolean;
  };

const formats = ['text', 'json', 'markdown', 'html', 'sarif', 'junit', 'github'] as const;

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
  const report = await observing(io, options, (source) => check(domain, { ...judging, ...source }));
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
