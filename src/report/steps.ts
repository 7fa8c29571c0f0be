/** What to do at the DNS host, in order. */
import { dnsHostOf, type DnsHost } from '../catalog/dns-hosts.js';
import type { DomainName } from '../dns/name.js';
import { printStrings } from '../dns/zone-print.js';
import { toStrings } from '../spf/print.js';
import { shown } from './escape.js';
import {
  beforehand,
  isDone,
  type RrsetChange,
  type CharacterStrings,
} from './forms/rrset-change.js';
import { durationText } from './words.js';

/** One thing to do. */
export interface PublishingStep {
  /** A sentence or two, safe to show. */
  readonly text: string;
  /** What is to be looked for or copied, as it is; safe to show. */
  readonly verbatim?: string;
}

/** A step on one line. */
export function stepText({ text, verbatim }: PublishingStep): string {
  return verbatim === undefined ? text : `${text} ${verbatim}`;
}

/** The steps that publish a repaired record; none where there is nothing to do. */
export function stepsOf(change: RrsetChange | null): readonly PublishingStep[] {
  if (change === null || isDone(change)) return [];
  const { domain, alias, record } = change;
  const recheck = { text: 'Check again:', verbatim: `spf-doctor check ${argument(domain)}` };
  if (alias !== undefined) return [{ text: aliasText(domain, alias) }, recheck];
  const host = hostOf(change);
  return [
    { text: whereText(change, host) },
    ...editSteps(change, host),
    ...(change.added === undefined ? [] : lengthSteps(record, host)),
    ...waitSteps(change),
    {
      text: 'See whether every name server has it:',
      verbatim: `spf-doctor propagation ${argument(domain)} --expect ${argument(record)}`,
    },
    recheck,
  ];
}

/** No TXT record can stand beside a CNAME (RFC 1034 3.6.2). */
function aliasText(domain: DomainName, alias: DomainName): string {
  return `${domain} is an alias (CNAME) of ${shown(alias)}: the record is that name's. Make the change there, or put records of its own in place of the CNAME.`;
}

/** The host that alone serves the zone. */
function hostOf({ ns }: RrsetChange): DnsHost | undefined {
  const served = ns.state === 'known' ? dnsHostOf(ns.value.servers) : undefined;
  return served?.kind === 'one' ? served.host : undefined;
}

function whereText(change: RrsetChange, host: DnsHost | undefined): string {
  const { domain, ns } = change;
  if (host !== undefined) {
    const panel =
      host.panelPath === null
        ? ''
        : `: ${panelPath(host.panelPath, beforehand(change).length === 0)}`;
    return [`Sign in at ${host.name}${panel}.`, ...host.txtQuirks].join(' ');
  }
  const signIn = `Sign in where the DNS of ${domain} is edited`;
  if (ns.state === 'unknown') return `${signIn}; its name servers could not be looked up.`;
  const { servers } = ns.value;
  const served = dnsHostOf(servers);
  if (served.kind !== 'several') {
    const names = servers.map(shown).join(', ');
    return servers.length === 0
      ? `${signIn}.`
      : `${signIn}; its name servers, ${names}, are of no host that is known here.`;
  }
  const operators = [
    ...served.hosts.map(({ name }) => name),
    ...(served.unrecognised.length === 0
      ? []
      : [`others (${served.unrecognised.map(shown).join(', ')})`]),
  ];
  return `The name servers of ${domain} are those of ${operators.join(' and ')}: make the change with each of them, unless one copies from the other.`;
}

/** The catalogue's way leads to a new record; to edit one it ends a step earlier. */
function panelPath(path: string, isNew: boolean): string {
  return isNew ? path : path.replace(/ > (?:Add|Create|\+)[^>]*(?: > TXT)?$/, '');
}

/**
 * Two SPF records are never put side by side: what is too much goes first, then the one that is left
 * becomes the new one.
 */
function editSteps(change: RrsetChange, host: DnsHost | undefined): readonly PublishingStep[] {
  const { removed, added } = change;
  const name = briefly(removed);
  const isLine = host?.isRecordSet === true && beforehand(change).length > 1;
  const at = host === undefined ? '' : ` (host ${fieldText(change, host)})`;
  const what = `${isLine ? 'line of the TXT record' : 'TXT record'}${at}`;
  const deleted = (strings: CharacterStrings) => ({
    text: `Delete this ${what}:`,
    verbatim: name(strings),
  });
  if (added === undefined) return removed.map(deleted);
  const [edited, ...others] = removed;
  if (edited === undefined) return [{ text: createText(change, host) }];
  return [
    ...others.map(deleted),
    {
      text: `${others.length === 0 ? 'Edit' : 'Right after that, edit'} this ${what}:`,
      verbatim: name(edited),
    },
    {
      text: `Replace its whole value by the new record. Add no second SPF record beside it: of two, receivers apply neither.${quotesText(host)}`,
    },
  ];
}

function createText(change: RrsetChange, host: DnsHost | undefined): string {
  const text =
    host?.isRecordSet === true && beforehand(change).length > 0
      ? 'Add the new record to the TXT record as a line of its own; leave its other lines as they are.'
      : `Create a record of type ${host?.typeName ?? 'TXT'} with the new record as its value.`;
  return `${text} Host: ${fieldText(change, host)}.${quotesText(host)}`;
}

/** What goes into the panel's field for the name. */
function fieldText({ domain, ns }: RrsetChange, host: DnsHost | undefined): string {
  const zone = ns.state === 'known' ? ns.value.zone : domain;
  const appends = host?.autoAppendsDomain === true ? ' (the panel appends the domain)' : '';
  if (domain !== zone) {
    const label = domain.slice(0, -zone.length - 1);
    return host === undefined
      ? `${label}, or ${domain} in full where the panel does not append the domain`
      : `${label}${appends}`;
  }
  const field = host?.hostField ?? null;
  if (field === null) {
    return `@, blank or ${domain} in full, as the panel has it for the domain itself`;
  }
  return `${field === 'blank' ? 'left blank' : field}${appends}`;
}

function quotesText(host: DnsHost | undefined): string {
  if (host?.quotes === 'typed') return ' Put the value in double quotes.';
  return host?.quotes === 'added'
    ? ' Type no quotes around the value: the panel adds them.'
    : ' Type no quotes around the value, unless the panel shows its other TXT values so.';
}

/** RFC 1035 3.3: a string of a TXT record has up to 255 octets. */
function lengthSteps(record: string, host: DnsHost | undefined): readonly PublishingStep[] {
  const strings = toStrings(record);
  const most = host?.maxValue ?? Infinity;
  const tooLong =
    host !== undefined && record.length > most
      ? [
          {
            text: `${host.name} takes values of up to ${most} characters; this one has ${record.length}.`,
          },
        ]
      : [];
  if (strings.length === 1) return tooLong;
  const isLong = 'The value is over 255 characters';
  if (host?.longValues === 'split') {
    return [...tooLong, { text: `${isLong}: paste it whole, the panel splits it.` }];
  }
  const when = host?.longValues === 'strings' ? '' : 'where the panel refuses it, ';
  return [
    ...tooLong,
    {
      text: `${isLong}: ${when}paste it as these quoted strings:`,
      verbatim: printStrings(strings),
    },
  ];
}

function waitSteps(change: RrsetChange): readonly PublishingStep[] {
  const { outdated } = change;
  if (outdated === undefined || outdated.seconds === 0) return [];
  const what = beforehand(change).length === 0 ? 'go on without one' : 'use the old answer';
  return [{ text: `Wait: receivers may ${what} for up to ${durationText(outdated.seconds)}.` }];
}

/** Visible US-ASCII, as names and records are, as one argument of a shell. */
function argument(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Records named by their beginnings, as long as these tell them apart. */
function briefly(records: readonly CharacterStrings[]): (record: CharacterStrings) => string {
  const beginnings = new Set(records.map(beginningOf));
  const isClear = beginnings.size === records.length;
  return (strings) => {
    const text = strings.join('');
    const beginning = beginningOf(strings);
    return shown(isClear && beginning !== text ? `${beginning} ...` : text);
  };
}

/** Octets of a record that are enough to find it in a panel. */
const BRIEF = 60;

/** Whole terms, where the first is not longer than that. */
function beginningOf(strings: CharacterStrings): string {
  const text = strings.join('');
  if (text.length <= BRIEF) return text;
  const end = text.lastIndexOf(' ', BRIEF);
  return text.slice(0, end > 0 ? end : BRIEF);
}
