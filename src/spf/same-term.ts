/** When two directives ask the same question. */
import type { DomainName } from '../dns/name.js';
import { printAddress } from '../dns/address.js';
import { addressFromValue } from './address.js';
import { intervalOf } from './ranges.js';
import type { Directive } from './record.js';

/**
 * A key that two directives share where they match the same clients: the qualifier and the way of
 * writing (case, trailing dot, host bits, the domain left out) make no difference.
 */
export function matchKey(directive: Directive, domain: DomainName): string {
  switch (directive.mechanism) {
    case 'all':
      return 'all';
    case 'ip4':
    case 'ip6': {
      const { family, prefix } = directive.network;
      const first = addressFromValue(family, intervalOf(directive.network).first);
      return `${directive.mechanism}:${printAddress(first)}/${prefix}`;
    }
    case 'a':
    case 'mx':
      return `${directive.mechanism}:${targetKey(directive.domain?.text, domain)}/${directive.ip4Prefix}//${directive.ip6Prefix}`;
    case 'include':
    case 'exists':
    case 'ptr':
      return `${directive.mechanism}:${targetKey(directive.domain?.text, domain)}`;
  }
}

function targetKey(text: string | undefined, domain: DomainName): string {
  return domainKey(text ?? domain);
}

/** A domain-spec in the one way of writing that all of its ways have in common. */
export function domainKey(text: string): string {
  // Case matters inside a macro: an upper-case letter escapes (RFC 7208 7.3).
  const target = text.includes('%') ? text : text.toLowerCase();
  return target.endsWith('.') ? target.slice(0, -1) : target;
}

/**
 * Remembers directives in order and says of each whether it is idle: an earlier one takes all that it
 * matches, with the same result or with a pass. One that an earlier one refuses is not called idle: it
 * has no effect either, but somebody meant it to have one.
 */
export function idleness(domain: DomainName): (directive: Directive) => boolean {
  const seen = new Set<string>();
  return (directive) => {
    const key = matchKey(directive, domain);
    const idle = seen.has(`+${key}`) || seen.has(`${directive.qualifier}${key}`);
    seen.add(`${directive.qualifier}${key}`);
    return idle;
  };
}
