import { isAligned } from '../records/alignment.js';
import { organizationalDomain } from '../records/dmarc-walk.js';
import { effectOf, tagsShown } from './found-dmarc.js';
import { problem, rule, undetermined } from './rule.js';

export const dmarcAlignment = rule({
  id: 'dmarc-alignment',
  title: 'mail whose bounces go to a domain that DMARC does not take for yours',
  severity: 'warning',
  why: 'SPF passes for the domain that bounces go to; where DMARC does not take it for the domain of the author, only a DKIM signature of the domain keeps such mail from failing.',
  remedy:
    'Let bounces go to the domain itself or to a sub-domain of it, with aspf=r; or make sure that all mail is signed with DKIM as the domain.',
  references: ['RFC 9989 4.4', 'RFC 9989 4.10.2'],
  needs: ['dmarc', 'aliasWalk'],
  applies: (context) => effectOf(context) !== undefined,
  *check(context) {
    const effect = effectOf(context);
    if (effect === undefined) return;
    const { dmarc, aliasWalk } = context.facts;
    const author = organizationalDomain(dmarc.walk);
    const other = organizationalDomain(aliasWalk);
    if (typeof author !== 'string') yield undetermined(author);
    else if (typeof other !== 'string') yield undetermined(other);
    else {
      const { place, effective } = effect;
      const { aspf } = place.record;
      const aligned = isAligned(
        aspf,
        { domain: context.domain, organizational: author },
        { domain: aliasWalk.domain, organizational: other },
      );
      if (aligned) return;
      yield problem(
        { bounces: aliasWalk.domain, strict: aspf === 's' },
        {
          // A policy of none keeps no mail out.
          ...(effective === 'none' ? { severity: 'notice' as const } : {}),
          evidence: tagsShown(place, 'aspf'),
        },
      );
    }
  },
  say: ({ bounces, strict }) =>
    strict
      ? `aspf=s asks for the same domain, and bounces go to ${bounces}`
      : `bounces go to ${bounces}, which belongs to another Organizational Domain`,
});
