/** What to do at the DNS host, in order. */
import { dnsHostOf } from '../catalog/dns-hosts.js';
import type { DomainName } from '../dns/name.js';
import type { Repair } from '../rules/repair.js';
import { toStrings } from '../spf/print.js';
import type { Survey } from '../survey/survey.js';
import { shown } from './escape.js';

/** The steps that publish a repaired record; none where there is nothing to publish. */
export function stepsOf(
  repair: Repair | null,
  survey: Pick<Survey, 'domain' | 'facts'>,
): readonly string[] {
  if (repair?.kind !== 'record') return [];
  const { replaces, record } = repair;
  const { txt } = survey.facts;
  const alias = txt?.state === 'known' ? txt.value.alias : undefined;
  if (alias !== undefined) return [aliasText(survey.domain, alias), checkText(survey.domain)];
  return [
    whereText(survey, replaces.length === 0),
    ...editTexts(survey.domain, replaces, record),
    ...(toStrings(record).length > 1
      ? [
          'The value is over 255 octets: a panel that does not split it wants several quoted strings.',
        ]
      : []),
    checkText(survey.domain),
  ];
}

function checkText(domain: DomainName): string {
  return `Check again: spf-doctor check ${domain}`;
}

/** Never two good records at once: one becomes the new one before the others go. */
function editTexts(
  domain: DomainName,
  replaces: readonly string[],
  record: string,
): readonly string[] {
  if (replaces.length === 0) return [`Create a TXT record for ${domain} with the new value.`];
  const kept = replaces.find((text) => text === record);
  const [first, ...others] =
    kept === undefined ? replaces : [kept, ...replaces.filter((text) => text !== kept)];
  const name = briefly(replaces);
  if (first === kept) return others.map((other) => `Delete this TXT record: ${name(other)}`);
  return [
    `Replace the value of this TXT record by the new one: ${name(first ?? '')}`,
    ...others.map((other) => `Then delete this TXT record: ${name(other)}`),
  ];
}

/** Records named by their beginnings, as long as these tell them apart. */
function briefly(records: readonly string[]): (record: string) => string {
  const beginnings = new Set(records.map((record) => record.slice(0, BRIEF)));
  const isClear = beginnings.size === records.length;
  return (record) =>
    isClear && record.length > BRIEF ? `${shown(record.slice(0, BRIEF))}...` : shown(record);
}

/** Octets of a record that are enough to find it in a panel. */
const BRIEF = 60;

/** No TXT record can stand beside a CNAME (RFC 1034 3.6.2). */
function aliasText(domain: DomainName, alias: DomainName): string {
  return `${domain} is an alias (CNAME) of ${shown(alias)}: the record is that name's. Make the change there, or put records of its own in place of the CNAME.`;
}

function whereText({ domain, facts }: Pick<Survey, 'domain' | 'facts'>, isNew: boolean): string {
  const { servers, zone } =
    facts.ns?.state === 'known' ? facts.ns.value : { servers: [], zone: domain };
  const served = dnsHostOf(servers);
  if (served.kind === 'several') {
    const names = served.hosts.map((host) => host.name).join(' and ');
    return `The name servers of ${domain} are those of ${names}, perhaps with others: find out which one is edited.`;
  }
  if (served.kind === 'unknown') {
    return servers.length === 0
      ? `Sign in where the DNS of ${domain} is edited.`
      : `Sign in where the DNS of ${domain} is edited; its name servers are ${servers.map(shown).join(', ')}.`;
  }
  const { host } = served;
  const panel = host.panelPath === null ? '' : `: ${panelPath(host.panelPath, isNew)}`;
  return `Sign in at ${host.name}${panel}${hostField(host.hostField, domain, zone)}.`;
}

/** The catalogue's way leads to a new record; to edit one it ends a step earlier. */
function panelPath(path: string, isNew: boolean): string {
  return isNew ? path : path.replace(/ > (?:Add|Create|\+)[^>]*(?: > TXT)?$/, '');
}

/** What goes into the panel's field for the name; nothing where the host's habit is not known. */
function hostField(apex: '@' | 'blank' | null, domain: DomainName, zone: DomainName): string {
  if (apex === null) return '';
  return `; host field ${domain === zone ? apex : domain.slice(0, -zone.length - 1)}`;
}
