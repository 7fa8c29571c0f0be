/** Report and tree as JSON text: pure US-ASCII, so that nothing in it can act on a terminal. */
import { txtValue, type Answer, type FailureAnswer, type ResourceRecord } from '../dns/answer.js';
import { ROOT, toName, type DomainName } from '../dns/name.js';
import type { ConnectionTest, Stage, TlsSession } from '../mail/connection.js';
import type { MxProbe } from '../mail/probe.js';
import type { Finding, UnknownFinding } from '../rules/judgement.js';
import type { AddressSpan, Proof } from '../rules/proof.js';
import type { ProvedEdit } from '../rules/repair.js';
import type { Evaluation, RecordTrace, TermTrace } from '../spf/evaluation.js';
import {
  isCounted,
  type LookupTree,
  type RecordNode,
  type SpfNode,
  type TermNode,
} from '../spf/lookup-tree.js';
import { sizeOf } from '../spf/ranges.js';
import type { AuthorityHolder, ResolverHolder } from '../survey/propagation.js';
import type { Observation, PolicyFact } from '../survey/survey.js';
import type { ConnectionReport } from './connection.js';
import type { PropagationReport } from './propagation.js';
import type { Publishable } from './repair.js';
import type { Report, SpfSummary } from './report.js';
import type {
  CheckJson,
  ConnectJson,
  ConnectionJson,
  EvaluateJson,
  FactJson,
  FailureJson,
  NodeJson,
  ProofJson,
  PolicyJson,
  ProbeJson,
  StageJson,
  PropagationJson,
  TraceJson,
  TreeJson,
} from './schema.js';
import { stepText, type PublishingStep } from './steps.js';
import { causeText, changeText, messageOf, noteText, problemText } from './words.js';

/** A value as JSON text with everything outside visible US-ASCII escaped. */
export function jsonText(value: unknown, indent: number | undefined = 2): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `check --format json`. */
export function checkJson(report: Report): CheckJson {
  const { schema, domain, verdict, checks, unknown, spf, repair } = report;
  return {
    schema,
    domain,
    verdict,
    checks: [...checks],
    findings: report.findings.map((finding) => ({
      ...findingJson(finding, domain),
      ...(finding.mended && repair?.kind === 'record' ? { fix: { record: repair.record } } : {}),
    })),
    unknown: unknown.map(unknownJson),
    checklist: report.page.map(({ id, says, outcome, rules, told, option }) => ({
      item: id,
      statement: says,
      outcome,
      rules: [...rules],
      do: told ?? null,
      option: option ?? null,
    })),
    spf: spf === null ? null : spfJson(spf, domain),
    fix: repair?.kind === 'record' ? fixJson(repair, report.steps) : null,
    facts: [
      ...report.observations.map(factJson),
      ...(report.policy === null ? [] : [policyJson(report.policy)]),
      ...report.connections.map(connectionJson),
      ...(report.probe === null ? [] : [probeJson(report.probe)]),
    ],
  };
}

/** `connect --format json`. The digests of certificates, which DANE is judged by, are left out. */
export function connectJson({ test, verdict, findings, unknown }: ConnectionReport): ConnectJson {
  const domain = toName(test.host) ?? ROOT;
  const { stages, ...server } = connectionJson(test);
  return {
    schema: 1,
    ...server,
    verdict,
    stages,
    findings: findings.map((finding) => findingJson(finding, domain)),
    unknown: unknown.map(unknownJson),
  };
}

function connectionJson({
  protocol,
  host,
  port,
  security,
  stages,
}: ConnectionTest): ConnectionJson {
  return { protocol, host, port, security, stages: stages.map(stageJson) };
}

function probeJson({ host, barrier, stages, recipients }: MxProbe): ProbeJson {
  return {
    host,
    ...(barrier === undefined ? {} : { barrier }),
    stages: stages.map(stageJson),
    recipients: recipients.map(({ role, local, outcome, reply }) => ({
      role,
      local,
      outcome,
      reply,
    })),
  };
}

/** In the order of the schema, however the stage came to be. */
function stageJson(found: Stage): StageJson {
  const { stage, outcome, milliseconds, problem, detail, reason, addresses, address, tls } = found;
  const { reply, capabilities, messages } = found;
  return {
    stage,
    outcome,
    milliseconds,
    ...(problem === undefined ? {} : { problem }),
    ...(detail === undefined ? {} : { detail }),
    ...(reason === undefined ? {} : { reason }),
    ...(addresses === undefined ? {} : { addresses: [...addresses] }),
    ...(address === undefined ? {} : { address }),
    ...(tls === undefined ? {} : { tls: tlsJson(tls) }),
    ...(reply === undefined ? {} : { reply }),
    ...(capabilities === undefined ? {} : { capabilities: [...capabilities] }),
    ...(messages === undefined ? {} : { messages }),
  };
}

function tlsJson(session: TlsSession): NonNullable<StageJson['tls']> {
  const { version, cipher, names, issuer, validFrom, validTo, flaws } = session;
  return { version, cipher, names: [...names], issuer, validFrom, validTo, flaws: [...flaws] };
}

function findingJson(finding: Finding, domain: DomainName): CheckJson['findings'][number] {
  const { rule, severity, subject, args, evidence } = finding;
  return {
    rule,
    severity,
    subject,
    message: messageOf(finding, domain),
    args: definedArgs(args),
    ...(evidence.length === 0
      ? {}
      : {
          evidence: evidence.map(({ text, at, spans }) => ({
            text,
            ...(at === undefined ? {} : { at }),
            ...(spans === undefined ? {} : { spans: [...spans] }),
          })),
        }),
  };
}

function unknownJson({ rule, subject, cause }: UnknownFinding): CheckJson['unknown'][number] {
  return { rule, subject, cause: causeText(cause) };
}

/** `propagation --format json`. */
export function propagationJson(report: PropagationReport): PropagationJson {
  const { schema, domain, at, propagation, findings, unknown } = report;
  const { state, secondsLeft, expected, wished, zone, delegated, own } = propagation;
  return {
    schema,
    domain,
    state,
    secondsLeft: secondsLeft ?? null,
    at,
    expected:
      expected === undefined
        ? null
        : { records: [...expected], from: wished ? 'expect' : 'authorities' },
    zone: zone ?? null,
    nameServers: { parent: delegated === undefined ? null : [...delegated], zone: [...own] },
    authorities: propagation.authorities.map((server) => ({
      name: server.name ?? null,
      ...holderJson(server),
      authoritative: server.authoritative,
      serial: server.serial ?? null,
    })),
    resolvers: propagation.resolvers.map((resolver) => ({
      name: resolver.name ?? null,
      ...holderJson(resolver),
      bogus: resolver.bogus,
    })),
    findings: findings.map((finding) => findingJson(finding, domain)),
    unknown: unknown.map(unknownJson),
  };
}

function holderJson(holder: AuthorityHolder | ResolverHolder) {
  const { address, records, ttl, state, cause } = holder;
  return {
    address: address ?? null,
    records: records === undefined ? null : [...records],
    ttl: ttl ?? null,
    state,
    cause: cause === undefined ? null : causeText(cause),
  };
}

function definedArgs(
  args: Report['findings'][number]['args'],
): CheckJson['findings'][number]['args'] {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) => {
      if (value === undefined) return [];
      return [[name, typeof value === 'object' ? [...value] : value]];
    }),
  );
}

function spfJson(spf: SpfSummary, domain: DomainName): NonNullable<CheckJson['spf']> {
  const size = sizeOf(spf.authorised.pass);
  return {
    records: spf.records.map(({ text }) => text),
    lookups: spf.lookups,
    complete: spf.complete,
    voidLookups: spf.voidLookups,
    tree: {
      domain,
      status: spf.records.length === 1 ? 'record' : 'several',
      records: spf.records.flatMap(({ tree }) => tree.root.records.map(recordJson)),
    },
    size: spf.size,
    authorised: {
      ipv4: size.ipv4.toString(),
      ipv6: size.ipv6.toString(),
      opaque: spf.authorised.opaque.map(({ text }) => text),
    },
  };
}

/** `fix --format json`, and the `fix` of `check`. A record that is right already replaces nothing. */
export function fixJson(
  repair: Publishable,
  steps: readonly PublishingStep[],
): NonNullable<CheckJson['fix']> {
  return {
    record: repair.record,
    replaces: repair.kind === 'record' ? [...repair.replaces] : [],
    changes: repair.kind === 'record' ? repair.changes.map(changeText) : [],
    edits: repair.kind === 'record' ? repair.edits.map(editJson) : [],
    lookups: repair.lookups,
    notes: repair.notes.map(noteText),
    steps: steps.map(stepText),
    proof: proofJson(repair.proof),
  };
}

function editJson({
  changes,
  record,
  proof,
}: ProvedEdit): NonNullable<CheckJson['fix']>['edits'][number] {
  return { changes: changes.map(changeText), record, proof: proofJson(proof) };
}

function proofJson({ gained, lost, loosened, tightened, senders, ...rest }: Proof): ProofJson {
  return {
    gained: gained.map((gain) => ({ ...spanJson(gain), reason: gain.reason })),
    lost: lost.map(spanJson),
    loosened: loosened.map(spanJson),
    tightened: tightened.map(spanJson),
    senders: senders.map(({ ipv4, ipv6, ...sender }) => ({
      ...sender,
      ipv4: ipv4.toString(),
      ipv6: ipv6.toString(),
    })),
    ...rest,
    opaque: [...rest.opaque],
  };
}

function spanJson({
  term,
  provider,
  networks,
  networkCount,
  ipv4,
  ipv6,
  example,
  before,
  after,
  when,
}: AddressSpan): ProofJson['lost'][number] {
  return {
    term,
    provider,
    networks: [...networks],
    networkCount,
    ipv4: ipv4.toString(),
    ipv6: ipv6.toString(),
    example,
    before,
    after,
    when: [...when],
  };
}

/** `tree --format json`. */
export function treeJson(domain: DomainName, tree: LookupTree): TreeJson {
  return {
    schema: 1,
    domain,
    lookups: tree.lookups,
    complete: isCounted(tree),
    voidLookups: tree.voidLookups,
    tree: nodeJson(tree.root),
  };
}

function nodeJson(node: SpfNode): NodeJson {
  return {
    domain: node.domain,
    status: statusOf(node),
    records: node.records.map(recordJson),
    ...(node.answer?.kind === 'failure' ? { failure: failureJson(node.answer) } : {}),
  };
}

/** What was found at a name of the tree. */
export function statusOf(node: SpfNode): NodeJson['status'] {
  if (node.unwalked !== undefined) return node.unwalked;
  if (node.records.length > 0) return node.records.length === 1 ? 'record' : 'several';
  if (node.answer?.kind === 'failure') return 'failure';
  return node.answer?.kind === 'nxdomain' ? 'nxdomain' : 'none';
}

function recordJson({
  record,
  terms,
  lookups,
  voidLookups,
}: RecordNode): NodeJson['records'][number] {
  return {
    text: record.text,
    lookups,
    voidLookups,
    faults: record.faults.map(({ problem, reason, span, suggestion }) => ({
      problem,
      reason,
      ...span,
      ...(suggestion === undefined ? {} : { suggestion }),
    })),
    terms: terms.map(termJson),
  };
}

function termJson(node: TermNode): NodeJson['records'][number]['terms'][number] {
  const failures = node.answers.filter((answer) => answer.kind === 'failure').map(failureJson);
  return {
    term: node.term.text,
    cost: node.cost,
    ordinal: node.ordinal ?? null,
    lookups: node.lookups,
    target: node.target ?? null,
    ...(node.untargeted === undefined ? {} : { untargeted: node.untargeted }),
    void: node.void,
    ...(failures.length === 0 ? {} : { failures }),
    ...(node.below === undefined ? {} : { below: nodeJson(node.below) }),
  };
}

function failureJson({ question, cause, detail, server }: FailureAnswer): FailureJson {
  return {
    name: question.name,
    type: question.type,
    cause,
    ...(detail === undefined ? {} : { detail }),
    ...(server === undefined ? {} : { server }),
  };
}

/** `evaluate --format json`, with the header fields that were asked for. */
export function evaluateJson(
  evaluation: Evaluation,
  fields: Pick<EvaluateJson, 'receivedSpf' | 'authenticationResults'> = {},
): EvaluateJson {
  const { result, mechanism, explanation, lookups, voidLookups, problem, trace } = evaluation;
  return {
    schema: 1,
    result,
    mechanism: mechanism && { ...mechanism, path: [...mechanism.path] },
    explanation,
    lookups,
    voidLookups,
    problem: problem && problemText(problem),
    domain: evaluation.domain,
    ip: evaluation.ip,
    sender: evaluation.sender,
    helo: evaluation.helo,
    trace: trace && traceJson(trace),
    ...fields,
  };
}

function traceJson({ domain, result, record, answer, terms }: RecordTrace): TraceJson {
  return {
    domain,
    result,
    record,
    ...(answer?.kind === 'failure' ? { failure: failureJson(answer) } : {}),
    terms: terms.map(termTraceJson),
  };
}

function termTraceJson({ answers, below, ...rest }: TermTrace): TraceJson['terms'][number] {
  return {
    ...rest,
    asked: answers.map((answer) => ({
      name: answer.question.name,
      type: answer.question.type,
      kind: answer.kind,
      ...(answer.kind === 'noerror' ? { values: answer.records.map(valueOf) } : {}),
      ...(answer.kind === 'failure' ? { failure: failureJson(answer) } : {}),
    })),
    ...(below === undefined ? {} : { below: traceJson(below) }),
  };
}

function factJson({ answer, at }: Observation): FactJson {
  return {
    name: answer.question.name,
    type: answer.question.type,
    kind: answer.kind,
    ...(answer.kind === 'noerror' ? { values: answer.records.map(valueOf) } : {}),
    ttl: ttlOf(answer),
    server: answer.server ?? null,
    at,
    ...(answer.kind === 'failure' ? { cause: causeText(answer) } : {}),
  };
}

function policyJson({ url, reply, at }: PolicyFact): PolicyJson {
  switch (reply.kind) {
    case 'policy':
      return { url, kind: 'policy', text: reply.text, at };
    case 'unusable':
      return { url, kind: 'unusable', problem: reply.problem, ...detailOf(reply), at };
    case 'failure':
      return { url, kind: 'failure', problem: reply.cause, ...detailOf(reply), at };
  }
}

function detailOf({ detail }: { readonly detail?: string }): { detail?: string } {
  return detail === undefined ? {} : { detail };
}

function ttlOf(answer: Answer): number | null {
  if (answer.kind === 'noerror') return answer.ttl;
  return answer.kind === 'failure' ? null : (answer.negativeTtl ?? null);
}

/** The RDATA of a record, as a person would write it. */
function valueOf(record: ResourceRecord): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address;
    case 'MX':
      return `${record.preference} ${record.exchange}`;
    case 'TXT':
    case 'SPF':
      return txtValue(record);
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return record.target;
    case 'SOA':
      return `${record.primary} ${record.mailbox} ${record.serial} ${record.refresh} ${record.retry} ${record.expire} ${record.minimum}`;
    case 'TLSA':
      return `${record.usage} ${record.selector} ${record.matchingType} ${record.association}`;
  }
}
