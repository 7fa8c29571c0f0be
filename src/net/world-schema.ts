/** The shape of a recorded world as JSON; the published JSON Schema comes from here. */
import { z } from 'zod';
import { answerSchema, domainName, time, type Shape } from '../dns/answer-schema.js';
import { questionKey } from '../dns/question.js';
import { MAX_POLICY_OCTETS, type PolicyReply } from '../records/mta-sts.js';
import {
  certificateFlaws,
  protocols,
  securities,
  skipReasons,
  stageNames,
  stageProblems,
  type ConnectionTest,
  type Stage,
  type TlsSession,
} from '../mail/connection.js';
import { probeBarriers, recipientRoles, type MxProbe, type RecipientReply } from '../mail/probe.js';
import { serverKey } from '../mail/server.js';
import type { SeenCertificate } from '../records/tlsa.js';
import type {
  ConnectionEntry,
  DnsEntry,
  PolicyEntry,
  ProbeEntry,
  World,
  WorldEntry,
} from './world.js';

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

const selected = z.strictObject({
  der: z.string(),
  sha256: z.string(),
  sha512: z.string(),
} satisfies Shape<SeenCertificate['certificate']>);

const tls = z.strictObject({
  version: z.string(),
  cipher: z.string(),
  names: z.array(z.string()),
  issuer: z.string(),
  validFrom: time,
  validTo: time,
  flaws: z.array(z.enum(certificateFlaws)),
  chain: z.array(
    z.strictObject({
      certificate: selected,
      publicKey: selected,
    } satisfies Shape<SeenCertificate>),
  ),
} satisfies Shape<TlsSession>);

const stage = z.strictObject({
  stage: z.enum(stageNames),
  outcome: z.enum(['pass', 'fail', 'skipped']),
  milliseconds: z.int().nonnegative(),
  problem: z.enum(stageProblems).exactOptional(),
  detail,
  reason: z.enum(skipReasons).exactOptional(),
  addresses: z.array(z.string()).exactOptional(),
  address: z.string().exactOptional(),
  tls: tls.exactOptional(),
  reply: z.string().exactOptional(),
  capabilities: z.array(z.string()).exactOptional(),
  messages: z.int().nonnegative().exactOptional(),
} satisfies Shape<Stage>);

const connectionTest = z.strictObject({
  protocol: z.enum(protocols),
  host: z.string(),
  port: z.int().min(1).max(65_535),
  security: z.enum(securities),
  stages: z.array(stage),
} satisfies Shape<ConnectionTest>);

const mxProbe = z.strictObject({
  host: z.string(),
  barrier: z.enum(probeBarriers).exactOptional(),
  stages: z.array(stage),
  recipients: z.array(
    z.strictObject({
      role: z.enum(recipientRoles),
      local: z.string(),
      outcome: z.enum(['accepted', 'refused', 'deferred', 'blocked']),
      reply: z.string(),
    } satisfies Shape<RecipientReply>),
  ),
} satisfies Shape<MxProbe>);

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
  z.strictObject({
    kind: z.literal('connection'),
    test: connectionTest,
  } satisfies Shape<ConnectionEntry>),
  z.strictObject({
    kind: z.literal('probe'),
    domain: domainName,
    probe: mxProbe,
  } satisfies Shape<ProbeEntry>),
]);

/** What no two entries have in common. */
function keyOf(each: WorldEntry): string {
  switch (each.kind) {
    case 'dns':
      return questionKey(each.answer.question);
    case 'policy':
      return `policy of ${each.domain}`;
    case 'connection':
      return `test of ${serverKey(each.test)}`;
    case 'probe':
      return `probe of ${each.domain}`;
  }
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
