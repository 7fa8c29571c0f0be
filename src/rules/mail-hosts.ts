/** What rules ask of the hosts that take a domain's mail. */
import { recordsOf, type Answer } from '../dns/answer.js';
import { isCovered } from '../survey/fact.js';
import type { ExchangeFact } from '../survey/survey.js';
import { undetermined, type Undetermined } from './rule.js';

/** The host's addresses, IPv4 first. */
export function addressesOf({ answers }: ExchangeFact): readonly string[] {
  return answers
    .flatMap((answer) => [...recordsOf(answer, 'A'), ...recordsOf(answer, 'AAAA')])
    .map(({ address }) => address);
}

export function hasAddress(host: ExchangeFact): boolean {
  return addressesOf(host).length > 0;
}

/** That it is not known whether the host has addresses: a failure among its answers. */
export function* uncertain({ name, answers }: ExchangeFact): Generator<Undetermined> {
  const failed = answers.find((answer) => answer.kind === 'failure');
  if (failed !== undefined) yield undetermined(failed, name);
}

/** For `applies`: the zone files or the saved world speak of one of the names at least. */
export function anyCovered(answers: readonly Answer[]): boolean {
  return answers.some(isCovered);
}
