/** `--as nsupdate`: a dynamic update (RFC 2136) as nsupdate(1) and knsupdate(1) read it. */
import { printName, printStrings } from '../../dns/zone-print.js';
import { beforehand, isDone, type RrsetChange, type CharacterStrings } from './rrset-change.js';

/**
 * A script that is applied whole or not at all: the prerequisite names every TXT record of the domain, as
 * RFC 2136 2.4.2 compares whole RRsets, so that nothing is replaced that has changed in the meantime.
 */
export function nsupdateForm(change: RrsetChange): string {
  const { domain, ns, ttl, removed, added } = change;
  const before = beforehand(change);
  if (isDone(change)) return `; the SPF record of ${domain} needs no change\n`;
  const owner = printName(domain);
  const record = (strings: CharacterStrings) => `IN TXT ${printStrings(strings)}`;
  return [
    ...(ns.state === 'known' ? [`zone ${printName(ns.value.zone)}`] : []),
    ...(before.length === 0
      ? [`prereq nxrrset ${owner} IN TXT`]
      : before.map((strings) => `prereq yxrrset ${owner} ${record(strings)}`)),
    ...removed.map((strings) => `update delete ${owner} ${record(strings)}`),
    ...(added === undefined ? [] : [`update add ${owner} ${ttl.seconds} ${record(added)}`]),
    'send',
  ]
    .map((line) => `${line}\n`)
    .join('');
}
