/** What the rules for the tests of mail servers share: which stage failed, and what that means. */
import {
  applicationMessages,
  specialHost,
  type SpecialHost,
} from '../catalog/connection-messages.js';
import {
  failedStage,
  type CertificateFlaw,
  type ConnectionTest,
  type Stage,
  type StageName,
  type StageProblem,
} from '../mail/connection.js';
import { mailServerText } from '../mail/server.js';
import { problem, undetermined, type Verdict } from './rule.js';

/** A type, as an interface does not fit the index of `Args`. */
export type StageFault = Readonly<{
  protocol: string;
  stage: StageName;
  problem: StageProblem;
  security: string;
  reply?: string;
  detail?: string;
  flaws?: readonly string[];
  names?: readonly string[];
  validTo?: string;
  special?: SpecialHost;
}>;

type CertificateFault = Pick<StageFault, 'flaws' | 'names' | 'validTo' | 'detail'>;

/** For `applies`: one of the stages was come to. What nobody looked at does not pass. */
export function wasTried({ stages }: ConnectionTest, names: readonly StageName[]): boolean {
  return stages.some(({ stage, outcome }) => names.includes(stage) && outcome !== 'skipped');
}

/** The verdict on the stages of these names. */
export function* judgeStages(
  test: ConnectionTest,
  names: readonly StageName[],
): Generator<Verdict<StageFault>> {
  const failed = failedStage(test);
  if (failed?.problem === undefined || !names.includes(failed.stage)) return;
  const subject = mailServerText(test);
  if (failed.problem === 'dns') {
    yield undetermined({ kind: 'unreached', what: subject, cause: 'dns', ...detailOf(failed) });
    return;
  }
  const special = specialHost(test.host);
  yield problem(
    {
      protocol: test.protocol,
      stage: failed.stage,
      problem: failed.problem,
      security: test.security,
      ...(failed.reply === undefined ? {} : { reply: failed.reply }),
      ...detailOf(failed),
      ...(failed.tls === undefined
        ? {}
        : {
            flaws: failed.tls.flaws,
            names: failed.tls.names,
            validTo: failed.tls.validTo.slice(0, 10),
          }),
      ...(special === undefined ? {} : { special }),
    },
    { subject },
  );
}

function detailOf({ detail }: Pick<Stage, 'detail'>): { readonly detail?: string } {
  return detail === undefined ? {} : { detail };
}

/** A stage that failed, in one clause: what was seen, what it means, and what the application calls it. */
export function faultClause(fault: StageFault): string {
  const said = saysOf(fault);
  return `${meaning(fault)}${said === undefined ? '' : ` (the application says "${said}")`}`;
}

function meaning(fault: StageFault): string {
  const { protocol, stage, reply = '', detail = '' } = fault;
  switch (fault.problem) {
    case 'no-address':
      return 'the name of the server has no address';
    case 'dns':
      return 'the address of the server could not be looked up';
    case 'refused':
      return 'the port is closed: the host or the port is wrong';
    case 'timeout':
      return stage === 'connect'
        ? 'nothing answers: the host is wrong, or a firewall closes the port'
        : `the server took the connection and then fell silent (${stage})`;
    case 'network':
      return `the server cannot be reached from here (${detail})`;
    case 'closed':
      return 'the server hung up: the port wants TLS from the start, or it blocks this address';
    case 'too-much':
      return 'the server sends without end';
    case 'protocol':
      return `it does not speak ${protocol.toUpperCase()}: it says ${JSON.stringify(reply.slice(0, 80))}`;
    case 'tls-expected':
      return `the port wants TLS from the start (SSL/TLS), and was spoken to in plain text${fault.security === 'starttls' ? ' for STARTTLS' : ''}`;
    case 'plain-expected':
      return 'the port speaks plain text first: the security type is STARTTLS, not SSL/TLS';
    case 'no-starttls':
      return 'the server offers no STARTTLS, so that everything would go in plain text';
    case 'injected':
      return 'plain text stood behind the answer to STARTTLS: the server is faulty, or somebody on the way put it there';
    case 'handshake':
      return `TLS was not agreed upon${detail === '' ? '' : ` (${detail})`}`;
    case 'certificate':
      return certificateClause(fault);
    case 'no-mechanism':
      return `the server offers no way to log in that can be used (${detail === '' ? 'it offers none' : `it offers ${detail}`})`;
    case 'plain-login':
      return 'without TLS the login would show the password to everybody on the way, so it was not tried (--insecure-login does)';
    case 'rejected':
    case 'deferred':
      return rejection(fault);
  }
}

const flawClauses: Readonly<Record<CertificateFlaw, (fault: CertificateFault) => string>> = {
  name: ({ names = [] }) => `is for ${names.slice(0, 4).join(', ')} and not for this name`,
  expired: ({ validTo = '' }) => `has expired on ${validTo}`,
  'not-yet-valid': () => 'is not valid yet',
  'self-signed': () => 'is signed by itself and by no authority',
  chain: () => 'leads to no authority that is known here, or its intermediate is not sent along',
  invalid: ({ detail = '' }) => `is not valid (${detail})`,
};

/** What is wrong with a certificate. */
export function certificateClause(fault: CertificateFault): string {
  const clauses = (fault.flaws ?? []).flatMap((flaw) =>
    isFlaw(flaw) ? [flawClauses[flaw](fault)] : [],
  );
  return `the certificate ${clauses.join(', and ')}`;
}

function isFlaw(text: string): text is CertificateFlaw {
  return text in flawClauses;
}

function rejection({ stage, problem: kind, reply = '', special }: StageFault): string {
  const what = whatWasRefused[stage] ?? 'the command';
  const verb = kind === 'deferred' ? 'puts off' : 'refuses';
  const hint = special === undefined ? undefined : hints[special][stage];
  const told = reply.replace(/\.$/, '');
  return `the server ${verb} ${what}: ${told}${hint === undefined ? '' : `; ${hint}`}`;
}

const whatWasRefused: Partial<Record<StageName, string>> = {
  greeting: 'the connection',
  login: 'the login',
  sender: 'the sender, which the account does not own or may not use',
  recipient: 'the recipient, as it relays to nobody outside or not for this sender',
  data: 'the message by its policy',
  inbox: 'the INBOX',
  maildrop: 'the maildrop',
};

const hints: Readonly<Record<SpecialHost, Partial<Record<StageName, string>>>> = {
  microsoft: {
    login: 'Microsoft takes no passwords any more (basic authentication is gone): use OAuth 2.0',
    sender: 'at Microsoft the sender must be the mailbox that logs in, or one that it may send as',
    data: 'at Microsoft the sender must be the mailbox that logs in, or one that it may send as',
  },
  google: {
    login: 'Google takes no account passwords here: use an app password, or OAuth 2.0',
  },
};

function saysOf({ problem: kind, stage }: StageFault): string | undefined {
  switch (kind) {
    case 'no-address':
    case 'dns':
    case 'refused':
    case 'timeout':
    case 'network':
      return applicationMessages.noResponse;
    case 'closed':
    case 'tls-expected':
      return applicationMessages.closed;
    case 'no-starttls':
      return applicationMessages.option;
    case 'plain-expected':
    case 'handshake':
      return applicationMessages.ssl;
    case 'rejected':
    case 'deferred':
      return stage === 'sender' || stage === 'recipient' || stage === 'data'
        ? applicationMessages[stage]
        : undefined;
    case 'too-much':
    case 'protocol':
    case 'injected':
    case 'certificate':
    case 'no-mechanism':
    case 'plain-login':
      return undefined;
  }
}
