/** The ten lookups of RFC 7208 4.6.4 as a bar. */
import { MAX_LOOKUPS } from '../spf/limits.js';
import { NEAR_LIMIT } from '../rules/spf-lookups-near-limit.js';
import type { Style, Tone } from './style.js';

/** Whether so many lookups are too many, close to it, or fine. */
export function budgetTone(lookups: number): Extract<Tone, 'bad' | 'warn' | 'good'> {
  if (lookups > MAX_LOOKUPS) return 'bad';
  return lookups >= NEAR_LIMIT ? 'warn' : 'good';
}

/** One cell a lookup: `[#######---]`; those past the tenth stand behind the end. */
export function budgetBar(lookups: number, { paint, unicode }: Style): string {
  const [full, empty] = unicode ? ['■', '·'] : ['#', '-'];
  const used = Math.min(lookups, MAX_LOOKUPS);
  const over = Math.min(lookups - used, MAX_LOOKUPS);
  const tone = budgetTone(lookups);
  return `[${paint(tone, full.repeat(used))}${empty.repeat(MAX_LOOKUPS - used)}]${paint('bad', full.repeat(over))}`;
}
