/** The checklist, in the order in which a person would go through it. */
import type { Rule } from './rule.js';
import { spfAnswerTooLarge } from './spf-answer-too-large.js';
import { spfBroadRange } from './spf-broad-range.js';
import { spfDeadMechanism } from './spf-dead-mechanism.js';
import { spfDeadVendor } from './spf-dead-vendor.js';
import { spfEverythingByRange } from './spf-everything-by-range.js';
import { spfExpBroken } from './spf-exp-broken.js';
import { spfIncludeBroken } from './spf-include-broken.js';
import { spfIncludeWithoutRecord } from './spf-include-without-record.js';
import { spfLookupsNearLimit } from './spf-lookups-near-limit.js';
import { spfLoop } from './spf-loop.js';
import { spfMultipleRecords } from './spf-multiple-records.js';
import { spfMxTooManyHosts } from './spf-mx-too-many-hosts.js';
import { spfNoMailDomain } from './spf-no-mail-domain.js';
import { spfNoTcpFallback } from './spf-no-tcp-fallback.js';
import { spfRedundantTerm } from './spf-redundant-term.js';
import { spfReservedRange } from './spf-reserved-range.js';
import { spfSenderMissing } from './spf-sender-missing.js';
import { spfStaleFlattening } from './spf-stale-flattening.js';
import { spfSubdomainUnprotected } from './spf-subdomain-unprotected.js';
import { spfThroughCname } from './spf-through-cname.js';
import { spfTooManyLookups } from './spf-too-many-lookups.js';
import { spfTooManyVoidLookups } from './spf-too-many-void-lookups.js';
import { spfUndetermined } from './spf-undetermined.js';
import { spfVoidLookup } from './spf-void-lookup.js';
import { spfWildcard } from './spf-wildcard.js';
import { spfWrongPlace } from './spf-wrong-place.js';
import { twenty20IncludeIneffective } from './twenty20-include-ineffective.js';
import { twenty20IncludeMissing } from './twenty20-include-missing.js';
import { twenty20IncludeNeedless } from './twenty20-include-needless.js';
import { twenty20ProviderMissing } from './twenty20-provider-missing.js';

export const checklist: readonly Rule[] = [
  spfUndetermined,
  spfMultipleRecords,
  spfWrongPlace,
  spfWildcard,
  spfThroughCname,
  spfEverythingByRange,
  spfTooManyLookups,
  spfLookupsNearLimit,
  spfTooManyVoidLookups,
  spfVoidLookup,
  spfLoop,
  spfIncludeWithoutRecord,
  spfIncludeBroken,
  spfDeadVendor,
  spfMxTooManyHosts,
  spfDeadMechanism,
  spfRedundantTerm,
  spfExpBroken,
  spfBroadRange,
  spfReservedRange,
  spfStaleFlattening,
  spfAnswerTooLarge,
  spfNoTcpFallback,
  spfSubdomainUnprotected,
  spfNoMailDomain,
  spfSenderMissing,
  twenty20IncludeMissing,
  twenty20IncludeIneffective,
  twenty20IncludeNeedless,
  twenty20ProviderMissing,
];
