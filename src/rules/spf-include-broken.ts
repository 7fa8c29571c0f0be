import {
  hasRecord,
  hiddenNames,
  leadShown,
  namesBelow,
  pathText,
  shown,
  unlessHidden,
} from './own-records.js';
import { problem, rule, type Context, type Problem } from './rule.js';

interface Broken {
  readonly [arg: string]: string | number;
  /** Names from the domain to the one that is to blame. */
  readonly path: string;
  readonly target: string;
  readonly records: number;
  /** What is wrong with the record, where there is one only. */
  readonly reason: string;
}

export const spfIncludeBroken = rule({
  id: 'spf-include-broken',
  title: 'an include whose own SPF is in error',
  severity: 'error',
  why: 'A receiver that comes to it answers permerror: no sender that is authorised further on passes.',
  remedy:
    'Tell whoever runs the name at the end of the path, and remove the include until it is repaired.',
  references: ['RFC 7208 5.2', 'RFC 7208 4.6'],
  needs: ['spf'],
  applies: hasRecord,
  *check(context) {
    yield* unlessHidden(brokenNames(context), hiddenNames(context));
  },
  say: ({ path, target, records, reason }) =>
    records > 1
      ? `${target} publishes ${records} SPF records (${path})`
      : `the SPF record of ${target} is in error: ${reason} (${path})`,
});

/** The names at fault; those above them, which fail because of them, are not. */
function* brokenNames(context: Context<'spf'>): Generator<Problem<Broken>> {
  const told = new Set<string>();
  for (const place of namesBelow(context)) {
    const { node, path } = place;
    const [only, ...others] = node.records;
    const [fault] = only?.record.faults ?? [];
    if (only === undefined || (fault === undefined && others.length === 0)) continue;
    if (told.has(node.domain)) continue;
    told.add(node.domain);
    const spans = others.length > 0 ? [] : only.record.faults.map(({ span }) => span);
    yield problem(
      {
        path: pathText(path),
        target: node.domain,
        records: node.records.length,
        reason: others.length > 0 || fault === undefined ? '' : fault.reason,
      },
      {
        subject: node.domain,
        evidence: [
          ...leadShown(place, context.domain),
          ...node.records.flatMap(({ record }) => shown(record.text, node.domain, ...spans)),
        ],
      },
    );
  }
}
