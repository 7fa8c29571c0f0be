import { CATCHALL_PARAMETER, DEFAULT_CATCHALL, versionFacts } from '../catalog/twenty20.js';
import { sameLocalPart } from './local-part.js';
import { problem, rule } from './rule.js';

export const catchallCustomName = rule({
  id: 'catchall-custom-name',
  title: 'a catchall address of another name',
  severity: 'notice',
  why: 'Replies go to catchall@ until the application is told of the other name.',
  remedy: `Set the system parameter ${CATCHALL_PARAMETER} in developer mode (from version ${versionFacts.firstWithAliasDomains.value} on: the catchall alias of the alias domain), or use the name "${DEFAULT_CATCHALL}".`,
  references: ['Twenty20: How to use my own email servers'],
  needs: [],
  applies: ({ profile: { catchall } }) => catchall !== undefined,
  *check({ profile: { catchall, appVersion } }) {
    if (catchall === undefined || sameLocalPart(catchall, DEFAULT_CATCHALL)) return;
    const hasAliasDomains =
      (appVersion ?? 0) >= (versionFacts.firstWithAliasDomains.value ?? Infinity);
    yield problem({ catchall, hasAliasDomains });
  },
  say: ({ catchall, hasAliasDomains }) =>
    hasAliasDomains
      ? `the catchall alias of the alias domain has to be "${catchall}"`
      : `${CATCHALL_PARAMETER} has to be "${catchall}"`,
});
