/** The test of a mail server as a person reads it: each stage with its time, then what it means and what to do. */
import { specialHost } from '../catalog/connection-messages.js';
import { ROOT, toName } from '../dns/name.js';
import type { ConnectionTest, SkipReason, Stage, TlsSession } from '../mail/connection.js';
import { failedStage } from '../mail/connection.js';
import { mailServerText } from '../mail/server.js';
import { checklist } from '../rules/index.js';
import { judgeRules, type Finding, type UnknownFinding } from '../rules/judgement.js';
import { defaultProfile } from '../rules/profile.js';
import { known } from '../survey/fact.js';
import { adviceOf } from './advice.js';
import { shown } from './escape.js';
import type { Verdict } from './report.js';
import { glyph, labelled, severityTones, type Style } from './style.js';
import { causeText, counted } from './words.js';

export interface ConnectionReport {
  readonly test: ConnectionTest;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownFinding[];
}

/** Judges a test by the rules for it. */
export function judgeConnection(test: ConnectionTest): ConnectionReport {
  const side = test.protocol === 'smtp' ? 'outgoing' : 'incoming';
  const { findings, unknown } = judgeRules(
    checklist,
    { domain: toName(test.host) ?? ROOT, facts: { [side]: known(test) } },
    defaultProfile,
    ({ needs }) => needs.includes(side),
  );
  const verdict = findings.length > 0 ? 'findings' : unknown.length > 0 ? 'undetermined' : 'sound';
  return { test, verdict, findings, unknown };
}

const securityWords = { tls: 'SSL/TLS', starttls: 'STARTTLS', none: 'no TLS' } as const;

/** The whole screen. */
export function terminalConnection(report: ConnectionReport, style: Style): string {
  const { test, findings, unknown } = report;
  const lines = [
    `${style.paint('strong', shown(mailServerText(test)))}  ${test.protocol.toUpperCase()}, ${securityWords[test.security]}`,
    ...test.stages.flatMap((stage) => stageLines(stage, style)),
    ...findings.flatMap((finding) => findingLines(finding, style)),
    ...unknown.flatMap(({ rule, cause }) =>
      labelled(`${glyph('unknown', style)} ${rule}  `, causeText(cause), style),
    ),
    '',
    ...labelled('', closing(test), style).map((line) => style.paint('dim', line)),
    ...findings.slice(0, 1).map(({ rule }) => style.paint('dim', `spf-doctor explain ${rule}`)),
  ];
  return `${lines.join('\n')}\n`;
}

const tones = { pass: 'good', fail: 'bad', skipped: 'dim' } as const;
const glyphs = { pass: 'good', fail: 'error', skipped: 'notice' } as const;

/** A line a stage, or more where it does not fit. */
export function stageLines(stage: Stage, style: Style): readonly string[] {
  const { outcome, milliseconds } = stage;
  const sign = glyph(glyphs[outcome], style);
  const time = outcome === 'skipped' ? '' : `${milliseconds} ms`;
  const label = `${sign} ${stage.stage.padEnd(12)} ${time.padStart(8)}  `;
  const [first = '', ...rest] = labelled(label, noteOf(stage), style);
  return [style.paint(tones[outcome], label) + first.slice(label.length), ...rest].map((line) =>
    line.trimEnd(),
  );
}

const reasons: Readonly<Record<SkipReason, string>> = {
  'no-credentials': 'not tried: give --user to log in',
  'no-sender': 'not tried: give the sender with --from',
};

/** Characters of what a server says that are shown in the line of a stage. */
const MAX_NOTE = 240;

function noteOf(stage: Stage): string {
  const { outcome, reason, tls, addresses, address, capabilities, messages } = stage;
  const { reply, detail, problem = '' } = stage;
  if (outcome === 'skipped') return reason === undefined ? 'not come to' : reasons[reason];
  const text =
    tls !== undefined
      ? tlsNote(tls)
      : messages !== undefined
        ? `${counted(messages, 'message')}, all left as they are`
        : (capabilities?.join(', ') ??
          reply ??
          address ??
          addresses?.join(', ') ??
          detail ??
          problem);
  return shown(text.length > MAX_NOTE ? `${text.slice(0, MAX_NOTE)}...` : text);
}

function tlsNote({ version, names, validTo }: TlsSession): string {
  const [name = 'nobody', ...others] = names;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${version}, certificate for ${name}${more} until ${validTo.slice(0, 10)}`;
}

function findingLines(finding: Finding, style: Style): readonly string[] {
  const { message, why, remedy } = adviceOf(
    { ...finding, mended: false },
    { domain: toName(finding.subject) ?? ROOT, repair: null },
  );
  const head = `${glyph(finding.severity, style)} ${finding.rule}`;
  const [first = '', ...rest] = labelled(`${head}  `, message, style);
  return [
    '',
    style.paint(severityTones[finding.severity], head) + first.slice(head.length),
    ...rest,
    ...labelled('  why   ', why, style),
    ...labelled('  do    ', remedy, style),
  ];
}

function closing(test: ConnectionTest): string {
  if (failedStage(test) !== undefined) return 'Nothing was sent, and nothing was changed.';
  const isWhole = test.stages.every(({ outcome }) => outcome === 'pass');
  const passed = isWhole ? 'Every stage passed' : 'What was tried passed';
  const what = test.protocol === 'smtp' ? 'nothing was sent' : 'nothing was taken or changed';
  const proof =
    test.protocol !== 'smtp'
      ? ''
      : specialHost(test.host) === 'microsoft'
        ? ' Microsoft refuses some mail after DATA only, such as that of a sender who does not own the mailbox: a passed test is no proof of delivery.'
        : ' A passed test is no proof of delivery.';
  return `${passed}; ${what}.${proof}`;
}
