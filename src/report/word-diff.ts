/** What of a text stays, goes and comes, word by word. */

export interface Word {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** Pairs of words that are compared; texts that differ in more are shown as gone and new at large. */
const MAX_PAIRS = 1_000_000;

/**
 * The shortest way from one list of words to another; what goes stands before what comes, and of a word
 * that is there several times the first stays.
 */
export function wordDiff(before: readonly string[], after: readonly string[]): readonly Word[] {
  if (before.length * after.length > MAX_PAIRS) {
    return [...words('gone', before), ...words('new', after)];
  }
  const common = commonLengths(before, after);
  const found: Word[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const [gone, come] = [before[i], after[j]];
    if (gone !== undefined && gone === come) {
      found.push({ kind: 'same', text: gone });
      i += 1;
      j += 1;
    } else if (
      gone !== undefined &&
      (come === undefined || at(common, i + 1, j) >= at(common, i, j + 1))
    ) {
      found.push({ kind: 'gone', text: gone });
      i += 1;
    } else if (come !== undefined) {
      found.push({ kind: 'new', text: come });
      j += 1;
    }
  }
  return found;
}

function words(kind: Word['kind'], texts: readonly string[]): readonly Word[] {
  return texts.map((text) => ({ kind, text }));
}

/** For each pair of places, how many words the rests from there have in common, in order. */
function commonLengths(
  before: readonly string[],
  after: readonly string[],
): readonly (readonly number[])[] {
  const rows = Array.from({ length: before.length + 1 }, () =>
    Array.from({ length: after.length + 1 }, () => 0),
  );
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const row = rows[i] ?? [];
    for (let j = after.length - 1; j >= 0; j -= 1) {
      row[j] =
        before[i] === after[j]
          ? at(rows, i + 1, j + 1) + 1
          : Math.max(at(rows, i + 1, j), at(rows, i, j + 1));
    }
  }
  return rows;
}

function at(rows: readonly (readonly number[])[], i: number, j: number): number {
  return rows[i]?.[j] ?? 0;
}
