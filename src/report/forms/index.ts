/** `--as`: the change of the TXT RRset, written for some other tool. */
import { shown } from '../escape.js';
import { cloudflareForm } from './cloudflare.js';
import { dnscontrolForm } from './dnscontrol.js';
import { nsupdateForm } from './nsupdate.js';
import { octodnsForm } from './octodns.js';
import { route53Form } from './route53.js';
import type { RrsetChange } from './rrset-change.js';
import { terraformForm } from './terraform.js';
import type { Unwritten } from './unwritten.js';
import { zoneForm } from './zone.js';

const writers = {
  zone: zoneForm,
  nsupdate: nsupdateForm,
  cloudflare: cloudflareForm,
  route53: route53Form,
  terraform: terraformForm,
  dnscontrol: dnscontrolForm,
  octodns: octodnsForm,
} satisfies Record<string, (change: RrsetChange) => string | Unwritten>;

export type Form = keyof typeof writers;

export const forms = Object.keys(writers) as readonly Form[];

/** The change in that form: lines of visible US-ASCII, whatever the domain's other TXT values hold. */
export function writeForm(form: Form, change: RrsetChange): string | Unwritten {
  const { domain, alias } = change;
  if (alias === undefined) return writers[form](change);
  return {
    kind: 'refused',
    reason: `${domain} is an alias (CNAME) of ${shown(alias)} and has that name's records; change them there`,
  };
}
