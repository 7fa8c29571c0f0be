/** Why there is a reader of our own: what `node:dns` makes of servers at fault, and what we make of them. */
import { describe, expect, test } from 'vitest';
import { createResolver } from '../../src/net/resolver.js';
import { faults, LIE, outcomeOf } from '../faults.js';
import { askNode } from '../node-dns.js';

/** What Node says with c-ares 1.34: a lie that it believes, or that there is no record. */
const seenByNode: Readonly<Record<string, readonly string[] | string>> = {
  'off-name': [LIE],
  'ch-class': [LIE],
  'qr-0': [LIE],
  lame: 'ENODATA',
  'lame-nxdomain': 'ENOTFOUND',
  'tc-always': 'ENODATA',
};

const told = faults.filter((fault) => seenByNode[fault.name] !== undefined);

describe.each(told.map((fault) => [fault.name, fault] as const))('%s', (title, fault) => {
  test('is no record and no absence to us', async () => {
    const { servers, close } = await fault.start();
    try {
      const lookup = createResolver({ servers, timeout: 2000, attemptTimeout: 300 });
      const answer = await lookup({ name: fault.domain, type: 'TXT' });
      expect(answer.kind).toBe('failure');
      expect(outcomeOf(answer)).toBe(fault.expected);
    } finally {
      await close();
    }
  });

  const known = (process.versions['ares'] ?? '').startsWith('1.34.');
  test.skipIf(!known)(
    `is one to Node${known ? '' : ': skipped, another c-ares than 1.34'}`,
    async () => {
      const { text, close } = await fault.start();
      try {
        expect(await askNode(text ?? '', fault.domain)).toEqual(seenByNode[title]);
      } finally {
        await close();
      }
    },
  );
});

test('all of them are among the faults', () => {
  expect(told).toHaveLength(Object.keys(seenByNode).length);
});
