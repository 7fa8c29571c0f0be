import { versionFacts } from '../catalog/twenty20.js';
import { problem, rule } from './rule.js';

export const twenty20CheckboxMissing = rule({
  id: 'twenty20-checkbox-missing',
  title: 'a version that has no checkbox for external servers',
  severity: 'warning',
  why: 'External Email Servers stands in the General Settings of later versions only, so the steps that follow it cannot be done.',
  remedy: `Use a version after ${versionFacts.lastWithoutCheckbox.value}.`,
  references: ['Twenty20: How to use my own email servers'],
  needs: [],
  applies: ({ profile: { twenty20, appVersion } }) => twenty20 && appVersion !== undefined,
  *check({ profile: { appVersion = Infinity } }) {
    const last = versionFacts.lastWithoutCheckbox.value;
    if (last !== null && appVersion <= last) yield problem({ appVersion, last });
  },
  say: ({ appVersion, last }) =>
    `version ${appVersion} does not have it: it shows up after version ${last}`,
});
