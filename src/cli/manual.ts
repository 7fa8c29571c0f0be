/** The manual page, in the man(7) macros. Made at build, from the command line itself. */
import { argumentText, type CommandOutline, type OptionOutline } from './outline.js';

/** @returns spf-doctor(1) as roff, of this version. */
export function manual(commands: readonly CommandOutline[], version: string): string {
  const lines = [
    `.TH SPF-DOCTOR 1 "" ${quoted(`spf-check-lite ${version}`)} "User Commands"`,
    '.SH NAME',
    "spf-doctor \\- finds what is wrong with a domain's SPF, and prints the one record to publish",
    '.SH SYNOPSIS',
    '.B spf-doctor',
    '.I domain',
    ...commands.flatMap(({ name, arguments: own }) => [
      '.br',
      `.B spf-doctor ${roff(name)}`,
      `${roff(own.map(argumentText).join(' '))} [options]`,
    ]),
    '.SH DESCRIPTION',
    'A domain alone is short for',
    '.BR check .',
    'Options may stand before or after the arguments.',
    'The answer goes to standard output, notes to standard error.',
    ...commands.flatMap(commandPage),
    '.SH EXIT STATUS',
    ...exitStatus.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, roff(meaning)]),
    '.SH SEE ALSO',
    'RFC 7208, RFC 9989',
  ];
  return `${lines.join('\n')}\n`;
}

const exitStatus: readonly (readonly [number, string])[] = [
  [0, 'sound; a record was printed; evaluate: pass'],
  [1, 'findings at or above --fail-on; no safe record; evaluate: fail or softfail'],
  [2, 'wrong command line, unreadable input, or a bug'],
  [3, 'nothing failed, but something could not be determined'],
];

function commandPage({ name, description, arguments: own, options }: CommandOutline): string[] {
  const usage = [name, ...own.map(argumentText)].join(' ');
  return [
    `.SH ${quoted(usage.toUpperCase())}`,
    roff(`${description}.`),
    ...options.flatMap(optionPage),
  ];
}

function optionPage({ long, value, description }: OptionOutline): string[] {
  const flag = value === undefined ? roff(long) : `${roff(long)} \\fI${roff(value)}\\fP`;
  return ['.TP', `\\fB${flag}\\fP`, roff(description)];
}

/** Text in which nothing is a request or an escape. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replace(/^[.']/, '\\&$&');
}

function quoted(text: string): string {
  return `"${roff(text).replaceAll('"', '\\(dq')}"`;
}
