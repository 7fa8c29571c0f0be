/** The rules for mail servers: what each says of a stage that failed, and that it passes none that was not tried. */
import { describe, expect, it } from 'vitest';
import { name } from '../../src/dns/name.js';
import type {
  ConnectionTest,
  Protocol,
  Stage,
  StageName,
  TlsSession,
} from '../../src/mail/connection.js';
import type { MxProbe, RecipientReply } from '../../src/mail/probe.js';
import { causeText, messageOf } from '../../src/report/words.js';
import { checklist } from '../../src/rules/index.js';
import { judgeRules, type Judgement } from '../../src/rules/judgement.js';
import { defaultProfile } from '../../src/rules/profile.js';
import { known } from '../../src/survey/fact.js';
import type { Survey } from '../../src/survey/survey.js';

const domain = name('d.test');

const stagesOf: Readonly<Record<Protocol, readonly StageName[]>> = {
  smtp: [
    ...(['resolve', 'connect', 'greeting', 'tls', 'capabilities', 'login'] as const),
    ...(['sender', 'recipient', 'data'] as const),
  ],
  imap: ['resolve', 'connect', 'tls', 'greeting', 'capabilities', 'login', 'inbox'],
  pop3: ['resolve', 'connect', 'tls', 'greeting', 'capabilities', 'login', 'maildrop'],
};

/** A test in which everything passed up to a stage that failed as told. */
function failing(
  protocol: Protocol,
  at: StageName,
  failure: Partial<Stage>,
  host = 'mail.d.test',
): ConnectionTest {
  const names = stagesOf[protocol];
  const index = names.indexOf(at);
  return {
    protocol,
    host,
    port: 587,
    security: 'starttls',
    stages: names.map((stage, place) => {
      if (place < index) return { stage, outcome: 'pass', milliseconds: 1 };
      if (place > index) return { stage, outcome: 'skipped', milliseconds: 0 };
      return { stage, outcome: 'fail', milliseconds: 1, ...failure };
    }),
  };
}

const passing = (protocol: Protocol): ConnectionTest => ({
  ...failing(protocol, 'resolve', {}),
  stages: stagesOf[protocol].map((stage) => ({ stage, outcome: 'pass', milliseconds: 1 })),
});

function judged(facts: Survey['facts']): Judgement {
  const chosen = checklist.filter(({ needs }) => needs.some((need) => facts[need] !== undefined));
  return judgeRules(chosen, { domain, facts }, defaultProfile, () => true);
}

const outcomesOf = ({ checks }: Judgement): Readonly<Record<string, string>> =>
  Object.fromEntries(checks.map(({ rule, outcome }) => [rule, outcome]));

const tls = (more: Partial<TlsSession>): TlsSession => ({
  version: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  names: ['mx.d.test'],
  issuer: 'somebody',
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2026-06-01T00:00:00.000Z',
  flaws: [],
  chain: [],
  ...more,
});

describe('an outgoing server', () => {
  it.each([
    ['resolve', { problem: 'no-address' }, 'outgoing-connect', /has no address .*no response/],
    ['connect', { problem: 'refused' }, 'outgoing-connect', /port is closed.*no response, check/],
    ['connect', { problem: 'timeout' }, 'outgoing-connect', /nothing answers.*no response/],
    ['connect', { problem: 'network', detail: 'ENETUNREACH' }, 'outgoing-connect', /ENETUNREACH/],
    [
      'greeting',
      { problem: 'tls-expected' },
      'outgoing-greeting',
      /TLS from the start.*closed the/,
    ],
    [
      'greeting',
      { problem: 'closed' },
      'outgoing-greeting',
      /hung up.*closed the connection unexp/,
    ],
    ['greeting', { problem: 'rejected', reply: '554 no' }, 'outgoing-greeting', /refuses .*554 no/],
    ['greeting', { problem: 'protocol', reply: 'SSH-2.0' }, 'outgoing-greeting', /SMTP.*SSH-2.0/],
    ['tls', { problem: 'plain-expected' }, 'outgoing-tls', /is STARTTLS, not SSL.*SSL exception/],
    ['tls', { problem: 'no-starttls' }, 'outgoing-tls', /offers no STARTTLS.*option not supp/],
    ['tls', { problem: 'handshake', detail: 'X' }, 'outgoing-tls', /not agreed.*SSL exception/],
    ['tls', { problem: 'injected' }, 'outgoing-tls', /plain text stood behind/],
    ['capabilities', { problem: 'rejected', reply: '502 no' }, 'outgoing-greeting', /502 no/],
    ['login', { problem: 'plain-login' }, 'outgoing-login', /not tried \(--insecure-login does\)/],
    ['login', { problem: 'no-mechanism', detail: 'NTLM' }, 'outgoing-login', /it offers NTLM/],
    ['login', { problem: 'rejected', reply: '535 no' }, 'outgoing-login', /the login: 535 no$/],
    [
      'sender',
      { problem: 'rejected', reply: '550 a' },
      'outgoing-sender',
      /550 a .*sender address/,
    ],
    ['recipient', { problem: 'rejected', reply: '554 b' }, 'outgoing-recipient', /test recipient/],
    [
      'recipient',
      { problem: 'deferred', reply: '450 c' },
      'outgoing-recipient',
      /puts off .*450 c/,
    ],
    [
      'data',
      { problem: 'rejected', reply: '554 d' },
      'outgoing-data',
      /refused the test connection/,
    ],
  ] as const)('at %s with %j: %s', (stage, failure, rule, message) => {
    const judgement = judged({ outgoing: known(failing('smtp', stage, failure)) });
    expect(judgement.findings.map((finding) => finding.rule)).toEqual([rule]);
    expect(judgement.findings.map((finding) => messageOf(finding, domain))).toEqual([
      expect.stringMatching(message),
    ]);
  });

  it('whose name cannot be looked up is unknown, and not wrong', () => {
    const test = failing('smtp', 'resolve', { problem: 'dns', detail: 'servfail' });
    const { findings, unknown, checks } = judged({ outgoing: known(test) });
    expect(findings).toEqual([]);
    expect(unknown).toMatchObject([{ rule: 'outgoing-connect', cause: { cause: 'dns' } }]);
    expect(checks.some(({ outcome }) => outcome === 'pass')).toBe(false);
  });

  it('passes nothing that was not come to', () => {
    const outcomes = outcomesOf(
      judged({ outgoing: known(failing('smtp', 'login', { problem: 'rejected' })) }),
    );
    expect(outcomes).toEqual({
      'outgoing-connect': 'pass',
      'outgoing-greeting': 'pass',
      'outgoing-tls': 'pass',
      'outgoing-login': 'fail',
      'outgoing-sender': 'skipped',
      'outgoing-recipient': 'skipped',
      'outgoing-data': 'skipped',
    });
  });

  it('passes all of them where every stage did', () => {
    const outcomes = outcomesOf(judged({ outgoing: known(passing('smtp')) }));
    expect(Object.keys(outcomes)).toHaveLength(7);
    expect(new Set(Object.values(outcomes))).toEqual(new Set(['pass']));
  });

  it.each([
    ['smtp.office365.com', 'login', /basic authentication is gone.*OAuth/],
    ['smtp.office365.com', 'sender', /must be the mailbox that logs in/],
    ['smtp.gmail.com', 'login', /app password, or OAuth/],
  ] as const)('%s has its own word on %s', (host, stage, message) => {
    const failure = { problem: 'rejected', reply: '535 5.7.139 no' } as const;
    const { findings } = judged({ outgoing: known(failing('smtp', stage, failure, host)) });
    expect(findings.map((finding) => messageOf(finding, domain))).toEqual([
      expect.stringMatching(message),
    ]);
  });

  it.each([
    [['name'], /is for mx\.d\.test and not for this name/],
    [['expired'], /has expired on 2026-06-01/],
    [['self-signed'], /is signed by itself/],
    [['chain'], /leads to no authority/],
    [['expired', 'name'], /has expired on 2026-06-01, and is for mx\.d\.test/],
  ] as const)('shows a certificate that is %j', (flaws, message) => {
    const failure = { problem: 'certificate', tls: tls({ flaws }) } as const;
    const { findings } = judged({ outgoing: known(failing('smtp', 'tls', failure)) });
    expect(findings.map((finding) => messageOf(finding, domain))).toEqual([
      expect.stringMatching(message),
    ]);
  });
});

describe('an incoming server', () => {
  it.each([
    ['imap', 'connect', 'incoming-connect'],
    ['imap', 'greeting', 'incoming-greeting'],
    ['imap', 'tls', 'incoming-tls'],
    ['imap', 'capabilities', 'incoming-greeting'],
    ['pop3', 'login', 'incoming-login'],
    ['imap', 'inbox', 'incoming-inbox'],
    ['pop3', 'maildrop', 'incoming-inbox'],
  ] as const)('over %s at %s: %s', (protocol, stage, rule) => {
    const failure = { problem: 'rejected', reply: 'NO such thing' } as const;
    const { findings } = judged({ incoming: known(failing(protocol, stage, failure)) });
    expect(findings.map((finding) => finding.rule)).toEqual([rule]);
    expect(findings.map((finding) => messageOf(finding, domain))).toEqual([
      expect.stringContaining('NO such thing'),
    ]);
  });

  it('passes where every stage did', () => {
    for (const protocol of ['imap', 'pop3'] as const) {
      const outcomes = outcomesOf(judged({ incoming: known(passing(protocol)) }));
      expect(Object.keys(outcomes)).toHaveLength(5);
      expect(new Set(Object.values(outcomes))).toEqual(new Set(['pass']));
    }
  });
});

describe('mail hosts on port 25', () => {
  const reply = (
    role: RecipientReply['role'],
    outcome: RecipientReply['outcome'],
    local: string = role,
  ): RecipientReply => ({ role, local, outcome, reply: `reply to ${local}` });

  const probe = (
    recipients: readonly RecipientReply[],
    more: Partial<MxProbe> = {},
    tlsStage: Partial<Stage> = { outcome: 'pass', tls: tls({}) },
  ): MxProbe => ({
    host: 'mx.d.test',
    stages: [
      { stage: 'connect', outcome: 'pass', milliseconds: 1 },
      { stage: 'tls', outcome: 'pass', milliseconds: 1, ...tlsStage },
      { stage: 'recipient', outcome: 'pass', milliseconds: 1 },
    ],
    recipients,
    ...more,
  });

  const told = (found: MxProbe) => {
    const { checks, findings, unknown } = judged({ probe: known(found) });
    return {
      outcomes: Object.fromEntries(checks.map(({ rule, outcome }) => [rule, outcome])),
      messages: findings.map((finding) => messageOf(finding, domain)),
      causes: [...new Set(unknown.map(({ cause }) => causeText(cause)))],
    };
  };

  const nobody = reply('random', 'refused', 'nobody-1');

  it('that take catchall and bounce, and nobody unknown, are sound', () => {
    const { outcomes, messages, causes } = told(
      probe([reply('catchall', 'accepted'), reply('bounce', 'accepted'), nobody]),
    );
    expect(messages).toEqual([]);
    expect(causes).toEqual([]);
    expect(outcomes).toEqual({
      'smtp-starttls': 'pass',
      'catchall-rejected': 'pass',
      'catchall-undetermined': 'pass',
      'bounce-rejected': 'pass',
      'alias-accepted': 'skipped',
    });
  });

  it('that refuse them are told with their reply', () => {
    const { outcomes, messages } = told(
      probe([reply('catchall', 'refused'), reply('bounce', 'refused'), nobody]),
    );
    expect(outcomes).toMatchObject({ 'catchall-rejected': 'fail', 'bounce-rejected': 'fail' });
    expect(messages).toEqual([
      'mx.d.test refuses catchall@d.test: reply to catchall',
      'mx.d.test refuses bounce@d.test: reply to bounce',
    ]);
  });

  it.each([
    ['accepted', 'accepted', /says yes to every address/],
    ['deferred', 'deferred', /puts off.*reply to catchall/],
    ['blocked', 'blocked', /tells nothing to who asks from here.*reply to catchall/],
  ] as const)('whose word is %s for all settle nothing', (outcome, random, cause) => {
    const { outcomes, causes } = told(
      probe([reply('catchall', outcome), { ...nobody, outcome: random }]),
    );
    expect(outcomes).toMatchObject({ 'catchall-undetermined': 'unknown' });
    expect(outcomes['catchall-rejected']).toBe('skipped');
    expect(causes).toEqual([expect.stringMatching(cause)]);
  });

  it.each([
    ['port-25', /port 25, which many networks close/],
    ['reserved', /no address on the Internet/],
  ] as const)('that could not be asked (%s) are unknown, and not wrong', (barrier, cause) => {
    const { outcomes, messages, causes } = told({
      host: 'mx.d.test',
      barrier,
      stages: [],
      recipients: [],
    });
    expect(messages).toEqual([]);
    expect(causes).toEqual([expect.stringMatching(cause)]);
    expect(outcomes).toMatchObject({
      'smtp-starttls': 'unknown',
      'catchall-undetermined': 'unknown',
    });
    expect(Object.values(outcomes)).not.toContain('pass');
  });

  it('that refuse to talk are unknown, with their words', () => {
    const { causes, outcomes } = told(
      probe([], {
        stages: [
          {
            stage: 'greeting',
            outcome: 'fail',
            milliseconds: 1,
            problem: 'rejected',
            reply: '554 5.7.1 listed',
          },
        ],
      }),
    );
    expect(causes).toEqual([expect.stringContaining('554 5.7.1 listed')]);
    expect(Object.values(outcomes)).not.toContain('pass');
  });

  it('that take mail for an alias hint at a mailbox outside', () => {
    const { messages } = told(probe([reply('alias', 'accepted', 'sales'), nobody]));
    expect(messages).toEqual([expect.stringMatching(/^mx\.d\.test takes mail for sales@d\.test/)]);
  });

  it.each([
    [{ outcome: 'fail', problem: 'no-starttls' }, /offers no STARTTLS/],
    [{ outcome: 'fail', problem: 'handshake', detail: 'X' }, /TLS is not agreed upon \(X\)/],
    [{ outcome: 'pass', tls: tls({ version: 'TLSv1' }) }, /agrees to TLSv1 and to nothing newer/],
    [{ outcome: 'pass', tls: tls({ flaws: ['expired'] }) }, /has expired on 2026-06-01/],
    [{ outcome: 'pass', tls: tls({ flaws: ['name'] }) }, /is for mx\.d\.test and not/],
  ] as const)('with STARTTLS as %j', (stage, message) => {
    const { outcomes, messages } = told(probe([], {}, stage));
    expect(outcomes['smtp-starttls']).toBe('fail');
    expect(messages).toEqual([expect.stringMatching(message)]);
  });
});
