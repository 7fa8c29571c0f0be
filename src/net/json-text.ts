/** JSON that people edit by hand: what is wrong with it, in words. */
import type { z } from 'zod';

/** Characters of the text that a message repeats. */
export const MAX_TOLD = 60;

/**
 * The value of a JSON text.
 * @throws {SyntaxError} Says in one clause what is wrong, with line and column.
 */
export function parseJson(text: string): unknown {
  // Some editors begin a text with a byte order mark.
  const json = text.replace(/^\ufeff/, '');
  try {
    return JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const placed = reason.replace(/in JSON at position (\d+).*/s, (_, offset: string) => {
      const before = json.slice(0, Number(offset)).split('\n');
      return `at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    });
    throw new SyntaxError(`it is not JSON: ${placed}`, { cause: error });
  }
}

/** `entries[3].answer.ttl` */
export function placeText(path: readonly PropertyKey[]): string {
  const steps = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return steps.length === 0 ? 'it' : steps.join('').replace(/^\./, '');
}

export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((at, key) => (Object(at) as Record<PropertyKey, unknown>)[key], value);
}

/** What stands there, in a few words: lists and objects can be of any size and depth. */
export function shortened(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > MAX_TOLD ? `${text.slice(0, MAX_TOLD)}...` : text;
}

const forms: Readonly<Record<string, string>> = {
  array: 'write a list: [ ]',
  object: 'write an object: { }',
  string: 'write a text',
};

/** What would be right, as the message of an issue, where a schema does not say so itself. */
export function rightOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return forms[String(issue.expected)];
  if (issue.code === 'unrecognized_keys') return 'correct or remove it';
  const choice: unknown = issue.code === 'invalid_value' ? issue.values : issue['options'];
  if (!Array.isArray(choice)) return undefined;
  return `write ${choice.map((value) => JSON.stringify(value)).join(' or ')}`;
}
