/** What the rules share that read what a mail host said on port 25. */
import type { MxProbe, RecipientReply, RecipientRole } from '../mail/probe.js';
import type { Unreached } from '../survey/survey.js';

/** Why the host could not be asked about addresses; undefined where it could. */
export function obstacle(probe: MxProbe): Unreached | undefined {
  const { host, barrier } = probe;
  switch (barrier) {
    case 'port-25':
    case 'reserved':
      return unreached(host, barrier);
    case 'no-address':
      return unreached(host, 'dns', 'it has no address');
    case undefined:
  }
  const failed = probe.stages.find(({ stage, outcome }) => outcome === 'fail' && stage !== 'tls');
  if (failed?.problem === undefined) return undefined;
  const { problem, stage, reply, detail = problem } = failed;
  const told = reply ?? detail;
  if (problem === 'rejected') return unreached(host, 'blocked', told);
  if (problem === 'deferred') return unreached(host, 'deferred', told);
  if (problem === 'timeout') return unreached(host, 'timeout', `at the stage ${stage}`);
  return unreached(host, 'network', told);
}

export function repliesOf(probe: MxProbe, role: RecipientRole): readonly RecipientReply[] {
  return probe.recipients.filter((recipient) => recipient.role === role);
}

/** Whether the host takes mail for an address that nobody has set up. */
export function acceptsAll(probe: MxProbe): boolean {
  return repliesOf(probe, 'random').some(({ outcome }) => outcome === 'accepted');
}

/** Why the host's word on an address settles nothing; undefined where it does. */
export function doubt(probe: MxProbe, reply: RecipientReply | undefined): Unreached | undefined {
  if (reply === undefined) return obstacle(probe);
  switch (reply.outcome) {
    case 'deferred':
    case 'blocked':
      return unreached(probe.host, reply.outcome, reply.reply);
    case 'refused':
      return undefined;
    case 'accepted':
      return acceptsAll(probe) ? unreached(probe.host, 'accepts-all') : undefined;
  }
}

function unreached(what: string, cause: Unreached['cause'], detail?: string): Unreached {
  return { kind: 'unreached', what, cause, ...(detail === undefined ? {} : { detail }) };
}

/** What the host does with STARTTLS: undefined where that was not come to. */
export function tlsStage(probe: MxProbe): MxProbe['stages'][number] | undefined {
  return probe.stages.find(({ stage, outcome }) => stage === 'tls' && outcome !== 'skipped');
}
