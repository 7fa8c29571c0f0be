/** `--as terraform`: HCL for the provider of the DNS host, Amazon Route 53 or Cloudflare. */
import { dnsHostOf } from '../../catalog/dns-hosts.js';
import type { DomainName } from '../../dns/name.js';
import { printStrings } from '../../dns/zone-print.js';
import { shown } from '../escape.js';
import { route53Value } from './route53.js';
import { afterwards, beforehand, type RrsetChange } from './rrset-change.js';

/** The block of the host that serves the zone; both where it is neither or nobody knows. */
export function terraformForm(change: RrsetChange): string {
  const { ns } = change;
  const served = ns.state === 'known' ? dnsHostOf(ns.value.servers) : undefined;
  const id = served?.kind === 'one' ? served.host.id : undefined;
  if (id === 'route53') return route53Block(change);
  if (id === 'cloudflare') return cloudflareBlock(change);
  return [
    `# Keep the block of your DNS host: the name servers of ${change.domain} do not tell which it is.\n`,
    route53Block(change),
    cloudflareBlock(change),
  ].join('\n');
}

/**
 * The whole record set. The provider puts each value between quotes, so that the quotes of a value with
 * several strings stand inside of it (Terraform AWS provider, `aws_route53_record`).
 */
function route53Block(change: RrsetChange): string {
  const { domain, ttl } = change;
  const label = `${labelOf(domain)}_txt`;
  const records = afterwards(change).map((strings) => route53Value(strings).slice(1, -1));
  return [
    `# Amazon Route 53: all TXT values of ${domain} are one record set.`,
    ...variable('route53_zone_id'),
    ...(beforehand(change).length === 0
      ? []
      : imported(`aws_route53_record.${label}`, `\${var.route53_zone_id}_${template(domain)}_TXT`)),
    `resource "aws_route53_record" "${label}" {`,
    '  zone_id = var.route53_zone_id',
    `  name    = "${template(domain)}"`,
    '  type    = "TXT"',
    `  ttl     = ${ttl.seconds}`,
    '  records = [',
    ...records.map((value) => `    "${template(value)}",`),
    '  ]',
    '}',
    '',
  ].join('\n');
}

/**
 * The SPF record alone: Cloudflare knows each value by itself. One that is there is imported, so that no
 * second one is made beside it.
 */
function cloudflareBlock(change: RrsetChange): string {
  const { domain, ttl, record, kept, removed, added } = change;
  const label = `${labelOf(domain)}_spf`;
  const there = kept.find((strings) => strings.join('') === record);
  const [edited, ...others] = there === undefined ? removed : [there, ...removed];
  const content = printStrings(added ?? there ?? []);
  return [
    `# Cloudflare: the SPF record of ${domain}.`,
    ...(edited === undefined
      ? []
      : [`# cloudflare_spf_record_id is that of the TXT record ${shown(edited.join(''))}`]),
    ...others.map((strings) => `# Delete first the TXT record ${shown(strings.join(''))}`),
    ...variable('cloudflare_zone_id'),
    ...(edited === undefined
      ? []
      : [
          ...variable('cloudflare_spf_record_id'),
          ...imported(
            `cloudflare_dns_record.${label}`,
            '${var.cloudflare_zone_id}/${var.cloudflare_spf_record_id}',
          ),
        ]),
    `resource "cloudflare_dns_record" "${label}" {`,
    '  zone_id = var.cloudflare_zone_id',
    `  name    = "${template(domain)}"`,
    '  type    = "TXT"',
    `  ttl     = ${edited === undefined ? 1 : ttl.seconds}`,
    `  content = "${template(content)}"`,
    '}',
    '',
  ].join('\n');
}

function variable(name: string): readonly string[] {
  return [`variable "${name}" {`, '  type = string', '}', ''];
}

function imported(to: string, id: string): readonly string[] {
  return ['import {', `  to = ${to}`, `  id = "${id}"`, '}', ''];
}

/** A name as an identifier. */
function labelOf(domain: DomainName): string {
  const words = domain.replaceAll(/[^a-z0-9]/g, '_');
  return /^[a-z]/.test(words) ? words : `_${words}`;
}

/**
 * Visible US-ASCII inside a quoted template (HCL native syntax, "Template Expressions"): `${` and `%{`
 * would begin an expression.
 */
function template(text: string): string {
  return text.replaceAll(/["\\]/g, '\\$&').replaceAll(/[$%](?=\{)/g, '$&$&');
}
