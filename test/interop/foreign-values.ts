/** Domains whose sick SPF record stands beside TXT values that mean something to one reader or another. */
import { printName, printStrings } from '../../src/dns/zone-print.js';
import { name } from '../../src/dns/name.js';

const every = String.fromCharCode(...Array.from({ length: 256 }, (_, octet) => octet));

/** The strings of one foreign TXT record each. */
const values: readonly (readonly string[])[] = [
  ['quotes "inside" and \\ backslashes \\" \\\\ \\065'],
  ['; a comment? ; send', 'update delete x.example. TXT'],
  ['line\nupdate delete foreign1.test. ANY\nsend\n'],
  ["${var.secret} %{ if true } */ ` ' <b>"],
  ['', ''],
  ['caf\u00c3\u00a9', '\u00ff\u0000\u007f'],
  [every.slice(0, 128), every.slice(128)],
  ['x'.repeat(255), 'y'.repeat(255)],
];

const domains = values.map((_, index) => `foreign${index}.test`);

/** The long record is the sick one with what is missing: several strings before and after. */
const ranges = Array.from({ length: 30 }, (_, index) => `ip4:62.30.${index}.1`).join(' ');

export const foreignValues = {
  domains,
  /** The record of each domain once it is repaired. */
  repaired: `v=spf1 include:_spf.odoo.com ${ranges} ~all`,
  zone: [
    '$TTL 300',
    ...values.flatMap((strings, index) => {
      const owner = printName(name(`foreign${index}.test`));
      const sick = `v=spf1 ${ranges} ~all`;
      return [
        `${owner} SOA ns.test. hostmaster.test. 1 1800 900 604800 300`,
        `${owner} NS ns.test.`,
        `${owner} MX 10 mail.test.`,
        `${owner} TXT ${printStrings(strings)}`,
        `${owner} TXT ${printStrings([sick.slice(0, 200), sick.slice(200)])}`,
      ];
    }),
    '',
  ].join('\n'),
};
