import { expect, test } from 'vitest';
import { check } from '../../src/doctor.js';
import type { PolicyReply } from '../../src/records/mta-sts.js';
import { checkJson } from '../../src/report/json.js';
import { checkSchema } from '../../src/report/schema.js';
import { txt, world } from '../world.js';

const know = world(txt('d.test', 'v=spf1 -all') + txt('_mta-sts.d.test', 'v=STSv1; id=1'));

test.each<[PolicyReply, object]>([
  [
    { kind: 'policy', text: 'version: STSv1' },
    { kind: 'policy', text: 'version: STSv1' },
  ],
  [
    { kind: 'unusable', problem: 'status', detail: '404' },
    { kind: 'unusable', problem: 'status', detail: '404' },
  ],
  [
    { kind: 'failure', cause: 'timeout' },
    { kind: 'failure', problem: 'timeout' },
  ],
])('a policy is among the facts: %j', async (reply, expected) => {
  const report = await check('d.test', {
    lookup: async (question) => know(question),
    fetchPolicy: async () => reply,
    clock: () => new Date(Date.UTC(2026, 9, 9)),
  });
  const { facts, unknown } = checkSchema.parse(checkJson(report));
  expect(facts).toContainEqual({
    url: 'https://mta-sts.d.test/.well-known/mta-sts.txt',
    at: '2026-10-09T00:00:00.000Z',
    ...expected,
  });
  const causes = unknown.map(({ rule, cause }) => `${rule}: ${cause}`);
  expect(causes).toEqual(
    reply.kind === 'failure'
      ? ['mta-sts-policy-missing: https://mta-sts.d.test/.well-known/mta-sts.txt timed out']
      : [],
  );
});
