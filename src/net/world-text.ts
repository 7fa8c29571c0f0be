/** Recorded worlds as text: JSON that people send to each other and edit by hand. */
import type { z } from 'zod';
import { MAX_TOLD, parseJson, placeText, rightOf, shortened, valueAt } from './json-text.js';
import type { World } from './world.js';

/** A text is no recorded world. The message says where, what is wrong and what would be right. */
export class WorldError extends Error {
  override readonly name = 'WorldError';
}

/**
 * Reads a recorded world. Every part of it is checked, and what is needed for that is loaded only now.
 * @throws {WorldError} (the promise rejects) At the first thing that is wrong, and nothing else.
 */
export async function readWorld(text: string): Promise<World> {
  const value = jsonOf(text);
  checkVersion(value);
  const { worldSchema } = await import('./world-schema.js');
  const read = worldSchema.safeParse(value, { error: rightOf });
  if (read.success) return read.data;
  const { issues } = read.error;
  // A key that is misspelt explains why another one is missing.
  const told = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  throw new WorldError(told === undefined ? 'it is damaged' : problemOf(told, value));
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new WorldError(error instanceof Error ? error.message : String(error));
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
  const where = `${placeText(path)}${subjectOf(path, world)}`;
  if (issue.code === 'unrecognized_keys') {
    return `${where} has ${shortened(issue.keys[0])}, which says nothing there; ${message}`;
  }
  return `${where} is ${shortened(valueAt(world, path))}; ${message}`;
}

/** What is asked in the entry that a path leads into, as nobody likes to count. */
function subjectOf(path: readonly PropertyKey[], world: unknown): string {
  const question = valueAt(world, [...path.slice(0, 2), 'answer', 'question']);
  const { name, type } = Object(question) as Record<string, unknown>;
  if (typeof name !== 'string' || typeof type !== 'string') return '';
  const told = `${type} ${name}`;
  return told.length > MAX_TOLD ? '' : ` (${told})`;
}
