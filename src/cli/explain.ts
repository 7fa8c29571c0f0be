/** `spf-doctor explain [rule]` */
import { explainAll, explainRule } from '../report/explain.js';
import { checklist } from '../rules/index.js';
import { areaOf } from '../rules/selection.js';
import { InputError } from './input-error.js';
import { styleOf, writeAnswer, type ExitCode, type Io, type OutputOptions } from './io.js';

export async function runExplain(
  io: Io,
  typed: string | undefined,
  options: OutputOptions,
): Promise<ExitCode> {
  const style = styleOf(io, options);
  if (typed === undefined) {
    await writeAnswer(io, options, explainAll(checklist, style));
    return 0;
  }
  const rule = checklist.find(({ id }) => id === typed);
  if (rule !== undefined) {
    await writeAnswer(io, options, explainRule(rule, style));
    return 0;
  }
  const area = checklist.filter(({ id }) => areaOf(id) === typed);
  if (area.length === 0) {
    throw new InputError(
      `there is no rule ${JSON.stringify(typed)}; spf-doctor explain lists them`,
    );
  }
  await writeAnswer(io, options, explainAll(area, style));
  return 0;
}
