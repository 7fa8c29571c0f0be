/** Rules in words: one, or the whole catalogue. */
import type { Rule } from '../rules/rule.js';
import { labelled, type Style } from './style.js';

/** Everything a rule says of itself. */
export function explainRule(rule: Rule, style: Style): string {
  const lines = [
    `${style.paint('strong', rule.id)}  ${rule.severity}`,
    ...labelled('  what  ', rule.title, style),
    ...labelled('  why   ', rule.why, style),
    ...labelled('  do    ', rule.remedy, style),
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

/** The catalogue as a table for the README. */
export function markdownRules(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, severity, title }) => `| \`${id}\` | ${severity} | ${title} |`);
  return ['| rule | severity | it fires when |', '|---|---|---|', ...rows].join('\n');
}
