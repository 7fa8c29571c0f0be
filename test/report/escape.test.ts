/** Whatever the text, in every medium it is read and nothing else. */
import * as fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import {
  markdown,
  markdownBlock,
  markdownCode,
  markup,
  shown,
  workflowCommand,
} from '../../src/report/escape.js';

/** What a parser or a terminal could take for more than text. */
const pieces = fc.constantFrom(
  '<script>',
  '</p>',
  ']]>',
  '<!--',
  '-->',
  '&lt;',
  '&#0;',
  '::error::',
  '##[error]',
  '##vso[',

  '|',
  '`',
  '``',
  '```',
  '~~',
  '~',
  '*',
  '**',
  '_',
  '[a](b)',
  '![',
  '\\',
  '=cmd()',
  '#1',
  '$x$',
  'http://e.example',
  'https://e',
  'www.e.example',
  'a@e.example',
  '@someone',
  'mailto:a@b',
  '\u001b[31m',
  '\u009b',
  '\u0007',
  '\u202e',
  '\u0000',
  '\r\n',
  '\n',
  '\t',
  '\u2028',
  '\u00e9',
  '"',
  "'",
  ' ',
  '.',
  '%0A',
  '%',
  ',',
  ':',
  '>',
  '-',
  '+',
  '1.',
  'v=spf1',
  'include:_spf.a.b',
);
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
};

function htmlText(html: string): string {
  return html.replaceAll(/&(?:lt|gt|amp|quot);/g, (entity) => entities[entity] ?? '');
}

function rendered(source: string): string {
  return micromark(source, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

describe('any text is', () => {
  it('visible US-ASCII', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(shown(text)).toMatch(/^[\x20-\x7e]*$/);
        expect(shown(text)).not.toMatch(/##(?:\[|vso\[)/i);
        expect(shown(shown(text))).toBe(shown(text));
      }),
    );
  });

  it('text in an element and in an attribute of XML and HTML', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const found: string[] = [];
        const parser = new SaxesParser();
        parser.on('opentag', ({ attributes }) => found.push(String(attributes['b'])));
        let inside = '';
        parser.on('text', (piece) => {
          inside += piece;
        });
        parser.write(`<a b="${markup(text)}">${markup(text)}</a>`).close();
        expect([...found, inside]).toEqual([shown(text), shown(text)]);
      }),
    );
  });

  it('text in a paragraph, a list and a heading of Markdown', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const read = (html: string, start: string, end: string) => {
          expect(html.startsWith(start) && html.endsWith(end), html).toBe(true);
          const body = html.slice(start.length, html.length - end.length);
          return htmlText(body.replaceAll('@<!-- -->', '@'));
        };
        for (const [before, start, end] of [
          ['Say: ', '<p>Say: ', '.</p>'],
          ['### Say: ', '<h3>Say: ', '.</h3>'],
          ['- Say: ', '<ul>\n<li>Say: ', '.</li>\n</ul>'],
        ] as const) {
          expect(read(rendered(`${before}${markdown(text)}.`), start, end)).toBe(shown(text));
        }
      }),
    );
  });

  it('code in a span and in a block of Markdown', () => {
    fc.assert(
      fc.property(texts, texts, (text, other) => {
        const span = rendered(`Say: ${markdownCode(text)}.`);
        expect(span).toMatch(/^<p>Say: <code>[^<]*<\/code>\.<\/p>$/);
        // A span of nothing but blanks keeps those around it.
        expect(htmlText(span.slice('<p>Say: <code>'.length, -'</code>.</p>'.length)).trim()).toBe(
          shown(text).trim(),
        );
        const block = rendered(markdownBlock([text, other]));
        expect(block).toMatch(/^<pre><code>[^<]*<\/code><\/pre>$/);
        expect(htmlText(block.slice('<pre><code>'.length, -'\n</code></pre>'.length))).toBe(
          `${shown(text)}\n${shown(other)}`,
        );
      }),
    );
  });

  it('the message and a property of one workflow command', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const line = `::error title=${workflowCommand(text, { property: true })}::${workflowCommand(text)}`;
        // As the runner reads it: up to the first "::" behind the command, properties at commas.
        const [, title = '', message = ''] = /^::error title=([^,:]*)::(.*)$/.exec(line) ?? [];
        expect([decodeURIComponent(title), decodeURIComponent(message)]).toEqual([
          shown(text),
          shown(text),
        ]);
      }),
    );
  });
});
