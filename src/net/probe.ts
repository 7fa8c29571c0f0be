/**
 * A look at a domain's mail hosts on port 25: STARTTLS, and RCPT TO for a few addresses, without DATA. One
 * connection, and no more questions than one message to all of them would ask.
 */
import { randomBytes } from 'node:crypto';
import type { StageName } from '../mail/connection.js';
import type { MxProbe, ProbeBarrier, ProbeRecipient, RecipientReply } from '../mail/probe.js';
import { Broken, type Dialogue } from './dialogue.js';
import { command, ehlo, expectReply, greeting, offers, upgrade, type SmtpReply } from './smtp.js';
import { walkStages, type ReachOptions } from './stages.js';

/** A mail host and its addresses, the best one first. */
export interface ProbeHost {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** How mail hosts are looked at. */
export interface ProbeOptions extends Pick<ReachOptions, 'timeout' | 'ca'> {
  /** What an address is reserved for, if anything: it is not talked to then. */
  readonly reservedUse: (address: string) => string | undefined;
  /** The port that mail is taken on, where it is not 25. */
  readonly port?: number | undefined;
}

/** RFC 5321 4.5.4.2. */
const SMTP_PORT = 25;
/** Milliseconds for all of it, and for one of its stages. */
const TIMEOUT = 20_000;
const STAGE_TIMEOUT = 8_000;
/** Hosts that are tried until one answers, and addresses that it is asked for. */
const MAX_HOSTS = 3;
const MAX_RECIPIENTS = 12;

const stageNames: readonly StageName[] = [
  'resolve',
  'connect',
  'greeting',
  'capabilities',
  'tls',
  'sender',
  'recipient',
];

/** A function that looks at the first of these hosts that answers. Never rejects. */
export function createProbe(
  options: ProbeOptions,
): (
  domain: string,
  hosts: readonly ProbeHost[],
  recipients: readonly ProbeRecipient[],
) => Promise<MxProbe> {
  const { reservedUse, port = SMTP_PORT, timeout = TIMEOUT, ca } = options;
  return async (domain, hosts, recipients) => {
    const end = performance.now() + timeout;
    let found: MxProbe | undefined;
    for (const { name, addresses } of hosts.slice(0, MAX_HOSTS)) {
      const left = end - performance.now();
      if (left <= 0) break;
      const open = addresses.filter((address) => reservedUse(address) === undefined);
      if (open.length > 0) {
        found = await probeHost(name, open, left);
        if (found.barrier === undefined) break;
      } else found ??= closed(name, addresses.length === 0 ? 'no-address' : 'reserved');
    }
    return found ?? closed(domain, 'no-address');

    async function probeHost(
      host: string,
      addresses: readonly string[],
      left: number,
    ): Promise<MxProbe> {
      const replies: RecipientReply[] = [];
      const stages = await walkStages(
        { protocol: 'smtp', host, port, security: 'starttls' },
        stageNames,
        {
          addresses,
          timeout: left,
          stageTimeout: STAGE_TIMEOUT,
          ca,
          lenient: true,
        },
        async (walk) => {
          const dialogue = await walk.open();
          await walk.stage('greeting', () => greeting(dialogue));
          const { capabilities } = await walk.stage('capabilities', () => ehlo(dialogue));
          // Mail is taken without TLS too: what is wrong with it does not end the look.
          await walk.attempt('tls', async () => {
            if (!offers(capabilities, 'STARTTLS')) throw new Broken('no-starttls');
            return upgrade(dialogue, walk.wish);
          });
          await walk.stage('sender', async () => {
            if (dialogue.isSecure()) await ehlo(dialogue);
            return expectReply(dialogue, 'MAIL FROM:<>', [250]);
          });
          await walk.stage('recipient', async () => {
            const nobody = `nobody-${randomBytes(6).toString('hex')}`;
            const asked = [
              ...recipients.slice(0, MAX_RECIPIENTS),
              { role: 'random', local: nobody } as const,
            ];
            for (const recipient of asked) replies.push(await askFor(dialogue, recipient, domain));
            return {};
          });
          dialogue.send('RSET');
          dialogue.leave('QUIT');
        },
      );
      const isReached = stages.some(
        ({ stage, outcome }) => stage === 'connect' && outcome === 'pass',
      );
      return {
        host,
        ...(isReached ? {} : { barrier: 'port-25' as const }),
        stages,
        recipients: replies,
      };
    }
  };
}

/** Nobody was talked to. */
function closed(host: string, barrier: ProbeBarrier): MxProbe {
  return { host, barrier, stages: [], recipients: [] };
}

async function askFor(
  dialogue: Dialogue,
  recipient: ProbeRecipient,
  domain: string,
): Promise<RecipientReply> {
  const reply = await command(dialogue, `RCPT TO:<${recipient.local}@${domain}>`);
  return { ...recipient, outcome: outcomeOf(reply), reply: reply.text };
}

/** Enhanced codes of class 5.7 are about who asks, and not about the address (RFC 3463 3.8). */
function outcomeOf({ code, lines }: SmtpReply): RecipientReply['outcome'] {
  if (code < 300) return 'accepted';
  if (code < 500) return 'deferred';
  return lines[0]?.startsWith('5.7.') === true ? 'blocked' : 'refused';
}
