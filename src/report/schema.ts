/** The shapes of the JSON outputs. The published JSON Schemas and the types both come from here. */
import { z } from 'zod';
import { failureCauses } from '../dns/answer.js';
import { pageOutcomes } from '../rules/page.js';
import {
  certificateFlaws,
  protocols,
  securities,
  skipReasons,
  stageNames,
  stageProblems,
} from '../mail/connection.js';
import { probeBarriers, recipientRoles } from '../mail/probe.js';
import { results } from '../spf/evaluation.js';

const severity = z.enum(['error', 'warning', 'notice']);

const span = z.object({
  start: z.int().nonnegative().describe('offset in the text, in code units'),
  end: z.int().nonnegative(),
});

const voidLookups = z
  .object({ ipv4: z.int().nonnegative(), ipv6: z.int().nonnegative() })
  .describe('terms that are void lookups, by the family of the client');

const complete = z
  .boolean()
  .describe(
    'whether lookups is the whole count: false where the tree could not be walked to its end',
  );

const failure = z.object({
  name: z.string(),
  type: z.string(),
  cause: z.enum(failureCauses),
  detail: z.string().optional(),
  server: z.string().optional(),
});

const term = z.object({
  term: z.string().describe('as published'),
  cost: z.int().nonnegative().describe('lookups of the term itself'),
  ordinal: z
    .int()
    .positive()
    .nullable()
    .describe(
      'its number among the terms that cost, in the order of evaluation; 11 is past the limit',
    ),
  lookups: z.int().nonnegative().describe('lookups of the term and all below it'),
  target: z.string().nullable(),
  untargeted: z.enum(['opaque', 'malformed']).optional(),
  void: z.object({ ipv4: z.boolean(), ipv6: z.boolean() }),
  failures: z.array(failure).optional(),
  get below() {
    return node.optional();
  },
});

const record = z.object({
  text: z.string(),
  lookups: z.int().nonnegative(),
  voidLookups,
  faults: z.array(
    z.object({
      problem: z.string(),
      reason: z.string(),
      start: z.int().nonnegative(),
      end: z.int().nonnegative(),
      suggestion: z.string().optional(),
    }),
  ),
  terms: z.array(term).describe('those that are evaluated, in order'),
});

const node = z.object({
  domain: z.string(),
  status: z
    .enum(['record', 'none', 'several', 'nxdomain', 'failure', 'loop', 'bound'])
    .describe('what was found at the name; "bound": not walked, the tree is too large'),
  records: z.array(record),
  failure: failure.optional(),
});

const fact = z.object({
  name: z.string(),
  type: z.string(),
  kind: z.enum(['noerror', 'nodata', 'nxdomain', 'failure']),
  values: z.array(z.string()).optional(),
  ttl: z.int().nonnegative().nullable().describe('seconds'),
  server: z.string().nullable(),
  at: z.string().describe('when it was observed, ISO 8601'),
  cause: z.string().optional(),
});

const count = z.string().regex(/^\d+$/).describe('how many addresses, in decimal');

const beforeAndAfter = <T extends z.ZodType>(value: T) => z.object({ before: value, after: value });

const addressSpan = z.object({
  term: z
    .string()
    .nullable()
    .describe('the term that decides about these addresses, as written; null where none does'),
  provider: z.string().nullable(),
  networks: z.array(z.string()).describe('IPv4 first, ascending; the first hundred'),
  networkCount: z.int().nonnegative(),
  ipv4: count,
  ipv6: count,
  example: z.string().describe('one of the addresses'),
  before: z.enum(results).describe('for that address'),
  after: z.enum(results),
  when: z.array(z.string()).describe('terms that depend on the message and match it then'),
});

const proof = z.object({
  gained: z
    .array(addressSpan.extend({ reason: z.enum(['asked', 'meant']).nullable() }))
    .describe(
      'who passes and did not: asked for, or meant by a record that receivers could not use',
    ),
  lost: z.array(addressSpan).describe('who passed and does not'),
  loosened: z.array(addressSpan).describe('who got a stricter result, and does not pass'),
  tightened: z.array(addressSpan).describe('who got a milder result, and did not pass'),
  senders: z
    .array(
      z.object({
        target: z.string(),
        provider: z.string().nullable(),
        ipv4: count,
        ipv6: count,
        complete: z.boolean().describe('whether all of them could be counted'),
        missing: z.string().nullable().describe('one of them that does not pass nevertheless'),
      }),
    )
    .describe('who passes by the includes that were asked for'),
  opaque: z
    .array(z.object({ term: z.string(), domain: z.string() }))
    .describe('terms that depend on the message'),
  lookups: beforeAndAfter(z.int().nonnegative()),
  voidLookups: beforeAndAfter(voidLookups),
  size: beforeAndAfter(z.int().nonnegative().describe('octets of the records')).extend({
    strings: z.int().positive(),
  }),
});
const policy = z
  .object({
    url: z.string(),
    kind: z
      .enum(['policy', 'unusable', 'failure'])
      .describe('"unusable": senders find no policy; "failure": it could not be fetched'),
    text: z.string().optional().describe('the policy as served'),
    problem: z.string().optional(),
    detail: z.string().optional(),
    at: z.string().describe('when it was fetched, ISO 8601'),
  })
  .describe('an MTA-STS policy (RFC 8461 3.2)');

const stage = z.object({
  stage: z.enum(stageNames),
  outcome: z.enum(['pass', 'fail', 'skipped']),
  milliseconds: z.int().nonnegative(),
  problem: z.enum(stageProblems).optional(),
  detail: z.string().optional().describe("the system's or the TLS library's word for it"),
  reason: z.enum(skipReasons).optional().describe('why it was left out'),
  addresses: z.array(z.string()).optional(),
  address: z.string().optional().describe('the one that answered'),
  tls: z
    .object({
      version: z.string(),
      cipher: z.string(),
      names: z.array(z.string()).describe('DNS names and addresses that the certificate is for'),
      issuer: z.string(),
      validFrom: z.string(),
      validTo: z.string(),
      flaws: z.array(z.enum(certificateFlaws)),
    })
    .optional(),
  reply: z.string().optional().describe('what the server said last'),
  capabilities: z.array(z.string()).optional(),
  messages: z.int().nonnegative().optional().describe('in the inbox or maildrop'),
});

const server = {
  protocol: z.enum(protocols),
  host: z.string(),
  port: z.int().min(1).max(65_535),
  security: z.enum(securities),
};

const stages = z.array(stage).describe('in the order in which they happened');

const connection = z.object({ ...server, stages }).describe('the test of a mail server');

const probe = z
  .object({
    host: z.string().describe('the mail host that was talked to, or would have been'),
    barrier: z.enum(probeBarriers).optional().describe('why nobody was talked to'),
    stages,
    recipients: z.array(
      z.object({
        role: z.enum(recipientRoles),
        local: z.string(),
        outcome: z.enum(['accepted', 'refused', 'deferred', 'blocked']),
        reply: z.string(),
      }),
    ),
  })
  .describe('what the mail hosts say on port 25');

/** `check --format json`. Octets of TXT values outside UTF-8 stand as the code points 0 to 255. */
export const checkSchema = z.object({
  schema: z.literal(1),
  domain: z.string().describe('A-label form'),
  verdict: z.enum(['sound', 'findings', 'undetermined']),
  checks: z.array(
    z.object({
      rule: z.string(),
      outcome: z.enum(['pass', 'fail', 'unknown', 'skipped']),
      severity,
    }),
  ),
  findings: z.array(
    z.object({
      rule: z.string(),
      severity,
      subject: z.string(),
      message: z.string(),
      args: z.record(
        z.string(),
        z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
      ),
      evidence: z
        .array(
          z.object({
            text: z.string(),
            at: z.string().optional(),
            spans: z.array(span).optional(),
          }),
        )
        .optional(),
      fix: z
        .object({ record: z.string().describe('publish this, and the finding is gone') })
        .optional(),
    }),
  ),
  unknown: z.array(z.object({ rule: z.string(), subject: z.string(), cause: z.string() })),
  checklist: z
    .array(
      z.object({
        item: z.string().describe('of the page on mail set-up, such as OUT-1'),
        statement: z.string(),
        outcome: z
          .enum(pageOutcomes)
          .describe('told: to be done by yourself; open: to be answered with an option'),
        rules: z.array(z.string()).describe('that the outcome came from'),
        do: z.string().nullable().describe('of told and open'),
        option: z.string().nullable().describe('of open: the option, or several'),
      }),
    )
    .describe('the rows that are about this set-up, in the order of the page'),
  spf: z
    .object({
      records: z.array(z.string()),
      lookups: z.int().nonnegative(),
      complete,
      voidLookups,
      tree: node,
      size: z.int().nonnegative().describe('octets of the records'),
      authorised: z
        .object({
          ipv4: z.string().describe('how many addresses, in decimal'),
          ipv6: z.string(),
          opaque: z.array(z.string()).describe('terms that may match any address'),
        })
        .describe('who passes, or would under a record that receivers read without error'),
    })
    .nullable(),
  fix: z
    .object({
      record: z.string(),
      replaces: z.array(z.string()),
      changes: z.array(z.string()),
      edits: z
        .array(z.object({ changes: z.array(z.string()), record: z.string(), proof }))
        .describe(
          'the steps to the record, in order, each with the text after it and its own proof',
        ),
      lookups: z.int().nonnegative(),
      notes: z.array(z.string()),
      steps: z.array(z.string()),
      proof,
    })
    .nullable(),
  facts: z
    .array(z.union([fact, policy, connection, probe]))
    .describe('answers of the DNS, the MTA-STS policy, and what mail servers said'),
});

/** `tree --format json`. */
export const treeSchema = z.object({
  schema: z.literal(1),
  domain: z.string(),
  lookups: z.int().nonnegative(),
  complete,
  voidLookups,
  tree: node,
});

const step = z.object({ domain: z.string(), term: z.string().describe('as published') });

const termTrace = z.object({
  term: z.string().describe('as published'),
  target: z.string().nullable().describe('the name asked about, macros expanded'),
  outcome: z.enum(['match', 'no-match', 'error']),
  ordinal: z
    .int()
    .positive()
    .nullable()
    .describe('its number among the lookups of this evaluation; null where it costs none'),
  voidLookups: z.int().nonnegative(),
  asked: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      kind: z.enum(['noerror', 'nodata', 'nxdomain', 'failure']),
      values: z.array(z.string()).optional(),
      failure: failure.optional(),
    }),
  ),
  get below() {
    return trace.optional();
  },
});

const trace = z.object({
  domain: z.string(),
  result: z.enum(results),
  record: z.string().nullable().describe('the SPF record; null where there is not exactly one'),
  failure: failure.optional().describe('why the record could not be looked up'),
  terms: z.array(termTrace).describe('those that were evaluated, in order'),
});

/** `evaluate --format json`. */
export const evaluateSchema = z.object({
  schema: z.literal(1),
  result: z.enum(results).describe('RFC 7208 2.6'),
  mechanism: step
    .extend({
      path: z.array(step).describe('the include and redirect terms that lead to it'),
    })
    .nullable()
    .describe('the term that decided; null where none did'),
  explanation: z.string().nullable().describe('US-ASCII; null without exp text'),
  lookups: z.int().nonnegative(),
  voidLookups: z.int().nonnegative(),
  problem: z.string().nullable().describe('why the result is none, temperror or permerror'),
  domain: z.string().nullable().describe('A-label form; null where it is malformed'),
  ip: z.string().describe('IPv4-mapped addresses as IPv4'),
  sender: z.string(),
  helo: z.string(),
  trace: trace.nullable().describe('null where nothing was asked'),
  receivedSpf: z.string().optional().describe('RFC 7208 9.1'),
  authenticationResults: z.string().optional().describe('RFC 8601'),
});

const holder = {
  address: z.string().nullable().describe('with its port: 192.0.2.1:53, [2001:db8::1]:53'),
  records: z
    .array(z.string())
    .nullable()
    .describe('the SPF records it holds, in byte order; null where it gave no answer'),
  ttl: z
    .int()
    .nonnegative()
    .nullable()
    .describe('seconds that the answer may be kept from now on, "there is none" too (RFC 2308 5)'),
  state: z
    .enum(['new', 'old', 'both', 'none', 'unclear', 'unreachable', 'not-asked'])
    .describe(
      'what it holds, held against what is expected; unclear: nothing is; not-asked: its address is a reserved one',
    ),
  cause: z.string().nullable().describe('why there is no answer'),
};

/** `propagation --format json`. */
export const propagationSchema = z.object({
  schema: z.literal(1),
  domain: z.string().describe('A-label form'),
  state: z
    .enum(['everywhere', 'spreading', 'split', 'absent', 'undetermined'])
    .describe(
      'everywhere: whoever answered has it; spreading: the servers of the zone have it, some resolver does not; ' +
        'split: some of the servers do not; absent: none of them does; undetermined: too few could be asked',
    ),
  secondsLeft: z
    .int()
    .nonnegative()
    .nullable()
    .describe('until every resolver that was seen must have it; null where no TTL decides that'),
  at: z.string().describe('when it was observed, ISO 8601'),
  expected: z
    .object({
      records: z.array(z.string()).describe('most often one'),
      from: z.enum(['expect', 'authorities']).describe('authorities: what the newest of them hold'),
    })
    .nullable(),
  zone: z.string().nullable(),
  nameServers: z.object({
    parent: z.array(z.string()).nullable().describe('by the delegation; null where not seen'),
    zone: z.array(z.string()).describe("by the zone's own NS records"),
  }),
  authorities: z.array(
    z.object({
      name: z.string().nullable().describe('null where it was named by its address'),
      ...holder,
      authoritative: z.boolean().describe('AA; a server without it does not count'),
      serial: z.int().nonnegative().nullable().describe("the SOA's"),
    }),
  ),
  resolvers: z.array(
    z.object({
      name: z.string().nullable().describe('its operator, or "resolver in use"'),
      ...holder,
      bogus: z
        .boolean()
        .describe('it answers SERVFAIL because the zone does not validate (RFC 4035 5.5)'),
    }),
  ),
  findings: checkSchema.shape.findings,
  unknown: checkSchema.shape.unknown,
});

/** What `propagation --format json` prints. */
export type PropagationJson = z.infer<typeof propagationSchema>;
/** `lint --format json`. */
export const lintSchema = z.object({
  schema: z.literal(1),
  verdict: z.enum(['sound', 'findings']),
  records: z.int().nonnegative().describe('SPF records, and values that were meant to be'),
  skipped: z.int().nonnegative().describe('TXT values that have nothing to do with SPF'),
  findings: z
    .array(
      z.object({
        rule: z.string(),
        severity,
        message: z.string(),
        file: z.string(),
        line: z.int().positive(),
        column: z.int().positive().describe('in UTF-16 code units'),
        fix: z
          .object({ record: z.string(), changes: z.array(z.string()) })
          .optional()
          .describe('the whole record after edits that are proved to change no result'),
      }),
    )
    .describe('in the order of the files and of their lines'),
});

/** `connect --format json`. */
export const connectSchema = z.object({
  schema: z.literal(1),
  ...server,
  verdict: z.enum(['sound', 'findings', 'undetermined']),
  stages,
  findings: z.array(
    z.object({
      rule: z.string(),
      severity,
      subject: z.string(),
      message: z.string(),
      args: z.record(
        z.string(),
        z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
      ),
    }),
  ),
  unknown: z.array(z.object({ rule: z.string(), subject: z.string(), cause: z.string() })),
});

export type StageJson = z.infer<typeof stage>;
export type ConnectionJson = z.infer<typeof connection>;
export type ProbeJson = z.infer<typeof probe>;
export type ConnectJson = z.infer<typeof connectSchema>;
export type LintJson = z.infer<typeof lintSchema>;
/** What `evaluateJson` returns, and `evaluate --format json` prints. */
export type EvaluateJson = z.infer<typeof evaluateSchema>;
export type TraceJson = z.infer<typeof trace>;
/** What `checkJson` returns, and `check --format json` prints. */
export type CheckJson = z.infer<typeof checkSchema>;
/** What `treeJson` returns, and `tree --format json` prints. */
export type TreeJson = z.infer<typeof treeSchema>;
export type ProofJson = z.infer<typeof proof>;
export type NodeJson = z.infer<typeof node>;
export type FactJson = z.infer<typeof fact>;
export type PolicyJson = z.infer<typeof policy>;
export type FailureJson = z.infer<typeof failure>;
