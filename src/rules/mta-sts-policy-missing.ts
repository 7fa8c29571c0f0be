import type { PolicyReply } from '../records/mta-sts.js';
import { problem, rule, undetermined } from './rule.js';

export const mtaStsPolicyMissing = rule({
  id: 'mta-sts-policy-missing',
  title: 'an MTA-STS record without a policy behind it',
  severity: 'warning',
  why: 'The record announces a policy that senders do not get, so they deliver as if there were no MTA-STS.',
  remedy:
    'Serve the policy as text/plain under this address, with a valid certificate and without a redirect; or delete the record at "_mta-sts".',
  references: ['RFC 8461 3.2', 'RFC 8461 3.3'],
  needs: ['policy'],
  *check({ facts: { policy } }) {
    const { reply, url } = policy;
    if (reply.kind === 'unusable') {
      yield problem({
        url,
        flaw: reply.problem,
        ...(reply.detail === undefined ? {} : { detail: reply.detail }),
      });
    } else if (reply.kind === 'failure') {
      const { cause, detail } = reply;
      yield undetermined({
        kind: 'unreached',
        what: url,
        cause,
        ...(detail === undefined ? {} : { detail }),
      });
    }
  },
  say: ({ url, flaw, detail = '' }: Missing) => {
    switch (flaw) {
      case 'no-host':
        return `${url} cannot be fetched: its host has no address`;
      case 'certificate':
        return `${url} cannot be fetched: the certificate is not valid for it (${detail})`;
      case 'redirect':
        return `${url} is redirected (${detail}), which senders do not follow`;
      case 'status':
        return `${url} is answered with status ${detail}`;
      case 'type':
        return `${url} is served as ${detail === '' ? 'no media type' : detail} instead of text/plain`;
      case 'size':
        return `${url} is over 64 KiB`;
    }
  },
});

/** A type, as an interface does not fit the index of `Args`. */
type Missing = Readonly<{
  url: string;
  flaw: Extract<PolicyReply, { kind: 'unusable' }>['problem'];
  detail?: string;
}>;
