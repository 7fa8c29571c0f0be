/** The checklist, in the order in which a person would go through it. */
import { dnsAuthoritativeDiffer } from './dns-authoritative-differ.js';
import { dnsNegativeCached } from './dns-negative-cached.js';
import { dnsOldAndNew } from './dns-old-and-new.js';
import { dnsOverdue } from './dns-overdue.js';
import { dnsParentDiffers } from './dns-parent-differs.js';
import { dnsResolverStale } from './dns-resolver-stale.js';
import { dnsServerLame } from './dns-server-lame.js';
import { dnsTtlExtreme } from './dns-ttl-extreme.js';
import { dnssecBogus } from './dnssec-bogus.js';
import type { Rule } from './rule.js';
import { aliasAccepted } from './alias-accepted.js';
import { aliasCollides } from './alias-collides.js';
import { aliasInvalid } from './alias-invalid.js';
import { aliasReserved } from './alias-reserved.js';
import { bimiMalformed } from './bimi-malformed.js';
import { bimiWithoutEnforcement } from './bimi-without-enforcement.js';
import { bounceRejected } from './bounce-rejected.js';
import { catchallCustomName } from './catchall-custom-name.js';
import { catchallRejected } from './catchall-rejected.js';
import { catchallUndetermined } from './catchall-undetermined.js';
import { catchallUnreachable } from './catchall-unreachable.js';
import { daneMismatch } from './dane-mismatch.js';
import { daneUnsigned } from './dane-unsigned.js';
import { daneUnusable } from './dane-unusable.js';
import { dkimKeyMissing } from './dkim-key-missing.js';
import { dkimMalformed } from './dkim-malformed.js';
import { dkimRevoked } from './dkim-revoked.js';
import { dkimTesting } from './dkim-testing.js';
import { dkimTwenty20 } from './dkim-twenty20.js';
import { dkimWeakKey } from './dkim-weak-key.js';
import { dmarcAlignment } from './dmarc-alignment.js';
import { dmarcMalformed } from './dmarc-malformed.js';
import { dmarcMisplaced } from './dmarc-misplaced.js';
import { dmarcMissing } from './dmarc-missing.js';
import { dmarcMultiple } from './dmarc-multiple.js';
import { dmarcPolicyNone } from './dmarc-policy-none.js';
import { dmarcReportMissing } from './dmarc-report-missing.js';
import { dmarcReportUnauthorised } from './dmarc-report-unauthorised.js';
import { dmarcSubdomainWeaker } from './dmarc-subdomain-weaker.js';
import { incomingConnect } from './incoming-connect.js';
import { incomingDouble } from './incoming-double.js';
import { incomingGreeting } from './incoming-greeting.js';
import { incomingHourly } from './incoming-hourly.js';
import { incomingInbox } from './incoming-inbox.js';
import { incomingLogin } from './incoming-login.js';
import { incomingTls } from './incoming-tls.js';
import { mtaStsMalformed } from './mta-sts-malformed.js';
import { mtaStsMxNotAllowed } from './mta-sts-mx-not-allowed.js';
import { mtaStsNotEnforced } from './mta-sts-not-enforced.js';
import { mtaStsPolicyMalformed } from './mta-sts-policy-malformed.js';
import { mtaStsPolicyMissing } from './mta-sts-policy-missing.js';
import { mxImplicit } from './mx-implicit.js';
import { mxInvalidTarget } from './mx-invalid-target.js';
import { mxMissing } from './mx-missing.js';
import { mxNullMixed } from './mx-null-mixed.js';
import { mxReverseName } from './mx-reverse-name.js';
import { outgoingConnect } from './outgoing-connect.js';
import { outgoingData } from './outgoing-data.js';
import { outgoingGreeting } from './outgoing-greeting.js';
import { outgoingLogin } from './outgoing-login.js';
import { outgoingMicrosoft } from './outgoing-microsoft.js';
import { outgoingPort25 } from './outgoing-port-25.js';
import { outgoingRecipient } from './outgoing-recipient.js';
import { outgoingSecurityMismatch } from './outgoing-security-mismatch.js';
import { outgoingSender } from './outgoing-sender.js';
import { outgoingTls } from './outgoing-tls.js';
import { redirectTarget } from './redirect-target.js';
import { smtpStarttls } from './smtp-starttls.js';
import { spfAfterAll } from './spf-after-all.js';
import { spfAnswerTooLarge } from './spf-answer-too-large.js';
import { spfBroadRange } from './spf-broad-range.js';
import { spfDeadMechanism } from './spf-dead-mechanism.js';
import { spfDeadVendor } from './spf-dead-vendor.js';
import { spfDomainNxdomain } from './spf-domain-nxdomain.js';
import { spfDuplicateModifier } from './spf-duplicate-modifier.js';
import { spfDuplicateTerm } from './spf-duplicate-term.js';
import { spfEverythingByRange } from './spf-everything-by-range.js';
import { spfExpBroken } from './spf-exp-broken.js';
import { spfGluedStrings } from './spf-glued-strings.js';
import { spfHostBitsSet } from './spf-host-bits-set.js';
import { spfIncludeBroken } from './spf-include-broken.js';
import { spfIncludeQualifier } from './spf-include-qualifier.js';
import { spfIncludeWithoutRecord } from './spf-include-without-record.js';
import { spfInvalidAddress } from './spf-invalid-address.js';
import { spfInvalidCidr } from './spf-invalid-cidr.js';
import { spfInvalidDomainSpec } from './spf-invalid-domain-spec.js';
import { spfInvalidMacro } from './spf-invalid-macro.js';
import { spfLookupsNearLimit } from './spf-lookups-near-limit.js';
import { spfLoop } from './spf-loop.js';
import { spfMissing } from './spf-missing.js';
import { spfMissingSpace } from './spf-missing-space.js';
import { spfMultipleRecords } from './spf-multiple-records.js';
import { spfMxTooManyHosts } from './spf-mx-too-many-hosts.js';
import { spfNearMissVersion } from './spf-near-miss-version.js';
import { spfNeutralAll } from './spf-neutral-all.js';
import { spfNoDefault } from './spf-no-default.js';
import { spfNoMailDomain } from './spf-no-mail-domain.js';
import { spfNoTcpFallback } from './spf-no-tcp-fallback.js';
import { spfNotAscii } from './spf-not-ascii.js';
import { spfOpaqueTerm } from './spf-opaque-term.js';
import { spfPassAll } from './spf-pass-all.js';
import { spfPtr } from './spf-ptr.js';
import { spfQualifierOnModifier } from './spf-qualifier-on-modifier.js';
import { spfQuotedValue } from './spf-quoted-value.js';
import { spfRedirectBesideAll } from './spf-redirect-beside-all.js';
import { spfRedundantTerm } from './spf-redundant-term.js';
import { spfReservedRange } from './spf-reserved-range.js';
import { spfSenderMissing } from './spf-sender-missing.js';
import { spfStaleFlattening } from './spf-stale-flattening.js';
import { spfStringTooLong } from './spf-string-too-long.js';
import { spfSubdomainUnprotected } from './spf-subdomain-unprotected.js';
import { spfThroughCname } from './spf-through-cname.js';
import { spfTooManyLookups } from './spf-too-many-lookups.js';
import { spfTooManyVoidLookups } from './spf-too-many-void-lookups.js';
import { spfUndetermined } from './spf-undetermined.js';
import { spfUnknownMechanism } from './spf-unknown-mechanism.js';
import { spfUnknownModifier } from './spf-unknown-modifier.js';
import { spfVoidLookup } from './spf-void-lookup.js';
import { spfWildcard } from './spf-wildcard.js';
import { spfWrongPlace } from './spf-wrong-place.js';
import { tlsRptMalformed } from './tls-rpt-malformed.js';
import { tlsRptMissing } from './tls-rpt-missing.js';
import { twenty20CheckboxMissing } from './twenty20-checkbox-missing.js';
import { twenty20DomainForeign } from './twenty20-domain-foreign.js';
import { twenty20IncludeIneffective } from './twenty20-include-ineffective.js';
import { twenty20IncludeMissing } from './twenty20-include-missing.js';
import { twenty20IncludeNeedless } from './twenty20-include-needless.js';
import { twenty20ProviderMissing } from './twenty20-provider-missing.js';

/** Every rule, in reading order. */
export const checklist: readonly Rule[] = [
  spfUndetermined,
  spfDomainNxdomain,
  spfMissing,
  spfMultipleRecords,
  spfNearMissVersion,
  spfQuotedValue,
  spfGluedStrings,
  spfStringTooLong,
  spfWrongPlace,
  spfWildcard,
  spfThroughCname,
  spfNotAscii,
  spfUnknownMechanism,
  spfInvalidAddress,
  spfInvalidDomainSpec,
  spfInvalidCidr,
  spfMissingSpace,
  spfInvalidMacro,
  spfDuplicateModifier,
  spfQualifierOnModifier,
  spfUnknownModifier,
  spfPassAll,
  spfEverythingByRange,
  spfNeutralAll,
  spfNoDefault,
  spfAfterAll,
  spfRedirectBesideAll,
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
  spfDuplicateTerm,
  spfRedundantTerm,
  spfIncludeQualifier,
  spfPtr,
  spfOpaqueTerm,
  spfExpBroken,
  spfBroadRange,
  spfReservedRange,
  spfHostBitsSet,
  spfStaleFlattening,
  spfAnswerTooLarge,
  spfNoTcpFallback,
  spfSubdomainUnprotected,
  spfNoMailDomain,
  dnssecBogus,
  dnsAuthoritativeDiffer,
  dnsOldAndNew,
  dnsServerLame,
  dnsParentDiffers,
  dnsOverdue,
  dnsResolverStale,
  dnsNegativeCached,
  dnsTtlExtreme,
  spfSenderMissing,
  twenty20IncludeMissing,
  twenty20IncludeIneffective,
  twenty20IncludeNeedless,
  twenty20ProviderMissing,
  twenty20CheckboxMissing,
  twenty20DomainForeign,
  outgoingPort25,
  outgoingSecurityMismatch,
  outgoingMicrosoft,
  incomingHourly,
  incomingDouble,
  outgoingConnect,
  outgoingGreeting,
  outgoingTls,
  outgoingLogin,
  outgoingSender,
  outgoingRecipient,
  outgoingData,
  incomingConnect,
  incomingGreeting,
  incomingTls,
  incomingLogin,
  incomingInbox,
  mxMissing,
  mxImplicit,
  mxNullMixed,
  mxInvalidTarget,
  mxReverseName,
  catchallUnreachable,
  catchallCustomName,
  redirectTarget,
  aliasInvalid,
  aliasReserved,
  aliasCollides,
  smtpStarttls,
  catchallRejected,
  catchallUndetermined,
  bounceRejected,
  aliasAccepted,
  dkimTwenty20,
  dkimKeyMissing,
  dkimMalformed,
  dkimWeakKey,
  dkimRevoked,
  dkimTesting,
  dmarcMissing,
  dmarcMultiple,
  dmarcMisplaced,
  dmarcMalformed,
  dmarcPolicyNone,
  dmarcSubdomainWeaker,
  dmarcReportMissing,
  dmarcReportUnauthorised,
  dmarcAlignment,
  mtaStsMalformed,
  mtaStsPolicyMissing,
  mtaStsPolicyMalformed,
  mtaStsMxNotAllowed,
  mtaStsNotEnforced,
  tlsRptMalformed,
  tlsRptMissing,
  daneUnusable,
  daneUnsigned,
  daneMismatch,
  bimiMalformed,
  bimiWithoutEnforcement,
];
