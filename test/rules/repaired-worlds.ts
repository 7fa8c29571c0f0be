/**
 * Repairs of made-up domains, each held against check_host(): what receivers make of the domain's senders
 * before and after, asked address by address, and not by way of the sets that the proof is made of.
 */
import { parseIp4, parseIp6 } from '../../src/dns/address.js';
import type { Known } from '../../src/dns/answer.js';
import { answer } from '../../src/dns/asking.js';
import { noError } from '../../src/dns/chain.js';
import { recordsOf, txtValue } from '../../src/dns/answer.js';
import type { DomainName } from '../../src/dns/name.js';
import { wantedIncludes } from '../../src/rules/profile.js';
import { planRepair, type Repair } from '../../src/rules/repair.js';
import { holdsAddress } from '../../src/spf/address.js';
import { checkHost } from '../../src/spf/check-host.js';
import type { Result } from '../../src/spf/evaluation.js';
import { lookupTree, recordTree } from '../../src/spf/lookup-tree.js';
import { parseSpf, readTerm } from '../../src/spf/parse.js';
import { toStrings } from '../../src/spf/print.js';
import { isSpf } from '../../src/spf/select.js';
import { diceOf } from '../dice.js';
import { surveyOf } from '../world.js';
import { makeDomain, type MadeUpDomain } from './made-up-domains.js';

/** Addresses that are tried in one world, for each of the senders. */
const ADDRESSES = 40;
const locals = ['user', 'other'];

/** What became of a domain. */
export type Outcome = 'record' | 'unchanged' | `refused: ${string}` | `unknown: ${string}`;

/** Repairs the domain of a seed. Everything that is wrong with it is in `faults`. */
export function tryRepair(seed: number): {
  readonly outcome: Outcome;
  readonly faults: readonly string[];
} {
  const made = makeDomain(seed);
  const repair = planRepair(
    surveyOf(made.domain, made.know, made.profile),
    made.profile,
    made.options,
  );
  if (repair === null) throw new Error('the survey has not what a repair needs');
  if (repair.kind === 'refused') return { outcome: `refused: ${repair.reason.kind}`, faults: [] };
  if (repair.kind === 'unknown') return { outcome: `unknown: ${repair.cause.cause}`, faults: [] };
  const faults = [
    ...faultsOfText(made, repair),
    ...faultsOfRepetition(made, repair),
    ...faultsOfResults(seed, made, repair),
  ];
  return { outcome: repair.kind, faults };
}

type Given = Extract<Repair, { readonly kind: 'record' | 'unchanged' }>;

/** The texts as they were meant. Beside a record what is none stays what it is: a text that nobody reads. */
function meantTexts({ texts }: MadeUpDomain): readonly string[] {
  const records = texts.filter(({ published }) => isSpf(published));
  return (records.length > 0 ? records : texts).map(({ published, meant }) =>
    isSpf(published) && parseSpf(published).faults.length === 0 ? published : meant,
  );
}

function* faultsOfText(made: MadeUpDomain, { record, lookups }: Given): Generator<string> {
  const { domain, know, profile, options } = made;
  if (!/^v=spf1( [!-~]+| )*$/i.test(record) || parseSpf(record).faults.length > 0) {
    yield `no legal record: ${record}`;
  }
  const cost = (text: string) => answer(recordTree(domain, text), know).lookups;
  const wanted = wantedIncludes(profile);
  const before = meantTexts(made).reduce((sum, text) => sum + cost(text), 0);
  const allowed = wanted.reduce((sum, target) => sum + cost(`v=spf1 include:${target}`), before);
  if (made.texts.length > 0 && cost(record) > allowed)
    yield `${cost(record)} lookups, not ${allowed}`;
  if (cost(record) > 10 || cost(record) !== lookups)
    yield `${cost(record)} lookups, not ${lookups}`;
  const [only, ...others] = meantTexts(made);
  if (only === undefined || others.length > 0 || options.flatten !== undefined) return;
  const isOwn = (term: string) =>
    !/include:_?spf\.odoo\.com/i.test(term) &&
    !wanted.some((target) => term.replace(/^[-+~?]/, '') === `include:${target}`) &&
    (options.all === undefined || !/^[-+~?]?all$/i.test(term));
  const own = only.split(' ').filter(isOwn);
  let from = 0;
  for (const term of record
    .split(' ')
    .filter((found) => found !== '')
    .filter(isOwn)) {
    const at = own.indexOf(term, from);
    if (at === -1) yield `${term} is new, or out of its order`;
    from = at + 1;
  }
}

function withRecord(know: Known, at: DomainName, record: string, gone: readonly string[]): Known {
  return (question) => {
    const found = know(question);
    if (question.name !== at || question.type !== 'TXT') return found;
    const others = recordsOf(found, 'TXT').filter((other) => !gone.includes(txtValue(other)));
    const strings = toStrings(record);
    return noError(question, [], [...others, { type: 'TXT', name: at, ttl: 60, strings }]);
  };
}

/** A record that is published is one that is not repaired again. */
function* faultsOfRepetition(made: MadeUpDomain, repair: Given): Generator<string> {
  const { domain, profile } = made;
  const { flatten, ...options } = made.options;
  const gone = repair.kind === 'record' ? repair.replaces : [repair.record];
  const after = withRecord(made.know, domain, repair.record, gone);
  const published = answer(lookupTree(domain), after).root.records;
  if (published.length !== 1) yield `${published.length} records are left`;
  // An include that is asked for and went with one that was flattened comes back.
  if (flatten !== undefined && profile.includes.length > 0) return;
  const again = planRepair(surveyOf(domain, after, profile), profile, options);
  const isSame = again?.kind === 'unchanged' && again.record === repair.record;
  if (!isSame) yield `repaired again: ${JSON.stringify(again, bigintAsText)}`;
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

const mildness: Readonly<Record<Result, number>> = {
  fail: 0,
  softfail: 1,
  neutral: 2,
  none: 2,
  permerror: 2,
  temperror: 2,
  pass: 3,
};

function* faultsOfResults(seed: number, made: MadeUpDomain, repair: Given): Generator<string> {
  const { domain, know, texts, options, profile } = made;
  const { record, proof } = repair;
  const end = options.all === undefined ? undefined : `${options.all}all`;
  // What --all takes away is not lost.
  const settled = (text: string) =>
    end === undefined ? text : text.replace(/ \+?all(?= |$)/i, ` ${end}`);
  const published = texts.map((text) => settled(text.published)).filter(isSpf);
  const meant = meantTexts(made).map(settled);
  const wishes =
    end === undefined ? meant : [...meant, ...meant.map((text) => endingIn(text, end))];
  const asked = [
    ...wantedIncludes(profile),
    ...(texts.length === 0 ? proof.senders.map(({ target }) => target) : []),
  ].map((target) => `v=spf1 include:${target}`);
  const dice = diceOf(seed ^ 0x5f5f);
  const addresses = new Set([
    ...proof.gained.map(({ example }) => example),
    ...Array.from({ length: ADDRESSES }, () => dice.pick(made.addresses)),
  ]);
  for (const ip of addresses) {
    for (const local of locals) {
      const check = (text: string, limits = {}): Result =>
        answer(
          checkHost({ ip, sender: `${local}@${domain}`, helo: domain, record: text, limits }),
          know,
        ).result;
      const before = published.map((text) => check(text));
      const after = check(record);
      const told = `${ip} of ${local}: ${before.join(', ')} became ${after} by ${record}`;
      if (before.includes('pass') && after !== 'pass') yield `lost: ${told}`;
      const unlimited = { lookups: 100, voidLookups: 100 };
      if (
        meant.some((text) => check(text, unlimited) === 'pass') &&
        check(record, unlimited) !== 'pass'
      ) {
        yield `lost behind a limit: ${told}`;
      }
      const says = (text: string) => saying(text, check);
      if (after === 'pass' && !before.includes('pass')) {
        const isRight = [...asked, ...wishes].some((text) => says(text) === 'pass');
        if (!isRight) yield `gained: ${told}`;
        const isNamed = proof.gained.some(
          ({ networks, networkCount }) =>
            networkCount > networks.length || networks.some((network) => holds(network, ip)),
        );
        if (!isNamed) yield `not in the proof: ${told}`;
      }
      if (after === 'pass') continue;
      const allowed = [
        ...before,
        ...wishes.map(says),
        ...(published.length === 0 ? ['none' as const] : []),
      ];
      if (mildness[after] > Math.max(...allowed.map((result) => mildness[result]))) {
        yield `loosened: ${told}, although ${allowed.join(', ')}`;
      }
    }
  }
}

/** The record as it would end with this `all`, where no redirect decides. */
function endingIn(text: string, all: string): string {
  if (/ [-+~?]?all(?= |$)/i.test(text)) return text.replace(/ [-+~?]?all(?= |$)/i, ` ${all}`);
  return / redirect=/i.test(text) ? text : `${text} ${all}`;
}

/** What a record says of a client apart from its errors: each term asked by itself, the first match wins. */
function saying(text: string, check: (text: string) => Result): Result {
  const results = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' } as const;
  const terms = text.split(' ').slice(1);
  for (const term of terms) {
    const reading = readTerm(term);
    if (!reading.ok || reading.term.kind !== 'directive') continue;
    if (check(`v=spf1 ${term.replace(/^[-+~?]/, '')} -all`) === 'pass') {
      return results[reading.term.qualifier];
    }
  }
  const redirect = terms.find((term) => /^redirect=/i.test(term));
  const result = redirect === undefined ? 'neutral' : check(`v=spf1 ${redirect}`);
  return result === 'permerror' ? 'neutral' : result;
}

function holds(network: string, address: string): boolean {
  const [, first = '', prefix] = /^([^/]+)(?:\/(\d+))?$/.exec(network) ?? [];
  const octets = parseIp4(first) ?? parseIp6(first) ?? [];
  const family = octets.length === 4 ? 4 : 6;
  const bits = prefix === undefined ? octets.length * 8 : Number(prefix);
  return holdsAddress(
    { family, octets, prefix: bits },
    parseIp4(address) ?? parseIp6(address) ?? [],
  );
}
