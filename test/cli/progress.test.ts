import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../src/dns/answer.js';
import { name } from '../../src/dns/name.js';
import type { Question } from '../../src/dns/question.js';
import { showProgress } from '../../src/cli/progress.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What stderr was given while questions were answered after so many milliseconds. */
async function shownWhile(
  delays: readonly number[],
  { isTTY = true, quiet = false, columns = 80, owner = 'example.com' } = {},
): Promise<string> {
  let text = '';
  const write = (more: string): void => void (text += more);
  const stderr = { write, isTTY, columns };
  const progress = showProgress({ stderr, env: {} }, { quiet });
  const lookup = progress.watch(async (question: Question) => {
    await new Promise((resolve) => setTimeout(resolve, delays[Number(question.type === 'TXT')]));
    return { kind: 'nodata', question, aliases: [] } satisfies Answer;
  });
  const asked = Promise.all([
    lookup({ name: name(owner), type: 'MX' }),
    lookup({ name: name(owner), type: 'TXT' }),
  ]);
  await vi.advanceTimersByTimeAsync(Math.max(...delays));
  await asked;
  progress.end();
  await vi.advanceTimersByTimeAsync(1000);
  return text;
}

describe('the progress line', () => {
  it('appears after half a second, says what is waited for, and is cleared', async () => {
    const lines = (await shownWhile([100, 850])).split('\r\x1b[2K');
    expect(lines[1]).toMatch(
      /^0\.5 s: 1 of 2 questions answered, waiting for TXT of example\.com$/,
    );
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toBe('');
  });
  it('does not wrap', async () => {
    const lines = (await shownWhile([600, 600], { columns: 30 })).split('\r\x1b[2K');
    expect(lines[1]).toHaveLength(29);
  });
  it('shows a name from the network escaped', async () => {
    expect(await shownWhile([600, 600], { owner: '##[error]x.example' })).not.toContain('##[');
  });
  it.each([
    ['all is answered before', [100, 400], {}],
    ['stderr is no terminal', [100, 2000], { isTTY: false }],
    ['it is to be quiet', [100, 2000], { quiet: true }],
  ])('is not there where %s', async (_, delays, options) => {
    expect(await shownWhile(delays, options)).toBe('');
  });
});
