/**
 * Text from the network as it may be shown: visible US-ASCII stands for itself, everything else is
 * written as an escape, so that no control character, bidi override or look-alike reaches a reader.
 * One function a medium; every one of them takes text as it came and gives text that is only read.
 */

/** Code points of one text that are shown before it is cut. */
const MAX_SHOWN = 2000;

/**
 * Escapes untrusted text for one line. Octets that form UTF-8 are shown as the code points that were
 * meant. A text of over 2,000 characters is cut, and says so.
 */
export function shown(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && text.length <= MAX_SHOWN) return withoutCommands(text);
  const points = Array.from(decoded(text) ?? text);
  const head = points.slice(0, MAX_SHOWN).map(escaped).join('');
  const rest = points.length - MAX_SHOWN;
  return withoutCommands(rest > 0 ? `${head}... (${rest} more characters)` : head);
}

/** The logs of GitHub Actions and Azure Pipelines take `##[...]` and `##vso[...]` anywhere in a line for commands. */
function withoutCommands(text: string): string {
  return text.includes('##') ? text.replace(/##(?=\[|vso\[)/gi, '#\\x23') : text;
}

/** Text for the content of an HTML or XML element, or for an attribute in double quotes. */
export function markup(text: string): string {
  return shown(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * Text for a paragraph of Markdown (CommonMark, and GitHub's with its links and mentions), which must
 * not stand at the beginning of a line.
 */
export function markdown(text: string): string {
  return (
    shown(text)
      .replace(/[\\`*_[\]<>&|~#$]/g, '\\$&')
      // What would become a link by itself, or call somebody by name.
      .replace(/:(?=\/\/)|(?<=www)\./gi, '\\$&')
      .replace(/@/g, '@<!-- -->')
  );
}

/** Text for a code span of Markdown. */
export function markdownCode(text: string): string {
  const code = shown(text);
  const fence = '`'.repeat(longestRun(code) + 1);
  const isBare = code !== '' && !/^[ `]|[ `]$/.test(code);
  return isBare ? `${fence}${code}${fence}` : `${fence} ${code} ${fence}`;
}

/** Lines of text for a code block of Markdown. */
export function markdownBlock(lines: readonly string[]): string {
  const code = lines.map(shown);
  const fence = '`'.repeat(Math.max(3, ...code.map((line) => longestRun(line) + 1)));
  return [fence, ...code, fence].join('\n');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Text for the message of a workflow command of GitHub Actions, or with `property` for one of its properties. */
export function workflowCommand(text: string, { property = false } = {}): string {
  const special = property ? /[%:,]/g : /%/g;
  return shown(text).replace(
    special,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function escaped(character: string): string {
  if (/^[\x20-\x7e]$/.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}

/** The text behind UTF-8 octets; undefined where a code unit is no octet or they are no UTF-8. */
export function decoded(text: string): string | undefined {
  if (/[^\u0000-\u00ff]/.test(text)) return undefined;
  try {
    return decodeURIComponent(
      text.replace(
        /[^A-Za-z0-9]/g,
        (octet) => `%${octet.charCodeAt(0).toString(16).padStart(2, '0')}`,
      ),
    );
  } catch {
    return undefined;
  }
}
