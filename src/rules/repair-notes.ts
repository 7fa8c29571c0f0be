/** What the user should know beside the record. */
import { dnsHostOf } from '../catalog/dns-hosts.js';
import { isIncludeOf, mailboxProviderOfMx, providerOfInclude } from '../catalog/providers.js';
import type { DomainName } from '../dns/name.js';
import { SAFE_UDP_OCTETS } from '../dns/limits.js';
import { OPT_OCTETS } from '../dns/wire.js';
import { includeTarget } from '../spf/amend.js';
import { MAX_MX_HOSTS, MAX_VOID_LOOKUPS } from '../spf/limits.js';
import {
  mxRecords,
  walkNodes,
  walkTerms,
  type LookupTree,
  type RecordNode,
  type SpfNode,
} from '../spf/lookup-tree.js';
import { recordSet } from '../spf/address-set.js';
import { ALL_RANGES, difference, isEmpty, NO_RANGES } from '../spf/ranges.js';
import { allOf, modifierOf } from '../spf/record.js';
import { estimateOf } from './lookup-budget.js';
import type { Plan } from './planner.js';
import type { Proof } from './proof.js';
import { providerOfTerm } from './provider-of-term.js';
import { replyOctets } from './reply-octets.js';
import { publishedOctets } from './refusal.js';

/** Something the user should know beside the record. */
export type RepairNote =
  /** The cost was not counted: the catalogue's figure stands for it. */
  | {
      readonly kind: 'estimated';
      readonly target: DomainName;
      readonly lookups: number;
      readonly asOf: string;
    }
  /** Neither `all` nor `redirect`: who is not listed gets neutral. */
  | { readonly kind: 'no-default' }
  /** The MX is a known provider's, whose include the record lacks. */
  | { readonly kind: 'provider-missing'; readonly provider: string; readonly include: string }
  /** The record is made by the DNS host's panel (Domain Connect): edit it there. */
  | { readonly kind: 'managed'; readonly target: string }
  /** A service answers for every sender by itself: its senders are edited in its own panel. */
  | { readonly kind: 'dynamic'; readonly term: string; readonly provider: string | null }
  /** The answer came through a CNAME: the record is that name's. */
  | { readonly kind: 'alias'; readonly target: DomainName }
  /** The DNS host puts this include into new zones, and the domain's mail is not there. */
  | { readonly kind: 'ready-made'; readonly term: string; readonly host: string }
  /** A `redirect` decides the default: the wished `all` was not added. */
  | { readonly kind: 'all-ignored' }
  /** A name that the record leads to is in error: whoever is not matched before gets permerror. */
  | {
      readonly kind: 'broken-include';
      readonly path: readonly DomainName[];
      readonly flaw: 'no-record' | 'several-records' | 'faults';
    }
  /** An `mx` whose domain has more hosts than are allowed: permerror for whoever comes to it. */
  | { readonly kind: 'too-many-mx-hosts'; readonly term: string; readonly hosts: number }
  /** Terms in front keep some of the include's senders from passing. */
  | { readonly kind: 'partly-shadowed'; readonly target: DomainName; readonly address: string }
  /** The record lets everybody send, without saying so by `all`. */
  | { readonly kind: 'passes-everybody' }
  /** More void lookups than are allowed, for IPv6 clients only. */
  | { readonly kind: 'ipv6-voids'; readonly voids: number }
  /** The networks of an include stand in its place as they were on a day: to be looked at again by another. */
  | {
      readonly kind: 'flattened';
      readonly target: DomainName;
      readonly networks: number;
      /** Dates, ISO 8601. */
      readonly asOf: string;
      readonly lookAgain: string;
    }
  /** The answer to the TXT question no longer fits a UDP packet that passes every path. */
  | { readonly kind: 'large-answer'; readonly octets: number; readonly limit: number };

type BrokenFlaw = Extract<RepairNote, { readonly kind: 'broken-include' }>['flaw'];

/** The notes on a record that was proved. */
export function notesOn(
  plan: Plan,
  tree: LookupTree,
  record: RecordNode,
  { senders }: Proof,
): readonly RepairNote[] {
  return [
    ...notesOnPublishing(plan, record),
    ...notesOnMailHosts(plan, tree, record),
    ...notesOnTree(tree),
    ...senders.flatMap(({ target, missing }): RepairNote[] =>
      missing === null ? [] : [{ kind: 'partly-shadowed', target, address: missing }],
    ),
    ...(passesEverybody(record, tree.root.domain) ? [{ kind: 'passes-everybody' } as const] : []),
  ];
}

/** Whose the record is, and what decides about others than its senders. */
function notesOnPublishing(
  { survey, options, meant }: Plan,
  { record, terms }: RecordNode,
): readonly RepairNote[] {
  const notes: RepairNote[] = [];
  const { txt } = survey.facts;
  const alias = txt?.state === 'known' ? txt.value.alias : undefined;
  if (alias !== undefined) notes.push({ kind: 'alias', target: alias });
  if (allOf(record) === undefined) {
    if (modifierOf(record, 'redirect') === undefined) notes.push({ kind: 'no-default' });
    else if (options.all !== undefined) notes.push({ kind: 'all-ignored' });
  }
  const managed = record.terms
    .map(includeTarget)
    .find(
      (target) => target !== undefined && providerOfInclude(target)?.id === 'domain-connect-spfm',
    );
  if (managed !== undefined) notes.push({ kind: 'managed', target: managed });
  for (const node of terms) {
    const { term, untargeted } = node;
    const leadsOn = term.kind === 'modifier' || term.mechanism === 'include';
    if (!leadsOn || untargeted !== 'opaque') continue;
    notes.push({ kind: 'dynamic', term: term.text, provider: providerOfTerm(node) });
  }
  const growth = answerGrowth(survey, meant, record.text);
  if (growth !== undefined) notes.push(growth);
  return notes;
}

/** A note where the answer grows past what fits one UDP packet. */
function answerGrowth(
  survey: Plan['survey'],
  meant: Plan['meant'],
  record: string,
): RepairNote | undefined {
  const { txt } = survey.facts;
  if (txt?.state !== 'known') return undefined;
  const before = replyOctets(survey.domain, txt.value) + OPT_OCTETS;
  const octets = publishedOctets({ survey, meant }, record) + OPT_OCTETS;
  if (octets <= SAFE_UDP_OCTETS || octets <= before) return undefined;
  return { kind: 'large-answer', octets, limit: SAFE_UDP_OCTETS };
}

/** Mail hosts that are not in the record, and an include in it whose mail hosts are others. */
function notesOnMailHosts(
  { survey, options, wished }: Plan,
  tree: LookupTree,
  { terms }: RecordNode,
): readonly RepairNote[] {
  const notes: RepairNote[] = [];
  const targets = [...walkTerms(tree.root)].flatMap(({ term }) => term.target ?? []);
  for (const { target, detected } of wished) {
    const provider = providerOfInclude(target);
    if (!detected || options.detect === false || provider === undefined) continue;
    if (targets.some((found) => isIncludeOf(provider, found))) continue;
    notes.push({ kind: 'provider-missing', provider: provider.name, include: target });
  }
  const { ns, mx } = survey.facts;
  const served = ns?.state === 'known' ? dnsHostOf(ns.value.servers) : undefined;
  if (served?.kind !== 'one' || mx?.state !== 'known') return notes;
  const mailboxes = mailboxProviderOfMx(mx.value.records.map(({ exchange }) => exchange));
  for (const { term, target } of terms) {
    if (target === undefined || !served.host.readyMadeIncludes.includes(target)) continue;
    if (mailboxes.some((provider) => isIncludeOf(provider, target))) continue;
    notes.push({ kind: 'ready-made', term: term.text, host: served.host.name });
  }
  return notes;
}

/** Errors and figures of the catalogue in the tree. */
function notesOnTree(tree: LookupTree): readonly RepairNote[] {
  const notes: RepairNote[] = tree.failures.flatMap((cause) => {
    const { name } = cause.question;
    const estimate = estimateOf(name, cause);
    return estimate === undefined ? [] : [{ kind: 'estimated', target: name, ...estimate }];
  });
  for (const { node, path } of walkNodes(tree.root)) {
    const flaw = path.length > 1 ? flawOf(node) : undefined;
    if (flaw !== undefined) notes.push({ kind: 'broken-include', path, flaw });
  }
  for (const { term } of walkTerms(tree.root)) {
    const [exchange] = term.answers;
    const hosts = exchange?.question.type === 'MX' ? mxRecords(exchange).length : 0;
    if (hosts > MAX_MX_HOSTS) {
      notes.push({ kind: 'too-many-mx-hosts', term: term.term.text, hosts });
    }
  }
  if (tree.voidLookups.ipv6 > MAX_VOID_LOOKUPS) {
    notes.push({ kind: 'ipv6-voids', voids: tree.voidLookups.ipv6 });
  }
  return notes;
}

function flawOf({ answer: found, records }: SpfNode): BrokenFlaw | undefined {
  if (found === undefined || found.kind === 'failure') return undefined;
  if (records.length === 0) return 'no-record';
  if (records.length > 1) return 'several-records';
  return records.some(({ record }) => record.faults.length > 0) ? 'faults' : undefined;
}

function passesEverybody(record: RecordNode, domain: DomainName): boolean {
  const { pass } = recordSet(record, domain);
  return (['ipv4', 'ipv6'] as const).some((family) =>
    isEmpty(difference({ ...NO_RANGES, [family]: ALL_RANGES[family] }, pass)),
  );
}
