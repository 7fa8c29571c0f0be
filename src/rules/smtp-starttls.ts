import { certificateClause } from './connection-faults.js';
import { obstacle, tlsStage } from './found-probe.js';
import { problem, rule, undetermined } from './rule.js';

/** Versions that nobody should agree to any more (RFC 8996). */
const old = new Set(['SSLv3', 'TLSv1', 'TLSv1.1']);

export const smtpStarttls = rule({
  id: 'smtp-starttls',
  title: 'a mail host without sound TLS',
  severity: 'warning',
  why: 'Mail to the domain goes over the Internet in plain text, or to whoever pretends to be its host; senders that insist on TLS do not deliver at all.',
  remedy:
    'Turn on STARTTLS on port 25 with TLS 1.2 or later and a certificate for the name in the MX record; at a provider of mailboxes this is for the provider to do.',
  references: ['RFC 3207', 'RFC 8996', 'RFC 8461 4.2'],
  needs: ['probe'],
  *check({ facts: { probe } }) {
    const stage = tlsStage(probe);
    if (stage === undefined) {
      const why = obstacle(probe);
      if (why !== undefined) yield undetermined(why, probe.host);
      return;
    }
    const subject = { subject: probe.host };
    const { tls, problem: kind, detail = '', reply = '' } = stage;
    if (tls === undefined) {
      const told = detail === '' ? reply : detail;
      yield problem({ flaw: kind === 'no-starttls' ? 'absent' : 'handshake', told }, subject);
      return;
    }
    if (old.has(tls.version)) yield problem({ flaw: 'old', told: tls.version }, subject);
    if (tls.flaws.length > 0) {
      const { flaws, names } = tls;
      const validTo = tls.validTo.slice(0, 10);
      yield problem(
        { flaw: 'certificate', told: certificateClause({ flaws, names, validTo }) },
        subject,
      );
    }
  },
  say: ({ flaw, told }: Readonly<{ flaw: string; told: string }>) => {
    switch (flaw) {
      case 'absent':
        return 'it offers no STARTTLS, so mail reaches it in plain text';
      case 'handshake':
        return `it offers STARTTLS and then TLS is not agreed upon${told === '' ? '' : ` (${told})`}`;
      case 'old':
        return `it agrees to ${told} and to nothing newer`;
      default:
        return told;
    }
  },
});
