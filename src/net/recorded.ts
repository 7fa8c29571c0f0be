/** Lookups that keep what they are answered, and Lookups that answer from what was kept. */
import { failure, type Lookup } from '../dns/answer.js';
import { shareAnswers } from './cached.js';
import { askedKey, type Asked, type DnsEntry, type World } from './world.js';

/** A recording that goes on. */
export interface Recording {
  /** The Lookup that was given, kept. */
  readonly lookup: Lookup;
  /** Keeps another Lookup too: one that puts its questions as `asked` says. */
  readonly keep: (lookup: Lookup, asked: Asked) => Lookup;
  /** What has been answered so far, in the canonical order of names (RFC 4034 6.1). */
  readonly world: () => World;
}

/**
 * Records what `lookup` answers. A kept Lookup asks each question once, so that what is judged is what
 * is recorded; its answers say when they came.
 * @param clock The current time.
 */
export function recorded(lookup: Lookup, clock: () => Date): Recording {
  const at = clock().toISOString();
  const entries = new Map<string, DnsEntry>();
  const keep: Recording['keep'] = (inner, asked) =>
    shareAnswers(async (question) => {
      const found = await inner(question);
      const answer = { ...found, at: found.at ?? clock().toISOString() };
      entries.set(askedKey(question, asked), { kind: 'dns', ...asked, answer });
      return answer;
    });
  return {
    lookup: keep(lookup, {}),
    keep,
    world: () => ({
      'spf-doctor': 'world',
      schema: 1,
      at,
      entries: [...entries.values()].toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
    }),
  };
}

/** The labels from the right, so that what lies below a name stands behind it. */
function sortKey({ answer: { question }, ...asked }: DnsEntry): string {
  const labels = question.name.split('.').toReversed().join('\u0001');
  return `${labels}\0${askedKey(question, asked)}`;
}

/**
 * Answers from a recorded world to those who ask in the same way. What it does not hold is a failure
 * with the cause `not-covered`, and never said not to be there.
 */
export function worldLookup(world: World, asked: Asked = {}): Lookup {
  const entries = new Map(
    world.entries.map((entry) => [askedKey(entry.answer.question, entry), entry]),
  );
  return async (question) => {
    const entry = entries.get(askedKey(question, asked));
    if (entry === undefined) {
      return failure(question, 'not-covered', { detail: 'the recorded world does not hold it' });
    }
    return { ...entry.answer, at: entry.answer.at ?? world.at };
  };
}
