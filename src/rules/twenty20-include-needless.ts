import { TWENTY20_INCLUDE } from '../catalog/twenty20.js';
import { standingOf } from './include-standing.js';
import { hasRecord, pathText, shown } from './own-records.js';
import { problem, rule, undetermined } from './rule.js';

export const twenty20IncludeNeedless = rule({
  id: 'twenty20-include-needless',
  title: 'an include of Twenty20 that is not needed',
  severity: 'notice',
  why: "Mail leaves through an external SMTP server only, so the include lets Twenty20's other customers pass as the domain and costs lookups for nothing.",
  remedy: `Remove "include:${TWENTY20_INCLUDE}" from the record.`,
  references: ['Twenty20: How to use my own email servers'],
  needs: ['spf'],
  applies: (context) =>
    hasRecord(context) && context.profile.twenty20 && context.profile.outgoing === 'external',
  *check({ domain, facts }) {
    const standing = standingOf(facts.spf, TWENTY20_INCLUDE);
    if (standing.state === 'absent') return;
    const place = standing.state === 'unknown' ? standing.place : standing;
    if (place !== undefined) {
      yield problem(
        { term: place.term.text, path: pathText(place.path) },
        { evidence: shown(place.own.text, domain, place.top.span) },
      );
    } else if (standing.state === 'unknown') {
      yield undetermined(standing.cause);
    }
  },
  say: ({ term }) => `${term} is there although no mail leaves through Twenty20's servers`,
});
