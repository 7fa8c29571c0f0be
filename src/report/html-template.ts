/** Markup with foreign text in it, made so that text cannot become markup. */
import { markup } from './escape.js';

/** Markup that may stand in a page as it is: made by {@link html}, or our own to the letter. */
export class Markup {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

/** What may stand in a template: text (escaped), markup, several of them, or nothing. */
export type Content = string | number | bigint | Markup | undefined | readonly Content[];

/** A template of markup: `html`<p class="${tone}">${text}</p>``; attribute values in double quotes. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let source = parts[0] ?? '';
  contents.forEach((content, index) => {
    source += sourceOf(content) + (parts[index + 1] ?? '');
  });
  return new Markup(source);
}

function sourceOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.source;
  if (typeof content === 'object') return content.map(sourceOf).join('');
  return markup(String(content));
}
