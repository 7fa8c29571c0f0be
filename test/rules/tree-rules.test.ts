import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failure, type Known } from '../../src/dns/answer.js';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { parseZone, zoneAnswers } from '../../src/dns/zone.js';
import {
  defaultProfile,
  detectedIncludes,
  wantedIncludes,
  type Profile,
} from '../../src/rules/profile.js';
import type { Rule, Verdict } from '../../src/rules/rule.js';
import { spfAnswerTooLarge } from '../../src/rules/spf-answer-too-large.js';
import { spfBroadRange } from '../../src/rules/spf-broad-range.js';
import { spfDeadMechanism } from '../../src/rules/spf-dead-mechanism.js';
import { spfDeadVendor } from '../../src/rules/spf-dead-vendor.js';
import { spfEverythingByRange } from '../../src/rules/spf-everything-by-range.js';
import { spfExpBroken } from '../../src/rules/spf-exp-broken.js';
import { spfIncludeBroken } from '../../src/rules/spf-include-broken.js';
import { spfIncludeWithoutRecord } from '../../src/rules/spf-include-without-record.js';
import { spfLookupsNearLimit } from '../../src/rules/spf-lookups-near-limit.js';
import { spfLoop } from '../../src/rules/spf-loop.js';
import { spfMxTooManyHosts } from '../../src/rules/spf-mx-too-many-hosts.js';
import { spfNoMailDomain } from '../../src/rules/spf-no-mail-domain.js';
import { spfNoTcpFallback } from '../../src/rules/spf-no-tcp-fallback.js';
import { spfRedundantTerm } from '../../src/rules/spf-redundant-term.js';
import { spfReservedRange } from '../../src/rules/spf-reserved-range.js';
import { spfSenderMissing } from '../../src/rules/spf-sender-missing.js';
import { spfStaleFlattening } from '../../src/rules/spf-stale-flattening.js';
import { spfSubdomainUnprotected } from '../../src/rules/spf-subdomain-unprotected.js';
import { spfThroughCname } from '../../src/rules/spf-through-cname.js';
import { spfTooManyVoidLookups } from '../../src/rules/spf-too-many-void-lookups.js';
import { spfVoidLookup } from '../../src/rules/spf-void-lookup.js';
import { spfWildcard } from '../../src/rules/spf-wildcard.js';
import { spfWrongPlace } from '../../src/rules/spf-wrong-place.js';
import { twenty20IncludeIneffective } from '../../src/rules/twenty20-include-ineffective.js';
import { twenty20IncludeMissing } from '../../src/rules/twenty20-include-missing.js';
import { twenty20IncludeNeedless } from '../../src/rules/twenty20-include-needless.js';
import { twenty20ProviderMissing } from '../../src/rules/twenty20-provider-missing.js';
import { findFacts } from '../../src/survey/observe.js';
import type { FactName, Facts } from '../../src/survey/survey.js';

const rules = {
  spfAnswerTooLarge,
  spfBroadRange,
  spfDeadMechanism,
  spfDeadVendor,
  spfEverythingByRange,
  spfExpBroken,
  spfIncludeBroken,
  spfIncludeWithoutRecord,
  spfLookupsNearLimit,
  spfLoop,
  spfMxTooManyHosts,
  spfNoMailDomain,
  spfNoTcpFallback,
  spfRedundantTerm,
  spfReservedRange,
  spfSenderMissing,
  spfStaleFlattening,
  spfSubdomainUnprotected,
  spfThroughCname,
  spfTooManyVoidLookups,
  spfVoidLookup,
  spfWildcard,
  spfWrongPlace,
  twenty20IncludeIneffective,
  twenty20IncludeMissing,
  twenty20IncludeNeedless,
  twenty20ProviderMissing,
};

const domain = name('mycompany.com');

// The SOA of the root closes the world: what is not in here does not exist.
const vendors = `
$TTL 3600
. SOA root.invalid. hostmaster.invalid. 1 1800 900 604800 86400
_spf.odoo.com. TXT "v=spf1 include:_spf.mailsaas10.odoo.com include:_spf.mo1.odoo.com ~all"
_spf.mailsaas10.odoo.com. TXT "v=spf1 ip4:62.10.16.0/24 ip4:62.10.18.40 ~all"
_spf.mo1.odoo.com. TXT "v=spf1 ip4:62.10.20.0/26 ~all"
_spf.google.com. TXT "v=spf1 ip4:62.10.32.0/20 ~all"
aspmx.l.google.com. A 62.10.54.26
aspmx.l.google.com. AAAA 2a0f:5381:54::1a
host.mycompany.com. A 62.20.1.1
host.mycompany.com. AAAA 2a0f:5390:1::1
old.mycompany.com. A 62.20.1.2
`;

const worldOf = (zone: string): Known => zoneAnswers([parseZone(vendors + zone)]);

/** The zone with these SPF records (or other TXT values) at the domain. */
const at = (...values: readonly string[]): string =>
  values.map((value) => `mycompany.com. TXT "${value}"\n`).join('');

const below = (label: string, ...values: readonly string[]): string =>
  values.map((value) => `${label}.mycompany.com. TXT "${value}"\n`).join('');

const times = (count: number, term: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => term(index + 1)).join(' ');

interface Told {
  readonly say: string;
  readonly severity: string;
}

/** What the rule makes of a world: its findings, causes it is stopped by, or that it is skipped. */
function judge(
  rule: Rule,
  known: Known | string,
  profile: Profile = defaultProfile,
): readonly (Told | { readonly unknown: string })[] | 'skipped' {
  const wanted = {
    facts: new Set(rule.needs),
    includes: wantedIncludes(profile),
    detect: detectedIncludes,
  };
  const found = answer(
    findFacts(domain, wanted),
    typeof known === 'string' ? worldOf(known) : known,
  );
  const facts: Partial<Record<FactName, unknown>> = {};
  for (const need of rule.needs) {
    const fact = found[need];
    if (fact?.state !== 'known') return [{ unknown: fact?.cause.cause ?? 'not asked' }];
    facts[need] = fact.value;
  }
  const context = { domain, facts: facts as Facts, profile };
  if (rule.applies?.(context) === false) return 'skipped';
  return [...rule.check(context)].map((verdict: Verdict<unknown>) =>
    verdict.kind === 'undetermined'
      ? { unknown: verdict.cause.cause }
      : { say: rule.say(verdict.args as never), severity: verdict.severity ?? rule.severity },
  );
}

type Row = [world: string, zone: string, expected: unknown, profile?: Partial<Profile>];

/** One row a world: the sentences of the findings, in order. */
function table(rule: Rule, rows: readonly Row[]): void {
  describe(rule.id, () => {
    it.each<Row>(rows)('%s', (_, zone, expected, profile) => {
      const verdicts = judge(rule, zone, { ...defaultProfile, ...profile });
      const said =
        verdicts === 'skipped'
          ? verdicts
          : verdicts.map((verdict) =>
              'unknown' in verdict
                ? { unknown: verdict.unknown }
                : verdict.severity === rule.severity
                  ? verdict.say
                  : { [verdict.severity]: verdict.say },
            );
      expect(said).toEqual(expected);
    });
  });
}

const silent: readonly unknown[] = [];
const timedOut = [{ unknown: 'timeout' }];
const sound = at('v=spf1 include:_spf.odoo.com include:_spf.google.com a:host.mycompany.com ~all');
/** An include that cannot be looked up. */
const failing = '$FAILURE _x.mycompany.com. timeout\n';
const failingHost = '$FAILURE x.mycompany.com. timeout\n';

table(spfThroughCname, [
  [
    'an alias with SPF',
    'mycompany.com. CNAME shared.vendor.example.\nshared.vendor.example. TXT "v=spf1 -all"',
    ['the name is an alias, so its SPF record is that of shared.vendor.example'],
  ],
  [
    'an alias without SPF',
    'mycompany.com. CNAME shared.vendor.example.\nshared.vendor.example. A 62.20.1.9',
    ['the name is an alias of shared.vendor.example, so it can have no SPF record of its own'],
  ],
  ['no alias', sound, silent],
  ['a failure', '$FAILURE mycompany.com. timeout', timedOut],
]);

table(spfWildcard, [
  [
    'a wildcard',
    sound + below('*', 'v=spf1 mx ~all'),
    ['*.mycompany.com gives an SPF record to every name that has no records of its own'],
  ],
  ['a wildcard of another kind', sound + below('*', 'hello'), silent],
  ['none', sound, silent],
]);

table(spfWrongPlace, [
  [
    'at www and _spf only',
    at('hello') + below('www', 'v=spf1 mx ~all') + below('_spf', 'v=spf1 mx ~all'),
    ['SPF is published at www.mycompany.com, _spf.mycompany.com, but not at the domain itself'],
  ],
  [
    'in type 99 only',
    'mycompany.com. SPF "v=spf1 mx ~all"',
    ['SPF is published in the retired record type SPF (99) only'],
  ],
  [
    'in type 99 too',
    `${sound}mycompany.com. SPF "v=spf1 mx ~all"`,
    [{ notice: 'SPF is published in the retired record type SPF (99) too' }],
  ],
  ['at _spf beside its own', sound + below('_spf', 'v=spf1 mx ~all'), silent],
  ['nowhere', at('hello'), silent],
  ['a failure there', `${at('hello')}$FAILURE www.mycompany.com. timeout`, timedOut],
]);

table(spfEverythingByRange, [
  ['/0', at('v=spf1 ip4:0.0.0.0/0 -all'), ['ip4:0.0.0.0/0 authorises every IPv4 address']],
  ['ip6 /0', at('v=spf1 ip6:::/0 -all'), ['ip6:::/0 authorises every IPv6 address']],
  [
    'a host that has addresses',
    at('v=spf1 a:host.mycompany.com/0//0 -all'),
    ['a:host.mycompany.com/0//0 authorises every IPv4 and IPv6 address'],
  ],
  ['a host that has none', at('v=spf1 a:gone.mycompany.com/0 -all'), silent],
  [
    'two halves',
    at('v=spf1 ip4:0.0.0.0/1 mx ip4:128.0.0.0/1 -all'),
    ['its ranges together authorise every IPv4 address'],
  ],
  ['two halves, one of them not passing', at('v=spf1 ip4:0.0.0.0/1 ~ip4:128.0.0.0/1 -all'), silent],
  [
    "a vendor's",
    at('v=spf1 include:_x.mycompany.com -all') + below('_x', 'v=spf1 ip4:1.0.0.0/0 -all'),
    ['ip4:1.0.0.0/0 (in mycompany.com > _x.mycompany.com) authorises every IPv4 address'],
  ],
  [
    "a vendor's +all",
    at('v=spf1 include:_x.mycompany.com -all') + below('_x', 'v=spf1 +all'),
    ['include:_x.mycompany.com authorises every IPv4 and IPv6 address'],
  ],
  [
    'in an include that does not pass',
    at('v=spf1 ?include:_x.mycompany.com -all') + below('_x', 'v=spf1 ip4:1.0.0.0/0 -all'),
    silent,
  ],
  ['-/0', at('v=spf1 -ip4:0.0.0.0/0 ~all'), silent],
  ['+all is told elsewhere', at('v=spf1 mx +all'), silent],
  ['sound', sound, silent],
  ['a failure', failing + at('v=spf1 include:_x.mycompany.com -all'), timedOut],
  [
    'a failure beside it',
    failing + at('v=spf1 include:_x.mycompany.com ip4:1.0.0.0/0 -all'),
    ['ip4:1.0.0.0/0 authorises every IPv4 address'],
  ],
  ['an address that fails', failingHost + at('v=spf1 a:x.mycompany.com -all'), silent],
  [
    'an address that fails, of a wide term',
    failingHost + at('v=spf1 a:x.mycompany.com/0 -all'),
    timedOut,
  ],
]);

table(spfBroadRange, [
  ['/8', at('v=spf1 ip4:62.0.0.0/8 -all'), ['ip4:62.0.0.0/8 authorises 16,777,216 IPv4 addresses']],
  [
    'several, overlapping',
    at('v=spf1 ip4:62.0.0.0/14 ip4:62.0.0.0/15 ip6:2a0f::/29 -all'),
    [
      'ip4:62.0.0.0/14 ip4:62.0.0.0/15 ip6:2a0f::/29 authorise 262,144 IPv4 addresses and a whole IPv6 /29',
    ],
  ],
  [
    'by a host',
    at('v=spf1 a:host.mycompany.com/12 -all'),
    ['a:host.mycompany.com/12 authorises 1,048,576 IPv4 addresses'],
  ],
  [
    "a vendor's, included twice",
    at('v=spf1 include:_x.mycompany.com include:_x.mycompany.com -all') +
      below('_x', 'v=spf1 ip4:62.0.0.0/15 ip4:63.0.0.0/16 -all'),
    ['ip4:62.0.0.0/15 (in mycompany.com > _x.mycompany.com) authorises 131,072 IPv4 addresses'],
  ],
  ['/16, /32, /0', at('v=spf1 ip4:62.0.0.0/16 ip6:2a0f:5380::/32 ip4:0.0.0.0/0 -all'), silent],
  ['one that does not pass', at('v=spf1 -ip4:62.0.0.0/8 ~all'), silent],
  ['a failure', failing + at('v=spf1 include:_x.mycompany.com -all'), timedOut],
]);

table(spfReservedRange, [
  [
    'private and documentation',
    at('v=spf1 ip4:192.168.1.0/24 ip4:62.1.2.3 ip6:2001:db8:1::/48 -all'),
    [
      'no mail comes over the Internet from ip4:192.168.1.0/24 (private, RFC 1918), ip6:2001:db8:1::/48 (documentation, RFC 3849)',
    ],
  ],
  [
    'the edges of blocks',
    at(
      'v=spf1 ip4:100.127.255.255 ip4:100.128.0.0 ip4:172.32.0.0/16 ip4:172.31.0.0/16 ip4:255.255.255.255 -all',
    ),
    [
      'no mail comes over the Internet from ip4:100.127.255.255 (shared by carriers (CGNAT), RFC 6598), ip4:172.31.0.0/16 (private, RFC 1918), ip4:255.255.255.255 (broadcast, RFC 919)',
    ],
  ],
  ['one that does not pass', at('v=spf1 -ip4:10.0.0.0/8 ~all'), silent],
  ['a network that holds one', at('v=spf1 ip4:8.0.0.0/5 ~all'), silent],
  [
    "a vendor's",
    at('v=spf1 include:_x.mycompany.com ~all') + below('_x', 'v=spf1 ip4:10.0.0.1 ~all'),
    silent,
  ],
  ['behind all', at('v=spf1 ~all ip4:10.0.0.1'), silent],
]);

table(spfLookupsNearLimit, [
  ['six', at(`v=spf1 ${times(6, (index) => `a:h${index}.mycompany.com`)} ~all`), silent],
  [
    'seven',
    at(`v=spf1 ${times(7, (index) => `a:h${index}.mycompany.com`)} ~all`),
    ['7 of 10 lookups'],
  ],
  [
    'ten',
    at(`v=spf1 ${times(7, (index) => `a:h${index}.mycompany.com`)} include:_spf.odoo.com ~all`),
    [{ warning: '10 of 10 lookups: none is left' }],
  ],
  ['eleven', at(`v=spf1 ${times(11, (index) => `a:h${index}.mycompany.com`)} ~all`), silent],
  ['a failure', failing + at('v=spf1 include:_x.mycompany.com ~all'), timedOut],
  ['an address that fails', failingHost + at('v=spf1 a:x.mycompany.com ~all'), silent],
  ['no record', at('hello'), 'skipped'],
]);

const noAaaa = '62.20.1.5'
  .split(',')
  .flatMap((address) => [1, 2, 3].map((host) => `v4-${host}.mycompany.com. A ${address}\n`))
  .join('');

table(spfTooManyVoidLookups, [
  [
    'three',
    at('v=spf1 a:g1.mycompany.com mx:g2.mycompany.com include:_x.mycompany.com ~all') +
      below('_x', 'v=spf1 exists:g3.mycompany.com -all'),
    [
      '3 void lookups where 2 are allowed: a:g1.mycompany.com for all clients, mx:g2.mycompany.com for all clients, exists:g3.mycompany.com (in mycompany.com > _x.mycompany.com) for all clients',
    ],
  ],
  [
    'three for IPv6 only',
    noAaaa + at(`v=spf1 ${times(3, (index) => `a:v4-${index}.mycompany.com`)} ~all`),
    [
      {
        warning:
          '3 void lookups for IPv6 clients where 2 are allowed: a:v4-1.mycompany.com for IPv6 clients, a:v4-2.mycompany.com for IPv6 clients, a:v4-3.mycompany.com for IPv6 clients',
      },
    ],
  ],
  ['two', at('v=spf1 a:g1.mycompany.com a:g2.mycompany.com ~all'), silent],
  [
    'the same name three times',
    at('v=spf1 a:g.mycompany.com a:g.mycompany.com mx:g.mycompany.com ~all'),
    [expect.stringContaining('3 void lookups')],
  ],
  [
    'a failure',
    failing + at('v=spf1 a:g1.mycompany.com a:g2.mycompany.com include:_x.mycompany.com ~all'),
    timedOut,
  ],
  [
    'a failure beside three',
    failing +
      at(
        `v=spf1 ${times(3, (index) => `a:g${index}.mycompany.com`)} include:_x.mycompany.com ~all`,
      ),
    [expect.stringContaining('3 void lookups')],
  ],
]);

table(spfVoidLookup, [
  [
    'a dead host',
    at('v=spf1 a:gone.mycompany.com ~all'),
    ['a:gone.mycompany.com asks for gone.mycompany.com and finds nothing'],
  ],
  [
    'a dead include',
    at('v=spf1 include:gone.mycompany.com ~all'),
    ['include:gone.mycompany.com asks for gone.mycompany.com and finds nothing'],
  ],
  [
    'a mail host without address',
    `mycompany.com. MX 10 host.mycompany.com.\nmycompany.com. MX 20 gone.mycompany.com.\n${at('v=spf1 mx ~all')}`,
    ['mx asks for gone.mycompany.com and finds nothing'],
  ],
  ['no AAAA', at('v=spf1 a:old.mycompany.com ~all'), silent],
  ['a null MX', `mycompany.com. MX 0 .\n${at('v=spf1 mx ~all')}`, silent],
  [
    'three are another finding',
    at(`v=spf1 ${times(3, (index) => `a:g${index}.mycompany.com`)} ~all`),
    silent,
  ],
  ['sound', sound, silent],
  ['a failure', failing + at('v=spf1 include:_x.mycompany.com ~all'), timedOut],
]);

table(spfIncludeWithoutRecord, [
  [
    'a name with other TXT',
    at('v=spf1 include:_x.mycompany.com ~all') + below('_x', 'hello'),
    ['include:_x.mycompany.com leads to a name without an SPF record'],
  ],
  [
    'a name that does not exist, by redirect',
    at('v=spf1 redirect=_x.mycompany.com'),
    ['redirect=_x.mycompany.com leads to a name that does not exist'],
  ],
  [
    'further down, and twice',
    at('v=spf1 include:_x.mycompany.com include:_y.mycompany.com ~all') +
      below('_x', 'v=spf1 include:_z.mycompany.com ~all') +
      below('_y', 'v=spf1 include:_z.mycompany.com ~all'),
    [
      'include:_z.mycompany.com (in mycompany.com > _x.mycompany.com) leads to a name that does not exist',
    ],
  ],
  ['behind all', at('v=spf1 ~all include:_x.mycompany.com'), silent],
  ['a loop', at('v=spf1 include:mycompany.com ~all'), silent],
  ['sound', sound, silent],
  ['a failure', failing + at('v=spf1 include:_x.mycompany.com ~all'), timedOut],
  [
    'a failure beside it',
    failing + at('v=spf1 include:_x.mycompany.com include:_y.mycompany.com ~all'),
    ['include:_y.mycompany.com leads to a name that does not exist'],
  ],
]);

table(spfIncludeBroken, [
  [
    'several records',
    at('v=spf1 include:_x.mycompany.com ~all') + below('_x', 'v=spf1 mx ~all', 'v=spf1 a ~all'),
    ['_x.mycompany.com publishes 2 SPF records (mycompany.com > _x.mycompany.com)'],
  ],
  [
    'an error, told once and not of those above it',
    at('v=spf1 include:_x.mycompany.com include:_y.mycompany.com ~all') +
      below('_x', 'v=spf1 redirect=_y.mycompany.com') +
      below('_y', 'v=spf1 ip4:62.20.3.300 ~all'),
    [
      expect.stringMatching(
        /^the SPF record of _y\.mycompany\.com is in error: .+ \(mycompany\.com > _x\.mycompany\.com > _y\.mycompany\.com\)$/,
      ),
    ],
  ],
  ['an error of its own', at('v=spf1 ip4:62.20.3.300 ~all'), silent],
  ['no record', at('v=spf1 include:_x.mycompany.com ~all'), silent],
  ['sound', sound, silent],
  ['a failure', failing + at('v=spf1 include:_x.mycompany.com ~all'), timedOut],
]);

table(spfLoop, [
  [
    'three names',
    at('v=spf1 include:_x.mycompany.com ~all') +
      below('_x', 'v=spf1 include:_y.mycompany.com ~all') +
      below('_y', 'v=spf1 redirect=_x.mycompany.com'),
    [
      'the includes go in a circle: mycompany.com > _x.mycompany.com > _y.mycompany.com > _x.mycompany.com',
    ],
  ],
  [
    'itself',
    at('v=spf1 include:MyCompany.com ~all'),
    ['the includes go in a circle: mycompany.com > mycompany.com'],
  ],
  ['twice the same', at('v=spf1 include:_spf.google.com include:_spf.google.com ~all'), silent],
  ['a failure', failing + at('v=spf1 include:_x.mycompany.com ~all'), timedOut],
]);

const hosts = (count: number): string =>
  Array.from(
    { length: count },
    (_, index) => `mycompany.com. MX 10 m${index}.mycompany.com.\n`,
  ).join('');

table(spfMxTooManyHosts, [
  ['eleven', hosts(11) + at('v=spf1 mx ~all'), ['mx has 11 mail hosts where 10 are allowed']],
  ['ten', hosts(10) + at('v=spf1 mx ~all'), silent],
  ['eleven, and no mx', hosts(11) + at('v=spf1 a ~all'), silent],
  ['a failure', failing + at('v=spf1 include:_x.mycompany.com ~all'), timedOut],
  ['an MX that fails', failingHost + at('v=spf1 mx:x.mycompany.com ~all'), timedOut],
  ['an address that fails', failingHost + at('v=spf1 a:x.mycompany.com ~all'), silent],
]);

table(spfDeadMechanism, [
  [
    'mx without MX',
    at('v=spf1 mx ~all'),
    ['mx authorises nothing: there is no MX record at mycompany.com'],
  ],
  [
    'mx with a null MX',
    `mycompany.com. MX 0 .\n${at('v=spf1 mx ~all')}`,
    ['mx authorises nothing: the MX record says that it takes no mail at mycompany.com'],
  ],
  [
    'mx whose hosts are dead',
    hosts(2) + at('v=spf1 mx ~all'),
    ['mx authorises nothing: none of the mail hosts has an address at mycompany.com'],
  ],
  [
    'a without an address',
    at('v=spf1 a a:gone.mycompany.com ~all'),
    [
      'a authorises nothing: there is no address record at mycompany.com',
      'a:gone.mycompany.com authorises nothing: there is no address record at gone.mycompany.com',
    ],
  ],
  [
    'exists without A, below',
    at('v=spf1 include:_x.mycompany.com ~all') +
      below('_x', 'v=spf1 exists:%{d2}.gone.mycompany.com ~all'),
    [
      'exists:%{d2}.gone.mycompany.com (in mycompany.com > _x.mycompany.com) authorises nothing: there is no A record at mycompany.com.gone.mycompany.com',
    ],
  ],
  [
    'a name that is none',
    at('v=spf1 exists:%{d}..mycompany.com ~all'),
    ['exists:%{d}..mycompany.com authorises nothing: it can be no domain name'],
  ],
  ['a with an IPv4 address only', at('v=spf1 a:old.mycompany.com ~all'), silent],
  ['exists that depends on the client', at('v=spf1 exists:%{i}.mycompany.com ~all'), silent],
  ['sound', sound, silent],
  ['an address that fails', failingHost + at('v=spf1 a:x.mycompany.com ~all'), timedOut],
  ['a failure', failing + at('v=spf1 include:_x.mycompany.com ~all'), timedOut],
]);

const why = (...texts: readonly string[]): string =>
  at('v=spf1 mx exp=why.mycompany.com -all') + below('why', ...texts);

table(spfExpBroken, [
  ['no text', why(), ['exp=why.mycompany.com gives no explanation: there is no TXT record']],
  [
    'two texts',
    why('a', 'b'),
    ['exp=why.mycompany.com gives no explanation: there are 2 TXT records'],
  ],
  [
    'not ASCII',
    why('gr\\252n'),
    ['exp=why.mycompany.com gives no explanation: the text is not plain ASCII'],
  ],
  [
    'a bad macro',
    why('%{x}'),
    ['exp=why.mycompany.com gives no explanation: the text has a macro that is in error'],
  ],
  ['a text', why('%{i} is not one of %{d}%_mail hosts at %{t}'), silent],
  ['a name that macros hide', at('v=spf1 mx exp=%{l}.why.mycompany.com -all'), silent],
  ['no exp', sound, silent],
  [
    'a failure',
    `${at('v=spf1 mx exp=why.mycompany.com -all')}$FAILURE why.mycompany.com. timeout`,
    timedOut,
  ],
]);

describe(spfAnswerTooLarge.id, () => {
  // mycompany.com: header 12, question 15 + 4; each value 12, and 1 for its one string.
  const filled = (octets: number): string => {
    const record = 'v=spf1 -all';
    const rest = octets - (12 + 15 + 4) - (12 + 1 + record.length);
    const values: string[] = [];
    for (let left = rest; left > 0;) {
      // None may leave a remainder that is too small for a value.
      const size = left > 13 + 255 + 14 ? 13 + 200 : left > 13 + 255 ? left - 100 : left;
      values.push(`${values.length}`.padEnd(size - 13, 'x'));
      left -= size;
    }
    return at(record, ...values);
  };

  it('counts octets', () => {
    expect(judge(spfAnswerTooLarge, filled(512))).toEqual([]);
    expect(judge(spfAnswerTooLarge, filled(513))).toEqual([
      {
        severity: 'notice',
        say:
          'the 3 TXT values make an answer of 513 octets, over 512, which matters to receivers without EDNS only; ' +
          `the largest besides SPF: 1${'x'.repeat(39)}... (233 octets), 0${'x'.repeat(39)}... (201 octets)`,
      },
    ]);
    expect(judge(spfAnswerTooLarge, filled(1232 - 11))).toMatchObject([{ severity: 'notice' }]);
    expect(judge(spfAnswerTooLarge, filled(1232 - 10))).toMatchObject([
      { severity: 'warning', say: expect.stringContaining('1233 octets, over 1232; the largest') },
    ]);
  });

  it('is about SPF', () => {
    expect(judge(spfAnswerTooLarge, at('x'.repeat(255), 'y'.repeat(255)))).toBe('skipped');
  });
});

describe(spfNoTcpFallback.id, () => {
  const refusing =
    (refused: string): Known =>
    (question) =>
      question.name === refused && question.type === 'TXT'
        ? failure(question, 'no-tcp', { server: '192.0.2.53:53' })
        : worldOf(sound)(question);

  it.each(['mycompany.com', '_spf.google.com'])('%s', (refused) => {
    expect(judge(spfNoTcpFallback, refusing(refused))).toEqual([
      {
        severity: 'error',
        say: `192.0.2.53:53 cuts its answer for TXT at ${refused} and cannot be asked over TCP`,
      },
    ]);
  });

  it('is silent about other failures', () => {
    expect(judge(spfNoTcpFallback, sound)).toEqual([]);
    expect(judge(spfNoTcpFallback, '$FAILURE mycompany.com. timeout')).toEqual([]);
  });
});

table(spfRedundantTerm, [
  [
    'an address in a range, a range in an include',
    at('v=spf1 ip4:62.20.5.7 include:_spf.odoo.com ip4:62.20.5.0/24 ip4:62.10.20.0/27 ~all'),
    [
      'ip4:62.20.5.7 is covered by ip4:62.20.5.0/24',
      'ip4:62.10.20.0/27 is covered by include:_spf.odoo.com',
    ],
  ],
  [
    'a host',
    at('v=spf1 a:host.mycompany.com ip4:62.20.1.0/24 ip6:2a0f:5390:1::/64 ~all'),
    [
      'a:host.mycompany.com is covered by ip4:62.20.1.0/24 ip6:2a0f:5390:1::/64; without it 1 lookup fewer',
    ],
  ],
  [
    'an include and its copy: the copy goes',
    at('v=spf1 include:_spf.google.com ip4:62.10.32.0/20 ~all'),
    ['ip4:62.10.32.0/20 is covered by include:_spf.google.com'],
  ],
  [
    'an include in a wider range',
    at('v=spf1 include:_spf.odoo.com ip4:62.10.0.0/16 ~all'),
    ['include:_spf.odoo.com is covered by ip4:62.10.0.0/16; without it 3 lookups fewer'],
    { twenty20: false },
  ],
  ['an include that is wanted', at('v=spf1 include:_spf.odoo.com ip4:62.10.0.0/16 ~all'), silent],
  [
    'two halves that cover a whole',
    at('v=spf1 ip4:62.20.0.0/25 ip4:62.20.0.0/24 ip4:62.20.0.128/25 ~all'),
    [
      'ip4:62.20.0.0/25 is covered by ip4:62.20.0.0/24',
      'ip4:62.20.0.128/25 is covered by ip4:62.20.0.0/24',
    ],
  ],
  [
    'the same twice is told elsewhere',
    at('v=spf1 include:_spf.google.com include:_spf.google.com ~all'),
    silent,
  ],
  [
    'behind one that does not pass',
    at('v=spf1 ip4:62.20.5.0/24 -ip4:62.20.6.0/24 ip4:62.20.5.7 ~all'),
    silent,
  ],
  ['covered by one that does not pass', at('v=spf1 ip4:62.20.5.7 ~ip4:62.20.5.0/24 -all'), silent],
  ['covered by +all only', at('v=spf1 ip4:62.20.5.7 +all'), silent],
  [
    'an include that depends on the message',
    at('v=spf1 include:_x.mycompany.com ip4:62.20.5.7 ~all') +
      below('_x', 'v=spf1 exists:%{i}.mycompany.com ip4:62.20.5.0/24 ~all'),
    silent,
  ],
  ['nothing of it', sound, silent],
  ['two records', at('v=spf1 ip4:62.20.5.7 ip4:62.20.5.0/24 ~all', 'v=spf1 mx ~all'), 'skipped'],
  ['an error', at('v=spf1 ip4:62.20.5.7 ip4:62.20.5.0/24 foo:bar ~all'), silent],
  [
    'a failure',
    failing + at('v=spf1 ip4:62.20.5.7 ip4:62.20.5.0/24 include:_x.mycompany.com ~all'),
    timedOut,
  ],
]);

describe('a record of a thousand terms', () => {
  it('is compared in reasonable time', () => {
    const strings = Array.from(
      { length: 1000 },
      (_, index) =>
        `" ip4:62.${20 + (index % 7)}.${index % 256}.${(index * 7) % 256}/${24 + (index % 9)}"`,
    );
    const zone = `mycompany.com. TXT "v=spf1" ${strings.slice(1).join(' ')} " ip4:62.16.0.0/12 ~all"\n`;
    const start = performance.now();
    expect(judge(spfRedundantTerm, zone).length).toBeGreaterThan(100);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

table(spfDeadVendor, [
  [
    'a vendor that is gone',
    at('v=spf1 include:spf.closed-vendor.com ~all'),
    [
      'include:spf.closed-vendor.com depends on closed-vendor.com, which does not exist: anyone can register it and send as you',
    ],
  ],
  [
    'further down',
    at('v=spf1 include:_x.mycompany.com ~all') +
      below('_x', 'v=spf1 a:mail.closed-vendor.com ~all'),
    [
      'a:mail.closed-vendor.com (in mycompany.com > _x.mycompany.com) depends on closed-vendor.com, which does not exist: anyone can register it and send as you',
    ],
  ],
  ['a URL', at('v=spf1 include:https://vendor.com ~all'), silent],
  [
    'a vendor that lives',
    `vendor.com. NS ns.vendor.com.\n${at('v=spf1 include:gone.vendor.com ~all')}`,
    silent,
  ],
  ['sound', sound, silent],
  [
    'a failure',
    `$FAILURE vendor.com. timeout NS\n${at('v=spf1 include:gone.vendor.com ~all')}`,
    timedOut,
  ],
]);

table(spfStaleFlattening, [
  [
    'pasted',
    at('v=spf1 ip4:62.20.5.1 ip4:62.10.18.40 ip4:62.10.20.1/26 ~all'),
    ['ip4:62.10.18.40 ip4:62.10.20.1/26 are copied from _spf.odoo.com, which is not included'],
  ],
  [
    "the mailbox provider's",
    `mycompany.com. MX 1 aspmx.l.google.com.\n${at('v=spf1 ip4:62.10.32.0/20 include:_spf.odoo.com ~all')}`,
    ['ip4:62.10.32.0/20 is copied from _spf.google.com, which is not included'],
  ],
  ['pasted beside the include', at('v=spf1 ip4:62.10.18.40 include:_spf.odoo.com ~all'), silent],
  ['a part of a network', at('v=spf1 ip4:62.10.20.0/27 ~all'), silent],
  [
    'a sender that nobody asked for',
    at('v=spf1 ip4:62.10.18.40 ~all'),
    silent,
    { twenty20: false },
  ],
  [
    'a failure',
    `$FAILURE _spf.mo1.odoo.com. timeout\n${at('v=spf1 ip4:62.10.20.0/26 ~all')}`,
    timedOut,
  ],
  [
    'a failure, and nothing pasted',
    `$FAILURE _spf.mo1.odoo.com. timeout\n${at('v=spf1 mx ~all')}`,
    silent,
  ],
  [
    'a failure that may hide the include',
    failing + at('v=spf1 ip4:62.10.20.0/26 include:_x.mycompany.com ~all'),
    timedOut,
  ],
]);

table(spfSubdomainUnprotected, [
  [
    'mail without SPF',
    'mail.mycompany.com. MX 10 host.mycompany.com.\n',
    ['mail.mycompany.com has mail hosts (MX) but no SPF record'],
  ],
  [
    'mail with SPF',
    `mail.mycompany.com. MX 10 host.mycompany.com.\n${below('mail', 'v=spf1 -all')}`,
    silent,
  ],
  ['no mail', 'mail.mycompany.com. MX 0 .\n', silent],
  [
    'a failure',
    'mail.mycompany.com. MX 10 host.mycompany.com.\n$FAILURE mail.mycompany.com. timeout TXT',
    timedOut,
  ],
]);

table(spfNoMailDomain, [
  [
    'a null MX and senders',
    `mycompany.com. MX 0 .\n${at('v=spf1 include:_spf.odoo.com ~all')}`,
    ['the MX says that the domain takes no mail, yet its record is not "v=spf1 -all"'],
  ],
  [
    'mail hosts and no senders',
    `mycompany.com. MX 1 aspmx.l.google.com.\n${at('v=spf1 -all')}`,
    ['the record lets nobody send, yet mail is taken at aspmx.l.google.com'],
  ],
  ['neither', `mycompany.com. MX 0 .\n${at('v=spf1 -all')}`, silent],
  [
    'neither, by redirect',
    `mycompany.com. MX 0 .\n${at('v=spf1 redirect=_x.mycompany.com')}${below('_x', 'v=spf1 -all')}`,
    silent,
  ],
  ['both', `mycompany.com. MX 1 aspmx.l.google.com.\n${sound}`, silent],
  ['no MX at all', at('v=spf1 -all'), silent],
  [
    'a redirect that fails',
    `${failing}mycompany.com. MX 0 .\n${at('v=spf1 redirect=_x.mycompany.com')}`,
    timedOut,
  ],
  ['an MX that fails', `${at('v=spf1 -all')}$FAILURE mycompany.com. timeout MX`, timedOut],
]);

const external: Partial<Profile> = { outgoing: 'external' };

table(twenty20IncludeMissing, [
  ['missing', at('v=spf1 mx ~all'), ['the record does not include _spf.odoo.com']],
  [
    'perhaps hidden',
    at('v=spf1 include:%{ir}.%{d}.spf.vendor.example ~all'),
    [
      {
        warning:
          'the record does not include _spf.odoo.com, unless include:%{ir}.%{d}.spf.vendor.example does',
      },
    ],
  ],
  [
    'nested',
    at('v=spf1 include:_x.mycompany.com ~all') + below('_x', 'v=spf1 include:_spf.odoo.com ~all'),
    silent,
  ],
  ['there without effect', at('v=spf1 ~all include:_spf.odoo.com'), silent],
  ['misspelt', at('v=spf1 include:spf.odoo.com ~all'), silent],
  ['no record', at('hello'), 'skipped'],
  ['mail leaves elsewhere', at('v=spf1 mx ~all'), 'skipped', external],
  ['not used with Twenty20', at('v=spf1 mx ~all'), 'skipped', { twenty20: false }],
  ['a failure', failing + at('v=spf1 include:_x.mycompany.com ~all'), timedOut],
  [
    'a failure in front of it',
    failing + at('v=spf1 include:_x.mycompany.com include:_spf.odoo.com ~all'),
    silent,
  ],
]);

table(twenty20IncludeIneffective, [
  [
    'after all',
    at('v=spf1 ~all include:_spf.odoo.com'),
    ['include:_spf.odoo.com stands after ~all and is never evaluated'],
  ],
  [
    'redirect beside all',
    at('v=spf1 redirect=_spf.odoo.com ~all'),
    ['redirect=_spf.odoo.com is ignored beside ~all'],
  ],
  [
    'softfail',
    at('v=spf1 ~include:_spf.odoo.com -all'),
    ['~include:_spf.odoo.com never gives a pass'],
  ],
  [
    'inside a neutral include',
    at('v=spf1 ?include:_x.mycompany.com ~all') + below('_x', 'v=spf1 include:_spf.odoo.com ~all'),
    ['?include:_x.mycompany.com never gives a pass, nor does include:_spf.odoo.com inside it'],
  ],
  [
    'past the tenth lookup',
    at(`v=spf1 ${times(10, (index) => `a:h${index}.mycompany.com`)} include:_spf.odoo.com ~all`),
    ['include:_spf.odoo.com comes to lookup 13, and receivers stop at the tenth'],
  ],
  [
    'in one of two records',
    at('v=spf1 include:_spf.odoo.com ~all', 'v=spf1 mx ~all'),
    ['include:_spf.odoo.com is not in every one of the SPF records'],
  ],
  [
    'misspelt',
    at('v=spf1 include:spf.odoo.com ~all'),
    ['include:spf.odoo.com is misspelt; the name is _spf.odoo.com'],
  ],
  [
    'misspelt, but alive',
    at('v=spf1 include:_spf.oddo.com ~all') + '_spf.oddo.com. TXT "v=spf1 -all"',
    silent,
  ],
  [
    'behind terms that fail all of it',
    at('v=spf1 -ip4:62.10.16.0/21 include:_spf.odoo.com ~all'),
    ['terms before include:_spf.odoo.com match its senders first and do not let them pass'],
  ],
  [
    'behind terms that fail some of it',
    at('v=spf1 -ip4:62.10.16.0/24 include:_spf.odoo.com ~all'),
    [
      {
        warning:
          'terms before include:_spf.odoo.com match some of its senders first and do not let them pass',
      },
    ],
  ],
  ['missing', at('v=spf1 mx ~all'), silent],
  ['sound', sound, silent],
  ['mail leaves elsewhere', at('v=spf1 ~all include:_spf.odoo.com'), 'skipped', external],
  [
    'a failure in front of it',
    failing + at('v=spf1 include:_x.mycompany.com include:_spf.odoo.com ~all'),
    timedOut,
  ],
  [
    'a failure behind it',
    failing + at('v=spf1 include:_spf.odoo.com include:_x.mycompany.com ~all'),
    silent,
  ],
  ['a failure alone', failing + at('v=spf1 include:_x.mycompany.com ~all'), silent],
]);

table(twenty20IncludeNeedless, [
  [
    'there',
    sound,
    ["include:_spf.odoo.com is there although no mail leaves through Twenty20's servers"],
    external,
  ],
  ['not there', at('v=spf1 mx ~all'), silent, external],
  ['needed', sound, 'skipped'],
  ['needed too', sound, 'skipped', { outgoing: 'both' }],
  ['not used with Twenty20', sound, 'skipped', { twenty20: false, outgoing: 'external' }],
  ['a failure', failing + at('v=spf1 include:_x.mycompany.com ~all'), timedOut, external],
]);

const google = 'mycompany.com. MX 1 aspmx.l.google.com.\n';

table(twenty20ProviderMissing, [
  [
    'missing',
    google + at('v=spf1 include:_spf.odoo.com ~all'),
    [
      'mail from Google Workspace / Gmail is not authorised: the record does not include _spf.google.com',
    ],
  ],
  [
    'without effect',
    google + at('v=spf1 ~all include:_spf.google.com'),
    [
      'mail from Google Workspace / Gmail is not authorised: include:_spf.google.com stands after ~all and is never evaluated',
    ],
  ],
  [
    'perhaps hidden',
    google + at('v=spf1 include:%{ir}.spf.vendor.example ~all'),
    [
      {
        notice:
          'mail from Google Workspace / Gmail is not authorised: the record does not include _spf.google.com, unless include:%{ir}.spf.vendor.example does',
      },
    ],
  ],
  ['there', google + sound, silent],
  [
    'an alternative',
    `${google}_netblocks.google.com. TXT "v=spf1 -all"\n${at('v=spf1 include:_netblocks.google.com ~all')}`,
    silent,
  ],
  [
    'in one of two records',
    google + at('v=spf1 include:_spf.google.com ~all', 'v=spf1 include:_spf.odoo.com ~all'),
    silent,
  ],
  [
    'a provider that nobody knows',
    `mycompany.com. MX 1 host.mycompany.com.\n${at('v=spf1 mx ~all')}`,
    silent,
  ],
  ['no record', google, 'skipped'],
  ['a failure', google + failing + at('v=spf1 include:_x.mycompany.com ~all'), timedOut],
  ['an MX that fails', `${sound}$FAILURE mycompany.com. timeout MX`, timedOut],
]);

const asked: Partial<Profile> = { includes: [name('_spf.google.com')] };

table(spfSenderMissing, [
  ['missing', at('v=spf1 mx ~all'), ['the record does not include _spf.google.com'], asked],
  [
    'without effect',
    at('v=spf1 -all include:_spf.google.com'),
    ['include:_spf.google.com stands after -all and is never evaluated'],
    asked,
  ],
  ['there', sound, silent, asked],
  ['nothing asked', at('v=spf1 mx ~all'), 'skipped'],
  [
    "Twenty20's, asked for once more",
    at('v=spf1 mx ~all'),
    silent,
    { includes: [name('_spf.odoo.com')] },
  ],
  [
    "Twenty20's, asked for instead",
    at('v=spf1 mx ~all'),
    ['the record does not include _spf.odoo.com'],
    { twenty20: false, includes: [name('_spf.odoo.com')] },
  ],
  ['a failure', failing + at('v=spf1 include:_x.mycompany.com ~all'), timedOut, asked],
]);

describe('a domain whose record cannot be looked up', () => {
  it.each(
    Object.values(rules).filter(({ needs }) => needs.includes('spf') || needs.includes('txt')),
  )('$id is unknown', (rule) => {
    expect(judge(rule, '$FAILURE mycompany.com. timeout')).toEqual(timedOut);
  });
});

describe('the contract', () => {
  it.each(Object.entries(rules))('%s', (exported, rule) => {
    expect(rule.id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/);
    expect(rule.id.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())).toBe(
      exported,
    );
    // The file has the rule's name: an import of it says so.
    const source = readFileSync(new URL(`../../src/rules/${rule.id}.ts`, import.meta.url), 'utf8');
    expect(source).toContain(`export const ${exported} = rule(`);
    expect(rule.title).toMatch(/^[a-z]/);
    expect(rule.title).not.toMatch(/\.$/);
    expect(rule.why).toMatch(/\.$/);
    expect(rule.remedy).toMatch(/\.$/);
    expect(rule.references.length).toBeGreaterThan(0);
    expect(rule.needs.length).toBeGreaterThan(0);
  });
});
