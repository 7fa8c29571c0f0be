/** The page: what may be in it, whatever the domain publishes. Its looks are tried in a browser (test/interop). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { parseZone, zoneAnswers, zoneLookup } from '../../src/dns/zone.js';
import { check } from '../../src/doctor.js';
import { COPY_SCRIPT, COPY_SCRIPT_HASH } from '../../src/report/html-page.js';
import { htmlReport, htmlTree } from '../../src/report/html.js';
import { html } from '../../src/report/html-template.js';
import { treeDot } from '../../src/report/tree-dot.js';
import { treeSvg } from '../../src/report/tree-svg.js';
import { lookupTree } from '../../src/spf/lookup-tree.js';

type Element = DefaultTreeAdapterTypes.Element;

const zones = ['mycompany', 'neighbours'].map((world) =>
  parseZone(readFileSync(`fixtures/zones/${world}.zone`, 'utf8')),
);
const lookup = zoneLookup(zones);
const know = zoneAnswers(zones);
const domains = [
  'mycompany.com',
  'healthy.example',
  'heavy.example',
  'hostile.example',
  'markup.example',
  'slow.example',
  'loop.example',
  'empty.example',
];

function elements(page: string): readonly Element[] {
  const found: Element[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(page));
  return found;
}

function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

describe.each(domains)('the page of %s', async (domain) => {
  const report = await check(domain, { lookup });
  const page = htmlReport(report);
  const all = elements(page);

  it('asks nothing of anybody and runs nothing but the copy button', () => {
    const scripts = all.filter(({ tagName }) => tagName === 'script');
    expect(scripts.map(textOf)).toEqual([COPY_SCRIPT]);
    for (const { tagName, attrs } of all) {
      expect(['img', 'iframe', 'link', 'object', 'embed', 'base', 'form']).not.toContain(tagName);
      for (const { name: attribute, value } of attrs) {
        expect(attribute).not.toMatch(/^on|^style$|^srcdoc$/);
        if (attribute === 'href') expect(value).toMatch(/^#/);
        expect(attribute).not.toMatch(/^(?:src|action|formaction|poster|background)$/);
      }
    }
  });

  it('has its headings in order, ids once, and a name for each part', () => {
    const headings = all
      .flatMap(({ tagName }) => /^h([1-6])$/.exec(tagName)?.[1] ?? [])
      .map(Number);
    expect(headings[0]).toBe(1);
    expect(headings.filter((level) => level === 1)).toHaveLength(1);
    headings.forEach((level, index) => {
      expect(level - (headings[index - 1] ?? level)).toBeLessThanOrEqual(1);
    });
    const attribute = (wanted: string) =>
      all.flatMap(({ attrs }) => attrs.filter((each) => each.name === wanted)).map((a) => a.value);
    const ids = attribute('id');
    expect(new Set(ids).size).toBe(ids.length);
    for (const label of attribute('aria-labelledby').flatMap((value) => value.split(' '))) {
      expect(ids).toContain(label);
    }
  });

  it('shows visible US-ASCII only, and every finding', () => {
    expect(page).toMatch(/^[\n\x20-\x7e\u2717\u00b7]*$/);
    const rules = all
      .filter(({ tagName }) => tagName === 'article')
      .map((article) => textOf(article));
    expect(rules).toHaveLength(report.findings.length);
    report.findings.forEach(({ rule }, index) => expect(rules[index]).toContain(rule));
  });

  it('has the record to copy to the letter', () => {
    const code = all.find(({ attrs }) => attrs.some((a) => a.name === 'id' && a.value === 'paste'));
    const record = report.repair?.kind === 'record' ? report.repair.record : undefined;
    expect(code && textOf(code)).toBe(record);
  });
});

it('lets its script run by the hash of the script', () => {
  const hash = createHash('sha256').update(COPY_SCRIPT).digest('base64');
  expect(COPY_SCRIPT_HASH).toBe(`sha256-${hash}`);
});

it('is under 200 KB for a domain with more than ten lookups', async () => {
  expect(htmlReport(await check('heavy.example', { lookup })).length).toBeLessThan(200_000);
});

it('takes no text for markup in a template', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { source } = html`<p title="${text}">${[text, undefined, html`<b>${text}</b>`]}</p>`;
      const opened: string[] = [];
      const parser = new SaxesParser();
      parser.on('opentag', (tag) => opened.push(tag.name));
      parser.write(source).close();
      expect(opened).toEqual(['p', 'b']);
    }),
  );
});

describe.each(domains)('the tree of %s', (domain) => {
  const tree = answer(lookupTree(name(domain)), know);

  it('is well-formed SVG with a row a term', () => {
    const { source } = treeSvg(tree);
    const texts: string[] = [];
    const parser = new SaxesParser();
    parser.on('opentag', (tag) => {
      if (tag.name === 'text') texts.push('');
    });
    parser.on('text', (piece) => {
      if (texts.length > 0) texts[texts.length - 1] += piece;
    });
    parser.write(source).close();
    expect(texts.some((text) => text.includes(domain))).toBe(true);
    expect(elements(htmlTree(tree)).filter(({ tagName }) => tagName === 'svg')).toHaveLength(1);
  });

  it('is a digraph whose strings end where they should', () => {
    const dot = treeDot(tree);
    expect(dot).toMatch(/^[\n\x20-\x7e]*$/);
    for (const line of dot.split('\n')) {
      const outside = line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
      expect(outside).toMatch(/^(?:digraph spf \{|\}|[ \w[\]=;,>#-]*)$/);
    }
  });
});

it('draws a service of many networks briefly', () => {
  const networks = Array.from(
    { length: 3000 },
    (_, index) => `ip4:62.1.${index >> 8}.${index & 255}`,
  );
  const record = `v=spf1 ${networks.join(' ')} ~all`;
  const strings = record
    .match(/.{1,250}/g)
    ?.map((part) => `"${part}"`)
    .join(' ');
  const zone = parseZone(
    `$TTL 60\nmany.example. SOA a. b. 1 1 1 1 1\nmany.example. TXT ${strings}`,
  );
  const { source } = treeSvg(answer(lookupTree(name('many.example')), [zone]));
  expect(source.length).toBeLessThan(10_000);
  expect(source).toContain('and 2997 more');
  expect(source).toContain('~all');
});
