/** Changes of TXT RRsets for the tests of the forms, with whatever others may have put beside the SPF record. */
import * as fc from 'fast-check';
import { failure } from '../../../src/dns/answer.js';
import { name, type DomainName } from '../../../src/dns/name.js';
import type { RrsetChange, CharacterStrings } from '../../../src/report/forms/rrset-change.js';
import { toStrings } from '../../../src/spf/print.js';
import type { Fact, NsFact } from '../../../src/survey/survey.js';

export const domain = name('mycompany.com');
export const sick = 'v=spf1 include:spf.odoo.com ~all';
export const second = 'v=spf1 include:_spf.google.com ~all';
export const sound = 'v=spf1 include:_spf.odoo.com ~all';
export const token: CharacterStrings = ['google-site-verification=tKq3vJ0m5yXb1Zc'];
/** Over 255 octets. */
export const long = `v=spf1 ${Array.from({ length: 30 }, (_, index) => `ip4:192.0.2.${index}`).join(' ')} ~all`;

export function served(zone: DomainName, ...servers: readonly string[]): Fact<NsFact> {
  return { state: 'known', value: { zone, servers: servers.map((server) => name(server)) } };
}

export const unknownNs: Fact<NsFact> = {
  state: 'unknown',
  cause: failure({ name: domain, type: 'NS' }, 'timeout'),
};

/** The sick record of mycompany.com becomes the sound one, beside a token, unless told otherwise. */
export function change(given: Partial<RrsetChange> = {}): RrsetChange {
  return {
    domain,
    ns: served(domain, 'ns1.hosting.example'),
    ttl: { seconds: 300 },
    record: sound,
    kept: [token],
    removed: [[sick]],
    added: [sound],
    ...given,
  };
}

/** The record is there already, and nothing else is to go. */
export function unchanged(): RrsetChange {
  const { added: _, ...rest } = change({ kept: [token, [sound]], removed: [] });
  return rest;
}

/** Pieces that mean something to one of the readers of the forms, and octets of all kinds. */
const piece = fc.oneof(
  fc.constantFrom(...Array.from('"\\\'`;${}%#@(), \t\n\r\0')),
  fc.constantFrom(
    '${',
    '%{',
    '$${',
    '*/',
    '//',
    '" "',
    '\\"',
    '\\;',
    '\\065',
    '{record_1}',
    '---',
    ': ',
  ),
  // e with an acute accent, U+2028, U+1F600 in UTF-8
  fc.constantFrom('\u00c3\u00a9', '\u00e2\u0080\u00a8', '\u00f0\u009f\u0098\u0080'),
  fc.integer({ min: 0, max: 255 }).map((octet) => String.fromCharCode(octet)),
  fc.constantFrom('a', 'verify=', 'v=DMARC1; p=none'),
);

const visible = fc.string({
  unit: fc.constantFrom(...Array.from('ab"\\;${%} \'`#')),
  maxLength: 12,
});

const stringsOf = (part: fc.Arbitrary<string>): fc.Arbitrary<CharacterStrings> =>
  fc.array(
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 3 },
  );

/** TXT values that others have put there. */
export const hostile = stringsOf(piece);
/** The same in visible US-ASCII. */
export const printable = stringsOf(visible);

/** Changes beside foreign values: none, one or several SPF records become a short or a long one. */
export function changes(
  foreign: fc.Arbitrary<CharacterStrings> = hostile,
): fc.Arbitrary<RrsetChange> {
  return fc
    .record({
      others: fc.uniqueArray(foreign, { maxLength: 4, selector: (strings) => strings.join('') }),
      old: fc.subarray([sick, second]),
      record: fc.constantFrom(sound, long),
      seconds: fc.integer({ min: 0, max: 604_800 }),
    })
    .map(({ others, old, record, seconds }) => {
      const removed = old.map((text) => toStrings(text));
      return change({
        ttl: { seconds },
        record,
        kept: others,
        removed,
        added: toStrings(record),
      });
    });
}

/** The values of an RRset in an order of their own, for comparisons; where they are cut means nothing. */
export function valuesOf(rrset: readonly CharacterStrings[]): readonly string[] {
  return rrset.map((strings) => strings.join('')).toSorted();
}

/** Whether a text can be printed anywhere without acting on a terminal. */
export const harmless = /^[\x20-\x7e\n]*$/;

/** A value as Route 53 reads it: quoted strings, `\"`, `\\`, and octets in octal. */
export function stringsIn(value: string): CharacterStrings {
  return [...value.matchAll(/"((?:[^"\\]|\\[0-7]{3}|\\["\\])*)"(?: |$)/g)].map(([, inner = '']) =>
    inner.replaceAll(/\\([0-7]{3}|.)/g, (_, escape: string) =>
      escape.length === 3 ? String.fromCharCode(Number.parseInt(escape, 8)) : escape,
    ),
  );
}
