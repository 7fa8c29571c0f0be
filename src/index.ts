/**
 * The public API. Everything here is pure: no `node:` module behind it, so it runs in a browser. What
 * needs sockets is in `spf-check-lite/node`.
 */
export { check, fix, propagation } from './doctor.js';
export type { CheckOptions, Fix, FixOptions, PropagationOptions, Source } from './doctor.js';

export { failure, isVoid, recordsOf, txtValue } from './dns/answer.js';
export type {
  AddressRecord,
  Alias,
  Answer,
  FailureAnswer,
  FailureCause,
  Known,
  Lookup,
  MxRecord,
  NameRecord,
  NoDataAnswer,
  NoErrorAnswer,
  NxDomainAnswer,
  Referral,
  ResourceRecord,
  SoaRecord,
  TlsaRecord,
  TxtRecord,
} from './dns/answer.js';
export { answer, ask, batch, one, together } from './dns/asking.js';
export type { Asking } from './dns/asking.js';
export { MAX_STRING_OCTETS } from './dns/limits.js';
export { name, nameProblem, readDomain, toName } from './dns/name.js';
export type { DomainName, NameProblem, TypedDomain } from './dns/name.js';
export type { Question, RecordType } from './dns/question.js';
export type { Span } from './dns/span.js';
export { ZoneError } from './dns/zone-text.js';
export { parseZone, zoneAnswers, zoneLookup } from './dns/zone.js';
export type { Zone, ZoneRecord } from './dns/zone.js';

export { cached } from './net/cached.js';
export type { CacheOptions } from './net/cached.js';
export type {
  ConnectionTest,
  Protocol,
  Security,
  Stage,
  StageName,
  StageProblem,
  TlsSession,
} from './mail/connection.js';
export { recipientsToAsk } from './mail/probe.js';
export type { MxProbe, ProbeRecipient, RecipientReply } from './mail/probe.js';
export { readMailServer } from './mail/server.js';
export type { MailServer } from './mail/server.js';
export { recorded, worldLookup, worldPolicies, worldProbes, worldTests } from './net/recorded.js';
export type { Recording } from './net/recorded.js';
export { readWorld, WorldError } from './net/world-text.js';
export type {
  ConnectionEntry,
  DnsEntry,
  PolicyEntry,
  ProbeEntry,
  World,
  WorldEntry,
} from './net/world.js';

export { isAligned } from './records/alignment.js';
export type { AlignedName } from './records/alignment.js';
export { parseBimi } from './records/bimi.js';
export type { BimiProblem, BimiRecord } from './records/bimi.js';
export { parseDkim } from './records/dkim.js';
export type { DkimKey, DkimProblem, DkimRecord } from './records/dkim.js';
export { appliedPolicy, parseDmarc } from './records/dmarc.js';
export type {
  AlignmentMode,
  AppliedPolicy,
  DmarcPolicy,
  DmarcProblem,
  DmarcRecord,
} from './records/dmarc.js';
export { discoveredRecord, dmarcWalk, organizationalDomain } from './records/dmarc-walk.js';
export type { DmarcLevel, DmarcPlace, DmarcWalk } from './records/dmarc-walk.js';
export { allowsHost, parseStsPolicy, parseStsRecord } from './records/mta-sts.js';
export type {
  PolicyReply,
  StsMode,
  StsPolicy,
  StsPolicyProblem,
  StsRecord,
  StsRecordProblem,
} from './records/mta-sts.js';
export type { ReportUri, UriProblem } from './records/report-uri.js';
export type { Fault, Tag, TagProblem } from './records/tag-list.js';
export { parseTlsRpt } from './records/tls-rpt.js';
export type { TlsRptProblem, TlsRptRecord } from './records/tls-rpt.js';

export { addressSet } from './spf/address-set.js';
export type { AddressSet, OpaqueTerm } from './spf/address-set.js';
export type { Family, Network } from './spf/address.js';
export { amendRecord } from './spf/amend.js';
export type { Wish } from './spf/amend.js';
export type { Change, ChangeKind, Edit } from './spf/change.js';
export { checkHost } from './spf/check-host.js';
export type { CheckHostOptions } from './spf/check-host.js';
export { recordCache } from './spf/record-cache.js';
export type { RecordCache } from './spf/record-cache.js';
export type {
  Deciding,
  Evaluation,
  Problem,
  RecordTrace,
  Result,
  Step,
  TermTrace,
} from './spf/evaluation.js';
export {
  defaultLimits,
  MAX_LOOKUPS,
  MAX_MX_HOSTS,
  MAX_PTR_NAMES,
  MAX_VOID_LOOKUPS,
} from './spf/limits.js';
export type { Limits } from './spf/limits.js';
export { lookupTree, recordTree, walkNodes, walkTerms } from './spf/lookup-tree.js';
export type {
  LookupTree,
  RecordNode,
  SpfNode,
  TermNode,
  TermPlace,
  TreePlace,
  Unwalked,
  VoidLookups,
} from './spf/lookup-tree.js';
export type { MacroExpand, MacroLetter, MacroLiteral, MacroString } from './spf/macro.js';
export { mergeRecords } from './spf/merge.js';
export { parseSpf } from './spf/parse.js';
export { preservingEdits } from './spf/preserving-edits.js';
export { printSpf, toStrings } from './spf/print.js';
export { networksOf, printNetwork, sizeOf } from './spf/ranges.js';
export type { Interval, Intervals, Ranges } from './spf/ranges.js';
export type {
  AllDirective,
  Directive,
  DomainSpec,
  HostDirective,
  IncludeDirective,
  InvalidTerm,
  KnownModifier,
  MechanismName,
  Modifier,
  NetworkDirective,
  PtrDirective,
  Qualifier,
  SpfRecord,
  SyntaxFault,
  SyntaxProblem,
  Term,
  UnknownModifier,
} from './spf/record.js';
export { selectSpf } from './spf/select.js';
export type { Selection } from './spf/select.js';

export type { Unasked } from './survey/authority.js';
export { answersOf, observe } from './survey/observe.js';
export type { Ports, Wanted } from './survey/observe.js';
export type { WantedKeys } from './survey/neighbours.js';
export type {
  AuthorityHolder,
  Holding,
  Propagation,
  PropagationState,
  PropagationWish,
  Resolver,
  ResolverHolder,
} from './survey/propagation.js';
export type {
  Fact,
  FactName,
  Facts,
  Observation,
  PolicyFact,
  Survey,
  Unreached,
} from './survey/survey.js';

export { createHttpsLookup } from './net/https.js';
export type {
  Fetch,
  HttpsLookupOptions,
  HttpsRequest,
  HttpsResponse,
  HttpsServer,
} from './net/https.js';
export type { LookupOptions } from './net/lookup.js';

export type { FlattenProblem } from './rules/flatten.js';
export { checklist } from './rules/index.js';
export type { Check, Finding, Outcome, UnknownFinding } from './rules/judgement.js';
export type { Choice, TermCost } from './rules/lookup-budget.js';
export type { Edition } from './catalog/twenty20.js';
export type { PageItem, PageOutcome } from './rules/page.js';
export { defaultProfile } from './rules/profile.js';
export type { GivenServer, Outgoing, Profile, Severity } from './rules/profile.js';
export { MAX_NETWORKS_NAMED } from './rules/proof.js';
export type { AddressSpan, AskedSenders, Gain, Proof } from './rules/proof.js';
export { planRepair } from './rules/repair.js';
export type {
  ProvedEdit,
  RefusalReason,
  Repair,
  RepairNote,
  RepairOptions,
} from './rules/repair.js';
export type { Evidence, Rule } from './rules/rule.js';

export { shown } from './report/escape.js';
export { terminalEvaluation } from './report/evaluation.js';
export { forms, writeForm } from './report/forms/index.js';
export type { Form } from './report/forms/index.js';
export type { RrsetChange, CharacterStrings, Ttl } from './report/forms/rrset-change.js';
export type { Unwritten } from './report/forms/unwritten.js';
export { authenticationResults, receivedSpf } from './report/header-fields.js';
export {
  checkJson,
  evaluateJson,
  fixJson,
  jsonText,
  propagationJson,
  treeJson,
} from './report/json.js';
export { terminalPropagation } from './report/propagation.js';
export type { PropagationReport } from './report/propagation.js';
export { judge } from './report/report.js';
export type { Judging, Report, SpfSummary, Verdict } from './report/report.js';
export type { CheckJson, EvaluateJson, PropagationJson, TreeJson } from './report/schema.js';
export { stepText } from './report/steps.js';
export type { PublishingStep } from './report/steps.js';
export { terminalReport } from './report/terminal.js';
export { terminalTree } from './report/tree.js';
export { plain } from './report/style.js';
export type { Style, Tone } from './report/style.js';
export {
  causeText,
  changeText,
  messageOf,
  noteText,
  problemText,
  refusalText,
  whyText,
} from './report/words.js';
