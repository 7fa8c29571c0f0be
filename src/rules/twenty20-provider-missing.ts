import { isIncludeOf, mailboxProviderOfMx } from '../catalog/providers.js';
import { toName } from '../dns/name.js';
import { sayStanding, standingProblem, standingWhere } from './include-standing.js';
import { hasRecord } from './own-records.js';
import { rule, undetermined } from './rule.js';

export const twenty20ProviderMissing = rule({
  id: 'twenty20-provider-missing',
  title: 'the mailbox provider is not in the record',
  severity: 'warning',
  why: 'The mailboxes of the domain are at a provider that the record does not authorise, so mail written there fails SPF.',
  remedy: "Add the provider's include to the record.",
  references: ['Twenty20: How to use my own email servers', 'RFC 7208 5.2'],
  needs: ['spf', 'mx'],
  applies: hasRecord,
  *check({ domain, facts: { spf, mx } }) {
    for (const provider of mailboxProviderOfMx(mx.records.map(({ exchange }) => exchange))) {
      const target = provider.spfInclude === null ? undefined : toName(provider.spfInclude);
      if (target === undefined || !provider.spfIncludeVerified) continue;
      const standing = standingWhere(spf, (found) => isIncludeOf(provider, found));
      if (standing.state === 'unknown') yield undetermined(standing.cause, provider.name);
      // Beside another record it would do, were that one gone: the other record is the finding.
      if (standing.state === 'one-of-several') continue;
      const found = standingProblem(standing, target, domain);
      if (found === undefined) continue;
      yield {
        ...found,
        subject: provider.name,
        severity: found.severity === undefined ? 'warning' : 'notice',
        args: { ...found.args, provider: provider.name },
      };
    }
  },
  say: ({ provider, ...args }) => `mail from ${provider} is not authorised: ${sayStanding(args)}`,
});
