import {
  isTwenty20Key,
  TWENTY20_DOMAIN,
  TWENTY20_KEY,
  TWENTY20_SELECTOR,
} from '../catalog/twenty20.js';
import { recordsOf, txtValue, type FailureAnswer } from '../dns/answer.js';
import { isWithin, type DomainName } from '../dns/name.js';
import { isDkim, parseDkim } from '../records/dkim.js';
import { tagOf } from '../records/tag-list.js';
import { isCovered } from '../survey/fact.js';
import type { DelegatedKeyFact } from '../survey/survey.js';
import { recordsAt } from './found-dkim.js';
import { needsTwenty20 } from './profile.js';
import { problem, rule, undetermined, type Evidence, type Verdict } from './rule.js';

export const dkimTwenty20 = rule({
  id: 'dkim-twenty20',
  title: "Twenty20's DKIM key is not set up",
  severity: 'warning',
  why: "Mail that leaves through Twenty20's servers has no valid signature of the domain, which large receivers ask for, and DMARC hangs on SPF alone.",
  remedy: `Create a CNAME record: host "${TWENTY20_SELECTOR}._domainkey", value "${TWENTY20_KEY}.".`,
  references: ['Twenty20: email domain', 'RFC 6376 3.6.2'],
  needs: ['mx', 'delegatedKey'],
  applies: ({ domain, facts, profile }) =>
    needsTwenty20(profile) && facts.mx.exists && !isWithin(domain, TWENTY20_DOMAIN),
  *check({ domain, facts: { delegatedKey } }) {
    const { answer } = delegatedKey;
    if (answer.aliases.length > 0) yield* judgeTarget(domain, delegatedKey);
    else if (answer.kind === 'failure') yield undetermined(answer);
    else if (answer.kind === 'noerror') yield* judgeText(delegatedKey);
    else yield judgeAbsence(delegatedKey);
  },
  say: ({ flaw, name, target }) => {
    switch (flaw) {
      case 'absent':
        return `there is no ${name}`;
      case 'doubled':
        return `the record stands at ${target}: the panel appended the domain to the host field`;
      case 'appended':
        return `${name} leads to ${target}: the panel appended the domain to the value`;
      case 'wrong-target':
        return `${name} leads to ${target} instead of ${TWENTY20_KEY}`;
      case 'no-key':
        return `${name} leads to ${target}, where there is no key`;
      case 'pasted-name':
        return `${name} is a TXT record with the name of the key in it; it has to be a CNAME`;
      case 'pasted-key':
        return `${name} holds a key of its own, not the one of Twenty20`;
      case 'copied':
        return `${name} holds Twenty20's key itself (the DNS host flattens the CNAME, or it was copied); a copy fails once the key changes`;
      case 'unlike':
        return `${name} holds a key instead of a CNAME; it is right only while it is the one of Twenty20`;
    }
  },
});

/** A type, as an interface does not fit the index of `Args`. */
type Found = Readonly<{
  flaw:
    | 'absent'
    | 'doubled'
    | 'appended'
    | 'wrong-target'
    | 'no-key'
    | 'pasted-name'
    | 'pasted-key'
    | 'copied'
    | 'unlike';
  name: string;
  target?: string;
}>;

/** The CNAME: its first target is what was published. */
function* judgeTarget(
  domain: DomainName,
  { name, answer, doubled }: DelegatedKeyFact,
): Generator<Verdict<Found>> {
  const targets = answer.aliases.map(({ target }) => target);
  const [target = name] = targets;
  if (!targets.some(isTwenty20Key)) {
    // What every name below the domain leads to is a wildcard's.
    if (doubled?.aliases[0]?.target === target) {
      yield problem({ flaw: 'absent', name });
      return;
    }
    const appended = isWithin(target, domain) && target.startsWith(`${TWENTY20_SELECTOR}.`);
    yield problem(
      { flaw: appended ? 'appended' : 'wrong-target', name, target },
      { severity: 'error' },
    );
  } else if (answer.kind === 'failure') {
    // That the CNAME is right was seen; what it leads to is not in the files given.
    if (isCovered(answer)) yield undetermined(answer);
  } else if (recordsAt({ answer }).length === 0) {
    yield problem(
      { flaw: 'no-key', name, target: targets.at(-1) ?? target },
      { severity: 'error' },
    );
  }
}

/** TXT at the name itself. */
function* judgeText({ name, answer, original }: DelegatedKeyFact): Generator<Verdict<Found>> {
  const texts = recordsOf(answer, 'TXT').map(txtValue);
  const evidence = texts.map((text): Evidence => ({ text, at: name }));
  const keys = texts.filter(isDkim);
  if (keys.length === 0) {
    const isPasted = texts.some((text) => /\b_domainkey\b/i.test(text));
    // Other text is a wildcard's, or nobody's.
    yield isPasted
      ? problem({ flaw: 'pasted-name', name }, { severity: 'error', evidence })
      : problem({ flaw: 'absent', name });
    return;
  }
  if (original?.kind === 'failure') {
    yield* unknownOriginal(name, original, evidence);
    return;
  }
  const theirs = original === undefined ? [] : recordsAt({ answer: original }).map(keyText);
  const isTheirs = keys.every((text) => theirs.includes(keyText(parseDkim(text))));
  yield isTheirs
    ? problem({ flaw: 'copied', name }, { severity: 'notice' })
    : problem({ flaw: 'pasted-key', name }, { severity: 'error', evidence });
}

function* unknownOriginal(
  name: DomainName,
  original: FailureAnswer,
  evidence: readonly Evidence[],
): Generator<Verdict<Found>> {
  if (isCovered(original)) yield undetermined(original);
  else yield problem({ flaw: 'unlike', name }, { severity: 'notice', evidence });
}

function keyText(record: Pick<ReturnType<typeof parseDkim>, 'tags'>): string | undefined {
  return tagOf(record, 'p')?.value.replaceAll(/\s/g, '');
}

function judgeAbsence({ name, doubled }: DelegatedKeyFact): Verdict<Found> {
  const isStray =
    doubled !== undefined &&
    (doubled.aliases.length > 0 || recordsAt({ answer: doubled }).length > 0);
  return isStray
    ? problem({ flaw: 'doubled', name, target: doubled.question.name }, { severity: 'error' })
    : problem({ flaw: 'absent', name });
}
