/** The faults of DNS servers: what comes of each, in how many seconds, and what Node's own resolver says. */
import { expect, test } from 'vitest';
import { createResolver } from '../../src/net/resolver.js';
import { faults, LIE, outcomeOf, type Fault } from '../faults.js';
import { askNode } from '../node-dns.js';

/** Milliseconds of a run and of its first wait: the defaults of the command are 20000 and 1500. */
const TIMEOUT = 4000;
const FIRST_WAIT = 300;

async function row(fault: Fault): Promise<string> {
  const { servers, text, close } = await fault.start();
  try {
    const lookup = createResolver({ servers, timeout: TIMEOUT, attemptTimeout: FIRST_WAIT });
    if (fault.before !== undefined) await lookup({ name: fault.before, type: 'TXT' });
    const start = performance.now();
    const answer = await lookup({ name: fault.domain, type: 'TXT' });
    const seconds = (performance.now() - start) / 1000;
    expect(outcomeOf(answer), fault.name).toBe(fault.expected);
    expect(seconds, fault.name).toBeLessThan(TIMEOUT / 1000 + 1);
    const node = text === undefined ? '-' : nodeText(await askNode(text, fault.domain));
    return [
      fault.name.padEnd(24),
      fault.expected.padEnd(12),
      outcomeOf(answer).padEnd(12),
      seconds.toFixed(3).padStart(7),
      ` ${node}`,
    ].join(' ');
  } finally {
    await close();
  }
}

function nodeText(seen: readonly string[] | string): string {
  if (typeof seen === 'string') return seen;
  return seen.includes(LIE) ? 'the lie' : `${seen.length} values`;
}

test('faults', async () => {
  const rows: string[] = [];
  for (const fault of faults) rows.push(await row(fault));
  const heads = [
    'fault'.padEnd(24),
    'expected'.padEnd(12),
    'seen'.padEnd(12),
    'seconds',
    ' node:dns',
  ];
  console.log([heads.join(' '), ...rows].join('\n'));
});
