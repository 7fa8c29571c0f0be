/** The command line as data: what the manual and the shells' completions are made from. */

export interface OptionOutline {
  /** With its hyphens: `--zone`. */
  readonly long: string;
  /** What stands for its value, such as `file`; undefined where it takes none. */
  readonly value: string | undefined;
  readonly description: string;
  readonly repeatable: boolean;
  /** Every value there is; empty where anything may stand. */
  readonly values: readonly string[];
}

interface ArgumentOutline {
  readonly name: string;
  readonly required: boolean;
  readonly variadic: boolean;
}

export interface CommandOutline {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly ArgumentOutline[];
  readonly options: readonly OptionOutline[];
}

/** The argument as usage lines write it: `<domain>`, `[rule]`, `<file...>`. */
export function argumentText({ name, required, variadic }: ArgumentOutline): string {
  const inner = `${name}${variadic ? '...' : ''}`;
  return required ? `<${inner}>` : `[${inner}]`;
}
