/** Small closed worlds for tests, and what is observed in them. */
import type { Answer, Known } from '../src/dns/answer.js';
import { answer } from '../src/dns/asking.js';
import type { DomainName } from '../src/dns/name.js';
import { questionKey } from '../src/dns/question.js';
import { parseZone, zoneAnswers } from '../src/dns/zone.js';
import {
  detectedIncludes,
  wantedIncludes,
  wantedKeys,
  type Profile,
} from '../src/rules/profile.js';
import { repairFacts } from '../src/rules/repair.js';
import { toStrings } from '../src/spf/print.js';
import { findFacts } from '../src/survey/observe.js';
import type { FactName, Observation, Survey } from '../src/survey/survey.js';

/** The SOA of the root closes the world: what is not in `zone` (indented at will) does not exist. */
export function world(zone: string): Known {
  const root = '. SOA root.invalid. hostmaster.invalid. 1 1800 900 604800 86400';
  return remembered(
    zoneAnswers([parseZone(`$TTL 60\n$ORIGIN .\n${root}\n${zone.replaceAll(/^ +/gm, '')}`)]),
  );
}

/** The same answers, each worked out once: what is tried address by address asks them very often. */
export function remembered(know: Known): Known {
  const answers = new Map<string, Answer>();
  return (question) => {
    const key = questionKey(question);
    const found = answers.get(key) ?? know(question);
    answers.set(key, found);
    return found;
  };
}

/** Zone lines: one TXT record for each text. */
export function txt(owner: string, ...texts: readonly string[]): string {
  return texts
    .map((text) => {
      const strings = toStrings(text).map((part) => `"${part.replaceAll(/["\\]/g, '\\$&')}"`);
      return `${owner}. TXT ${strings.join(' ')}\n`;
    })
    .join('');
}

/** What is observed of a domain: what `fix` needs, unless other facts are named. */
export function surveyOf(
  domain: DomainName,
  know: Known,
  profile: Profile,
  facts: readonly FactName[] = repairFacts,
): Survey {
  const observations: Observation[] = [];
  const noted: Known = (question) => {
    const found = know(question);
    observations.push({ answer: found, at: '2026-01-01T00:00:00.000Z' });
    return found;
  };
  const wanted = {
    facts: new Set(facts),
    includes: wantedIncludes(profile),
    detect: detectedIncludes,
    keys: wantedKeys(profile),
    ...(profile.aliasDomain === undefined ? {} : { aliasDomain: profile.aliasDomain }),
  };
  return { schema: 1, domain, facts: answer(findFacts(domain, wanted), noted), observations };
}
