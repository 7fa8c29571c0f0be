/**
 * DNS hosts: who serves a zone, told from its NS records, and how TXT records are entered there.
 *
 * Collected from the sources that each entry names; what no source says is null, and stays null.
 */
import type { DomainName } from '../dns/name.js';
import { namePattern, ownerFinder } from './name-pattern.js';

/** One DNS host; null is unknown. */
export interface DnsHost {
  /** Kebab slug, unique. */
  readonly id: string;
  readonly name: string;
  /** Patterns of its name servers (name-pattern.ts); null where it cannot be told from them. */
  readonly nsPatterns: readonly string[] | null;
  /** Names that `nsPatterns` cover although they are others': customers' own machines. */
  readonly nsExclude: readonly string[];
  /** What to enter as the host for the domain itself: `@`, or nothing at all. */
  readonly hostField: '@' | 'blank' | null;
  /** Whether the panel appends the domain to the host that is entered. */
  readonly autoAppendsDomain: boolean | null;
  /** Whether the target of a CNAME or MX must end with a dot, or the domain is appended to it. */
  readonly trailingDotOnTargets: boolean | null;
  /** What the panel calls the type, where that is not TXT. */
  readonly typeName: string | null;
  /** The double quotes around a TXT value: to be typed, or added by the panel. */
  readonly quotes: 'typed' | 'added' | null;
  /** A value over 255 octets: the panel splits it, or wants several quoted strings in one value. */
  readonly longValues: 'split' | 'strings' | null;
  /** Octets of the longest TXT value that is taken. */
  readonly maxValue: number | null;
  /** Whether all TXT values of one name are one entry of the panel, a line each. */
  readonly isRecordSet: boolean | null;
  /** Include targets of the SPF record that the host puts into a zone unasked. */
  readonly readyMadeIncludes: readonly string[];
  /** What else one should know before an SPF record is entered there; sentences. */
  readonly txtQuirks: readonly string[];
  /** The same of other records, and of cases that are told where they are met. */
  readonly otherQuirks: readonly string[];
  /** Where in the panel records are edited: menu items joined with ` > `. */
  readonly panelPath: string | null;
  /** Where the facts were read: `owner/repository path`, or a site. */
  readonly sources: readonly string[];
}

/** An entry from what is known of it. */
function entry(known: Pick<DnsHost, 'id' | 'name'> & Partial<DnsHost>): DnsHost {
  return {
    nsPatterns: null,
    nsExclude: [],
    hostField: null,
    autoAppendsDomain: null,
    trailingDotOnTargets: null,
    typeName: null,
    quotes: null,
    longValues: null,
    maxValue: null,
    isRecordSet: null,
    readyMadeIncludes: [],
    txtQuirks: [],
    otherQuirks: [],
    panelPath: null,
    sources: [],
    ...known,
  };
}

/** Every DNS host. */
export const dnsHosts: readonly DnsHost[] = [
  entry({
    id: 'cloudflare',
    name: 'Cloudflare',
    nsPatterns: [
      '*.ns.cloudflare.com',
      '*.secondary.cloudflare.com',
      '*.foundationdns.com',
      '*.foundationdns.net',
      '*.foundationdns.org',
    ],
    hostField: '@',
    longValues: 'split',
    otherQuirks: ['The DKIM CNAME must be "DNS only" (grey cloud), not proxied.'],
    panelPath: 'select the domain > DNS > Records > Add record',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-cloudflare.md',
      'cloudflare-typescript API doc',
    ],
  }),
  entry({
    id: 'godaddy',
    name: 'GoDaddy',
    nsPatterns: ['*.domaincontrol.com'],
    hostField: '@',
    autoAppendsDomain: true,
    maxValue: 1024,
    readyMadeIncludes: ['secureserver.net'],
    otherQuirks: [
      'Domain Connect may turn SPF into include:dc-<hash>._spfm.<domain>: edit inside that record, or replace it.',
      'The TTL is 1 hour unless you choose another.',
    ],
    panelPath: 'My Products > Domains > DNS > Add New Record',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-godaddy.md',
      'developers.entri.com/handling-dkim-records',
      'godaddy.com/help add-a-txt-record-19232',
    ],
  }),
  entry({
    id: 'route53',
    name: 'Amazon Route 53',
    nsPatterns: ['*.awsdns-*.com', '*.awsdns-*.net', '*.awsdns-*.org', '*.awsdns-*.co.uk'],
    hostField: 'blank',
    trailingDotOnTargets: true,
    quotes: 'added',
    longValues: 'strings',
    isRecordSet: true,
    panelPath: 'Hosted zones > the domain > Create record / edit the TXT record',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-aws.md',
      'libdns/route53 #20, #21',
      'hashicorp/terraform-provider-aws #14941',
    ],
  }),
  entry({
    id: 'namecheap',
    name: 'Namecheap BasicDNS',
    nsPatterns: ['*.registrar-servers.com'],
    hostField: '@',
    autoAppendsDomain: true,
    trailingDotOnTargets: true,
    txtQuirks: [
      'Click the check mark to save.',
      'Email Forwarding adds its own SPF record, spf.efwd.registrar-servers.com; only one is allowed.',
    ],
    otherQuirks: ['Mail Settings must be Custom MX before MX records can be edited.'],
    panelPath: 'Domain List > Manage > Advanced DNS > Host Records > Add New Record',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-namecheap.md',
    ],
  }),
  entry({
    id: 'namecheap-hosting',
    name: 'Namecheap hosting',
    nsPatterns: ['*.namecheaphosting.com'],
  }),
  entry({
    id: 'ovh',
    name: 'OVHcloud',
    nsPatterns: ['*.ovh.net', '*.ovh.ca', '*.anycast.me'],
    nsExclude: ['sdns*.ovh.net', 'vps*.ovh.net'],
    hostField: 'blank',
    trailingDotOnTargets: true,
    readyMadeIncludes: ['mx.ovh.com'],
    otherQuirks: [
      'Targets are relative unless they end with a dot.',
      'New zones come with MX records.',
    ],
    panelPath: 'Web Cloud > Domain names > the domain > DNS zone > Add an entry > TXT',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-ovh.md',
      'ovh/docs',
    ],
  }),
  entry({
    id: 'ionos',
    name: 'IONOS (1&1)',
    nsPatterns: ['*.ui-dns.com', '*.ui-dns.de', '*.ui-dns.org', '*.ui-dns.biz'],
    hostField: 'blank',
    typeName: 'SPF (TXT)',
    txtQuirks: [
      'The host field may hold @ too.',
      'IONOS services create their own SPF record; only one is allowed.',
    ],
    otherQuirks: ['A CNAME needs its sub-domain created first.'],
    panelPath: 'Menu > Domains & SSL > gear icon > DNS > Add record',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-ionos.md',
    ],
  }),
  entry({
    id: 'gandi',
    name: 'Gandi LiveDNS',
    nsPatterns: ['*.gandi.net'],
    hostField: '@',
    isRecordSet: true,
    readyMadeIncludes: ['_mailcust.gandi.net'],
    txtQuirks: [
      'TXT values are quoted.',
      'A domain registered through Twenty20 Online lives here but is edited in its database manager > Domain Names > DNS.',
    ],
    sources: ['helpdesk.gandi.net', 'libdns-gandi', 'odoo/documentation domain_names.rst'],
  }),
  entry({
    id: 'wix',
    name: 'Wix',
    nsPatterns: ['*.wixdns.net'],
    hostField: 'blank',
    autoAppendsDomain: true,
    txtQuirks: ['The host is filled in for you.'],
    otherQuirks: ['No NS rows can be added.'],
    panelPath: 'Domains > ... > Manage DNS Records > TXT > Add',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-wix.md',
      'Mailerlite guide',
    ],
  }),
  entry({
    id: 'squarespace',
    name: 'Squarespace Domains (Google Domains as it was)',
    nsPatterns: ['*.squarespacedns.com'],
    hostField: '@',
    autoAppendsDomain: true,
    txtQuirks: ['A change may take up to 72 hours, the vendor says.'],
    panelPath: 'Domains > the domain > DNS settings > custom records',
    sources: ['flodesk help 9583973', 'odoo/documentation email_domain.rst (link list)'],
  }),
  entry({
    id: 'google',
    name: 'Google Cloud DNS, or Google Domains as it was',
    nsPatterns: ['*.googledomains.com', 'ns-cloud-*.googledomains.com'],
    txtQuirks: [
      'Only names with ns-cloud- are Cloud DNS; zones that were at Google Domains are edited at Squarespace.',
    ],
  }),
  entry({
    id: 'azure',
    name: 'Azure DNS',
    nsPatterns: ['*.azure-dns.com', '*.azure-dns.net', '*.azure-dns.org', '*.azure-dns.info'],
    hostField: '@',
    isRecordSet: true,
    panelPath: 'DNS zone > TXT record set @ (or + Record set)',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-azure-dns.md',
    ],
  }),
  entry({
    id: 'digitalocean',
    name: 'DigitalOcean',
    nsPatterns: ['*.digitalocean.com'],
    hostField: '@',
    panelPath: 'Networking > Domains > the domain > TXT',
    sources: ['ansible community.digitalocean domain_record docs (name default @)'],
  }),
  entry({
    id: 'hover',
    name: 'Hover',
    nsPatterns: ['*.hover.com'],
    hostField: '@',
    panelPath: 'Manage Your Domains > DNS > Add New',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-hover.md',
    ],
  }),
  entry({
    id: 'dreamhost',
    name: 'DreamHost',
    nsPatterns: ['*.dreamhost.com'],
    hostField: 'blank',
    trailingDotOnTargets: true,
    panelPath: 'Domains > Manage Domains > DNS > Add a custom DNS record',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-dreamhost.md',
    ],
  }),
  entry({
    id: 'network-solutions',
    name: 'Network Solutions',
    nsPatterns: ['*.worldnic.com'],
    hostField: '@',
    trailingDotOnTargets: true,
    txtQuirks: ['The host @ is shown as "@ (None)".'],
    panelPath: 'Edit DNS > Manage Advanced DNS Records > Text (TXT) > Edit',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-network-solutions.md',
    ],
  }),
  entry({
    id: 'dnsmadeeasy',
    name: 'DNS Made Easy',
    nsPatterns: ['*.dnsmadeeasy.com'],
    hostField: 'blank',
    autoAppendsDomain: true,
    trailingDotOnTargets: true,
    quotes: 'typed',
    maxValue: 255,
    txtQuirks: ['Words that are not quoted become strings of their own.'],
    panelPath: 'Managed DNS > TXT Records > +',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-dnsmadeeasy.md',
      'help.dnsmadeeasy.com',
    ],
  }),
  entry({
    id: 'bluehost',
    name: 'Bluehost',
    nsPatterns: ['*.bluehost.com'],
    hostField: '@',
    panelPath: 'Domains > DNS Zone Editor > Add DNS Record',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-bluehost.md',
    ],
  }),
  entry({
    id: 'name-com',
    name: 'Name.com',
    nsPatterns: ['*.name.com'],
    hostField: 'blank',
    panelPath: 'My Domains > DNS Records',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-name-com.md',
    ],
  }),
  entry({
    id: '123-reg',
    name: '123 Reg',
    hostField: '@',
    typeName: 'TXT/SPF',
    panelPath: 'Domain overview > DNS > Advanced DNS',
    sources: [
      'MicrosoftDocs/microsoft-365-docs microsoft-365/admin/dns/create-dns-records-at-123-reg-co-uk.md',
    ],
  }),
  entry({
    id: 'all-inkl',
    name: 'ALL-INKL',
    nsPatterns: ['*.kasserver.com'],
    hostField: 'blank',
    typeName: 'TXT (SPF)',
    txtQuirks: ['Some plans cannot edit DNS.'],
    panelPath: 'KAS > Tools > DNS Settings',
  }),
  entry({
    id: 'dnsimple',
    name: 'DNSimple',
    nsPatterns: ['*.dnsimple.com', '*.dnsimple-edge.*'],
    sources: ['dnsimple/dnsimple-support content (managing-email-dns-records)'],
  }),
  entry({
    id: 'netlify',
    name: 'Netlify DNS (NS1)',
    nsPatterns: ['*.nsone.net'],
    txtQuirks: ['Records added at the registrar have no effect while the NS records point here.'],
  }),
  entry({
    id: 'transip',
    name: 'TransIP',
    nsPatterns: ['*.transip.net', '*.transip.nl', '*.transip.eu'],
    trailingDotOnTargets: true,
    otherQuirks: ['Absolute targets must end with a dot.'],
  }),
  entry({
    id: 'strato',
    name: 'STRATO',
    nsPatterns: ['*.rzone.de', '*.stratoserver.net'],
    hostField: 'blank',
    txtQuirks: [
      'The host field may hold @ too.',
      'A predefined STRATO SPF rule can be switched on; otherwise add your own TXT record.',
    ],
  }),
  entry({
    id: 'vercel',
    name: 'Vercel DNS',
    nsPatterns: ['*.vercel-dns.com'],
  }),
  entry({
    id: 'hetzner',
    name: 'Hetzner DNS',
    nsPatterns: [
      '*.hetzner.com',
      '*.hetzner.de',
      '*.your-server.de',
      '*.first-ns.de',
      '*.second-ns.com',
      '*.second-ns.de',
    ],
  }),
  entry({
    id: 'porkbun',
    name: 'Porkbun',
    nsPatterns: ['*.porkbun.com'],
  }),
  entry({
    id: 'cloudns',
    name: 'ClouDNS',
    nsPatterns: ['*.cloudns.net'],
  }),
  entry({
    id: 'akamai',
    name: 'Akamai Edge DNS',
    nsPatterns: ['*.akam.net'],
  }),
  entry({
    id: 'ultradns',
    name: 'UltraDNS',
    nsPatterns: ['*.ultradns.*'],
  }),
  entry({
    id: 'enom',
    name: 'eNom',
    nsPatterns: ['*.name-services.com'],
  }),
  entry({
    id: 'dynadot',
    name: 'Dynadot',
    nsPatterns: ['*.dynadot.com', '*.dyna-ns.net'],
  }),
  entry({
    id: 'linode',
    name: 'Linode / Akamai',
    nsPatterns: ['*.linode.com'],
  }),
  entry({
    id: 'wordpress-com',
    name: 'WordPress.com',
    nsPatterns: ['*.wordpress.com'],
  }),
  entry({
    id: 'inwx',
    name: 'INWX',
    nsPatterns: ['*.inwx.*'],
  }),
  entry({
    id: 'infomaniak',
    name: 'Infomaniak',
    nsPatterns: ['*.infomaniak.ch', '*.infomaniak.com'],
  }),
  entry({
    id: 'united-domains',
    name: 'United Domains',
    nsPatterns: ['*.udag.*'],
  }),
  entry({
    id: 'one-com',
    name: 'one.com',
    nsPatterns: ['*.one.com'],
  }),
  entry({
    id: 'simply',
    name: 'Simply.com',
    nsPatterns: ['*.simply.com'],
  }),
  entry({
    id: 'loopia',
    name: 'Loopia',
    nsPatterns: ['*.loopia.se'],
  }),
  entry({
    id: 'combell',
    name: 'Combell',
    nsPatterns: ['*.combell.net'],
  }),
  entry({
    id: 'siteground',
    name: 'SiteGround',
    nsPatterns: ['*.siteground.net'],
  }),
  entry({
    id: 'namesilo',
    name: 'NameSilo',
    nsPatterns: ['*.dnsowl.com'],
  }),
  entry({
    id: 'websupport',
    name: 'Websupport',
    nsPatterns: ['*.websupport.*'],
  }),
  entry({
    id: 'scaleway',
    name: 'Scaleway DNS',
    nsPatterns: ['*.dom.scw.cloud'],
  }),
  entry({
    id: 'vultr',
    name: 'Vultr',
    nsPatterns: ['*.vultr.com'],
  }),
  entry({
    id: 'fasthosts',
    name: 'Fasthosts',
    nsPatterns: ['*.livedns.co.uk'],
  }),
  entry({
    id: 'register-it',
    name: 'Register.it',
    nsPatterns: ['*.register.it'],
  }),
  entry({
    id: 'register-com',
    name: 'Register.com',
    nsPatterns: ['*.register.com'],
  }),
  entry({
    id: 'he',
    name: 'Hurricane Electric',
    nsPatterns: ['*.he.net'],
  }),
  entry({
    id: 'hostinger',
    name: 'Hostinger',
    nsPatterns: ['*.dns-parking.com'],
    hostField: '@',
    txtQuirks: [
      "The vendor's help tells users to delete other SPF records when adding its own, then describes merging: do not delete, merge.",
    ],
    panelPath: 'hPanel > Emails > Manage > Connect Domain (automatic) or DNS zone editor',
    sources: ['support.hostinger.com 1583673'],
  }),
  entry({
    id: 'aruba',
    name: 'Aruba',
    nsPatterns: ['*.arubadns.*', '*.technorail.com'],
    hostField: 'blank',
    sources: ['kb.arubacloud.com spf-records'],
  }),
  entry({
    id: 'pair',
    name: 'Pair Domains',
    hostField: '@',
    txtQuirks: ['The host field may be blank too.', 'Custom DNS must be switched on first.'],
    panelPath: 'Domain Name Management > domain > Domain Address Settings > Add New Record',
    sources: ['pairdomains.com/kb/posts/836'],
  }),
  entry({
    id: 'internex',
    name: 'internex',
    quotes: 'typed',
    longValues: 'strings',
    txtQuirks: ['Saving fails without the double quotes.'],
    sources: ['docs.internex.com 12311611'],
  }),
  entry({
    id: 'beget',
    name: 'Beget',
    txtQuirks: ['The API call that sets TXT replaces every TXT value of the name.'],
    sources: ['glama.ai beget-mcp dns_set_txt'],
  }),
  entry({
    id: 'odoo',
    name: 'A domain registered through Twenty20 Online',
    txtQuirks: [
      'The registrar is Gandi, the records are edited in Twenty20; a change can take up to 72 hours, the vendor says.',
    ],
    panelPath: 'Twenty20 database manager > gear > Domain Names > DNS > Add DNS record',
    sources: ['odoo/documentation domain_names.rst, email_servers_inbound.rst@0ae232b7'],
  }),
];

/** Who serves a zone. */
export type ServedBy =
  /** Every name server belongs to this host. */
  | { readonly kind: 'one'; readonly host: DnsHost }
  /** Name servers of more than one operator; `unrecognised` are those that nobody here owns. */
  | {
      readonly kind: 'several';
      readonly hosts: readonly DnsHost[];
      readonly unrecognised: readonly DomainName[];
    }
  /** None of the name servers is recognised, or there are none. */
  | { readonly kind: 'unknown' };

const ownerOfNameServer = ownerFinder(
  dnsHosts.map((host) => ({ owner: host, patterns: host.nsPatterns ?? [] })),
);

const excluded: readonly ((name: string) => boolean)[] = dnsHosts
  .flatMap((host) => host.nsExclude)
  .map((pattern) => namePattern(pattern));

/** The DNS host that a zone's name servers belong to. */
export function dnsHostOf(nameServers: readonly DomainName[]): ServedBy {
  const hosts = new Set<DnsHost>();
  const unrecognised: DomainName[] = [];
  for (const server of nameServers) {
    const owner = excluded.some((covers) => covers(server)) ? undefined : ownerOfNameServer(server);
    if (owner === undefined) unrecognised.push(server);
    else hosts.add(owner);
  }
  const [host] = hosts;
  if (host === undefined) return { kind: 'unknown' };
  if (hosts.size === 1 && unrecognised.length === 0) return { kind: 'one', host };
  return { kind: 'several', hosts: [...hosts], unrecognised };
}
