import { mailboxProviderOfMx } from '../catalog/providers.js';
import { isWithin, name, toName } from '../dns/name.js';
import { problem, rule } from './rule.js';

/** Where the submission hosts of Microsoft are: smtp.office365.com, smtp-mail.outlook.com. */
const MICROSOFT = [name('office365.com'), name('outlook.com')];

export const outgoingMicrosoft = rule({
  id: 'outgoing-microsoft',
  title: "an outgoing server of Microsoft's, which sends for its own mailboxes only",
  severity: 'warning',
  why: 'Microsoft refuses mail whose sender is not the mailbox that logged in, and no longer takes a plain password; a connection test that passes is no proof.',
  remedy:
    'Send as the mailbox that logs in (or give it the right to send as the others), and log in with OAuth.',
  references: ['Twenty20: How to use my own email servers', 'Microsoft: Office 365 documentation'],
  needs: ['mx'],
  applies: ({ profile: { twenty20, outgoing, smtp } }) =>
    twenty20 && (smtp !== undefined || outgoing !== 'twenty20'),
  *check({ facts: { mx }, profile: { smtp } }) {
    // A server that is named decides; without one, mail probably leaves where the mailboxes are.
    const host = smtp?.host ?? mx.records.map(({ exchange }) => exchange).find(isMicrosoftMx);
    if (host === undefined) return;
    if (smtp === undefined || isMicrosoftHost(host)) yield problem({ host });
  },
  say: ({ host }) => `${host} is Microsoft's: the sender has to own the mailbox that logs in`,
});

function isMicrosoftMx(exchange: Parameters<typeof mailboxProviderOfMx>[0][number]): boolean {
  return mailboxProviderOfMx([exchange]).some(
    ({ id }) => id === 'microsoft365' || id === 'outlook-com',
  );
}

function isMicrosoftHost(host: string): boolean {
  const found = toName(host);
  return found !== undefined && MICROSOFT.some((domain) => isWithin(found, domain));
}
