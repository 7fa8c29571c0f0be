/** Rules in words: one, or the whole catalogue. */
import type { Rule } from '../rules/rule.js';
import { areaOf } from '../rules/selection.js';
import type { FactName } from '../survey/survey.js';
import { markdown } from './escape.js';
import { labelled, type Style } from './style.js';

/** Everything a rule says of itself. */
export function explainRule(rule: Rule, style: Style): string {
  const lines = [
    `${style.paint('strong', rule.id)}  ${rule.severity}`,
    ...labelled('  what  ', rule.title, style),
    ...labelled('  why   ', rule.why, style),
    ...labelled('  do    ', rule.remedy, style),
    ...labelled('  from  ', evidenceOf(rule), style),
    ...labelled('  see   ', rule.references.join(', '), style),
  ];
  return `${lines.join('\n')}\n`;
}

/** One line a rule. */
export function explainAll(rules: readonly Rule[], style: Style): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const lines = rules.map(
    ({ id, severity, title }) =>
      `${id.padEnd(width)}  ${severity.padEnd(7)}  ${style.paint('dim', title)}`,
  );
  return `${lines.join('\n')}\n`;
}

/** What each fact is read from. */
const evidence: Readonly<Record<FactName, string>> = {
  txt: 'TXT at the domain',
  spf: 'the SPF records of the domain and all that they include',
  meant: 'TXT values that were meant as SPF, and all that they include',
  mx: 'MX at the domain',
  ns: 'NS at the domain or above',
  elsewhere: 'TXT at www, _spf and the like, and type 99',
  wildcard: 'TXT at a name that nobody has set up',
  siblings: 'TXT and MX at the sub-domains that people use',
  exp: 'TXT at the name of exp=',
  vendors: 'NS at the registrable domains of names in the record that do not exist',
  wished: 'TXT at the includes that are to be authorised, and all that they include',
  cut: 'answers that were truncated over UDP',
  dnssec: 'TXT at the domain, where it fails once more without validation',
  propagation: 'TXT, SOA and NS from each server of the zone, and the delegation from its parent',
  exchanges: 'addresses of the MX hosts',
  database: 'A, AAAA and MX at the host of the database',
  reverse: 'PTR of the addresses of the MX hosts, and the addresses of those names',
  dmarc: 'TXT at _dmarc of the domain and above (RFC 9989 4.10)',
  reports: 'TXT at _report._dmarc of the hosts that reports go to',
  aliasWalk: 'TXT at _dmarc of the domain that bounces go to and above',
  keys: 'TXT at _domainkey under the selectors of the providers and of --selector',
  delegatedKey: 'CNAME and TXT at odoo._domainkey',
  mtaSts: 'TXT at _mta-sts',
  policy: 'the policy at https://mta-sts of the domain',
  tlsRpt: 'TXT at _smtp._tls',
  bimi: 'TXT at default._bimi',
  tlsa: 'TLSA at _25._tcp of the MX hosts',
  certificates: 'the certificates that the MX hosts show (--probe)',
  outgoing: 'a test of the server that mail leaves through (--smtp, or connect smtp)',
  incoming: 'a test of the server that mail is fetched from (--imap, --pop3, or connect)',
  probe: 'what the MX hosts say on port 25 (--probe)',
};

/** How many rules there are in each area, for the README. */
export function rulesSummary(rules: readonly Rule[]): string {
  const rows = areasOf(rules).map((area) => {
    const ids = rules.filter(({ id }) => areaOf(id) === area).map(({ id }) => id);
    return `| \`${area}\` | ${ids.length} | ${ids
      .map((id) => `\`${id}\``)
      .slice(0, 3)
      .join(', ')}${ids.length > 3 ? ', ...' : ''} |`;
  });
  return ['| area | rules | such as |', '|---|---|---|', ...rows].join('\n');
}

function areasOf(rules: readonly Rule[]): readonly string[] {
  return [...new Set(rules.map(({ id }) => areaOf(id)))];
}

/** The whole catalogue as a page. */
export function rulesPage(rules: readonly Rule[]): string {
  const lines = [
    '# What is judged',
    '',
    `${rules.length} rules, in the order in which findings are told. \`--only\` and \`--skip\` take a rule or an`,
    'area; `spf-doctor explain <rule>` prints the same as stands here. This page is made from the rules',
    '(`npm run docs`).',
  ];
  for (const area of areasOf(rules)) {
    lines.push('', `## ${area}`);
    for (const rule of rules.filter(({ id }) => areaOf(id) === area)) {
      lines.push('', `### ${rule.id}`, '', `${rule.severity}: ${markdown(rule.title)}`, '');
      lines.push(
        ...Object.entries({
          why: rule.why,
          do: rule.remedy,
          'looks at': evidenceOf(rule),
          see: rule.references.join(', '),
        }).map(([label, text]) => `- **${label}:** ${markdown(text)}`),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function evidenceOf({ needs }: Rule): string {
  return needs.length === 0
    ? 'what was said of the set-up, on the command line or in the config file'
    : needs.map((fact) => evidence[fact]).join('; ');
}
