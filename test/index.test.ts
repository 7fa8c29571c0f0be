/** What the package promises: its exports, one by one, and that each says what it is. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as everywhere from '../src/index.js';
import * as node from '../src/node.js';

const src = resolve(import.meta.dirname, '../src');

interface Exported {
  readonly name: string;
  readonly isType: boolean;
  /** The file that it comes from. */
  readonly file: string;
}

/** Both files are nothing but lists: `export { a, type B } from './file.js'`. */
function exportsOf(entry: string): readonly Exported[] {
  const list = readFileSync(resolve(src, entry), 'utf8');
  return [...list.matchAll(/^export (type )?\{([^}]*)\} from '(.*)\.js';$/gm)].flatMap(
    ([, types, names = '', file = '']) =>
      names
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== '')
        .map((each) => ({
          name: each.replace(/^type /, ''),
          isType: types !== undefined || each.startsWith('type '),
          file: resolve(src, `${file}.ts`),
        })),
  );
}

/** The keyword that declares it, and whether a docstring stands over it. */
function declarationOf({ name, file }: Omit<Exported, 'isType'>): {
  kind: string;
  documented: boolean;
} {
  const text = readFileSync(file, 'utf8');
  const onward = new RegExp(
    `^export (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\} from '(.*)\\.js'`,
    'm',
  );
  const [, source] = onward.exec(text) ?? [];
  if (source !== undefined)
    return declarationOf({ name, file: resolve(file, '..', `${source}.ts`) });
  const declared = new RegExp(
    `(\\*/\\n(?://.*\\n)?)?^export (?:async )?(function\\*?|const|class|interface|type) ${name}\\b`,
    'm',
  ).exec(text);
  return { kind: declared?.[2] ?? 'missing', documented: declared?.[1] !== undefined };
}

describe.each([
  ['index.ts', everywhere],
  ['node.ts', node],
] as const)('%s', (entry, loaded) => {
  const all = exportsOf(entry);

  test('exports these, and a change is one for the changelog', () => {
    const lines = all.map((each) => `${declarationOf(each).kind} ${each.name}`).toSorted();
    expect(lines).toMatchSnapshot();
  });

  test('is that list and nothing else', () => {
    const values = all.filter(({ isType }) => !isType).map(({ name }) => name);
    expect(Object.keys(loaded).toSorted()).toEqual(values.toSorted());
  });

  test.each(all.map((each) => [each.name, each] as const))('%s is documented', (_, each) => {
    expect(declarationOf(each)).toMatchObject({ documented: true });
  });
});
