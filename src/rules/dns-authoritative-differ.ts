import type { DomainName } from '../dns/name.js';
import { differingTerms, recordKey } from '../spf/same-record.js';
import { speaks, type AuthorityHolder } from '../survey/propagation.js';
import { holderText, isHeard } from './name-servers.js';
import { problem, rule } from './rule.js';

export const dnsAuthoritativeDiffer = rule({
  id: 'dns-authoritative-differ',
  title: "the zone's servers give different SPF records",
  severity: 'error',
  why: 'Which record a receiver sees depends on the server that is asked, so the same mail passes here and fails there, and waiting does not change that.',
  remedy:
    'Make the change at every DNS host that serves the zone, or repair the transfer from the primary server to the others; then the servers have one SOA serial and one record.',
  references: ['RFC 1034 4.3.5', 'RFC 1912 2.1'],
  needs: ['propagation'],
  applies: isHeard,
  *check({ domain, facts: { propagation } }) {
    const groups = groupsOf(propagation.authorities.filter(speaks), domain);
    if (groups.length < 2) return;
    const [newest, ...others] = groups.toSorted(
      (a, b) => Number(isNew(b)) - Number(isNew(a)) || b.length - a.length,
    );
    if (newest === undefined) return;
    yield problem(
      {
        others: others.map((group) => `${groupText(group)} ${unlike(group, newest, domain)}`),
        newest: groupText(newest),
      },
      {
        evidence: [newest, ...others].flatMap(([first]) =>
          (first?.records ?? []).map((text) => ({
            text,
            ...(first?.name !== undefined && { at: first.name }),
          })),
        ),
      },
    );
  },
  say: ({ others, newest }) => `${others.join('; ')}, unlike ${newest}`,
});

type Group = readonly AuthorityHolder[];

/** The servers that say the same, together. */
function groupsOf(servers: Group, domain: DomainName): readonly Group[] {
  const groups = new Map<string, AuthorityHolder[]>();
  for (const server of servers) {
    const keys = (server.records ?? []).map((record) => recordKey(record, domain));
    const id = keys.toSorted().join('\n');
    groups.set(id, [...(groups.get(id) ?? []), server]);
  }
  return [...groups.values()];
}

function isNew([first]: Group): boolean {
  return first?.state === 'new';
}

/** `ns1.example.com (192.0.2.1), ns2.example.com (192.0.2.2) with serial 7` */
function groupText(group: Group): string {
  const serials = new Set(group.flatMap(({ serial }) => (serial === undefined ? [] : [serial])));
  const told = serials.size === 0 ? '' : ` with serial ${[...serials].join(' and ')}`;
  return `${group.map(holderText).join(', ')}${told}`;
}

/** What is different, in terms where both have one record. */
function unlike([group]: Group, [newest]: Group, domain: DomainName): string {
  const [have = [], want = []] = [group?.records, newest?.records];
  if (have.length === 0) return 'has no SPF record';
  if (want.length === 0) return 'has an SPF record';
  const [text, ...more] = have;
  const [wanted, ...others] = want;
  if (text === undefined || wanted === undefined || more.length + others.length > 0) {
    return `has ${have.length} SPF records and not ${want.length === 1 ? 'the one' : `the ${want.length}`}`;
  }
  const { missing, extra } = differingTerms(text, wanted, domain);
  const parts = [
    ...(missing.length === 0 ? [] : [`lacks ${missing.join(' ')}`]),
    ...(extra.length === 0 ? [] : [`has ${extra.join(' ')}`]),
  ];
  return parts.length === 0 ? 'has the terms in another order' : parts.join(' and ');
}
