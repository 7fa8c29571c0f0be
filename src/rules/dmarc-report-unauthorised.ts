import { recordsOf, txtValue } from '../dns/answer.js';
import { isDmarc } from '../records/dmarc.js';
import { isCovered } from '../survey/fact.js';
import type { ReportHostFact } from '../survey/survey.js';
import { ownRecord, placeName } from './found-dmarc.js';
import { problem, rule, undetermined } from './rule.js';

export const dmarcReportUnauthorised = rule({
  id: 'dmarc-report-unauthorised',
  title: 'DMARC reports to a domain that does not take them',
  severity: 'warning',
  why: 'Receivers send no reports to an address outside the domain unless the domain of that address agrees, so they are lost.',
  remedy:
    'Let the owner of that domain publish the TXT record "v=DMARC1;" at the name given here, or let reports go to a mailbox of your own domain.',
  references: ['RFC 9990 4', 'RFC 9991 5'],
  needs: ['dmarc', 'reports'],
  applies: ({ facts }) => facts.reports.some(isJudged),
  *check(context) {
    const place = ownRecord(context);
    if (place === undefined) return;
    const uris = [...place.record.rua, ...place.record.ruf];
    for (const { host, answer } of context.facts.reports.filter(isJudged)) {
      if (answer?.kind === 'failure') {
        yield undetermined(answer, host);
        continue;
      }
      const values = answer === undefined ? [] : recordsOf(answer, 'TXT').map(txtValue);
      if (values.some(isDmarc)) continue;
      const spans = uris.filter((uri) => uri.host === host).map(({ span }) => span);
      yield problem(
        { host, ...(answer === undefined ? {} : { name: answer.question.name }) },
        { evidence: [{ text: place.record.text, at: placeName(place), spans }] },
      );
    }
  },
  say: ({ host, name }: { readonly host: string; readonly name?: string }) =>
    name === undefined
      ? `${host} cannot agree to take reports: the name for that would be too long`
      : `${host} does not agree to take reports: there is no "v=DMARC1" at ${name}`,
});

function isJudged({ answer }: ReportHostFact): boolean {
  return answer === undefined || isCovered(answer);
}
