/** The command line: commands, options, and which of them may stand where. */
import { Command, CommanderError, Option } from 'commander';
import { InputError } from './input-error.js';
import type { ExitCode, Io } from './io.js';
import type { CommandOutline } from './outline.js';

type Action = (
  argument: string | undefined,
  options: object,
  all: readonly string[],
) => Promise<ExitCode>;

/** Adds one more value of an option that may be repeated. */
function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect);
}

/** An option whose values are known beforehand; the command refuses others in its own words. */
class FixedOption extends Option {
  readonly values: readonly string[];

  constructor(flags: string, description: string, values: readonly string[]) {
    super(flags, description);
    this.values = values;
  }
}

function formats(...values: readonly [string, string, ...string[]]): Option {
  const all = `${values.slice(0, -1).join(', ')} or ${values.at(-1)} (default ${values[0]})`;
  return new FixedOption('--format <format>', all, values);
}

const serverOptions = () => [
  repeatable('--server <ip[:port]>', 'ask this server; repeatable'),
  repeatable('--tls <ip[:port][#name]>', 'ask this server over TLS; repeatable'),
  repeatable('--https <url>', 'ask this server over HTTPS; repeatable'),
];

const worldOptions = () => [
  new Option('--record <file>', 'save everything observed there'),
  new Option('--replay <file>', 'judge what was saved again, without a network'),
];

/** `seconds` is how long the command takes at the most, where nothing else is said. */
const sourceOptions = (seconds = 20) => [
  ...serverOptions(),
  repeatable('--zone <file>', 'answer from a zone file, without a network; repeatable'),
  ...worldOptions(),
  new Option('--timeout <seconds>', `for the whole command (default ${seconds})`),
];

const judgingOptions = () => [
  new FixedOption('--fail-on <severity>', 'error, warning, notice or never (default error)', [
    'error',
    'warning',
    'notice',
    'never',
  ]),
  repeatable('--only <rule or area>', 'judge by these only; repeatable'),
  repeatable('--skip <rule or area>', 'do not judge by these; repeatable'),
];

const outputOptions = () => [
  new Option('--output <file>', 'write the answer there'),
  new Option('--color', 'colours, whatever the device'),
  new Option('--no-color', 'no colours'),
  new Option('--quiet', 'no notes on stderr'),
];

const profileOptions = () => [
  new FixedOption(
    '--outgoing <servers>',
    'mail leaves through twenty20, external or both (default twenty20)',
    ['twenty20', 'external', 'both'],
  ),
  repeatable('--include <domain>', 'another include that must be authorised; repeatable'),
  repeatable('--sender <provider>', "the same by the provider's id; repeatable"),
  new FixedOption('--profile <name>', 'twenty20 (default), or none to leave it out', [
    'twenty20',
    'none',
  ]),
];

const setupOptions = () => [
  new Option('--edition <edition>', 'community, enterprise, online or sh'),
  new Option('--app-version <version>', "the application's version, such as 17.0"),
  new Option('--database <name>', 'the NAME of https://NAME.odoo.com'),
  new Option('--catchall <local part>', 'the address that replies go to'),
  new Option('--bounce <local part>', 'the address that returned mail goes to'),
  repeatable('--alias <local part>', 'an address that Twenty20 makes records from; repeatable'),
  repeatable('--mailbox <local part>', 'a mailbox outside of Twenty20; repeatable'),
  new Option('--smtp <host[:port]>', 'the outgoing mail server'),
  new Option('--security <security>', 'of --smtp: tls, starttls or none'),
  new Option('--imap <host[:port]>', 'the incoming mail server'),
  new Option('--pop3 <host[:port]>', 'the same, over POP3'),
];

const configOption = () =>
  new Option('--config <file>', 'answers for all of this (default spf-doctor.config.json)');

const loginOptions = () => [
  new Option('--user <name>', 'log in as this user; the password is asked for, or comes from:'),
  new Option('--password-env <name>', 'the environment variable of this name'),
  new Option('--password-stdin', 'standard input'),
  new Option('--token-env <name>', 'an OAuth 2.0 access token (XOAUTH2) in that variable'),
  new Option('--insecure-login', 'log in without TLS, though everybody on the way can read it'),
  new Option('--ca <file>', 'trust the authorities in this file (PEM) in place of the usual ones'),
  new Option('--from <address>', 'the sender to test with (default --user)'),
  new Option(
    '--to <address>',
    'the recipient to test with; nothing is sent (default noreply@odoo.com)',
  ),
];

/** Builds the program; what a command returns is handed to `done`. */
function buildProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('spf-doctor')
    .description("Finds what is wrong with a domain's SPF, and prints the one record to publish.")
    .addHelpText('after', '\nspf-doctor <domain> is short for spf-doctor check <domain>.');
  const add = (name: string, description: string, options: readonly Option[], action: Action) => {
    const command = program.command(name).description(description);
    for (const option of options) command.addOption(option);
    command.action(async (...given: unknown[]) => {
      const [argument] = command.args;
      void given;
      done(await action(argument, command.opts(), command.args));
    });
  };
  add(
    'check <domain>',
    'what is wrong, why, and what to paste where',
    [
      ...sourceOptions(),
      ...profileOptions(),
      ...setupOptions(),
      repeatable('--selector <name>', 'look at this DKIM key too; repeatable'),
      ...loginOptions(),
      new Option('--probe', 'ask the mail hosts on port 25 for TLS and addresses; nothing is sent'),
      configOption(),
      new Option('--interactive', 'ask for what was not given'),
      formats('text', 'json', 'markdown', 'html', 'sarif', 'junit', 'github'),
      ...judgingOptions(),
      new Option('--checklist', 'also each statement of the page, and what to do about it'),
      new Option('--verbose', 'also what passed, and who answered what'),
      ...outputOptions(),
    ],
    async (typed, options) => (await import('./check.js')).runCheck(io, typed, options),
  );
  add(
    'fix <domain>',
    'the record to publish, what changes, and where to paste it',
    [
      new Option('--print-record', 'the record on stdout, nothing else'),
      ...sourceOptions(),
      ...profileOptions(),
      configOption(),
      new FixedOption(
        '--as <form>',
        'text, zone, nsupdate, cloudflare, route53, terraform, dnscontrol, octodns or json',
        [
          'text',
          'zone',
          'nsupdate',
          'cloudflare',
          'route53',
          'terraform',
          'dnscontrol',
          'octodns',
          'json',
        ],
      ),
      formats('text', 'json'),
      new Option('--keep-order', 'new includes behind the terms that are there'),
      new FixedOption('--all <qualifier>', 'end the record with -all, ~all or ?all', [
        '-',
        '~',
        '?',
      ]),
      new Option('--no-detect', 'do not add the mailbox provider that the MX shows'),
      new Option('--optimize', 'take out terms that change no result'),
      repeatable('--flatten <include>', 'put the networks behind it in its place; repeatable'),
      new Option('--yes', 'replace a record that says the domain sends no mail'),
      ...outputOptions(),
    ],
    async (typed, options) => (await import('./fix.js')).runFix(io, typed, options),
  );
  add(
    'tree <domain>',
    'the include tree with its lookup budget',
    [...sourceOptions(), formats('text', 'json', 'dot', 'svg', 'html'), ...outputOptions()],
    async (typed, options) => (await import('./tree.js')).runTree(io, typed, options),
  );
  add(
    'evaluate <mailbox|domain>',
    'what a receiver makes of a client: SPF as in RFC 7208, with every step',
    [
      new Option('--ip <address>', 'the address that the mail comes from'),
      new Option('--helo <name>', "the client's HELO name (default: the sender's domain)"),
      new Option('--receiver <name>', 'the receiving host (default unknown)'),
      new Option('--with-record <text>', 'evaluate this text as if the domain published it'),
      new Option('--received-spf', 'also the Received-SPF header field'),
      new Option(
        '--authentication-results <id>',
        'also the Authentication-Results header field, by a receiver of this id',
      ),
      ...sourceOptions(),
      formats('text', 'json'),
      ...outputOptions(),
    ],
    async (typed, options) => (await import('./evaluate.js')).runEvaluate(io, typed, options),
  );
  add(
    'propagation <domain>',
    'who has the new record already, and by when the others do',
    [
      new Option(
        '--expect <record>',
        "the new record (default: what the zone's newest servers hold)",
      ),
      new Option('--wait', 'look again as TTLs run out, until all have it'),
      repeatable(
        '--authority <ip[:port]>',
        'a server of the zone, in place of those found; repeatable',
      ),
      repeatable(
        '--resolver <ip[:port]>',
        'a resolver to ask, in place of public ones; repeatable',
      ),
      new Option('--since <time>', 'when the record was published, such as 2026-11-23T14:30:00Z'),
      new Option('--overdue-after <hours>', 'from when on it takes too long (default 48)'),
      ...serverOptions(),
      ...worldOptions(),
      new Option('--timeout <seconds>', 'for the whole command (default 20; a day with --wait)'),
      new Option('--format <format>', 'text or json (default text)'),
      ...outputOptions(),
    ],
    async (typed, options) => (await import('./propagation.js')).runPropagation(io, typed, options),
  );
  add(
    'lint <file...>',
    'records or zone files, no DNS: files, folders, or - for standard input',
    [
      new FixedOption(
        '--input <syntax>',
        'zone, records (one a line) or octodns (default by the file)',
        ['zone', 'records', 'octodns'],
      ),
      new Option('--origin <domain>', 'what names in a zone file without $ORIGIN are relative to'),
      new Option('--fix', 'write back what is proved to change no result, and show it'),
      formats('text', 'json', 'sarif', 'github'),
      ...judgingOptions(),
      ...outputOptions(),
    ],
    async (_, options, files) => (await import('./lint.js')).runLint(io, files, options),
  );
  add(
    'connect <kind> <server>',
    'test a mail server (smtp, imap or pop3, then host[:port]) without sending anything',
    [
      new Option('--security <type>', 'tls, starttls or none (default by the port)'),
      ...loginOptions(),
      ...sourceOptions(60),
      new Option('--format <format>', 'text or json (default text)'),
      ...outputOptions(),
    ],
    async (_, options, all) => (await import('./connect.js')).runConnect(io, all, options),
  );
  add(
    'scan <file>',
    'many domains, one JSON line each: a file with one a line or in the first column, or -',
    [
      new FixedOption(
        '--depth <depth>',
        'full, or spf for the record and its includes (default full)',
        ['full', 'spf'],
      ),
      new Option('--concurrency <domains>', 'domains at a time (default 256)'),
      new Option('--rate <queries/s>', 'questions a second for each server, at the most'),
      new Option('--resume <output>', 'go on where the run stopped that wrote this file'),
      new Option('--keep-order', 'lines in the order of the list'),
      new FixedOption('--summary <format>', 'text, json or html, on stderr', [
        'text',
        'json',
        'html',
      ]),
      ...serverOptions(),
      repeatable('--zone <file>', 'answer from a zone file, without a network; repeatable'),
      new Option('--timeout <seconds>', 'stop the scan after so long'),
      ...profileOptions(),
      ...judgingOptions(),
      new Option('--output <file>', 'write the lines there'),
      new Option('--quiet', 'no progress on stderr'),
    ],
    async (typed, options) => (await import('./scan.js')).runScan(io, typed, options),
  );
  add('explain [rule]', 'one rule, or all of them', outputOptions(), async (typed, options) =>
    (await import('./explain.js')).runExplain(io, typed, options),
  );
  add(
    'completion <shell>',
    'what makes bash, zsh or fish complete this command',
    outputOptions(),
    async (typed, options) =>
      (await import('./completion.js')).runCompletion(io, outlineOf(program), typed, options),
  );
  return program;
}

/** The commands and their options, as the manual and the shells are told of them. Nothing is run. */
export function outline(io: Io): readonly CommandOutline[] {
  return outlineOf(buildProgram(io, () => undefined));
}

function outlineOf(program: Command): readonly CommandOutline[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      required: argument.required,
      variadic: argument.variadic,
    })),
    options: command.options.map((option) => ({
      long: option.long ?? option.flags,
      value: /<(.*)>/.exec(option.flags)?.[1],
      description: option.description,
      repeatable: option.parseArg !== undefined,
      values: option instanceof FixedOption ? option.values : [],
    })),
  }));
}

/** Runs the command line. Resolves to the exit code; writes every error as one line. */
export async function run(io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = buildProgram(io, (done) => {
    code = done;
  });
  program.version(io.version);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // The line is written once, below, for every kind of error.
      outputError: () => undefined,
    });
  }
  try {
    await program.parseAsync(withCommand(io.argv, program), { from: 'user' });
    return code;
  } catch (error) {
    return report(io, error);
  }
}

function report(io: Io, error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Help that was not asked for is the answer to a bare "spf-doctor".
    if (error.code === 'commander.help') return 2;
    io.stderr.write(
      `spf-doctor: ${oneLine(withoutValues(error.message.replace(/^error: /, '')))} (see spf-doctor --help)\n`,
    );
    return 2;
  }
  if (error instanceof InputError) {
    for (const problem of error.problems) io.stderr.write(`spf-doctor: ${oneLine(problem)}\n`);
    return 2;
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`spf-doctor: this is a bug, please report it: ${told}\n`);
  return 2;
}

/** An option that there is not, such as --password=..., comes back without the value that was typed for it. */
function withoutValues(message: string): string {
  return message.replace(/('--[a-z-]*)=[^]*?'(?=$|\n)/i, "$1'");
}

/** What the user typed comes back in messages: no line break or control character of it does. */
function oneLine(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/**
 * The arguments with the command in front: options may stand before it, and a domain alone is a check.
 */
function withCommand(argv: readonly string[], program: Command): string[] {
  const takesValue = new Set(
    program.commands.flatMap((command) =>
      command.options.filter(({ required }) => required).map(({ long }) => long),
    ),
  );
  const names = new Set(program.commands.map((command) => command.name()));
  const first = argv.findIndex(
    (argument, index) => !argument.startsWith('-') && !takesValue.has(argv[index - 1] ?? ''),
  );
  const operand = argv[first];
  if (operand === undefined) {
    const own = new Set(['-V', '--version', '-h', '--help']);
    return argv.length === 0 || argv.some((argument) => own.has(argument))
      ? [...argv]
      : ['check', ...argv];
  }
  if (names.has(operand)) return [operand, ...argv.slice(0, first), ...argv.slice(first + 1)];
  if (operand === 'help') return [...argv];
  // What looks like no domain is more likely a command mistyped.
  return /^[a-z-]+$/.test(operand) && first === 0 && argv.length > 1
    ? [...argv]
    : ['check', ...argv];
}
