/**
 * The servers that providers of mailboxes document for programs that send and fetch mail, by the id of the
 * provider (providers.ts has the sources). Of several that one documents it is the first.
 */
interface DocumentedPair {
  /** Host and port for `connect`; null is unknown. */
  readonly smtp: string | null;
  readonly imap: string | null;
}

const documented: Readonly<Record<string, DocumentedPair>> = {
  'google-workspace': { smtp: 'smtp.gmail.com:465', imap: 'imap.gmail.com:993' },
  microsoft365: { smtp: 'smtp.office365.com:587', imap: 'outlook.office365.com:993' },
  'outlook-com': { smtp: 'smtp-mail.outlook.com:587', imap: 'outlook.office365.com:993' },
  yahoo: { smtp: 'smtp.mail.yahoo.com:465', imap: 'imap.mail.yahoo.com:993' },
  aol: { smtp: 'smtp.aol.com:465', imap: 'imap.aol.com:993' },
  icloud: { smtp: 'smtp.mail.me.com:587', imap: 'imap.mail.me.com:993' },
  zoho: { smtp: 'smtp.zoho.com:465', imap: 'imap.zoho.com:993' },
  'zoho-eu': { smtp: 'smtp.zoho.eu:465', imap: 'imap.zoho.eu:993' },
  'zoho-in': { smtp: 'smtp.zoho.in:465', imap: 'imap.zoho.in:993' },
  'zoho-au': { smtp: 'smtp.zoho.com.au:465', imap: 'imap.zoho.com.au:993' },
  ovh: { smtp: 'ssl0.ovh.net:465', imap: 'ssl0.ovh.net:993' },
  ionos: { smtp: 'smtp.1und1.de:465', imap: 'imap.1und1.de:993' },
  gandi: { smtp: 'mail.gandi.net:465', imap: 'mail.gandi.net:993' },
  godaddy: { smtp: 'smtpout.secureserver.net:465', imap: 'imap.secureserver.net:993' },
  fastmail: { smtp: 'smtp.fastmail.com:465', imap: 'imap.fastmail.com:993' },
  proton: { smtp: 'smtp.protonmail.ch:587', imap: null },
  'gmx-com': { smtp: 'mail.gmx.com:465', imap: 'imap.gmx.com:993' },
  'gmx-net': { smtp: 'mail.gmx.net:465', imap: 'imap.gmx.net:993' },
  webde: { smtp: 'smtp.web.de:465', imap: 'imap.web.de:993' },
  mailcom: { smtp: 'smtp.mail.com:465', imap: 'imap.mail.com:993' },
  't-online': { smtp: 'securesmtp.t-online.de:465', imap: 'secureimap.t-online.de:993' },
  strato: { smtp: 'smtp.strato.de:465', imap: 'imap.strato.de:993' },
  'one-com': { smtp: 'send.one.com:465', imap: 'imap.one.com:993' },
  rackspace: { smtp: 'secure.emailsrvr.com:465', imap: 'secure.emailsrvr.com:993' },
  posteo: { smtp: 'posteo.de:465', imap: 'posteo.de:993' },
  yandex: { smtp: 'smtp.yandex.com:465', imap: 'imap.yandex.com:993' },
  mailru: { smtp: 'smtp.mail.ru:465', imap: 'imap.mail.ru:993' },
  'hetzner-mail': { smtp: 'mail.your-server.de:465', imap: 'mail.your-server.de:993' },
  domainfactory: { smtp: 'sslout.df.eu:465', imap: 'sslin.df.eu:993' },
  proximus: { smtp: 'relay.proximus.be:587', imap: 'imap.proximus.be:993' },
  'orange-fr': { smtp: 'smtp.orange.fr:465', imap: 'imap.orange.fr:993' },
  'free-fr': { smtp: 'smtp.free.fr:465', imap: 'imap.free.fr:993' },
  laposte: { smtp: 'smtp.laposte.net:465', imap: 'imap.laposte.net:993' },
  libero: { smtp: 'smtp.libero.it:465', imap: 'imapmail.libero.it:993' },
  dondominio: { smtp: 'smtp.dondominio.com:465', imap: 'imap.dondominio.com:993' },
  websupport: { smtp: 'smtp.websupport.sk:465', imap: 'imap.websupport.sk:993' },
  active24: { smtp: 'email.active24.com:465', imap: 'email.active24.com:993' },
  pobox: { smtp: 'smtp.pobox.com:465', imap: 'mail.pobox.com:993' },
  seznam: { smtp: 'smtp.seznam.cz:465', imap: 'imap.seznam.cz:993' },
  infomaniak: { smtp: 'mail.infomaniak.com:465', imap: 'mail.infomaniak.com:993' },
  transip: { smtp: 'smtp.transip.email:465', imap: 'imap.transip.email:993' },
  'ionos-fr': { smtp: 'smtp.ionos.fr:465', imap: 'imap.ionos.fr:993' },
  o2switch: { smtp: 'mail.o2switch.net:465', imap: 'mail.o2switch.net:993' },
  aruba: { smtp: 'smtps.aruba.it:465', imap: 'imaps.aruba.it:993' },
  'register-it': { smtp: 'authsmtp.register.it:465', imap: 'imap.register.it:993' },
  'mailbox-org': { smtp: 'smtp.mailbox.org:465', imap: 'imap.mailbox.org:993' },
  sfr: { smtp: 'smtp.sfr.fr:465', imap: 'imap.sfr.fr:993' },
  hostinger: { smtp: 'smtp.hostinger.com:465', imap: 'imap.hostinger.com:993' },
};

export interface DocumentedServer {
  readonly protocol: 'smtp' | 'imap';
  /** Host and port. */
  readonly server: string;
}

/** The servers of a provider, as far as they are known. */
export function documentedServers(provider: string | undefined): readonly DocumentedServer[] {
  if (provider === undefined || !Object.hasOwn(documented, provider)) return [];
  const pair = documented[provider];
  return (['smtp', 'imap'] as const).flatMap((protocol) => {
    const server = pair?.[protocol] ?? null;
    return server === null ? [] : [{ protocol, server }];
  });
}
