import { editionFacts, SUBMISSION_PORTS } from '../catalog/twenty20.js';
import { problem, rule } from './rule.js';

const PORT = 25;

export const outgoingPort25 = rule({
  id: 'outgoing-port-25',
  title: 'an outgoing server on port 25, which is closed',
  severity: 'warning',
  why: 'The hosted editions cannot connect to port 25, so no mail leaves through the server.',
  remedy: `Use the port that the provider has for submission: ${SUBMISSION_PORTS.value?.join(', ')}.`,
  references: [SUBMISSION_PORTS.source],
  needs: [],
  // Another port is right for every edition.
  applies: ({ profile: { smtp, edition } }) =>
    smtp !== undefined && (smtp.port !== PORT || edition !== undefined),
  *check({ profile: { smtp, edition } }) {
    if (smtp?.port !== PORT || edition === undefined) return;
    if (editionFacts[edition].port25.value === false) yield problem({ host: smtp.host, edition });
  },
  say: ({ host, edition }) => `${host} is to be reached on port 25, which is closed on ${edition}`,
});
