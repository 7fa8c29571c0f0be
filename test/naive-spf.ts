/**
 * RFC 7208 4.6.2 as one would do it by hand: the text split at blanks, the first term that matches wins,
 * addresses as strings of bits. It knows nothing of src/spf, judges no syntax and keeps no limits.
 */
import { parseIp4, parseIp6 } from '../src/dns/address.js';
import { recordsOf, txtValue, type Known } from '../src/dns/answer.js';
import { toName, type DomainName } from '../src/dns/name.js';

export type NaiveResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'permerror';

const results = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' } as const;

/**
 * The result for an address of a record, as if it were published at the domain. `matches` says of a term
 * with macros (other than `%{d}`), and of `ptr`, whether it matches.
 */
export function naiveResult(
  know: Known,
  domain: DomainName,
  record: string,
  address: string,
  matches: (term: string) => boolean = () => false,
  path: readonly string[] = [domain],
): NaiveResult {
  const at = (target: DomainName | undefined): NaiveResult => {
    if (target === undefined || path.includes(target)) return 'permerror';
    const [only, ...others] = recordsOf(know({ name: target, type: 'TXT' }), 'TXT')
      .map(txtValue)
      .filter((text) => /^v=spf1(?: |$)/i.test(text));
    if (only === undefined || others.length > 0) return 'permerror';
    return naiveResult(know, target, only, address, matches, [...path, target]);
  };
  let redirect: string | undefined;
  for (const term of record.split(' ').slice(1)) {
    redirect ??= /^redirect=(.*)$/i.exec(term)?.[1];
    const [, sign, name = '', spec, prefix4, prefix6] =
      /^([-+~?]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?::(.*?))?(?:\/(\d+))?(?:\/\/(\d+))?$/i.exec(
        term,
      ) ?? [];
    const found = results[(sign === '' ? '+' : (sign ?? '+')) as keyof typeof results];
    const target =
      spec === undefined ? domain : toName(spec.replaceAll(/%\{d\}/gi, domain).toLowerCase());
    const isDynamic = spec?.replaceAll(/%\{d\}/gi, '').includes('%') === true;
    if (isDynamic || name.toLowerCase() === 'ptr') {
      if (matches(term.replace(/^[-+~?]/, ''))) return found;
      continue;
    }
    switch (name.toLowerCase()) {
      case 'all':
        return found;
      case 'ip4':
      case 'ip6':
        if (within(address, spec ?? '', prefix4)) return found;
        break;
      case 'include': {
        const inner = at(target);
        if (inner === 'pass') return found;
        if (inner === 'permerror') return inner;
        break;
      }
      case 'exists':
        if (target !== undefined && know({ name: target, type: 'A' }).kind === 'noerror') {
          return found;
        }
        break;
      case 'a':
      case 'mx': {
        const exchanges = target === undefined ? [] : hostsOf(know, target, name.toLowerCase());
        const type = address.includes(':') ? 'AAAA' : 'A';
        const addresses = exchanges.flatMap((host) =>
          recordsOf(know({ name: host, type }), type).map((own) => own.address),
        );
        const prefix = type === 'A' ? prefix4 : prefix6;
        if (addresses.some((own) => within(address, own, prefix))) return found;
        break;
      }
    }
  }
  if (redirect === undefined) return 'neutral';
  return at(toName(redirect.replaceAll(/%\{d\}/gi, domain)));
}

function hostsOf(know: Known, target: DomainName, mechanism: string): readonly DomainName[] {
  if (mechanism === 'a') return [target];
  return recordsOf(know({ name: target, type: 'MX' }), 'MX').map(({ exchange }) => exchange);
}

function bitsOf(address: string): string {
  const octets = parseIp4(address) ?? parseIp6(address) ?? [];
  return octets.map((octet) => octet.toString(2).padStart(8, '0')).join('');
}

function within(address: string, network: string, prefix?: string): boolean {
  const [own, theirs] = [bitsOf(address), bitsOf(network)];
  const length = prefix === undefined ? theirs.length : Number(prefix);
  return own.length === theirs.length && own.slice(0, length) === theirs.slice(0, length);
}
