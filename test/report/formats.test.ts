/** The forms of `check` that machines and other people's pages read, on every bundled domain. */
import { readFileSync } from 'node:fs';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import * as ajv from 'ajv-draft-04';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { describe, expect, it } from 'vitest';
import { parseZone, zoneLookup } from '../../src/dns/zone.js';
import { check } from '../../src/doctor.js';
import { githubReport } from '../../src/report/github.js';
import { junitReport } from '../../src/report/junit.js';
import { markdownReport } from '../../src/report/markdown.js';
import type { Report } from '../../src/report/report.js';
import { sarifLog, sarifResults } from '../../src/report/sarif.js';

const zones = ['mycompany', 'neighbours'].map((world) =>
  readFileSync(`fixtures/zones/${world}.zone`, 'utf8'),
);
const names = new Set(
  [...(zones[1] ?? '').matchAll(/^\$ORIGIN (\S+\.\S+)\.$/gm)].map(([, domain = '']) => domain),
);
const lookup = zoneLookup(zones.map((text) => parseZone(text)));
const reports: readonly (readonly [string, Report])[] = await Promise.all(
  ['mycompany.com', ...names].map(async (domain) => [domain, await check(domain, { lookup })]),
);

const rulesOf = (entries: readonly { readonly rule: string }[]) => entries.map(({ rule }) => rule);

describe('sarif', () => {
  const isSarif = new ajv.default.default({
    strict: false,
    validateFormats: false,
    unicodeRegExp: false,
  }).compile(sarifSchema);

  it.each(reports)('of %s keeps the schema and has every finding', (_, report) => {
    const log = sarifLog(sarifResults(report), '1.2.3') as {
      readonly runs: readonly [{ readonly results: readonly { ruleId: string; kind: string }[] }];
    };
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
    const [{ results }] = log.runs;
    const told = (wanted: string) =>
      results.filter(({ kind }) => kind === wanted).map(({ ruleId }) => ruleId);
    expect(told('fail')).toEqual(rulesOf(report.findings));
    expect(new Set(told('open'))).toEqual(new Set(rulesOf(report.unknown)));
  });
});

describe('junit', () => {
  const elements = (xml: string) => {
    const found: SaxesTagPlain[] = [];
    const parser = new SaxesParser();
    parser.on('opentag', (tag) => found.push(tag));
    parser.write(xml).close();
    return found;
  };

  it.each(reports)('of %s is well-formed and has every check', (domain, report) => {
    const found = elements(junitReport(report));
    const { checks, findings } = report;
    const count = (outcome: string) => checks.filter((each) => each.outcome === outcome).length;
    const errors = new Set(
      findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule),
    );
    expect(found.find(({ name }) => name === 'testsuite')?.attributes).toMatchObject({
      name: domain,
      tests: String(checks.length),
      failures: String(errors.size),
      errors: String(count('unknown')),
      skipped: String(count('skipped')),
    });
    expect(found.filter(({ name }) => name === 'testcase')).toHaveLength(checks.length);
    expect(found.filter(({ name }) => name === 'failure')).toHaveLength(errors.size);
  });

  it('has a warning as a failure where that fails the run', async () => {
    const report = await check('neutral.example', { lookup, only: ['spf'] });
    const failures = (xml: string) => elements(xml).filter(({ name }) => name === 'failure').length;
    expect(failures(junitReport(report))).toBe(0);
    expect(failures(junitReport(report, 'warning'))).toBe(1);
    expect(failures(junitReport(report, 'never'))).toBe(0);
  });
});

describe('github', () => {
  it.each(reports)('of %s is one annotation a finding', (_, report) => {
    const lines = githubReport(report).split('\n').slice(0, -1);
    const { findings } = report;
    for (const [index, { rule, severity }] of findings.entries()) {
      expect(lines[index]).toMatch(new RegExp(`^::${severity} title=[^,:]*%3A ${rule}::`));
    }
    for (const line of lines.slice(findings.length)) expect(line).toMatch(/^::warning title=/);
  });
});

describe('markdown', () => {
  const ours = /^<(?:\/?(?:h[123]|p|ul|ol|li|pre|code|strong)|ol start="\d+"|!-- --)>$/;

  it.each(reports)('of %s has no markup but ours', (_, report) => {
    const html = micromark(markdownReport(report), {
      allowDangerousHtml: true,
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
    });
    for (const [tag] of html.matchAll(/<[^>]*>/g)) expect(tag).toMatch(ours);
    const headings = [...html.matchAll(/<h3><code>([^<]*)<\/code>/g)].map(([, rule]) => rule);
    expect(headings).toEqual(rulesOf(report.findings));
  });
});
