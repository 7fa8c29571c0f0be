/** How a text report looks on the device at hand. */
import type { Severity } from '../rules/profile.js';

/** What a stretch of text means, which decides its colour. */
export type Tone = 'good' | 'bad' | 'warn' | 'note' | 'dim' | 'strong';

/** How text looks where it is shown. */
export interface Style {
  /** Columns; long lines of our own words are wrapped, pasted values never. */
  readonly width: number;
  /** Colours a text; identity where there are no colours. */
  readonly paint: (tone: Tone, text: string) => string;
  /** Whether the device shows more than US-ASCII. */
  readonly unicode: boolean;
}

/** Black and white, 80 columns. */
export const plain: Style = { width: 80, paint: (_tone, text) => text, unicode: true };

/** Words broken into lines of at most `width` columns; a longer word has a line of its own. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** A label, then text wrapped beside it; further lines stand under the text. */
export function labelled(label: string, text: string, { width }: Style): readonly string[] {
  const lines = wrap(text, Math.max(width - label.length, 30));
  return lines.map((line, index) => (index === 0 ? label : ' '.repeat(label.length)) + line);
}

export const severityTones: Readonly<Record<Severity, Tone>> = {
  error: 'bad',
  warning: 'warn',
  notice: 'note',
};

/** The sign in front of a line. */
export function glyph(kind: Severity | 'good' | 'unknown', { unicode }: Style): string {
  const glyphs = unicode
    ? { error: '✗', warning: '!', notice: '·', good: '✓', unknown: '?' }
    : { error: 'x', warning: '!', notice: '-', good: '+', unknown: '?' };
  return glyphs[kind];
}
