/**
 * RFC 7208 once more, told as directly as possible and with switches: each switch is one way in which
 * another implementation is known to differ (`differences.ts`). Without any it must agree with check_host()
 * of this project, with those of an oracle it must agree with that oracle; so each disagreement between
 * the two is made of named differences, or it is unexplained. It shares names, addresses and DNS answers
 * with the project, and nothing of src/spf.
 */
import { parseIp4, parseIp6, printAddress } from '../../src/dns/address.js';
import type { Answer, Known, ResourceRecord } from '../../src/dns/answer.js';
import { toName } from '../../src/dns/name.js';
import type { RecordType } from '../../src/dns/question.js';
import type { DifferenceId } from './differences.js';
import type { Message } from './differential-world.js';

/** What one implementation says of a message. */
export interface Verdict {
  /** Of RFC 7208 2.6, or `crash` where it says nothing at all. */
  readonly result: string;
  /** Of the domain; null where there is none. */
  readonly explanation: string | null;
}

export interface ModelOptions {
  readonly know: Known;
  readonly message: Message;
  readonly receiver: string;
  /** Seconds since 1970. */
  readonly now: number;
  readonly differences: ReadonlySet<DifferenceId>;
}

/** Ends the evaluation of a record. */
class Ended extends Error {
  readonly result: 'permerror' | 'temperror' | 'crash';
  /** Whether it comes from a record further down. */
  readonly below: boolean;

  constructor(result: Ended['result'], below = false) {
    super(result);
    this.result = result;
    this.below = below;
  }
}

interface Mechanism {
  readonly kind: string;
  readonly result: string;
  readonly spec: string | undefined;
  readonly octets: readonly number[];
  readonly prefix4: number;
  readonly prefix6: number;
}

interface ReadRecord {
  readonly mechanisms: readonly Mechanism[];
  readonly redirect: string | undefined;
  readonly exp: string | undefined;
  /** What stands in its terms to be expanded, in the order in which they are written. */
  readonly texts: readonly { readonly text: string; readonly explains: boolean }[];
}

const results: Readonly<Record<string, string>> = {
  '': 'pass',
  '+': 'pass',
  '-': 'fail',
  '~': 'softfail',
  '?': 'neutral',
};

const literal = '[!-$&-~]';
const expansion = (letters: string): string =>
  `%(?:[%_-]|\\{[${letters}](?:0*[1-9]\\d*)?r?[.\\-+,/_=]*\\})`;
const toplabel = '\\.(?:[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9])\\.?';
const macroString = new RegExp(`^(?:${expansion('slodiphv')}|${literal})*$`, 'i');
const domainSpec = new RegExp(
  `^(?:${expansion('slodiphv')}|${literal})*(?:${expansion('slodiphv')}|${toplabel})$`,
  'i',
);
const explainString = new RegExp(`^(?:${expansion('slodiphvcrt')}|${literal}| )*$`, 'i');
/** As far as Mail::SPF looks before it evaluates. */
const laterString = new RegExp(`^(?:%(?:[%_-]|\\{[a-z]\\d*r?[.\\-+,/_=]*\\})|${literal})*$`, 'i');
const laterSpec = new RegExp(
  `^(?:%(?:[%_-]|\\{[a-z]\\d*r?[.\\-+,/_=]*\\})|${literal})*(?:%(?:[%_-]|\\{[a-z]\\d*r?[.\\-+,/_=]*\\})|${toplabel})$`,
  'i',
);
const endOfSpec = new RegExp(`(?:%(?:[%_-]|\\{[^}]*\\})|${toplabel})$`, 'i');

const MAX_NAME = 253;

export function modelVerdict(options: ModelOptions): Verdict {
  return new Model(options).run();
}

class Model {
  private readonly options: ModelOptions;
  private readonly octets: readonly number[];
  private readonly local: string;
  private readonly senderDomain: string;
  private readonly sender: string;
  private lookups = 0;
  private voids = 0;
  /** Whether the term at work has met a void answer. */
  private termIsVoid = false;
  private validatedOnce: string | undefined;
  /** Explanations that could not be fetched early. */
  private readonly lost = new Set<string>();
  private explanation: { readonly spec: string; readonly domain: string } | undefined;

  constructor(options: ModelOptions) {
    this.options = options;
    const { ip, sender, helo } = options.message;
    const octets = parseIp4(ip) ?? parseIp6(ip) ?? [];
    this.octets = /^::ffff:/i.test(ip) ? octets.slice(12) : octets;
    const whole = sender === '' ? `postmaster@${helo}` : sender;
    const at = this.has('first-at-sign') ? whole.indexOf('@') : whole.lastIndexOf('@');
    this.local = at > 0 ? whole.slice(0, at) : 'postmaster';
    const domain = whole.slice(at + 1);
    this.senderDomain = this.has('final-dot-dropped') ? domain.replace(/\.$/, '') : domain;
    this.sender = this.has('sender-not-completed') ? whole : `${this.local}@${domain}`;
  }

  private has(id: DifferenceId): boolean {
    return this.options.differences.has(id);
  }

  run(): Verdict {
    const domain = this.senderDomain;
    try {
      const malformed =
        !/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+\.?$/i.test(domain) ||
        (domain.endsWith('.') && this.has('final-dot-malformed'));
      if (malformed && !this.crashesOn(domain)) return { result: 'none', explanation: null };
      const result = this.checkDomain(domain.replace(/\.$/, ''), true);
      const { explanation } = this;
      return {
        result,
        explanation:
          result === 'fail' && explanation !== undefined
            ? this.explain(explanation.spec, explanation.domain)
            : null,
      };
    } catch (error) {
      if (error instanceof Ended) return { result: error.result, explanation: null };
      throw error;
    }
  }

  // ---- DNS

  /** The records of a name; none where the name cannot be one. Counts void answers unless told not to. */
  private ask(text: string, type: RecordType, free = false): readonly ResourceRecord[] {
    if (this.crashesOn(text)) throw new Ended('crash');
    const name = toName(text);
    if (name === undefined) {
      const labels = text.replace(/\.$/, '').split('.');
      const isLong = labels.every((label) => label !== '' && label.length < 64);
      // A name that is only too long as a whole goes out, and no server understands the query.
      if (isLong && this.has('one-label-cut')) throw new Ended('temperror');
      return [];
    }
    const answer = this.options.know({ name, type });
    if (answer.kind === 'noerror') {
      return answer.records.filter((record) => record.type === type);
    }
    if (answer.kind === 'failure') {
      if (answer.cause === 'alias-chain') {
        if (this.has('circle-not-void')) return [];
        if (this.has('circle-void')) {
          this.countVoid(answer, free);
          return [];
        }
      } else if (this.has('failure-void')) {
        this.countVoid(answer, free);
        return [];
      }
      throw new Ended('temperror');
    }
    this.countVoid(answer, free);
    return [];
  }

  private crashesOn(text: string): boolean {
    return this.has('empty-label-crash') && /^\..|\.\./.test(text);
  }

  private countVoid(answer: Answer, free: boolean): void {
    if (answer.aliases.length > 0 && this.has('alias-not-void')) return;
    const again = this.has('alias-void-again') ? answer.aliases.length : 0;
    const own = free || (this.termIsVoid && !this.has('void-by-query')) ? 0 : 1;
    if (!free) this.termIsVoid = true;
    this.voids += own + again;
    if (own + again > 0 && this.voids > 2) throw new Ended('permerror');
  }

  private spend(lookups: number): void {
    this.lookups += lookups;
    if (this.lookups > 10) throw new Ended('permerror');
  }

  // ---- records

  private checkDomain(domain: string, first: boolean, inside = false): string {
    const texts = this.ask(domain, 'TXT')
      .map((record) => (record.type === 'TXT' ? record.strings.join('') : ''))
      .filter((text) => /^v=spf1( |$)/i.test(text));
    const [text] = texts;
    if (text === undefined) return 'none';
    if (texts.length > 1) throw new Ended('permerror');
    if (first) this.explanation = undefined;
    return this.checkRecord(this.read(text), domain, inside);
  }

  private checkRecord(record: ReadRecord, domain: string, inside: boolean): string {
    this.expandEarly(record, domain);
    if (record.redirect !== undefined && this.has('redirect-counted-first')) this.spend(1);
    if (this.has('include-itself')) {
      const itself = record.mechanisms.some(
        ({ kind, spec }) =>
          kind === 'include' &&
          spec !== undefined &&
          this.expandSpec(spec, domain, true) === domain,
      );
      if (itself) throw new Ended('permerror');
    }

    let decided: string | undefined;
    try {
      for (const mechanism of record.mechanisms) {
        if (!this.matches(mechanism, domain)) continue;
        decided = mechanism.result;
        break;
      }
    } catch (error) {
      // What comes from below is a result there, and results are followed by the modifiers.
      if (error instanceof Ended && error.below) this.finishRecord(record, domain);
      throw error;
    }
    if (decided === undefined && record.redirect !== undefined) {
      this.fetchAnyway(record, domain);
      return this.follow(record.redirect, domain, inside);
    }
    this.finishRecord(record, domain);
    if (decided === 'fail' && !inside && record.exp !== undefined) {
      this.explanation = { spec: record.exp, domain };
    }
    return decided ?? 'neutral';
  }

  /** What follows a result that is none of redirect. */
  private finishRecord(record: ReadRecord, domain: string): void {
    this.fetchAnyway(record, domain);
    if (record.redirect !== undefined && this.has('redirect-counted-always')) this.spend(1);
  }

  private fetchAnyway({ exp }: ReadRecord, domain: string): void {
    if (exp === undefined || !this.has('explanation-always')) return;
    this.termIsVoid = false;
    try {
      this.ask(this.targetOf(exp, domain, !this.has('explanation-counted')), 'TXT', true);
    } catch (error) {
      if (!(error instanceof Ended) || error.result !== 'temperror') throw error;
    }
  }

  private follow(redirect: string, domain: string, inside: boolean): string {
    this.termIsVoid = false;
    if (!this.has('redirect-counted-first')) this.spend(this.costOf(redirect));
    else if (this.costOf(redirect) > 1) this.spend(1);
    const result = this.onward(redirect, domain, inside);
    if (result === 'none') throw new Ended('permerror');
    return result;
  }

  /** check_host() at the target of include or redirect. */
  private onward(spec: string, domain: string, inside: boolean): string {
    const target = this.targetOf(spec, domain);
    return this.checkDomain(target.replace(/\.$/, ''), false, inside);
  }

  /** What %{p} costs with the term that it stands in. */
  private costOf(spec: string | undefined): number {
    return spec !== undefined && usesNames(spec) && !this.has('names-not-counted') ? 2 : 1;
  }

  private matches(mechanism: Mechanism, domain: string): boolean {
    const { kind, spec, octets, prefix4, prefix6 } = mechanism;
    const client = this.octets;
    this.termIsVoid = false;
    switch (kind) {
      case 'all':
        return true;
      case 'ip4':
        return client.length === 4 && within(client, octets, prefix4);
      case 'ip6':
        if (client.length === 4 && this.has('mapped-in-ip6')) {
          return within([...Array<number>(10).fill(0), 255, 255, ...client], octets, prefix6);
        }
        return client.length === 16 && within(client, octets, prefix6);
    }
    this.spend(this.costOf(spec));
    const prefix = client.length === 4 ? prefix4 : prefix6;
    switch (kind) {
      case 'include': {
        let result: string;
        try {
          result = this.onward(spec ?? '', domain, true);
        } catch (error) {
          throw error instanceof Ended && error.result !== 'crash'
            ? new Ended(error.result, true)
            : error;
        }
        if (result === 'none') throw new Ended('permerror', true);
        return result === 'pass';
      }
      case 'exists':
        return this.ask(this.targetOf(spec, domain), 'A').length > 0;
      case 'a':
        return this.hasClient(this.targetOf(spec, domain), prefix);
      case 'mx':
        return this.matchesExchange(this.targetOf(spec, domain), prefix);
      default:
        return this.matchesName(spec, domain);
    }
  }

  private hasClient(host: string, prefix: number, free = false): boolean {
    const type = this.octets.length === 4 ? 'A' : 'AAAA';
    return this.ask(host, type, free).some(
      (record) => 'address' in record && within(this.octets, octetsOf(record.address), prefix),
    );
  }

  private matchesExchange(target: string, prefix: number): boolean {
    let hosts: readonly string[] = this.ask(target, 'MX').map((record) =>
      record.type === 'MX' ? record.exchange : '',
    );
    if (hosts.length > 10) {
      if (!this.has('mx-first-ten')) throw new Ended('permerror');
      hosts = hosts.slice(0, 10);
    }
    if (!this.has('null-mx-asked')) hosts = hosts.filter((host) => host !== '.');
    if (!this.has('mx-all-asked')) return hosts.some((host) => this.hasClient(host, prefix));
    return hosts.map((host) => this.hasClient(host, prefix)).some(Boolean);
  }

  private matchesName(spec: string | undefined, domain: string): boolean {
    if (!this.has('ptr-nowhere') && this.leadsNowhere(spec, domain)) return false;
    const late = this.has('names-that-fit');
    const early = late ? '' : this.targetOf(spec, domain);
    const names = this.reverseNames(!this.has('ptr-failure'));
    const target = (late && names.length > 0 ? this.targetOf(spec, domain) : early)
      .replace(/\.$/, '')
      .toLowerCase();
    const fits = (name: string): boolean => name === target || name.endsWith(`.${target}`);
    if (!late) {
      const valid = names.filter((name) => this.isValid(name));
      return toName(target) !== undefined && valid.some(fits);
    }
    return names.filter(fits).some((name) => this.isValid(name));
  }

  /** Whether a domain-spec gives no name, as far as that can be said without a lookup. */
  private leadsNowhere(spec: string | undefined, domain: string): boolean {
    if (spec === undefined || usesNames(spec)) return false;
    try {
      return toName(this.expandSpec(spec, domain)) === undefined;
    } catch (error) {
      if (error instanceof Ended) return false;
      throw error;
    }
  }

  /** The names that the client's address points to. */
  private reverseNames(forgiving: boolean, free = false): readonly string[] {
    const labels =
      this.octets.length === 4
        ? this.octets.map(String)
        : this.octets.flatMap((octet) => [(octet >> 4).toString(16), (octet & 15).toString(16)]);
    const zone = this.octets.length === 4 ? 'in-addr.arpa' : 'ip6.arpa';
    try {
      const found = this.ask(`${labels.toReversed().join('.')}.${zone}`, 'PTR', free);
      return found.map((record) => (record.type === 'PTR' ? record.target : '')).slice(0, 10);
    } catch (error) {
      if (error instanceof Ended && error.result === 'temperror' && forgiving) return [];
      throw error;
    }
  }

  private isValid(name: string, free = false): boolean {
    try {
      return this.hasClient(name, 128, free);
    } catch (error) {
      if (error instanceof Ended && error.result === 'temperror') return false;
      throw error;
    }
  }

  // ---- what is expanded before anything is evaluated

  private expandEarly({ texts }: ReadRecord, domain: string): void {
    for (const { text, explains } of texts) {
      if (this.has('names-first') && usesNames(text)) this.validatedName(domain, false);
      if (this.has('explanation-first') && explains) this.fetchEarly(text, domain);
    }
  }

  private fetchEarly(exp: string, domain: string): void {
    try {
      const target = this.targetOf(exp, domain, true);
      const [text, ...others] = this.ask(target, 'TXT', true).map((found) =>
        found.type === 'TXT' ? found.strings.join('') : '',
      );
      if (text === undefined || others.length > 0 || !this.isExplanation(text)) return;
      if (usesNames(text)) this.validatedName(domain, false);
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      this.lost.add(`${domain} ${exp}`);
    }
  }

  // ---- explanations

  private isExplanation(text: string): boolean {
    if (/[^\x20-\x7e]/.test(text)) return this.has('explanation-unchecked');
    if (!this.has('loose-macros')) return explainString.test(text);
    return looselyWellFormed(text, 'slodiphvcrt');
  }

  private explain(spec: string, domain: string): string | null {
    if (this.lost.has(`${domain} ${spec}`)) return null;
    try {
      const target = this.targetOf(spec, domain, true);
      const [text, ...others] = this.ask(target, 'TXT', true).map((found) =>
        found.type === 'TXT' ? found.strings.join('') : '',
      );
      if (text === undefined || others.length > 0 || !this.isExplanation(text)) return null;
      this.termIsVoid = false;
      const free = !this.has('explanation-counted');
      const whole = this.expandText(text, domain, free, true);
      const isCut = whole.length > MAX_NAME && this.has('explanation-cut');
      const said = isCut ? whole.slice(whole.indexOf('.') + 1) : whole;
      const speakable = this.has('explanation-unchecked') || !/[^\x20-\x7e]/.test(said);
      // Octets that are no UTF-8 are shown by that oracle's DNS module as what Unicode has for them.
      return said === '' || !speakable ? null : said.replaceAll(/[\x80-\xff]+/g, '\ufffd');
    } catch (error) {
      if (error instanceof Ended && error.result !== 'crash') return null;
      throw error;
    }
  }

  // ---- macros

  private targetOf(spec: string | undefined, domain: string, free = false): string {
    return spec === undefined ? domain : this.expandSpec(spec, domain, free);
  }

  private expandSpec(spec: string, domain: string, free = false): string {
    const written = this.has('lower-case-spec') ? spec.toLowerCase() : spec;
    let text = this.expandText(written, domain, free, false).replace(/\.$/, '');
    if (this.has('labels-cut')) text = text.replaceAll(/([^.]{63})[^.]+/g, '$1');
    while (text.length > MAX_NAME && text.includes('.')) {
      text = text.slice(text.indexOf('.') + 1);
      if (this.has('one-label-cut')) break;
    }
    return text;
  }

  private expandText(text: string, domain: string, free: boolean, explaining: boolean): string {
    return text.replaceAll(/%(?:[%_-]|\{([^}]*)\})/g, (whole, inside: string | undefined) => {
      if (inside === undefined) return { '%%': '%', '%_': ' ', '%-': '%20' }[whole] ?? whole;
      const [, written = '', digits = '', reverse = '', delimiters = ''] =
        /^([a-z])(\d*)(r?)([^\da-z]*)/i.exec(inside) ?? [];
      const letter = written.toLowerCase();
      const known = explaining ? 'slodiphvcrt' : 'slodiphv';
      if (letter === '' || !known.includes(letter)) throw new Ended('permerror');
      const strict = !this.has('loose-macros');
      if (strict && digits !== '' && Number(digits) === 0) throw new Ended('permerror');
      const value =
        letter === 'p' ? this.validatedName(domain, free) : this.valueOf(letter, domain);
      const changed = this.transform(value, letter, digits, reverse !== '', delimiters);
      return written === letter ? changed : urlEscape(changed);
    });
  }

  private transform(
    value: string,
    letter: string,
    digits: string,
    reverse: boolean,
    delimiters: string,
  ): string {
    if (this.has('delimiters-alone') && digits === '' && !reverse) return value;
    const splitters = delimiters === '' ? '.' : delimiters;
    const parts: { text: string; end: string }[] = [{ text: '', end: '' }];
    for (const character of value) {
      const part = parts.at(-1);
      if (part === undefined) continue;
      if (splitters.includes(character)) {
        part.end = character;
        parts.push({ text: '', end: '' });
      } else {
        part.text += character;
      }
    }
    if (this.has('own-delimiters') && !'ls'.includes(letter)) {
      return keepDelimiters(parts, digits, reverse);
    }
    const texts = parts.map((part) => part.text);
    if (this.has('empty-parts-lost')) {
      while (texts.length > 0 && texts.at(-1) === '') texts.pop();
    }
    if (reverse) texts.reverse();
    const keep = digits === '' ? texts.length : Number(digits);
    if (keep === 0) return this.has('loose-macros') ? ['', ...texts.slice(1)].join('.') : '';
    return texts.slice(-keep).join('.');
  }

  private valueOf(letter: string, domain: string): string {
    const { helo } = this.options.message;
    const is4 = this.octets.length === 4;
    switch (letter) {
      case 's':
        return this.sender;
      case 'l':
        return this.local;
      case 'o':
        return this.senderDomain;
      case 'd':
        return domain;
      case 'h':
        return helo;
      case 'v':
        return is4 ? 'in-addr' : 'ip6';
      case 'c':
        return printAddress(this.octets);
      case 'i':
        return is4
          ? printAddress(this.octets)
          : this.octets
              .flatMap((octet) => [octet >> 4, octet & 15])
              .map((nibble) => nibble.toString(16).toUpperCase())
              .join('.');
      case 'r':
        return this.options.receiver;
      default:
        return String(this.options.now);
    }
  }

  /** %{p} */
  private validatedName(domain: string, free: boolean): string {
    if (this.has('names-once') && this.validatedOnce !== undefined) return this.validatedOnce;
    const own = this.has('names-by-octets') ? domain : domain.toLowerCase();
    const names = this.reverseNames(true, free);
    const fits = (name: string): boolean => name.endsWith(`.${own}`);
    let valid: readonly string[];
    if (this.has('names-that-fit') && names.includes(own)) {
      // The search ends at the name itself.
      const before = names.slice(0, names.indexOf(own) + 1);
      valid = before.filter((name) => this.isValid(name, free));
      if (!valid.includes(own)) {
        valid = [
          ...valid,
          ...names.slice(before.length).filter((name) => this.isValid(name, free)),
        ];
      }
    } else {
      valid = names.filter((name) => this.isValid(name, free));
    }
    const found = valid.find((name) => name === own) ?? valid.find(fits) ?? valid[0] ?? 'unknown';
    this.validatedOnce = found;
    return found;
  }

  // ---- grammar

  private read(text: string): ReadRecord {
    const broken = (): never => {
      throw new Ended('permerror');
    };
    if (
      /[^\x20-\x7e]/.test(text) &&
      !(this.has('control-characters') && /^[\x00-\x7f]*$/.test(text))
    ) {
      broken();
    }
    const mechanisms: Mechanism[] = [];
    const texts: { text: string; explains: boolean }[] = [];
    const seen = new Set<string>();
    let redirect: string | undefined;
    let exp: string | undefined;
    for (const term of text.split(' ').slice(1)) {
      if (term === '') continue;
      const [, written, value = ''] = /^([a-z][a-z0-9_.-]*)=(.*)$/is.exec(term) ?? [];
      if (written === undefined) {
        const mechanism = this.readMechanism(term) ?? broken();
        mechanisms.push(mechanism);
        if (mechanism.spec !== undefined) texts.push({ text: mechanism.spec, explains: false });
        continue;
      }
      const modifier = this.has('case-of-modifiers') ? written : written.toLowerCase();
      const isKnown = modifier === 'redirect' || modifier === 'exp';
      if (seen.has(modifier) && (isKnown || this.has('unknown-once'))) broken();
      seen.add(modifier);
      if (isKnown) {
        if (!this.isSpec(value)) broken();
        if (modifier === 'exp') exp = value;
        else redirect = value;
      } else if (!this.isUnknownValue(modifier, value)) {
        broken();
      }
      texts.push({ text: value, explains: modifier === 'exp' });
    }
    return { mechanisms, redirect, exp, texts };
  }

  private isUnknownValue(modifier: string, value: string): boolean {
    if (this.has('unchecked-modifiers') && ['default', 'op'].includes(modifier)) return true;
    if (this.has('loose-macros')) return looselyWellFormed(value, 'slodiphv');
    if (this.has('macros-late')) return laterString.test(value);
    return macroString.test(value);
  }

  private isSpec(text: string): boolean {
    if (this.has('loose-macros'))
      return looselyWellFormed(text, 'slodiphv') && endOfSpec.test(text);
    return (this.has('macros-late') ? laterSpec : domainSpec).test(text);
  }

  private readMechanism(term: string): Mechanism | undefined {
    const [, sign = '', kindText = '', rest = ''] =
      /^([-+~?]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?![a-z0-9_.-])(.*)$/is.exec(term) ?? [];
    const kind = kindText.toLowerCase();
    const mechanism = {
      kind,
      result: results[sign] ?? 'pass',
      spec: undefined,
      octets: [],
      prefix4: 32,
      prefix6: 128,
    };
    switch (kind) {
      case '':
        return undefined;
      case 'all':
        return rest === '' ? mechanism : undefined;
      case 'ip4':
      case 'ip6': {
        const [, network, digits] = /^:([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(rest) ?? [];
        const octets =
          network === undefined
            ? undefined
            : kind === 'ip4'
              ? parseIp4(network)
              : parseIp6(network);
        if (octets === undefined) return undefined;
        const most = octets.length * 8;
        const length = digits === undefined ? most : Number(digits);
        return length > most
          ? undefined
          : { ...mechanism, octets, prefix4: length, prefix6: length };
      }
      case 'a':
      case 'mx': {
        const [, spec, four = '32', six = '128'] =
          /^(?::(.+?))?(?:\/(0|[1-9]\d?))?(?:\/\/(0|[1-9]\d{0,2}))?$/.exec(
            this.has('empty-spec') ? rest.replace(/^:(?=\/)/, '') : rest,
          ) ?? [rest, rest.slice(0, 1), '99'];
        if (Number(four) > 32 || Number(six) > 128) return undefined;
        if (spec !== undefined && !this.isSpec(spec)) return undefined;
        return { ...mechanism, spec, prefix4: Number(four), prefix6: Number(six) };
      }
      default: {
        if (rest === '' && kind === 'ptr') return mechanism;
        if (!rest.startsWith(':') || !this.isSpec(rest.slice(1))) return undefined;
        return { ...mechanism, spec: rest.slice(1) };
      }
    }
  }
}

function octetsOf(address: string): readonly number[] {
  return parseIp4(address) ?? parseIp6(address) ?? [];
}

function within(address: readonly number[], network: readonly number[], prefix: number): boolean {
  if (address.length !== network.length) return false;
  const bits = (octets: readonly number[]): string =>
    octets.map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return bits(address).slice(0, prefix) === bits(network).slice(0, prefix);
}

function usesNames(text: string): boolean {
  return /%\{p/i.test(text.replaceAll('%%', ''));
}

function urlEscape(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((octet) => String.fromCharCode(octet))
    .map((character) =>
      /[A-Za-z0-9\-._~]/.test(character)
        ? character
        : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}

/** With `loose-macros`: a letter that is known in each pair of braces, and no `%` alone or at the end. */
function looselyWellFormed(text: string, letters: string): boolean {
  if (text.endsWith('%') || /(?<!%)%(?![%{_-])/.test(text)) return false;
  return [...text.matchAll(/%(?:[%_-]|\{([^}]*)\})/g)].every(
    ([, inside]) =>
      inside === undefined || (inside !== '' && letters.includes(inside.charAt(0).toLowerCase())),
  );
}

/** With `own-delimiters`: each part is followed by what stood between it and the next one. */
function keepDelimiters(
  parts: readonly { readonly text: string; readonly end: string }[],
  digits: string,
  reverse: boolean,
): string {
  const pieces = parts.flatMap(({ text, end }) => (end === '' ? [text] : [text, end]));
  if (reverse) pieces.reverse();
  return (digits === '' ? pieces : pieces.slice(-Number(digits) * 2 + 1)).join('');
}
