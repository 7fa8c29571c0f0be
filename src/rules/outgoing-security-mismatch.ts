import type { Security } from '../mail/connection.js';
import type { GivenServer } from './profile.js';
import { problem, rule } from './rule.js';

export const outgoingSecurityMismatch = rule({
  id: 'outgoing-security-mismatch',
  title: 'an outgoing server whose port and security do not go together',
  severity: 'warning',
  why: 'Where one side begins with TLS and the other in plain text, the connection test ends in an SSL exception or in no answer.',
  remedy: 'Use SSL/TLS with port 465, STARTTLS with port 587.',
  references: ['Twenty20: later pages on email', 'RFC 8314 3.3'],
  needs: [],
  applies: ({ profile: { smtp } }) => smtp?.security !== undefined,
  *check({ profile: { smtp } }) {
    const usual = smtp && usualSecurity(smtp);
    if (usual === undefined || smtp?.security === usual) return;
    // To do without TLS where STARTTLS is on offer is a weakness, and no mismatch.
    if (usual === 'starttls' && smtp?.security === 'none') return;
    yield problem({ port: smtp?.port, security: smtp?.security, usual });
  },
  say: ({ port, security, usual }) =>
    `port ${port} is spoken to with ${names[security ?? usual]}, where servers expect ${names[usual]}`,
});

const names: Readonly<Record<Security, string>> = {
  tls: 'SSL/TLS',
  starttls: 'STARTTLS',
  none: 'no encryption',
};

/** What servers expect at a port that is registered for one or the other. */
function usualSecurity({ port }: GivenServer): 'tls' | 'starttls' | undefined {
  switch (port) {
    case 465:
      return 'tls';
    case 25:
    case 587:
      return 'starttls';
    default:
      return undefined;
  }
}
