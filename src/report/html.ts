/**
 * The report as one page: no request to anywhere, readable without script, in light and dark, on paper and
 * on a phone. Foreign text reaches it through templates only.
 */
import type { Severity } from '../rules/profile.js';
import type { Evidence } from '../rules/rule.js';
import { MAX_LOOKUPS } from '../spf/limits.js';
import type { LookupTree } from '../spf/lookup-tree.js';
import { adviceOf, closing, openQuestions, sentence, tally } from './advice.js';
import { budgetTone } from './budget.js';
import { shown } from './escape.js';
import { html, Markup, type Content } from './html-template.js';
import { COPY_SCRIPT, COPY_SCRIPT_HASH, PAGE_STYLE } from './html-page.js';
import type { Report } from './report.js';
import { sendersOf, type Sender } from './senders.js';
import type { PublishingStep } from './steps.js';
import { treeSummary } from './tree-rows.js';
import { treeSvg } from './tree-svg.js';
import { addressCount, changeText, counted, noteText, refusalText, ruleOf } from './words.js';

/** The report as an HTML document. */
export function htmlReport(report: Report): string {
  const { domain, verdict } = report;
  return page(`Mail set-up of ${domain}`, [
    html`<header>
      <p class="brand">spf-doctor</p>
      <h1>Mail set-up of ${domain}</h1>
      <p class="verdict ${verdict}"><strong>${closing(report)}</strong> ${countsText(report)}</p>
      ${observedText(report)}
    </header> `,
    html`<main>
      ${[
        repairSection(report),
        findingsSection(report),
        unknownSection(report),
        spfSection(report),
        checksSection(report),
      ]}
    </main> `,
  ]);
}

/** An include tree as an HTML document. */
export function htmlTree(tree: LookupTree): string {
  const [lookups, voids] = treeSummary(tree);
  return page(`Include tree of ${tree.root.domain}`, [
    html`<header>
        <p class="brand">spf-doctor</p>
        <h1>Include tree of ${tree.root.domain}</h1>
        <p class="verdict"><strong>${lookups.text}</strong>, ${voids.text}.</p>
      </header>
      <main>
        <div class="wide" role="region" aria-label="Include tree" tabindex="0">
          ${treeSvg(tree)}
        </div>
      </main> `,
  ]);
}

function page(title: string, body: Content): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src '${new Markup(COPY_SCRIPT_HASH)}'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>${new Markup(PAGE_STYLE)}</style>
      </head>
      <body>
        ${body}
        <script>${new Markup(COPY_SCRIPT)}</script>
      </body>
    </html> `.source;
}

function countsText(report: Report): string {
  const { passed, failed, unknown } = tally(report);
  return [`${passed} passed`, `${failed} failed`, `${unknown} unknown`].join(', ');
}

function observedText({ observations: [first] }: Report): Content {
  return (
    first && html`<p class="dim">Observed <time datetime="${first.at}">${first.at}</time></p> `
  );
}

function repairSection({ repair, steps }: Report): Content {
  if (repair?.kind === 'refused') {
    return html`<section aria-labelledby="record">
      <h2 id="record">No record to publish</h2>
      <p>${sentence(refusalText(repair.reason))}</p>
    </section> `;
  }
  if (repair?.kind !== 'record') return undefined;
  const title =
    repair.replaces.length > 1 ? 'Publish this one record instead of all' : 'Publish this record';
  const changes = repair.replaces.length === 0 ? [] : repair.changes.map(changeText);
  return html`<section aria-labelledby="record">
    <h2 id="record">${title}</h2>
    <div class="paste">
      <pre tabindex="0"><code id="paste">${repair.record}</code></pre>
      <button type="button" data-copy="paste" hidden>Copy</button>
    </div>
    <p class="${budgetTone(repair.lookups)}">${repair.lookups} of ${MAX_LOOKUPS} lookups</p>
    ${list([...changes, ...repair.notes.map(noteText)])}${
      steps.length === 0
        ? undefined
        : html`<h3>Steps</h3>
            <ol>
              ${steps.map(stepItem)}
            </ol> `
    }
  </section> `;
}

function stepItem({ text, verbatim }: PublishingStep): Content {
  const copied = verbatim === undefined ? undefined : html`<pre><code>${verbatim}</code></pre>`;
  return html`<li>${text}${copied}</li>`;
}

function list(items: readonly string[]): Content {
  return items.length === 0
    ? undefined
    : html`<ul>
        ${items.map((item) => html`<li>${item}</li>`)}
      </ul> `;
}

function findingsSection(report: Report): Content {
  if (report.findings.length === 0) return undefined;
  return html`<section aria-labelledby="findings">
    <h2 id="findings">Findings</h2>
    ${report.findings.map((finding) => findingArticle(finding, report))}
  </section> `;
}

const glyphs: Readonly<Record<Severity, string>> = {
  error: '\u2717',
  warning: '!',
  notice: '\u00b7',
};

function findingArticle(finding: Report['findings'][number], report: Report): Markup {
  const { rule, message, why, remedy, record } = adviceOf(finding, report);
  const { severity, evidence } = finding;
  return html`<article class="finding ${severity}">
    <h3>
      <span class="badge ${severity}"
        ><span aria-hidden="true">${new Markup(glyphs[severity])} </span>${severity}</span
      >
      ${message}
    </h3>
    ${evidence.map((each) => evidenceBlock(each, report.domain))}
    <dl>
      <dt>Why</dt>
      <dd>${sentence(why)}</dd>
      <dt>${record === undefined ? 'Do' : 'Fix'}</dt>
      <dd>
        ${record === undefined ? remedy : html`<a href="#record">Publish the record above.</a>`}
      </dd>
      <dt>Rule</dt>
      <dd><code>${rule.id}</code></dd>
    </dl>
  </article> `;
}

/** The published text, with the places that matter marked. */
function evidenceBlock({ text, at, spans = [] }: Evidence, domain: string): Markup {
  const pieces: Content[] = [];
  let from = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start < from) continue;
    pieces.push(text.slice(from, start), html`<mark>${text.slice(start, end)}</mark>`);
    from = end;
  }
  pieces.push(text.slice(from));
  const place = at === undefined || at === domain ? undefined : html`<p class="dim">at ${at}</p> `;
  return html`<pre tabindex="0"><code>${pieces}</code></pre>
    ${place}`;
}

function unknownSection(report: Report): Content {
  const open = openQuestions(report);
  if (open.length === 0) return undefined;
  return html`<section aria-labelledby="unknown">
    <h2 id="unknown">Could not be looked up</h2>
    <ul>
      ${open.map(
        ({ cause, rules }) =>
          html`<li>
            ${cause}; open for it:
            ${rules.map((rule, index) => [index === 0 ? '' : ', ', html`<code>${rule}</code>`])}
          </li>`,
      )}
    </ul>
  </section> `;
}

function spfSection({ spf, domain }: Report): Content {
  if (spf === null) return undefined;
  const several = spf.records.length > 1;
  return html`<section aria-labelledby="spf">
    <h2 id="spf">What is published now</h2>
    <p class="${budgetTone(spf.lookups)}">
      ${spf.complete ? '' : 'At least '}${spf.lookups} of ${MAX_LOOKUPS} lookups,
      ${counted(spf.voidLookups.ipv4, 'void lookup')}${several ? ', over all records' : ''}.
    </p>
    ${spf.records.map(({ text, tree }, index) => {
      const senders = tree.root.records.flatMap((record) => sendersOf(record, domain));
      const which = several ? ` of record ${index + 1}` : '';
      return html`${several ? html`<h3>Record ${index + 1}</h3> ` : undefined}
        <pre tabindex="0"><code>${text}</code></pre>
        ${lookupBar(senders)}${sendersTable(senders, which)}
        <div
          class="wide"
          role="region"
          aria-label="Include tree${which}"
          tabindex="0"
        >
          ${treeSvg(tree, `tree${index + 1}`)}
        </div> `;
    })}
  </section> `;
}

/** Who uses the lookups: ten cells, or as many as are used. */
function lookupBar(senders: readonly Sender[]): Content {
  const spending = senders.filter(({ lookups }) => lookups > 0);
  const used = spending.reduce((sum, { lookups }) => sum + lookups, 0);
  if (used === 0) return undefined;
  const cells = Math.max(used, MAX_LOOKUPS);
  const width = 600;
  let at = 0;
  const bars = spending.map(({ term, vendor, lookups }, index) => {
    const x = (at / cells) * width;
    at += lookups;
    return html`<rect
      class="part${index % 6}"
      x="${x.toFixed(1)}"
      y="0"
      width="${((lookups / cells) * width - 1).toFixed(1)}"
      height="22"
      ><title>${vendor ?? shown(term)}: ${lookups}</title></rect
    >`;
  });
  const limit = (MAX_LOOKUPS / cells) * width;
  const told = spending.map(({ term, vendor, lookups }) => `${vendor ?? shown(term)} ${lookups}`);
  return html`<svg
    class="budget"
    role="img"
    aria-label="Lookups by sender: ${told.slice(0, 20).join(', ')}"
    viewBox="0 0 ${width} 30"
    preserveAspectRatio="none"
  >
    <rect class="free" x="0" y="0" width="${width}" height="22" />
    ${bars}
    <path class="limit" d="M${limit.toFixed(1)} 0 V30" />
  </svg> `;
}

/** Rows of a table; a record may hold thousands of terms. */
const MAX_ROWS = 60;

function sendersTable(senders: readonly Sender[], which: string): Content {
  if (senders.length === 0) return undefined;
  const left = senders.length - MAX_ROWS;
  let part = -1;
  return html`<div class="wide" role="region" aria-label="Senders${which}" tabindex="0">
    <table>
      <caption>
        Who may send, and what it costs
      </caption>
      <thead>
        <tr>
          <th scope="col">Term</th>
          <th scope="col">Whose</th>
          <th scope="col" class="number">Lookups</th>
          <th scope="col" class="number">IPv4 addresses</th>
          <th scope="col" class="number">IPv6 addresses</th>
        </tr>
      </thead>
      <tbody>
        ${senders.slice(0, MAX_ROWS).map(({ term, vendor, lookups, addresses, opaque }) => {
          if (lookups > 0) part += 1;
          const swatch =
            lookups > 0
              ? html`<span class="swatch part${part % 6}" aria-hidden="true"></span> `
              : undefined;
          const count = (value: bigint) => `${opaque ? 'at least ' : ''}${addressCount(value)}`;
          return html`<tr>
            <th scope="row">${swatch}<code>${term}</code></th>
            <td>${vendor ?? 'not known'}</td>
            <td class="number">${lookups}</td>
            <td class="number">${count(addresses.ipv4)}</td>
            <td class="number">${count(addresses.ipv6)}</td>
          </tr> `;
        })}
      </tbody>
    </table>
    ${left > 0 ? html`<p>and ${left} more terms</p>` : undefined}
  </div> `;
}

function checksSection({ checks }: Report): Content {
  const passed = checks.filter(({ outcome }) => outcome === 'pass');
  return html`<section aria-labelledby="passed">
    <h2 id="passed">What was looked at and is right</h2>
    <details>
      <summary>${counted(passed.length, 'check')} passed</summary>
      <ul>
        ${passed.map((check) => html`<li><code>${check.rule}</code>, not: ${ruleOf(check).title}</li>`)}
      </ul>
    </details>
  </section> `;
}
