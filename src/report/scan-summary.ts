/** What a scan of many domains came to, in numbers that do not grow with the list. */
import { shown } from './escape.js';
import { html } from './html-template.js';
import { PAGE_STYLE } from './html-page.js';
import type { Verdict } from './report.js';

/** One domain of a scan, as far as the summary looks at it. */
export interface Scanned {
  /** The domain, or what stood in its place. */
  readonly domain: string;
  readonly verdict: Verdict;
  /** The rules that failed. */
  readonly rules: readonly string[];
  readonly milliseconds: number;
}

/** `scan --summary json`. */
export interface ScanSummary {
  readonly schema: 1;
  readonly domains: number;
  readonly sound: number;
  readonly findings: number;
  readonly undetermined: number;
  readonly seconds: number;
  /** The rules that failed, with the domains they failed for: the most frequent first. */
  readonly rules: readonly { readonly rule: string; readonly domains: number }[];
  /** The slowest first. */
  readonly slowest: readonly { readonly domain: string; readonly milliseconds: number }[];
}

const SLOWEST = 10;

/** Counts domains one by one. */
export class ScanCount {
  readonly #verdicts: Record<Verdict, number> = { sound: 0, findings: 0, undetermined: 0 };
  readonly #rules = new Map<string, number>();
  #slowest: ScanSummary['slowest'] = [];

  get domains(): number {
    const { sound, findings, undetermined } = this.#verdicts;
    return sound + findings + undetermined;
  }

  get undetermined(): number {
    return this.#verdicts.undetermined;
  }

  add({ domain, verdict, rules, milliseconds }: Scanned): void {
    this.#verdicts[verdict] += 1;
    for (const rule of new Set(rules)) this.#rules.set(rule, (this.#rules.get(rule) ?? 0) + 1);
    const least = this.#slowest[SLOWEST - 1];
    if (least !== undefined && least.milliseconds >= milliseconds) return;
    this.#slowest = [...this.#slowest, { domain, milliseconds: Math.round(milliseconds) }]
      .toSorted((a, b) => b.milliseconds - a.milliseconds)
      .slice(0, SLOWEST);
  }

  summary(seconds: number): ScanSummary {
    return {
      schema: 1,
      domains: this.domains,
      ...this.#verdicts,
      seconds: Math.round(seconds * 10) / 10,
      rules: [...this.#rules]
        .map(([rule, domains]) => ({ rule, domains }))
        .toSorted((a, b) => b.domains - a.domains || (a.rule < b.rule ? -1 : 1)),
      slowest: this.#slowest,
    };
  }
}

export function scanSummaryText(summary: ScanSummary): string {
  const { domains, sound, findings, undetermined, seconds, rules, slowest } = summary;
  const width = Math.max(0, ...rules.map(({ rule }) => rule.length));
  return [
    `${domains} domains in ${seconds} s: ${sound} sound, ${findings} with findings, ${undetermined} undetermined`,
    ...rules.map(({ rule, domains: count }) => `  ${rule.padEnd(width)}  ${count}`),
    'slowest:',
    ...slowest.map(({ domain, milliseconds }) => `  ${shown(domain)}  ${milliseconds} ms`),
    '',
  ].join('\n');
}

export function scanSummaryHtml(summary: ScanSummary): string {
  const { domains, sound, findings, undetermined, seconds, rules, slowest } = summary;
  const row = (what: string, value: string) =>
    html`<tr><td>${what}</td><td class="number">${value}</td></tr>`;
  const table = (caption: string, rows: readonly (readonly [string, string])[]) =>
    html`<table><caption>${caption}</caption><tbody>${rows.map(([what, value]) => row(what, value))}</tbody></table>`;
  const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>Scan</title><style>${PAGE_STYLE}</style></head>`;
  const body = html`<body><h1>${domains} domains in ${seconds} s</h1>${table('Verdicts', [
    ['sound', String(sound)],
    ['with findings', String(findings)],
    ['undetermined', String(undetermined)],
  ])}${table(
    'Rules that failed, and for how many domains',
    rules.map(({ rule, domains: count }) => [rule, String(count)] as const),
  )}${table(
    'Slowest',
    slowest.map(({ domain, milliseconds }) => [domain, `${milliseconds} ms`] as const),
  )}</body></html>`;
  return `${head}${body.source}\n`;
}
