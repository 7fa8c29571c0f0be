/** Recorded worlds as text: JSON that people send to each other and edit by hand. */
import type { z } from 'zod';
import type { World } from './world.js';

/** Characters of the text that a message repeats. */
const MAX_TOLD = 60;

/** A text is no recorded world. The message says where, what is wrong and what would be right. */
export class WorldError extends Error {
  override readonly name = 'WorldError';
}

/**
 * Reads a recorded world. Every part of it is checked, and what is needed for that is loaded only now.
 * @throws {WorldError} (the promise rejects) At the first thing that is wrong, and nothing else.
 */
export async function readWorld(text: string): Promise<World> {
  const value = parseJson(text);
  checkVersion(value);
  const { rightOf, worldSchema } = await import('./world-schema.js');
  const read = worldSchema.safeParse(value, { error: rightOf });
  if (read.success) return read.data;
  const { issues } = read.error;
  // A key that is misspelt explains why another one is missing.
  const told = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  throw new WorldError(told === undefined ? 'it is damaged' : problemOf(told, value));
}

function parseJson(text: string): unknown {
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
    throw new WorldError(`it is not JSON: ${placed}`);
  }
}

function checkVersion(value: unknown): void {
  const { 'spf-doctor': what, schema } = Object(value) as Record<string, unknown>;
  if (what !== 'world') {
    throw new WorldError('it is no recorded world; give a file that --record has written');
  }
  if (schema !== 1) {
    throw new WorldError(
      `it has schema ${shortened(schema)} where this version reads 1; use the version that wrote it, or record again`,
    );
  }
}

function problemOf({ path, message, ...issue }: z.core.$ZodIssue, world: unknown): string {
  const where = `${placeOf(path)}${subjectOf(path, world)}`;
  if (issue.code === 'unrecognized_keys') {
    return `${where} has ${shortened(issue.keys[0])}, which says nothing there; ${message}`;
  }
  return `${where} is ${shortened(valueAt(world, path))}; ${message}`;
}

/** `entries[3].answer.ttl` */
function placeOf(path: readonly PropertyKey[]): string {
  const steps = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return steps.length === 0 ? 'it' : steps.join('').replace(/^\./, '');
}

/** What is asked in the entry that a path leads into, as nobody likes to count. */
function subjectOf(path: readonly PropertyKey[], world: unknown): string {
  const question = valueAt(world, [...path.slice(0, 2), 'answer', 'question']);
  const { name, type } = Object(question) as Record<string, unknown>;
  if (typeof name !== 'string' || typeof type !== 'string') return '';
  const told = `${type} ${name}`;
  return told.length > MAX_TOLD ? '' : ` (${told})`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((at, key) => (Object(at) as Record<PropertyKey, unknown>)[key], value);
}

/** What stands there, in a few words: lists and objects can be of any size and depth. */
function shortened(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > MAX_TOLD ? `${text.slice(0, MAX_TOLD)}...` : text;
}
