import { isBimi, parseBimi } from '../records/bimi.js';
import { effectOf } from './found-dmarc.js';
import { problem, rule } from './rule.js';

export const bimiWithoutEnforcement = rule({
  id: 'bimi-without-enforcement',
  title: 'a BIMI logo without a DMARC policy that carries it',
  severity: 'notice',
  why: 'Receivers show the logo only where forged mail is quarantined or rejected, sub-domains included.',
  remedy: 'Go on to p=quarantine or p=reject in the DMARC record, without sp=none and t=y.',
  references: ['draft-brand-indicators-for-message-identification 7.1'],
  needs: ['bimi', 'dmarc'],
  applies: ({ facts }) =>
    facts.bimi.values.some((value) => isBimi(value) && !parseBimi(value).declined),
  *check(context) {
    const effect = effectOf(context);
    if (effect === undefined) yield problem({});
    else if (effect.effective === 'none') yield problem({ policy: effect.effective });
    else if (effect.applied.sp === 'none') yield problem({ policy: 'none', tag: 'sp' });
  },
  say: ({ policy, tag }: { readonly policy?: string; readonly tag?: string }) => {
    if (policy === undefined) return 'there is a BIMI record, but no DMARC policy';
    return tag === undefined
      ? `there is a BIMI record, but the DMARC policy comes to ${policy}`
      : `there is a BIMI record, but the DMARC record has ${tag}=${policy}`;
  },
});
