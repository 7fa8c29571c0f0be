/** The shape of a recorded world as JSON; the published JSON Schema comes from here. */
import { z } from 'zod';
import { answerSchema, domainName, time, type Shape } from '../dns/answer-schema.js';
import { questionKey } from '../dns/question.js';
import { MAX_POLICY_OCTETS, type PolicyReply } from '../records/mta-sts.js';
import type { DnsEntry, PolicyEntry, World, WorldEntry } from './world.js';

const detail = z.string().exactOptional();

const policyReply = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('policy'),
    text: z.string().max(MAX_POLICY_OCTETS, `write a text of up to ${MAX_POLICY_OCTETS} octets`),
  } satisfies Shape<Extract<PolicyReply, { kind: 'policy' }>>),
  z.strictObject({
    kind: z.literal('unusable'),
    problem: z.enum(['no-host', 'certificate', 'redirect', 'status', 'type', 'size']),
    detail,
  } satisfies Shape<Extract<PolicyReply, { kind: 'unusable' }>>),
  z.strictObject({
    kind: z.literal('failure'),
    cause: z.enum(['timeout', 'dns', 'network']),
    detail,
  } satisfies Shape<Extract<PolicyReply, { kind: 'failure' }>>),
]);

const entry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('dns'),
    answer: answerSchema,
  } satisfies Shape<DnsEntry>),
  z.strictObject({
    kind: z.literal('policy'),
    domain: domainName,
    reply: policyReply,
  } satisfies Shape<PolicyEntry>),
]);

/** What no two entries have in common. */
function keyOf(each: WorldEntry): string {
  return each.kind === 'dns' ? questionKey(each.answer.question) : `policy of ${each.domain}`;
}

const entries = z.array(entry).superRefine((list, context) => {
  const places = new Map<string, number>();
  for (const [index, each] of list.entries()) {
    const key = keyOf(each);
    const other = places.get(key);
    if (other === undefined) places.set(key, index);
    else {
      context.addIssue({
        code: 'custom',
        path: [index],
        message: `remove it or entries[${other}], which asks the same`,
      });
    }
  }
});

/** A recorded world. TXT octets stand as the code points 0 to 255. */
export const worldSchema = z.strictObject({
  'spf-doctor': z.literal('world'),
  schema: z.literal(1),
  at: time.describe('when the run began, and when what does not say it was observed'),
  direct: z
    .literal(true)
    .exactOptional()
    .describe('servers could be asked themselves, beside the resolver in use'),
  entries,
} satisfies Shape<World>);
