import { faultClause, judgeStages, wasTried } from './connection-faults.js';
import { rule } from './rule.js';

const stages = ['tls'] as const;

export const incomingTls = rule({
  id: 'incoming-tls',
  title: 'an incoming server without valid TLS',
  severity: 'error',
  why: 'Without TLS, passwords and mail can be read on the way; with a wrong certificate nobody knows who reads them.',
  remedy:
    'Use the name that the certificate is for and the security type that belongs to the port; a certificate that has expired or that no authority vouches for is for the provider to replace.',
  references: ['RFC 8314 3.2', 'RFC 6125'],
  needs: ['incoming'],
  applies: ({ facts }) => wasTried(facts.incoming, stages),
  check: ({ facts }) => judgeStages(facts.incoming, stages),
  say: faultClause,
});
