/**
 * Mail providers: what to put into an SPF record for them, and how their MX hosts are named.
 *
 * Collected from the sources that each entry names. What no source says is null, and stays null: an
 * include that was guessed would authorise a stranger. Costs move (Google's include was 4 lookups and is
 * 1, Mailgun's was 3 and is 5): a number here is an estimate with a date, the tree is counted live.
 */
import type { DomainName } from '../dns/name.js';
import { namePattern, ownerFinder } from './name-pattern.js';

/**
 * `mailbox`: people read and write mail there. `esp`: sends in bulk or on behalf of applications.
 * `app`: an application that sends its own mail. `forwarder`: passes incoming mail on. `relay`: stands
 * between the mailboxes and the world. `managed-spf`: keeps the SPF record itself.
 */
type ProviderKind = 'mailbox' | 'esp' | 'app' | 'forwarder' | 'relay' | 'managed-spf';

/** One provider; null is unknown. */
export interface Provider {
  /** Kebab slug, unique, as `--sender` takes it. */
  readonly id: string;
  readonly name: string;
  readonly kind: ProviderKind;
  /** The name after `include:`; null where it is unknown or differs by customer. */
  readonly spfInclude: string | null;
  /** False where no vendor's text or public zone confirms `spfInclude`: recognise it, do not add it. */
  readonly spfIncludeVerified: boolean;
  /** Older, regional or partial names that belong to the same provider. */
  readonly spfIncludeAlternatives: readonly string[];
  /** Where the name differs by customer: its shape, with `{...}` or macros for what differs. */
  readonly spfIncludeTemplate: string | null;
  /** The same as a pattern (name-pattern.ts). */
  readonly spfIncludePattern: string | null;
  /** DNS lookups that the include costs in all, itself counted (RFC 7208 4.6.4); null is unknown. */
  readonly lookups: number | null;
  /** When `lookups` was true: a year, span or day; null where that was not recorded. */
  readonly lookupsAsOf: string | null;
  /** Patterns of the exchanges that customers are told to use (name-pattern.ts); null is unknown. */
  readonly mxPatterns: readonly string[] | null;
  /** DKIM selectors that customers are told to publish, as far as they are the same for all; null is unknown. */
  readonly dkimSelectors: readonly string[] | null;
  /** What a user should know about the include or the MX; sentences. */
  readonly notes: string | null;
  /** Where the facts were read: `owner/repository@commit path`, or a site. */
  readonly sources: readonly string[];
}

/** An entry from what is known of it. */
function entry(known: Pick<Provider, 'id' | 'name' | 'kind'> & Partial<Provider>): Provider {
  return {
    spfInclude: null,
    spfIncludeVerified: known.spfInclude !== undefined,
    spfIncludeAlternatives: [],
    spfIncludeTemplate: null,
    spfIncludePattern: null,
    lookups: null,
    lookupsAsOf: null,
    mxPatterns: null,
    dkimSelectors: null,
    notes: null,
    sources: [],
    ...known,
  };
}

/** Every provider; where two share an include or a pattern, the first one is the one to name. */
export const providers: readonly Provider[] = [
  entry({
    id: 'odoo',
    name: "Twenty20's own servers (Online and .sh)",
    kind: 'app',
    spfInclude: '_spf.odoo.com',
    lookups: 3,
    lookupsAsOf: '2026-10-09',
    mxPatterns: ['*.odoo.com'],
    dkimSelectors: ['odoo'],
    notes:
      'Costs itself and the two nested names _spf.mailsaas10.odoo.com and _spf.mo1.odoo.com. An MX below odoo.com is only for a sub-domain of its own (priority 10), never for the domain itself.',
    sources: [
      'odoo/documentation content/applications/general/email_communication/email_domain.rst@0542b9eb',
      'odoo/documentation PR #15675, #18590',
    ],
  }),
  entry({
    id: 'google-workspace',
    name: 'Google Workspace / Gmail',
    kind: 'mailbox',
    spfInclude: '_spf.google.com',
    spfIncludeAlternatives: [
      '_netblocks.google.com',
      '_netblocks2.google.com',
      '_netblocks3.google.com',
    ],
    lookups: 1,
    lookupsAsOf: '2026',
    mxPatterns: [
      'smtp.google.com',
      'aspmx.l.google.com',
      'alt1.aspmx.l.google.com',
      'alt2.aspmx.l.google.com',
      'alt3.aspmx.l.google.com',
      'alt4.aspmx.l.google.com',
      '*.googlemail.com',
    ],
    dkimSelectors: ['google'],
    notes: 'Cost 4 until about 2024, when it was flattened.',
    sources: [
      'StackExchange/dnscontrol@7a079bc2 (SPF testdata 2016-17 / docs)',
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
      'Domain-Connect/Templates@e002d91e google.com.gmail-setup.json',
      'odoo/odoo addons/mail/wizard/mail_server_configurator.py@6ee46bdc',
      'thunderbird/autoconfig@c6ad7965 ispdb/googlemail.com.xml',
    ],
  }),
  entry({
    id: 'microsoft365',
    name: 'Microsoft 365 / Exchange Online',
    kind: 'mailbox',
    spfInclude: 'spf.protection.outlook.com',
    spfIncludeAlternatives: ['spf.protection.office365.us', 'spf.protection.partner.outlook.cn'],
    lookups: 1,
    lookupsAsOf: '2026',
    mxPatterns: ['*.mail.protection.outlook.com'],
    dkimSelectors: ['selector1', 'selector2'],
    notes:
      'Cost 2 in 2020 and 3 before. Mail is rejected (554 5.2.0 SendAsDenied, 5.7.60) when its MAIL FROM is not the mailbox that logged in.',
    sources: [
      'Domain-Connect/Templates@e002d91e microsoft.com.o365.json',
      'bhdicaire/dnsConfiguration spfcache (old chain)',
      'odoo/odoo#8021, #162909',
      'thunderbird/autoconfig@c6ad7965 ispdb/office365.com.xml',
    ],
  }),
  entry({
    id: 'outlook-com',
    name: 'Outlook.com / Hotmail (consumer)',
    kind: 'mailbox',
    spfInclude: 'spf.protection.outlook.com',
    spfIncludeAlternatives: ['outlook.com'],
    lookups: 1,
    lookupsAsOf: '2026',
    mxPatterns: ['*.pamx1.hotmail.com'],
    notes:
      'include:outlook.com is what older personalised addresses use. Vendor texts mention a limit of 10 mails a minute for personal accounts.',
    sources: [
      'Domain-Connect/Templates@e002d91e outlook.com.personalizedoutlookemail.json',
      'odoo/odoo addons/mail/wizard/mail_server_configurator.py@6ee46bdc',
      'thunderbird/autoconfig@c6ad7965 ispdb/hotmail.com.xml',
    ],
  }),
  entry({
    id: 'yahoo',
    name: 'Yahoo Mail',
    kind: 'mailbox',
    spfInclude: '_spf.mail.yahoo.com',
    spfIncludeVerified: false,
    mxPatterns: ['*.yahoodns.net'],
    notes:
      'The include is known from a third party only. Addresses at yahoo.com cannot be used as From through another server (p=reject).',
    sources: [
      'odoo/documentation v15 email_domain.rst',
      'thunderbird/autoconfig@c6ad7965 ispdb/yahoo.com.xml',
    ],
  }),
  entry({
    id: 'aol',
    name: 'AOL Mail',
    kind: 'mailbox',
    notes: 'Addresses at aol.com cannot be used as From through another server (p=reject).',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/aol.com.xml'],
  }),
  entry({
    id: 'icloud',
    name: 'iCloud Mail (custom domain)',
    kind: 'mailbox',
    spfInclude: 'icloud.com',
    mxPatterns: ['mx01.mail.icloud.com', 'mx02.mail.icloud.com'],
    dkimSelectors: ['sig1'],
    sources: [
      'is-a-dev/register@9d44a497 (public zones)',
      'thunderbird/autoconfig@c6ad7965 ispdb/me.com.xml',
    ],
  }),
  entry({
    id: 'zoho',
    name: 'Zoho Mail (zoho.com)',
    kind: 'mailbox',
    spfInclude: 'spf.zoho.com',
    spfIncludeAlternatives: ['zohomail.com', 'zoho.com'],
    lookups: 1,
    lookupsAsOf: '2026',
    mxPatterns: ['mx.zoho.com', 'mx2.zoho.com', 'mx3.zoho.com'],
    dkimSelectors: ['zmail', 'zoho'],
    notes: 'The cost is that of spf.zoho.com; that of the newer zohomail names is not known.',
    sources: [
      'is-a-dev/register@9d44a497 (public zones)',
      'thunderbird/autoconfig@c6ad7965 ispdb/zoho.com.xml',
    ],
  }),
  entry({
    id: 'zoho-eu',
    name: 'Zoho Mail (zoho.eu)',
    kind: 'mailbox',
    spfInclude: 'zoho.eu',
    spfIncludeAlternatives: ['zohomail.eu'],
    lookups: 1,
    lookupsAsOf: '2026',
    mxPatterns: ['mx.zoho.eu', 'mx2.zoho.eu', 'mx3.zoho.eu'],
    dkimSelectors: ['zmail', 'zoho'],
    sources: [
      'is-a-dev/register@9d44a497 (public zones)',
      'thunderbird/autoconfig@c6ad7965 ispdb/zoho.eu.xml',
    ],
  }),
  entry({
    id: 'zoho-in',
    name: 'Zoho Mail (zoho.in)',
    kind: 'mailbox',
    spfInclude: 'zoho.in',
    spfIncludeAlternatives: ['zohomail.in'],
    mxPatterns: ['mx.zoho.in', 'mx2.zoho.in', 'mx3.zoho.in'],
    dkimSelectors: ['zmail', 'zoho'],
    sources: [
      'is-a-dev/register@9d44a497 (public zones)',
      'thunderbird/autoconfig@c6ad7965 ispdb/zoho.in.xml',
    ],
  }),
  entry({
    id: 'zoho-au',
    name: 'Zoho Mail (zoho.com.au)',
    kind: 'mailbox',
    spfInclude: 'zohomail.com.au',
    mxPatterns: ['mx.zoho.com.au', 'mx2.zoho.com.au', 'mx3.zoho.com.au'],
    dkimSelectors: ['zmail', 'zoho'],
    sources: [
      'is-a-dev/register@9d44a497 (public zones)',
      'thunderbird/autoconfig@c6ad7965 ispdb/zoho.com.au.xml',
    ],
  }),
  entry({
    id: 'zeptomail',
    name: 'Zoho ZeptoMail (transactional)',
    kind: 'esp',
    spfInclude: 'transmail.net',
    lookups: 1,
    lookupsAsOf: '2026',
  }),
  entry({
    id: 'ovh',
    name: 'OVHcloud MX Plan',
    kind: 'mailbox',
    spfInclude: 'mx.ovh.com',
    lookups: 3,
    lookupsAsOf: '2026-08-23',
    mxPatterns: [
      'mx0.mail.ovh.net',
      'mx1.mail.ovh.net',
      'mx2.mail.ovh.net',
      'mx3.mail.ovh.net',
      'mx4.mail.ovh.net',
    ],
    notes:
      'Holds two ptr terms, which count, and ends in ?all. New zones come with MX and an SPF record that uses it.',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/ovh.net.xml'],
  }),
  entry({
    id: 'ionos',
    name: 'IONOS / 1&1',
    kind: 'mailbox',
    spfInclude: '_spf.kundenserver.de',
    spfIncludeAlternatives: ['_spf.perfora.net', '_spf-us.ionos.com', '_spf-eu.ionos.com'],
    mxPatterns: ['mx00.ionos.*', 'mx01.ionos.*', 'mx00.kundenserver.de', 'mx01.kundenserver.de'],
    notes: 'The region of the account decides the name.',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/1und1.de.xml'],
  }),
  entry({
    id: 'gandi',
    name: 'Gandi Mail',
    kind: 'mailbox',
    spfInclude: '_mailcust.gandi.net',
    spfIncludeAlternatives: ['_spf.gpaas.net'],
    lookups: 2,
    mxPatterns: ['spool.mail.gandi.net', 'fb.mail.gandi.net'],
    notes:
      'Nests _nblcust.gandi.net. _spf.gpaas.net is for web hosting. New zones come with include:_mailcust.gandi.net ?all.',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/gandi.net.xml'],
  }),
  entry({
    id: 'godaddy',
    name: 'GoDaddy Workspace / Professional Email',
    kind: 'mailbox',
    spfInclude: 'secureserver.net',
    lookups: 3,
    lookupsAsOf: '2026',
    mxPatterns: ['smtp.secureserver.net', 'mailstore1.secureserver.net'],
    dkimSelectors: ['secureserver1', 'secureserver2'],
    notes:
      'Nests spf-0.secureserver.net, which nests spf.protection.outlook.com. A record v=spf1 include:secureserver.net -all is added by itself.',
    sources: [
      'Domain-Connect/Templates@e002d91e godaddy.com.aab.json, godaddy.com.professional_mail.json',
      'developers.entri.com/handling-dkim-records',
      'thunderbird/autoconfig@c6ad7965 ispdb/wildwestdomains.com.xml',
    ],
  }),
  entry({
    id: 'fastmail',
    name: 'Fastmail',
    kind: 'mailbox',
    spfInclude: 'spf.messagingengine.com',
    lookups: 1,
    lookupsAsOf: '2026',
    mxPatterns: ['in1-smtp.messagingengine.com', 'in2-smtp.messagingengine.com'],
    dkimSelectors: ['fm1', 'fm2', 'fm3'],
    sources: [
      'TheNerdyHamster spfcache; wirewiki wwwizer.com',
      'thunderbird/autoconfig@c6ad7965 ispdb/messagingengine.com.xml',
    ],
  }),
  entry({
    id: 'proton',
    name: 'Proton Mail',
    kind: 'mailbox',
    spfInclude: '_spf.protonmail.ch',
    lookups: 2,
    lookupsAsOf: '2026',
    mxPatterns: ['mail.protonmail.ch', 'mailsec.protonmail.ch'],
    dkimSelectors: ['protonmail', 'protonmail2', 'protonmail3'],
    sources: [
      'wirewiki flokinet.is',
      'is-a-dev/register@9d44a497 (public zones)',
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
    ],
  }),
  entry({
    id: 'gmx-com',
    name: 'GMX (gmx.com)',
    kind: 'mailbox',
    sources: [
      'odoo/odoo addons/mail/wizard/mail_server_configurator.py@6ee46bdc',
      'thunderbird/autoconfig@c6ad7965 ispdb/gmx.com.xml',
    ],
  }),
  entry({
    id: 'gmx-net',
    name: 'GMX (gmx.net)',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/gmx.net.xml'],
  }),
  entry({
    id: 'webde',
    name: 'WEB.DE',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/web.de.xml'],
  }),
  entry({
    id: 'mailcom',
    name: 'mail.com',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/mail.com.xml'],
  }),
  entry({
    id: 't-online',
    name: 'T-Online',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/t-online.de.xml'],
  }),
  entry({
    id: 'strato',
    name: 'STRATO',
    kind: 'mailbox',
    spfInclude: '_spf.strato.com',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/strato.de.xml'],
  }),
  entry({
    id: 'one-com',
    name: 'one.com',
    kind: 'mailbox',
    spfInclude: '_custspf.one.com',
    mxPatterns: ['*.one.com'],
    dkimSelectors: ['ed1'],
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/one.com.xml'],
  }),
  entry({
    id: 'rackspace',
    name: 'Rackspace Email',
    kind: 'mailbox',
    spfInclude: 'emailsrvr.com',
    mxPatterns: ['*.emailsrvr.com'],
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/emailsrvr.com.xml'],
  }),
  entry({
    id: 'posteo',
    name: 'Posteo',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/posteo.de.xml'],
  }),
  entry({
    id: 'yandex',
    name: 'Yandex Mail / Yandex 360',
    kind: 'mailbox',
    spfInclude: '_spf.yandex.net',
    mxPatterns: ['mx.yandex.net', 'mx.yandex.ru'],
    dkimSelectors: ['mail'],
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/yandex.ru.xml'],
  }),
  entry({
    id: 'mailru',
    name: 'Mail.ru',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/mail.ru.xml'],
  }),
  entry({
    id: 'hetzner-mail',
    name: 'Hetzner web-hosting mail',
    kind: 'mailbox',
    mxPatterns: ['*.your-server.de'],
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/hetzner.de.xml'],
  }),
  entry({
    id: 'domainfactory',
    name: 'domainFACTORY',
    kind: 'mailbox',
    mxPatterns: ['*.ispgateway.de'],
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/df.eu.xml'],
  }),
  entry({
    id: 'proximus',
    name: 'Proximus / Skynet (Belgium)',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/skynet.be.xml'],
  }),
  entry({
    id: 'orange-fr',
    name: 'Orange (France)',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/orange.fr.xml'],
  }),
  entry({
    id: 'free-fr',
    name: 'Free (France)',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/free.fr.xml'],
  }),
  entry({
    id: 'laposte',
    name: 'La Poste (France)',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/laposte.net.xml'],
  }),
  entry({
    id: 'libero',
    name: 'Libero (Italy)',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/libero.it.xml'],
  }),
  entry({
    id: 'dondominio',
    name: 'DonDominio',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/dondominio.com.xml'],
  }),
  entry({
    id: 'websupport',
    name: 'Websupport',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/websupport.sk.xml'],
  }),
  entry({
    id: 'active24',
    name: 'Active24',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/active24.com.xml'],
  }),
  entry({
    id: 'pobox',
    name: 'Pobox',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/pobox.com.xml'],
  }),
  entry({
    id: 'seznam',
    name: 'Seznam Email Profi',
    kind: 'mailbox',
    spfInclude: 'spf.seznam.cz',
    mxPatterns: ['*.emailprofi.seznam.cz'],
    dkimSelectors: ['szn1', 'szn2', 'szn3'],
    sources: [
      'is-a-dev/register@9d44a497 (public zones)',
      'thunderbird/autoconfig@c6ad7965 ispdb/seznam.cz.xml',
    ],
  }),
  entry({
    id: 'infomaniak',
    name: 'Infomaniak Mail',
    kind: 'mailbox',
    spfInclude: 'spf.infomaniak.ch',
    mxPatterns: ['mta-gw.infomaniak.ch'],
    sources: ['nodemailer/nodemailer@2f667f42 lib/well-known/services.json'],
  }),
  entry({
    id: 'transip',
    name: 'TransIP',
    kind: 'mailbox',
    spfInclude: '_spf.transip.email',
    mxPatterns: ['mx.transip.email'],
    dkimSelectors: ['transip-A', 'transip-B', 'transip-C'],
  }),
  entry({
    id: 'combell',
    name: 'Combell',
    kind: 'mailbox',
    spfInclude: 'spf.combell.com',
    mxPatterns: ['*.combell.com', '*.combell.net'],
  }),
  entry({
    id: 'ionos-fr',
    name: 'IONOS France',
    kind: 'mailbox',
    spfInclude: '_spf-eu.ionos.com',
    mxPatterns: ['mx00.ionos.fr', 'mx01.ionos.fr'],
  }),
  entry({
    id: 'o2switch',
    name: 'o2switch',
    kind: 'mailbox',
  }),
  entry({
    id: 'aruba',
    name: 'Aruba (Italy)',
    kind: 'mailbox',
    sources: ['nodemailer/nodemailer@2f667f42 lib/well-known/services.json'],
  }),
  entry({
    id: 'register-it',
    name: 'Register.it',
    kind: 'mailbox',
  }),
  entry({
    id: 'mailbox-org',
    name: 'mailbox.org',
    kind: 'mailbox',
  }),
  entry({
    id: 'sfr',
    name: 'SFR (France)',
    kind: 'mailbox',
    sources: ['thunderbird/autoconfig@c6ad7965 ispdb/sfr.fr.xml'],
  }),
  entry({
    id: 'hostinger',
    name: 'Hostinger Email',
    kind: 'mailbox',
    spfInclude: '_spf.mail.hostinger.com',
    mxPatterns: ['mx1.hostinger.com', 'mx2.hostinger.com'],
    dkimSelectors: ['hostingermail-a', 'hostingermail-b', 'hostingermail-c'],
    sources: ['is-a-dev/register@9d44a497 (public zones)'],
  }),
  entry({
    id: 'titan',
    name: 'Titan Email',
    kind: 'mailbox',
    spfInclude: 'spf.titan.email',
    mxPatterns: ['mx1.titan.email', 'mx2.titan.email'],
    dkimSelectors: ['titan1'],
    sources: [
      'Domain-Connect/Templates@e002d91e titan.email.titan-mail-hosting.json',
      'is-a-dev/register@9d44a497 (public zones)',
    ],
  }),
  entry({
    id: 'flockmail',
    name: 'Flock Mail',
    kind: 'mailbox',
    spfInclude: 'spf.flockmail.com',
    mxPatterns: ['mx1.flockmail.com', 'mx2.flockmail.com'],
    sources: ['Domain-Connect/Templates@e002d91e flockmail.com.flock-mail-hosting.json'],
  }),
  entry({
    id: 'migadu',
    name: 'Migadu',
    kind: 'mailbox',
    spfInclude: 'spf.migadu.com',
    sources: ['matthewgall/dnscontrol (public zone)'],
  }),
  entry({
    id: 'purelymail',
    name: 'Purelymail',
    kind: 'mailbox',
    spfInclude: '_spf.purelymail.com',
    mxPatterns: ['mailserver.purelymail.com'],
    dkimSelectors: ['purelymail1', 'purelymail2', 'purelymail3'],
    sources: ['is-a-dev/register@9d44a497 (public zones)', 'hackclub/dns'],
  }),
  entry({
    id: 'larksuite',
    name: 'Lark / Feishu mail',
    kind: 'mailbox',
    spfInclude: 'spf.onlarksuite.com',
    mxPatterns: ['mx1.larksuite.com', 'mx2.larksuite.com', 'mx3.larksuite.com'],
    sources: ['is-a-dev/register@9d44a497 (public zones)'],
  }),
  entry({
    id: 'hostedemail',
    name: 'Tucows / OpenSRS hosted email (Hover etc.)',
    kind: 'mailbox',
    spfInclude: '_spf.hostedemail.com',
    lookups: 1,
    lookupsAsOf: '2016-17',
    sources: ['StackExchange/dnscontrol@7a079bc2 (SPF testdata 2016-17 / docs)'],
  }),
  entry({
    id: 'bluehost',
    name: 'Bluehost / websitewelcome hosting',
    kind: 'mailbox',
    spfInclude: 'websitewelcome.com',
    mxPatterns: ['mail.{domain}'],
    notes: 'The MX is mail. and the domain itself, so it cannot be told from the MX.',
    sources: ['Domain-Connect/Templates@e002d91e bluehost.com.email.json'],
  }),
  entry({
    id: 'namecheap-forwarding',
    name: 'Namecheap email forwarding',
    kind: 'forwarder',
    spfInclude: 'spf.efwd.registrar-servers.com',
    mxPatterns: ['eforward*.registrar-servers.com'],
    notes: 'The default record while Mail Settings is Email Forwarding.',
  }),
  entry({
    id: 'namecheap-privateemail',
    name: 'Namecheap Private Email',
    kind: 'mailbox',
    spfInclude: 'spf.privateemail.com',
    mxPatterns: ['mx1.privateemail.com', 'mx2.privateemail.com'],
    dkimSelectors: ['default', 'privateemail'],
  }),
  entry({
    id: 'cloudflare-routing',
    name: 'Cloudflare Email Routing',
    kind: 'forwarder',
    spfInclude: '_spf.mx.cloudflare.net',
    lookups: 1,
    mxPatterns: ['*.mx.cloudflare.net'],
  }),
  entry({
    id: 'improvmx',
    name: 'ImprovMX',
    kind: 'forwarder',
    spfInclude: 'spf.improvmx.com',
    lookups: 3,
    mxPatterns: ['mx1.improvmx.com', 'mx2.improvmx.com'],
    dkimSelectors: ['dkimprovmx1', 'dkimprovmx2'],
    sources: [
      'Aetf/dns spfcache.json',
      'Domain-Connect/Templates@e002d91e improvmx.com.email.json',
      'is-a-dev/register@9d44a497 (public zones)',
    ],
  }),
  entry({
    id: 'forwardemail',
    name: 'Forward Email',
    kind: 'forwarder',
    spfInclude: 'spf.forwardemail.net',
    mxPatterns: ['mx1.forwardemail.net', 'mx2.forwardemail.net'],
    sources: [
      'is-a-dev/register@9d44a497 (public zones)',
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
      'Domain-Connect/Templates@e002d91e forwardemail.net.email.json',
    ],
  }),
  entry({
    id: 'simplelogin',
    name: 'SimpleLogin',
    kind: 'forwarder',
    spfInclude: 'simplelogin.co',
    mxPatterns: ['mx1.simplelogin.co', 'mx2.simplelogin.co'],
    dkimSelectors: ['dkim', 'dkim02', 'dkim03'],
    sources: ['is-a-dev/register@9d44a497 (public zones)'],
  }),
  entry({
    id: 'mailchimp',
    name: 'Mailchimp',
    kind: 'esp',
    spfInclude: 'servers.mcsv.net',
    lookups: 1,
    lookupsAsOf: '2026',
    sources: [
      'wirewiki excerpt 2026',
      'StackExchange/dnscontrol@7a079bc2 (SPF testdata 2016-17 / docs)',
      'Domain-Connect/Templates@e002d91e mailchimp.com.email-signing.json',
    ],
  }),
  entry({
    id: 'mandrill',
    name: 'Mandrill (Mailchimp Transactional)',
    kind: 'esp',
    spfInclude: 'spf.mandrillapp.com',
    lookups: 1,
    lookupsAsOf: '2026',
    sources: [
      'wirewiki namecheap.net',
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
    ],
  }),
  entry({
    id: 'sendgrid',
    name: 'Twilio SendGrid',
    kind: 'esp',
    spfInclude: 'sendgrid.net',
    lookups: 2,
    lookupsAsOf: '2026',
    dkimSelectors: ['s1', 's2'],
    notes: 'Nests ab.sendgrid.net. Cost 1 in 2017.',
    sources: [
      'StackExchange/dnscontrol@7a079bc2 (SPF testdata 2016-17 / docs)',
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
    ],
  }),
  entry({
    id: 'amazon-ses',
    name: 'Amazon SES',
    kind: 'esp',
    spfInclude: 'amazonses.com',
    lookups: 1,
    lookupsAsOf: '2026',
    mxPatterns: ['feedback-smtp.*.amazonses.com', 'inbound-smtp.*.amazonaws.com'],
    notes: 'Belongs on the custom MAIL FROM sub-domain.',
    sources: [
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
      'is-a-dev/register@9d44a497 (public zones)',
    ],
  }),
  entry({
    id: 'resend',
    name: 'Resend (on SES)',
    kind: 'esp',
    spfInclude: 'amazonses.com',
    lookups: 1,
    lookupsAsOf: '2026',
    mxPatterns: ['feedback-smtp.*.amazonses.com'],
    dkimSelectors: ['resend'],
    notes: 'Belongs on the send. sub-domain.',
    sources: [
      'Domain-Connect/Templates@e002d91e resend.com.mail.json',
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
      'is-a-dev/register@9d44a497 (public zones)',
    ],
  }),
  entry({
    id: 'mailgun',
    name: 'Mailgun',
    kind: 'esp',
    spfInclude: 'mailgun.org',
    spfIncludeAlternatives: ['_spf.mailgun.org', '_spf.eu.mailgun.org'],
    lookups: 5,
    lookupsAsOf: '2026',
    mxPatterns: ['mxa.mailgun.org', 'mxb.mailgun.org', 'mxa.eu.mailgun.org', 'mxb.eu.mailgun.org'],
    dkimSelectors: ['smtp', 'mx', 'pic', 'krs', 'k1'],
    notes:
      'Nests _spf.mailgun.org, _spf.eu.mailgun.org, _spf1.mailgun.org and _spf2.mailgun.org. Cost 3 in 2017.',
    sources: [
      'wirewiki sps-ocs.com',
      'StackExchange/dnscontrol@7a079bc2 (SPF testdata 2016-17 / docs)',
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
    ],
  }),
  entry({
    id: 'brevo',
    name: 'Brevo (ex Sendinblue)',
    kind: 'esp',
    spfInclude: 'spf.brevo.com',
    spfIncludeAlternatives: ['spf.sendinblue.com'],
    lookups: 1,
    lookupsAsOf: '2026-10-09',
    dkimSelectors: ['brevo1', 'brevo2', 'mail'],
    sources: [
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
      'is-a-dev/register@9d44a497 (public zones)',
    ],
  }),
  entry({
    id: 'mailjet',
    name: 'Mailjet',
    kind: 'esp',
    spfInclude: 'spf.mailjet.com',
    lookups: 1,
    lookupsAsOf: '2026-10-09',
    dkimSelectors: ['mailjet'],
    sources: [
      'odoo/documentation email_communication/mailjet_api.rst',
      'Domain-Connect/Templates@e002d91e mailjet.com.domain-auth.json',
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
      'odoo/odoo addons/mail/wizard/mail_server_configurator.py@6ee46bdc',
    ],
  }),
  entry({
    id: 'postmark',
    name: 'Postmark',
    kind: 'esp',
    spfInclude: 'spf.mtasv.net',
    lookups: 1,
    lookupsAsOf: '2016-17',
    notes: 'Not needed where the Return-Path CNAME (pm.mtasv.net) is used.',
    sources: [
      'StackExchange/dnscontrol@7a079bc2 (SPF testdata 2016-17 / docs)',
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
    ],
  }),
  entry({
    id: 'mailersend',
    name: 'MailerSend',
    kind: 'esp',
    spfInclude: '_spf.mailersend.net',
    dkimSelectors: ['mlsend2'],
    sources: [
      'is-a-dev/register@9d44a497 (public zones)',
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
    ],
  }),
  entry({
    id: 'mailerlite',
    name: 'MailerLite',
    kind: 'esp',
    spfInclude: '_spf.mlsend.com',
    lookups: 1,
    lookupsAsOf: '2020',
    sources: [
      'gist jatrost 2020-07-05',
      'Domain-Connect/Templates@e002d91e mailerlite.com.domain-authentication.json',
    ],
  }),
  entry({
    id: 'elasticemail',
    name: 'Elastic Email',
    kind: 'esp',
    spfInclude: '_spf.elasticemail.com',
    lookups: 2,
    notes: 'Uses an exists term, so the set of addresses cannot be listed.',
    sources: ['nodemailer/nodemailer@2f667f42 lib/well-known/services.json'],
  }),
  entry({
    id: 'smtp2go',
    name: 'SMTP2GO',
    kind: 'esp',
    spfInclude: 'smtp2go.net',
    spfIncludeAlternatives: ['spf.smtp2go.com'],
    sources: [
      'Domain-Connect/Templates@e002d91e mailbluster.com.sender-verification-smtp2go.json',
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
      'is-a-dev/register@9d44a497 (public zones)',
    ],
  }),
  entry({
    id: 'sparkpost',
    name: 'SparkPost',
    kind: 'esp',
    spfInclude: '_spf.sparkpostmail.com',
    sources: [
      'nodemailer/nodemailer@2f667f42 lib/well-known/services.json',
      'Domain-Connect/Templates@e002d91e lettr.com.mail-send-and-receive.json',
    ],
  }),
  entry({
    id: 'mailtrap',
    name: 'Mailtrap',
    kind: 'esp',
    sources: ['nodemailer/nodemailer@2f667f42 lib/well-known/services.json'],
  }),
  entry({
    id: 'sendpulse',
    name: 'SendPulse',
    kind: 'esp',
    sources: ['nodemailer/nodemailer@2f667f42 lib/well-known/services.json'],
  }),
  entry({
    id: 'sender-net',
    name: 'Sender.net',
    kind: 'esp',
    spfInclude: 'sendersrv.com',
    dkimSelectors: ['sender'],
    sources: ['Domain-Connect/Templates@e002d91e sender.net.domain-authentication.json'],
  }),
  entry({
    id: 'mailercloud',
    name: 'Mailercloud',
    kind: 'esp',
    spfInclude: 'mlrcloud.com',
    sources: ['Domain-Connect/Templates@e002d91e mailercloud.com.email-auth.json'],
  }),
  entry({
    id: 'marketo',
    name: 'Adobe Marketo',
    kind: 'esp',
    spfInclude: 'mktomail.com',
    sources: ['ppmathis/dnscontrol SPF cost tests (public fixture)'],
  }),
  entry({
    id: 'hubspot',
    name: 'HubSpot',
    kind: 'esp',
    spfIncludeTemplate: '{portalId}.spf{NN}.hubspotemail.net',
    spfIncludePattern: '*.hubspotemail.net',
    lookups: 1,
    lookupsAsOf: '2026',
    notes: 'Every account has a name of its own.',
    sources: ['StackExchange/dnscontrol@7a079bc2 (SPF testdata 2016-17 / docs)'],
  }),
  entry({
    id: 'salesforce',
    name: 'Salesforce',
    kind: 'esp',
    spfInclude: '_spf.salesforce.com',
    lookups: 2,
    lookupsAsOf: '2026',
    notes: 'Uses exists:%{i}._spf.mta.salesforce.com, so the set of addresses cannot be listed.',
  }),
  entry({
    id: 'zendesk',
    name: 'Zendesk',
    kind: 'app',
    spfInclude: 'mail.zendesk.com',
    lookups: 1,
    lookupsAsOf: '2016-17',
    sources: ['StackExchange/dnscontrol@7a079bc2 (SPF testdata 2016-17 / docs)'],
  }),
  entry({
    id: 'helpscout',
    name: 'Help Scout',
    kind: 'app',
    spfInclude: 'helpscoutemail.com',
    lookups: 1,
  }),
  entry({
    id: 'freshdesk',
    name: 'Freshdesk',
    kind: 'app',
    spfInclude: 'email.freshdesk.com',
    notes: 'Contains sendgrid.net.',
  }),
  entry({
    id: 'mimecast',
    name: 'Mimecast',
    kind: 'relay',
    spfInclude: '_netblocks.mimecast.com',
    mxPatterns: ['*.mimecast.com'],
  }),
  entry({
    id: 'barracuda',
    name: 'Barracuda Email Gateway Defense',
    kind: 'relay',
    spfInclude: 'spf.ess.barracuda.com',
    spfIncludeVerified: false,
    mxPatterns: ['*.barracudanetworks.com'],
    notes: 'The include is known from one catalogue only.',
  }),
  entry({
    id: 'constant-contact',
    name: 'Constant Contact',
    kind: 'esp',
    spfInclude: 'spf.constantcontact.com',
  }),
  entry({
    id: 'klaviyo',
    name: 'Klaviyo',
    kind: 'esp',
    spfInclude: '_spf.klaviyo.com',
    spfIncludeVerified: false,
    notes: 'The include is known from one catalogue only.',
  }),
  entry({
    id: 'shopify',
    name: 'Shopify email',
    kind: 'app',
    spfInclude: 'shops.shopify.com',
    spfIncludeVerified: false,
    notes: 'The include is known from one catalogue only.',
  }),
  entry({
    id: 'intercom',
    name: 'Intercom',
    kind: 'app',
    spfInclude: '_spf.intercom.io',
    spfIncludeVerified: false,
    notes: 'The include is known from one catalogue only.',
  }),
  entry({
    id: 'mailchannels',
    name: 'MailChannels',
    kind: 'relay',
    spfInclude: 'relay.mailchannels.net',
    sources: ['Domain-Connect/Templates@e002d91e mail.pohjoistech.fi.email.json'],
  }),
  entry({
    id: 'proofpoint-macro',
    name: 'Proofpoint hosted SPF',
    kind: 'managed-spf',
    spfIncludeTemplate: '%{ir}.%{v}.%{d}.spf.has.pphosted.com',
    spfIncludePattern: '*.spf.has.pphosted.com',
    mxPatterns: ['*.pphosted.com'],
    notes: "Edit the list of senders in the vendor's panel, not in DNS.",
  }),
  entry({
    id: 'valimail-macro',
    name: 'Valimail hosted SPF',
    kind: 'managed-spf',
    spfIncludeTemplate: '%{i}._ip.%{h}.ehlo.%{d}.spf.vali.email',
    spfIncludePattern: '*.spf.vali.email',
    notes: "Edit the list of senders in the vendor's panel, not in DNS.",
  }),
  entry({
    id: 'domain-connect-spfm',
    name: 'Domain Connect / GoDaddy managed SPF',
    kind: 'managed-spf',
    spfIncludeTemplate: 'dc-{hash}._spfm.{domain}',
    spfIncludePattern: 'dc-*._spfm.**',
    notes:
      'Written by the DNS host; costs one more lookup. Edit it in the panel; left behind after a move to another DNS host it becomes a void lookup.',
    sources: ['developers.entri.com/handling-dkim-records'],
  }),
];

const byId: ReadonlyMap<string, Provider> = new Map(
  providers.map((provider) => [provider.id, provider]),
);

/** The provider with this id. */
export function providerById(id: string): Provider | undefined {
  return byId.get(id);
}

/** An include target as text, compared as DNS compares names. */
function comparable(target: string): string {
  const lower = target.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

const includePatterns: ReadonlyMap<string, (name: string) => boolean> = new Map(
  providers.flatMap(({ id, spfIncludePattern }) =>
    spfIncludePattern === null ? [] : [[id, namePattern(spfIncludePattern)] as const],
  ),
);

/**
 * Whether an include target (as written, macros not expanded, or a name) is one of this provider's.
 * Names can be shared: `amazonses.com` is Amazon's and Resend's.
 */
export function isIncludeOf(provider: Provider, target: string): boolean {
  const name = comparable(target);
  return (
    name === provider.spfInclude ||
    provider.spfIncludeAlternatives.includes(name) ||
    (includePatterns.get(provider.id)?.(name) ?? false)
  );
}

/** The provider that an include target belongs to; of several that share it, the first one. */
export function providerOfInclude(target: string): Provider | undefined {
  return providers.find((provider) => isIncludeOf(provider, target));
}

/** A name with the domain in it (`mail.{domain}`) can belong to anybody and tells nothing. */
function detecting(provider: Provider): readonly string[] {
  return (provider.mxPatterns ?? []).filter((pattern) => !pattern.includes('{'));
}

const ownerOfExchange = ownerFinder(
  providers.map((provider) => ({ owner: provider, patterns: detecting(provider) })),
);

/**
 * The mailbox providers that the exchanges of a domain point to, each once, in the order of the
 * exchanges. The most specific pattern decides over all kinds, so that a relay's or a forwarder's host
 * is never taken for a mailbox. Exchanges that nobody here owns are passed over.
 */
export function mailboxProviderOfMx(exchanges: readonly DomainName[]): readonly Provider[] {
  const found = new Set<Provider>();
  for (const exchange of exchanges) {
    const owner = ownerOfExchange(exchange);
    if (owner?.kind === 'mailbox') found.add(owner);
  }
  return [...found];
}

/**
 * The DKIM selectors that the providers behind a domain's exchanges and include targets (as written) tell
 * their customers to publish, each once.
 */
export function suggestedSelectors(
  exchanges: readonly DomainName[],
  includes: readonly string[],
): readonly string[] {
  const owners = [...exchanges.map(ownerOfExchange), ...includes.map(providerOfInclude)];
  return [...new Set(owners.flatMap((provider) => provider?.dkimSelectors ?? []))];
}
