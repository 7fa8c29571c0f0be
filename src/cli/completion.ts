/** `spf-doctor completion bash|zsh|fish` */
import { providers } from '../catalog/providers.js';
import { checklist } from '../rules/index.js';
import { areaOf } from '../rules/selection.js';
import { InputError } from './input-error.js';
import { writeAnswer, type ExitCode, type Io, type OutputOptions } from './io.js';
import type { CommandOutline, OptionOutline } from './outline.js';

/** What may stand at a place: files, these words, or what only the user knows. */
type Values = 'files' | readonly string[];

const shells: Readonly<Record<string, (commands: readonly CommandOutline[]) => string>> = {
  bash,
  zsh,
  fish,
};

export async function runCompletion(
  io: Io,
  commands: readonly CommandOutline[],
  typed: string | undefined,
  options: OutputOptions,
): Promise<ExitCode> {
  const script = Object.entries(shells).find(([shell]) => shell === typed)?.[1];
  if (script === undefined) {
    throw new InputError(`no completion for ${JSON.stringify(typed)}: give bash, zsh or fish`);
  }
  await writeAnswer(io, options, script(commands));
  return 0;
}

/** By what stands for the value in the usage line. */
function valuesOf(placeholder: string): Values {
  const rules = checklist.map(({ id }) => id);
  switch (placeholder) {
    case 'file':
      return 'files';
    case 'rule':
      return rules;
    case 'rule or area':
      return [...new Set(rules.map(areaOf)), ...rules];
    case 'provider':
      return providers.map(({ id }) => id);
    case 'shell':
      return Object.keys(shells);
    default:
      return [];
  }
}

function optionValues({ value = '', values }: OptionOutline): Values {
  return values.length > 0 ? values : valuesOf(value);
}

function argumentValues(command: CommandOutline): Values {
  return valuesOf(command.arguments[0]?.name ?? '');
}

/** One word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function bash(commands: readonly CommandOutline[]): string {
  const names = commands.map(({ name }) => name);
  const reply = (values: Values) =>
    values === 'files'
      ? 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word")'
      : `mapfile -t COMPREPLY < <(compgen -W ${quoted(values.join(' '))} -- "$word")`;
  const values = commands.flatMap((command) =>
    command.options
      .filter(({ value }) => value !== undefined)
      .map(
        (option) => `    ${command.name}:${option.long}) ${reply(optionValues(option))}; return ;;`,
      ),
  );
  const options = commands.map(
    ({ name, options: own }) =>
      `    ${name}:-*) ${reply([...own.map(({ long }) => long), '--help'])} ;;`,
  );
  const operands = commands.map(
    (command) => `    ${command.name}:*) ${reply(argumentValues(command))} ;;`,
  );
  return `# bash completion of spf-doctor. In ~/.bashrc: source <(spf-doctor completion bash)
_spf_doctor() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command= each
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $each in ${names.join('|')}) command=$each; break ;; esac
  done
  COMPREPLY=()
  if [[ -z $command && $word != -* && $before != -* ]]; then
    ${reply(names)}
    return
  fi
  : "\${command:=check}"
  case $command:$before in
${values.join('\n')}
  esac
  case $command:$word in
${[...options, ...operands].join('\n')}
  esac
}
complete -F _spf_doctor spf-doctor
`;
}

function zsh(commands: readonly CommandOutline[]): string {
  const action = (values: Values) => (values === 'files' ? '_files' : `(${values.join(' ')})`);
  const text = (words: string) => words.replaceAll(/[[\]:\\]/g, '\\$&');
  const option = (own: OptionOutline) => {
    const value = own.value === undefined ? '' : `:${text(own.value)}:${action(optionValues(own))}`;
    return quoted(`${own.repeatable ? '*' : ''}${own.long}[${text(own.description)}]${value}`);
  };
  const cases = commands.map((command) => {
    const [first] = command.arguments;
    const operand =
      first === undefined
        ? []
        : [
            quoted(
              `${first.variadic ? '*' : '1'}:${text(first.name)}:${action(argumentValues(command))}`,
            ),
          ];
    const lines = [...command.options.map(option), ...operand].map((line) => `        ${line}`);
    return `    ${command.name}) _arguments \\\n${lines.join(' \\\n')} ;;`;
  });
  return `#compdef spf-doctor
# zsh completion of spf-doctor. In ~/.zshrc, after compinit: source <(spf-doctor completion zsh)
_spf_doctor() {
  local curcontext="$curcontext" state line
  local -a commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${text(description)}`)}`).join('\n')}
  )
  _arguments -C '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands; return ;;
    argument) ;;
    *) return ;;
  esac
  case $words[1] in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _spf_doctor ]]; then _spf_doctor "$@"; else compdef _spf_doctor spf-doctor; fi
`;
}

function fish(commands: readonly CommandOutline[]): string {
  const word = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
  const taken = (values: Values) =>
    values === 'files' ? '-r -F' : `-x -a ${word(values.join(' '))}`;
  const lines = commands.flatMap((command) => {
    const when = `-n ${word(`__fish_seen_subcommand_from ${command.name}`)}`;
    const operand = argumentValues(command);
    return [
      `-n __fish_use_subcommand -a ${command.name} -d ${word(command.description)}`,
      ...(operand === 'files' ? [`${when} -F`] : []),
      ...(operand !== 'files' && operand.length > 0
        ? [`${when} -a ${word(operand.join(' '))}`]
        : []),
      ...command.options.map((option) => {
        const value = option.value === undefined ? '' : ` ${taken(optionValues(option))}`;
        return `${when} -l ${option.long.slice(2)}${value} -d ${word(option.description)}`;
      }),
    ];
  });
  return `# fish completion of spf-doctor. In ~/.config/fish/config.fish: spf-doctor completion fish | source
complete -c spf-doctor -f
${lines.map((line) => `complete -c spf-doctor ${line}`).join('\n')}
`;
}
