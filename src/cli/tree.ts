/** `spf-doctor tree <domain>` */
import { ask } from '../dns/asking.js';
import { MAX_LOOKUPS } from '../spf/limits.js';
import { lookupTree, walkNodes, type LookupTree } from '../spf/lookup-tree.js';
import { styleOf, writeAnswer, type ExitCode, type Io, type OutputOptions } from './io.js';
import { observing, type SourceOptions } from './sources.js';
import { domainOf, formatOf } from './subject.js';

type Options = SourceOptions & OutputOptions & { readonly format?: string };

export async function runTree(
  io: Io,
  typed: string | undefined,
  options: Options,
): Promise<ExitCode> {
  const domain = domainOf(io, options, typed ?? '');
  const format = formatOf(options.format, ['text', 'json', 'dot', 'svg', 'html'] as const);
  const tree = await observing(io, options, ({ lookup }) => ask(lookupTree(domain), lookup));
  await writeAnswer(io, options, await rendered());
  return exitCodeOf(tree);

  async function rendered(): Promise<string> {
    switch (format) {
      case 'text': {
        const { terminalTree } = await import('../report/tree.js');
        return terminalTree(tree, styleOf(io, options));
      }
      case 'json': {
        const { jsonText, treeJson } = await import('../report/json.js');
        return `${jsonText(treeJson(domain, tree))}\n`;
      }
      case 'dot':
        return (await import('../report/tree-dot.js')).treeDot(tree);
      case 'svg':
        return `${(await import('../report/tree-svg.js')).treeSvg(tree).source}\n`;
      case 'html':
        return (await import('../report/html.js')).htmlTree(tree);
    }
  }
}

/** 1 where a receiver finds no one record, or never comes to its end, whatever else is unknown. */
function exitCodeOf({ root, lookups, failures }: LookupTree): ExitCode {
  if (root.answer?.kind === 'failure') return 3;
  const endless = [...walkNodes(root)].some(({ node }) => node.unwalked === 'loop');
  if (root.records.length !== 1 || lookups > MAX_LOOKUPS || endless) return 1;
  return failures.length > 0 ? 3 : 0;
}
