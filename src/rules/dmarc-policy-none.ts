import { effectOf, tagsShown } from './found-dmarc.js';
import { problem, rule } from './rule.js';

export const dmarcPolicyNone = rule({
  id: 'dmarc-policy-none',
  title: 'a DMARC policy that asks for nothing yet',
  severity: 'notice',
  why: 'Receivers report about forged mail at most: with p=none, or while the policy is only tested (t=y), it is delivered like any other.',
  remedy:
    'Once the reports show that all of your own mail passes, go on to p=quarantine and then to p=reject, without t=y.',
  references: ['RFC 9989 4.7', 'RFC 9989 5.1.5'],
  needs: ['dmarc'],
  applies: (context) => effectOf(context) !== undefined,
  *check(context) {
    const effect = effectOf(context);
    if (effect === undefined) return;
    const { place, requested, effective } = effect;
    if (effective !== 'none' && effective === requested) return;
    const policyTag = place.domain === context.domain ? 'p' : 'sp';
    yield problem(
      { requested, effective },
      { evidence: tagsShown(place, policyTag, ...(requested === 'none' ? [] : ['t'])) },
    );
  },
  say: ({ requested, effective }) =>
    requested === effective
      ? 'the policy is none: mail that fails is delivered like any other'
      : `t=y lowers the policy from ${requested} to ${effective}`,
});
