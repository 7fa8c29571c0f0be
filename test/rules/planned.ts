/** What is planned for d.test, in a small world with a few services. */
import type { Known } from '../../src/dns/answer.js';
import { name, type DomainName } from '../../src/dns/name.js';
import { defaultProfile, type Profile } from '../../src/rules/profile.js';
import {
  planRepair,
  repairFacts,
  type Repair,
  type RepairOptions,
} from '../../src/rules/repair.js';
import { surveyOf, txt, world } from '../world.js';

export const domain = name('d.test');

export const vendors = `
  ${txt('_spf.odoo.com', 'v=spf1 include:_a.odoo.com include:_b.odoo.com ~all')}
  ${txt('_a.odoo.com', 'v=spf1 ip4:62.10.16.0/24 ip6:2a00:10::/64 ~all')}
  ${txt('_b.odoo.com', 'v=spf1 ip4:62.10.20.0/26 ~all')}
  ${txt('_spf.google.com', 'v=spf1 ip4:62.10.32.0/20 ~all')}
  ${txt('one.test', 'v=spf1 ip4:192.0.2.0/28 -all')}
  ${txt('two.test', 'v=spf1 include:one.test ip4:192.0.2.16/28 -all')}
  ${txt('odoo.two.test', 'v=spf1 include:_spf.odoo.com ip4:192.0.2.32/28 -all')}
  ${txt('dynamic.test', 'v=spf1 exists:%{ir}.x.dynamic.test -all')}
  ${txt('broken.test', 'v=spf1 ip4:192.0.2.300 -all')}
  ${txt('several.test', 'v=spf1 ip4:192.0.2.1 -all', 'v=spf1 ip4:192.0.2.2 -all')}
  ${txt('holed.test', 'v=spf1 ip4:192.0.2.64/28 include:gone.test -all')}
  ${txt('circle.test', 'v=spf1 include:circle2.test -all')}
  ${txt('circle2.test', 'v=spf1 include:circle.test -all')}
  ${txt('note.test', 'no SPF')}
  mail.test. A 198.51.100.1
  $FAILURE slow.test. timeout
`;
export const google = 'd.test. MX 1 aspmx.l.google.com.\nd.test. MX 5 alt1.aspmx.l.google.com.\n';
export const elsewhere = 'd.test. MX 1 mail.test.\n';

export interface Case extends RepairOptions {
  readonly zone?: string;
  readonly profile?: Partial<Profile>;
}

/** What is planned for d.test where it publishes these texts. */
export function repair(
  published: string | readonly string[],
  { zone, profile, ...options }: Case = {},
) {
  const texts = typeof published === 'string' ? [published] : published;
  const know = world(vendors + txt('d.test', ...texts) + (zone ?? elsewhere));
  return repairIn(know, domain, options, { ...defaultProfile, ...profile });
}

export function repairIn(
  know: Known,
  at: DomainName,
  options: RepairOptions = {},
  profile: Profile = defaultProfile,
): Repair {
  const plan = planRepair(surveyOf(at, know, profile, [...repairFacts, 'ns']), profile, options);
  if (plan === null) throw new Error('the survey has not what a repair needs');
  return plan;
}

/** The record that `fix --print-record` prints, or why it prints none. */
export function printed(...given: Parameters<typeof repair>): string {
  const plan = repair(...given);
  switch (plan.kind) {
    case 'record':
    case 'unchanged':
      return plan.record;
    case 'refused':
      return `refused: ${plan.reason.kind}`;
    case 'unknown':
      return `unknown: ${plan.cause.cause}`;
  }
}

export const include = (target: string): Pick<Case, 'profile'> => ({
  profile: { includes: [name(target)] },
});
