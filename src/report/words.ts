/** Data to words, in one place for every form of output. All text that comes out is safe to show. */
import type { Answer, FailureAnswer, FailureCause } from '../dns/answer.js';
import { checklist } from '../rules/index.js';
import type { Finding } from '../rules/judgement.js';
import type { RefusalReason, RepairNote } from '../rules/repair.js';
import type { Rule } from '../rules/rule.js';
import type { Change } from '../spf/change.js';
import type { Deciding, Evaluation, Problem, Step } from '../spf/evaluation.js';
import { MAX_LOOKUPS, MAX_MX_HOSTS, MAX_VOID_LOOKUPS } from '../spf/limits.js';
import type { Unreached } from '../survey/survey.js';
import { shown } from './escape.js';
import type { Unheard } from './report.js';

/** The rule of a finding, a check or an unknown. */
export function ruleOf({ rule }: { readonly rule: string }): Rule {
  const found = checklist.find(({ id }) => id === rule);
  if (found === undefined) throw new Error(`no such rule: ${rule}`);
  return found;
}

/** The finding in one clause; its subject in front where that is not the domain and not in it. */
export function messageOf({ rule, args, subject }: Finding, domain: string): string {
  const clause = ruleOf({ rule }).say(args);
  return shown(subject === domain || clause.includes(subject) ? clause : `${subject}: ${clause}`);
}

const causes: Readonly<Record<FailureCause, string>> = {
  timeout: 'timed out',
  servfail: 'answered SERVFAIL',
  refused: 'was refused',
  rcode: 'got an error code',
  malformed: 'got a malformed reply',
  referral: 'was referred to other servers',
  lame: 'went to a server that neither has the zone nor asks others',
  'no-tcp': 'was cut over UDP and could not be had over TCP',
  network: 'could not be sent',
  'alias-chain': 'ran into CNAMEs that do not end',
  limit: 'was not asked: too many questions in one run',
  'not-covered': 'is not covered by the zone files or the recorded world given',
};

/** Why there is no answer, as a predicate: "timed out". */
export function causeWord({ cause }: Pick<FailureAnswer, 'cause'>): string {
  return causes[cause];
}

/** What could not be looked up or reached, and why, in one clause. */
export function causeText(failed: FailureAnswer | Unreached): string {
  if (failed.kind === 'unreached') return unreachedText(failed);
  const { question, cause, detail, server } = failed;
  const told = cause === 'not-covered' || detail === undefined ? '' : ` (${shown(detail)})`;
  const at = server === undefined || cause === 'not-covered' ? '' : ` at ${shown(server)}`;
  return `the question for ${shown(question.name)} ${question.type} ${causes[cause]}${at}${told}`;
}

/** Why nothing is said about the zone's servers, in one sentence without a full stop. */
export function unheardText({ zone, reserved }: Unheard): string {
  return reserved
    ? `the name servers of ${shown(zone)} have reserved addresses and were not asked themselves`
    : `none of the name servers of ${shown(zone)} answered when it was asked itself: port 53 may be closed from here`;
}

/** What an answer holds, how long it may be kept, and with `from` who gave it. */
export function answerText(answer: Answer, { from }: { readonly from: boolean }): string {
  if (answer.kind === 'failure') return causes[answer.cause];
  const { server, authoritative, authenticated } = answer;
  const seconds = answer.kind === 'noerror' ? answer.ttl : answer.negativeTtl;
  return [
    answer.kind === 'noerror' ? counted(answer.records.length, 'record') : absences[answer.kind],
    ...(seconds === undefined ? [] : [`TTL ${seconds} s`]),
    ...(from && server !== undefined ? [`from ${shown(server)}`] : []),
    ...(authoritative === true ? ['authoritative'] : []),
    ...(authenticated === true ? ['validated'] : []),
  ].join(', ');
}

const absences = { nodata: 'no such record', nxdomain: 'no such name' } as const;

function unreachedText({ what, cause, detail }: Unreached): string {
  const told = detail === undefined ? '' : ` (${shown(detail)})`;
  switch (cause) {
    case 'timeout':
      return `${shown(what)} timed out${told}`;
    case 'dns':
      return `the address of ${shown(what)} could not be looked up${told}`;
    case 'network':
      return `${shown(what)} could not be reached${told}`;
    case 'port-25':
      return `${shown(what)} could not be reached on port 25, which many networks close to their users${told}`;
    case 'reserved':
      return `${shown(what)} was not talked to: it has no address on the Internet${told}`;
    case 'blocked':
      return `${shown(what)} tells nothing to who asks from here${told}`;
    case 'deferred':
      return `${shown(what)} puts off who asks for the first time; try again in some minutes${told}`;
    case 'accepts-all':
      return `${shown(what)} says yes to every address, so its answer says nothing${told}`;
  }
}

/** One change of a record, in a few words. */
export function changeText({ kind, term, by }: Change): string {
  const old = shown(term);
  const now = shown(by ?? '');
  switch (kind) {
    case 'mend':
      return `write ${now} for ${old}, which receivers cannot read`;
    case 'add':
      return `add ${old}`;
    case 'move':
      return `move ${old} to where it takes effect`;
    case 'drop-duplicate':
      return `drop the repeated ${old}`;
    case 'drop-unreached':
      return `drop ${old}, which stood behind "all" and was never reached`;
    case 'drop-dead':
      return `drop ${old}, which has no record to pass anybody`;
    case 'drop-modifier':
      return `drop ${old}, which had no effect beside the rest`;
    case 'drop-void':
      return `drop ${old}, which finds nothing in DNS and matches nobody`;
    case 'drop-covered':
      return `drop ${old}, as other terms give the same senders the same result`;
    case 'flatten':
      return `put the networks behind ${old} in its place`;
    case 'replace':
      return `write ${now} for ${old}`;
    case 'redirect-to-include':
      return `turn ${old} into ${now}, so that its senders stay`;
    case 'all':
      return `end with ${now} instead of ${old}`;
  }
}

/** Why no record is given, in one sentence without a full stop. */
export function refusalText(reason: RefusalReason): string {
  switch (reason.kind) {
    case 'no-such-domain':
      return 'the domain does not exist, so nothing can be published there';
    case 'nothing-to-authorise':
      return 'nothing is to be authorised: name senders with --include or --sender';
    case 'fault': {
      const guess =
        reason.suggestion === undefined ? '' : `; did you mean ${shown(reason.suggestion)}?`;
      return `the published record has an error that only you can decide: ${shown(reason.term)} (${shown(reason.reason)})${guess}`;
    }
    case 'near-miss':
      return `a TXT value was meant as SPF but is not read as it: ${shown(reason.value)}; correct or delete it first, so that nobody in it is forgotten`;
    case 'pass-all':
      return `the record ends in ${shown(reason.term)}, which lets everybody send; say what it should be with --all -, --all ~ or --all ?`;
    case 'no-mail':
      return `the record says that the domain sends no mail (${shown(reason.record)}); give --yes to replace it`;
    case 'dead-include':
      return `include:${shown(reason.target)} leads to no SPF record that receivers can use, so it cannot authorise anybody`;
    case 'dead-redirect':
      return `${shown(reason.term)} leads to no SPF record; repair its target, or remove it and end the record with "all"`;
    case 'loop':
      return `the includes go in a circle (${reason.path.map(shown).join(' > ')}); remove the one that leads back`;
    case 'shadowed':
      return `terms that stand before include:${shown(reason.target)} keep its senders from passing; remove them if they are not meant to`;
    case 'too-many-lookups':
      return tooManyLookupsText(reason);
    case 'too-many-voids': {
      const clients = reason.family === 'ipv4' ? '' : ', for clients with IPv6,';
      return `it would meet${clients} ${reason.voids} void lookups where ${MAX_VOID_LOOKUPS} are allowed (${listed(reason.terms)}); remove the dead ones`;
    }
    case 'nothing-to-flatten':
      return reason.within === null
        ? `include:${shown(reason.target)} is not in the record, so there is nothing to flatten`
        : `include:${shown(reason.target)} is not in the record itself but behind ${shown(reason.within)}: flatten that`;
    case 'not-flattenable':
      return `include:${shown(reason.target)} cannot be flattened: whom ${shown(reason.term)} authorises cannot be listed`;
    case 'too-large':
      return `with it the answer to the TXT question would take ${reason.octets} octets where a DNS message has ${reason.limit}`;
    case 'changes-senders':
      return changedSendersText(reason);
    case 'unproved':
      return `no record is sure to let the same senders pass: ${shown(reason.what)}`;
  }
}

function tooManyLookupsText({
  lookups,
  costs,
  pastLimit,
  choices,
}: Extract<RefusalReason, { readonly kind: 'too-many-lookups' }>): string {
  const sum = listed(
    costs.map(({ term, lookups: own, provider }) =>
      provider === null ? `${term} ${own}` : `${term} (${provider}) ${own}`,
    ),
  );
  const cut = pastLimit.length === 0 ? '' : `; cut off today: ${listed(pastLimit)}`;
  const ways = {
    optimize: () => '--optimize takes out what is not needed',
    remove: (left: string) => `remove what you no longer use (${left})`,
    'sub-domain': () => 'send the mail of a service from a sub-domain of its own',
    flatten: (left: string) => `--flatten an include (${left})`,
  };
  const offers = (['optimize', 'remove', 'sub-domain', 'flatten'] as const).flatMap((kind) => {
    const those = choices.filter((choice) => choice.kind === kind).slice(0, MAX_OFFERED);
    if (those.length === 0) return [];
    return [ways[kind](listed(those.map(({ term, lookups: left }) => `${term} leaves ${left}`)))];
  });
  return `it would need ${lookups} of ${MAX_LOOKUPS} lookups: ${sum}${cut}; to need fewer, ${offers.join(', or ')}`;
}

/** Ways of one kind that are named. */
const MAX_OFFERED = 3;

function changedSendersText({
  change,
  span,
}: Extract<RefusalReason, { readonly kind: 'changes-senders' }>): string {
  const { example, term, before, after, when } = span;
  const by = term === null ? '' : ` by ${shown(term)}`;
  const where = when.length === 0 ? '' : ` where ${listed(when)} matches`;
  const what = {
    lost: `${example}, which passes${by} today, would get ${after}`,
    gained: `${example} would newly pass${by}, although nobody asked for it`,
    loosened: `${example} would get ${after}${by} instead of ${before}`,
  };
  return `no record is sure to let the same senders pass: ${what[change]}${where}`;
}

/** Items that are shown of a list. */
const MAX_LISTED = 12;

/** Items in a row, as many as can be read; safe to show. */
export function listed(items: readonly string[]): string {
  const rest = items.length - MAX_LISTED;
  const head = items.slice(0, MAX_LISTED).map(shown).join(', ');
  return rest > 0 ? `${head}, and ${rest} more` : head;
}

/** A note beside a repair, in one sentence without a full stop. */
export function noteText(note: RepairNote): string {
  switch (note.kind) {
    case 'estimated':
      return `${note.target} is not in the zone files: counted as ${counted(note.lookups, 'lookup')}, the catalogue's figure of ${note.asOf}`;
    case 'no-default':
      return 'the record has neither "all" nor "redirect", so other senders get neutral; --all ~ adds one';
    case 'provider-missing':
      return `the domain's mail is hosted at ${note.provider}, whose include:${note.include} is not in the record; add it with --include ${note.include}`;
    case 'dynamic':
      return `${shown(note.term)} asks ${note.provider ?? 'its owner'} about every sender: who may send through it is edited there, and nobody can list it here`;
    case 'alias':
      return `the domain is an alias (CNAME) of ${shown(note.target)}, whose record this is: change it there`;
    case 'ready-made':
      return `${shown(note.term)} was put there by ${note.host} itself; the domain's mail is elsewhere, so you can remove it unless you send through ${note.host}`;
    case 'flattened':
      return `include:${note.target} became ${counted(note.networks, 'network')} as of ${note.asOf}: it no longer follows its owner's changes, so look again by ${note.lookAgain}`;
    case 'large-answer':
      return `the answer to the TXT question takes ${note.octets} octets, over ${note.limit}: it is asked for again over TCP, which some networks block`;
    case 'managed':
      return `${shown(note.target)} is kept by your DNS host's panel (Domain Connect): make the change there`;
    case 'broken-include': {
      const flaws = {
        'no-record': 'has no SPF record',
        'several-records': 'has several SPF records',
        faults: 'has a record that breaks the syntax',
      };
      return `${note.path.map(shown).join(' > ')} ${flaws[note.flaw]}: senders that no earlier term matches get permerror until its owner mends it`;
    }
    case 'too-many-mx-hosts':
      return `${shown(note.term)} leads to ${note.hosts} mail hosts where ${MAX_MX_HOSTS} are allowed: senders that no earlier term matches get permerror`;
    case 'partly-shadowed':
      return `terms in front keep some senders behind include:${note.target} from passing, such as ${note.address}: remove them if they are not meant to`;
    case 'passes-everybody':
      return 'the addresses in the record cover the whole Internet: everybody may send';
    case 'all-ignored':
      return '"redirect" decides about other senders, so no "all" was added';
    case 'ipv6-voids':
      return `clients with IPv6 meet ${note.voids} void lookups where ${MAX_VOID_LOOKUPS} are allowed`;
  }
}

/** Why check_host() gave its result, in one sentence without a full stop. */
export function whyText({ result, mechanism, problem }: Evaluation): string {
  if (problem !== null) return problemText(problem);
  if (mechanism === null) return 'no term matches the client, and the record says no more';
  const matches = `${decidingText(mechanism)} matches the client`;
  switch (result) {
    case 'pass':
      return `${matches}, which may send for the domain`;
    case 'fail':
      return `${matches}, which may not send for the domain`;
    case 'softfail':
      return `${matches}, which probably may not send for the domain`;
    case 'neutral':
    case 'none':
    case 'temperror':
    case 'permerror':
      return `${matches}, about which the domain says nothing`;
  }
}

function decidingText({ term, domain, path }: Deciding): string {
  const through = path.map((step) => shown(step.term)).join(' > ');
  return `${shown(term)} of ${shown(domain)}${through === '' ? '' : ` (through ${through})`}`;
}

function stepText({ term, domain }: Step): string {
  return `${shown(term)} of ${shown(domain)}`;
}

/** Why check_host() gave no verdict, in one sentence without a full stop. */
export function problemText(problem: Problem): string {
  switch (problem.kind) {
    case 'malformed-domain':
      return `"${shown(problem.text)}" is no mail domain`;
    case 'no-record':
      return problem.exists
        ? `${shown(problem.domain)} has no SPF record`
        : `${shown(problem.domain)} does not exist`;
    case 'syntax': {
      const [fault] = problem.faults;
      const where = fault && problem.record.slice(fault.span.start, fault.span.end);
      const told = where === undefined ? '' : `: ${shown(where)} (${shown(fault?.reason ?? '')})`;
      return `the record of ${shown(problem.domain)} breaks the syntax${told}`;
    }
    case 'several-records':
      return `${shown(problem.domain)} has ${problem.count} SPF records where one is allowed`;
    case 'malformed-target':
      return `${stepText(problem.at)} leads to "${shown(problem.text)}", which is no domain`;
    case 'too-many-lookups':
      return `${stepText(problem.at)} is one lookup too many: ${problem.limit} are allowed`;
    case 'too-many-void-lookups':
      return `${stepText(problem.at)} is one void lookup too many: ${problem.limit} are allowed`;
    case 'too-many-mx-hosts':
      return `${stepText(problem.at)} leads to ${problem.hosts} mail servers where ${problem.limit} are allowed`;
    case 'dns':
      return causeText(problem.answer);
  }
}

/** "1 lookup", "2 lookups". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** "90 seconds", "5 minutes", "1 hour", "2 days": in the largest unit that comes out even. */
export function durationText(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const;
  const [size, unit] = units.find(([of]) => seconds >= of && seconds % of === 0) ?? [1, 'second'];
  return counted(seconds / size, unit);
}

/** An address count for people: exact up to a million, then powers of two where it is one. */
export function addressCount(count: bigint): string {
  if (count <= 1_000_000n) return count.toLocaleString('en');
  const bits = count.toString(2).length - 1;
  return count === 1n << BigInt(bits) ? `2^${bits}` : `about 2^${bits}`;
}
