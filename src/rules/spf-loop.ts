import {
  hasRecord,
  hiddenNames,
  leadShown,
  namesBelow,
  pathText,
  unlessHidden,
} from './own-records.js';
import { problem, rule, type Context, type Problem } from './rule.js';

export const spfLoop = rule({
  id: 'spf-loop',
  title: 'includes that go in a circle',
  severity: 'error',
  why: 'A receiver follows the circle until the limit of ten lookups and answers permerror.',
  remedy: 'Remove the include that leads back.',
  references: ['RFC 7208 4.6.4', 'RFC 7208 5.2'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    yield* unlessHidden(loops(context), hiddenNames(context));
  },
  say: ({ path }) => `the includes go in a circle: ${path}`,
});

function* loops(context: Context<'spf'>): Generator<Problem<{ path: string }>> {
  const told = new Set<string>();
  for (const place of namesBelow(context)) {
    const path = pathText(place.path);
    if (place.node.unwalked !== 'loop' || told.has(path)) continue;
    told.add(path);
    yield problem({ path }, { evidence: leadShown(place, context.domain) });
  }
}
