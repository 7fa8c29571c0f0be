/** The tests of mail servers and the look at mail hosts, against Postfix and Dovecot. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionTest, Protocol, Security, Stage } from '../../src/mail/connection.js';
import { testImap } from '../../src/net/imap.js';
import { testPop3 } from '../../src/net/pop3.js';
import { createProbe } from '../../src/net/probe.js';
import { testSmtp, type SmtpTestOptions } from '../../src/net/smtp.js';
import { createAuthority, signItself } from '../certificates.js';
import { world } from '../world.js';
import { startDovecot, startPostfix, type Dovecot, type Postfix } from './mail-servers.js';

const host = 'mx.d.test';
const account = { user: 'info@d.test', password: 'wrong-horse-7' };
const { ca, issue } = createAuthority();
const stranger = createAuthority('an authority that nobody knows');
const know = world('mx.d.test. A 127.0.0.1');

// The masters of both servers refuse to start as anybody else.
describe.skipIf(process.getuid?.() !== 0)('as root', () => {
  let dovecot: Dovecot;
  let postfix: Postfix<keyof typeof ports>;

  const ports = {
    submission: {},
    smtps: { smtpd_tls_wrappermode: 'yes' },
    expired: { smtpd_tls_chain_files: 'expired' },
    other: { smtpd_tls_chain_files: 'other' },
    itself: { smtpd_tls_chain_files: 'itself' },
    unknown: { smtpd_tls_chain_files: 'unknown' },
    plain: { smtpd_tls_security_level: 'none' },
    owned: {
      smtpd_sender_restrictions: 'reject_sender_login_mismatch',
      smtpd_sender_login_maps: 'inline:{info@d.test=info@d.test, boss@d.test=boss}',
    },
    greylisting: { smtpd_recipient_restrictions: 'defer' },
    acceptsAll: { virtual_mailbox_maps: 'static:all' },
    listed: { smtpd_client_restrictions: 'reject', smtpd_delay_reject: 'no' },
  } as const;

  beforeAll(async () => {
    const own = issue([host]);
    dovecot = await startDovecot(account, own);
    postfix = await startPostfix(
      {
        credentials: own,
        others: {
          expired: issue([host], { expired: true }),
          other: issue(['other.d.test']),
          itself: signItself([host]),
          unknown: stranger.issue([host]),
        },
        parameters: {
          virtual_mailbox_domains: 'd.test',
          virtual_mailbox_maps: 'inline:{catchall@d.test=x, bounce@d.test=x, sales@d.test=x}',
          virtual_transport: 'discard',
          default_transport: 'discard',
          smtpd_relay_restrictions: 'permit_sasl_authenticated, reject_unauth_destination',
          smtpd_sasl_auth_enable: 'yes',
          smtpd_sasl_type: 'dovecot',
          smtpd_sasl_path: dovecot.auth,
          smtpd_tls_auth_only: 'yes',
        },
      },
      ports,
    );
  }, 60_000);

  afterAll(async () => {
    await postfix?.stop();
    await dovecot?.stop();
  });

  const reach = { lookup: async (question: Parameters<typeof know>[0]) => know(question), ca };
  const credentials = {
    user: account.user,
    secret: account.password,
    kind: 'password',
  } as const;

  const smtp = (
    port: number,
    security: Security = 'starttls',
    options: Partial<SmtpTestOptions> = {},
  ): Promise<ConnectionTest> =>
    testSmtp(
      { protocol: 'smtp', host, port, security },
      {
        ...reach,
        timeout: 15_000,
        stageTimeout: 5000,
        credentials,
        from: account.user,
        to: 'noreply@odoo.com',
        ...options,
      },
    );

  const mailbox = (
    protocol: Exclude<Protocol, 'smtp'>,
    port: number,
    security: Security,
    who: SmtpTestOptions['credentials'] = credentials,
  ): Promise<ConnectionTest> =>
    (protocol === 'imap' ? testImap : testPop3)(
      { protocol, host, port, security },
      { ...reach, timeout: 15_000, stageTimeout: 5000, credentials: who },
    );

  const failed = ({ stages }: ConnectionTest): Stage | undefined =>
    stages.find(({ outcome }) => outcome === 'fail');

  it('Postfix passes every stage, with STARTTLS and with TLS', async () => {
    for (const [port, security] of [
      [postfix.ports.submission, 'starttls'],
      [postfix.ports.smtps, 'tls'],
    ] as const) {
      const test = await smtp(port, security);
      expect(failed(test)).toBeUndefined();
      expect(new Set(test.stages.map(({ outcome }) => outcome))).toEqual(new Set(['pass']));
      expect(test.stages.at(-1)?.reply).toMatch(/^354 /);
    }
  });

  it.each([
    ['expired', ['expired']],
    ['other', ['name']],
    ['itself', ['self-signed']],
    ['unknown', ['chain']],
  ] as const)('Postfix with a certificate that is %s', async (port, flaws) => {
    const test = await smtp(postfix.ports[port]);
    expect(failed(test)).toMatchObject({ stage: 'tls', problem: 'certificate', tls: { flaws } });
  });

  it('Postfix refuses a wrong password, and nothing repeats it', async () => {
    const wrong = { ...credentials, secret: 'not-the-password' };
    const test = await smtp(postfix.ports.submission, 'starttls', { credentials: wrong });
    expect(failed(test)).toMatchObject({ stage: 'login', problem: 'rejected' });
    expect(failed(test)?.reply).toMatch(/^535 5\.7\.8/);
    expect(JSON.stringify(test)).not.toContain('not-the-password');
  });

  it('Postfix refuses a sender that the account does not own', async () => {
    const test = await smtp(postfix.ports.owned, 'starttls', { from: 'boss@d.test' });
    // It says so at RCPT, unless it is told not to wait.
    expect(failed(test)?.reply).toMatch(/^553 5\.7\.1 .*Sender address rejected/);
  });

  it('Postfix refuses a recipient outside for who has not logged in', async () => {
    const test = await smtp(postfix.ports.plain, 'none', { credentials: undefined });
    expect(failed(test)).toMatchObject({ stage: 'recipient', problem: 'rejected' });
    expect(failed(test)?.reply).toMatch(/^554 5\.7\.1 .*Relay access denied/);
  });

  it('Postfix greylists', async () => {
    const test = await smtp(postfix.ports.greylisting);
    expect(failed(test)).toMatchObject({ stage: 'recipient', problem: 'deferred' });
  });

  it.each([
    ['submission', 'tls', 'tls', 'plain-expected'],
    ['plain', 'starttls', 'tls', 'no-starttls'],
    ['submission', 'none', 'login', 'plain-login'],
  ] as const)('Postfix on %s spoken to by %s', async (port, security, stage, problem) => {
    expect(failed(await smtp(postfix.ports[port], security))).toMatchObject({ stage, problem });
  });

  it('Postfix with TLS only, spoken to in plain text, falls silent', async () => {
    const test = await smtp(postfix.ports.smtps, 'starttls', { stageTimeout: 800 });
    expect(failed(test)).toMatchObject({ stage: 'greeting', problem: 'timeout' });
  });

  it.each([
    ['imap', 'imaps', 'tls', 'inbox'],
    ['imap', 'imap', 'starttls', 'inbox'],
    ['pop3', 'pop3s', 'tls', 'maildrop'],
    ['pop3', 'pop3', 'starttls', 'maildrop'],
  ] as const)('Dovecot passes over %s on %s', async (protocol, port, security, last) => {
    const test = await mailbox(protocol, dovecot.ports[port], security);
    expect(failed(test)).toBeUndefined();
    expect(test.stages.at(-1)).toMatchObject({ stage: last, outcome: 'pass', messages: 1 });
  });

  it.each(['imap', 'pop3'] as const)(
    'Dovecot refuses a wrong password over %s',
    async (protocol) => {
      const wrong = { ...credentials, secret: 'not-the-password' };
      const test = await mailbox(protocol, dovecot.ports[`${protocol}s`], 'tls', wrong);
      expect(failed(test)).toMatchObject({ stage: 'login', problem: 'rejected' });
      expect(JSON.stringify(test)).not.toContain('not-the-password');
    },
  );

  const look = (port: keyof typeof ports, recipients: readonly string[] = ['catchall', 'bounce']) =>
    createProbe({ ca, port: postfix.ports[port], reservedUse: () => undefined, timeout: 15_000 })(
      'd.test',
      [{ name: host, addresses: ['127.0.0.1'] }],
      recipients.map((local) => ({ role: local === 'bounce' ? 'bounce' : 'catchall', local })),
    );

  it.each([
    ['submission', 'catchall', 'accepted', 'refused'],
    ['submission', 'missing', 'refused', 'refused'],
    ['acceptsAll', 'catchall', 'accepted', 'accepted'],
    ['greylisting', 'catchall', 'deferred', 'deferred'],
  ] as const)('Postfix on %s says of %s: %s', async (port, local, outcome, random) => {
    const { recipients, barrier } = await look(port, [local]);
    expect(barrier).toBeUndefined();
    expect(recipients.map((each) => each.outcome)).toEqual([outcome, random]);
  });

  it('Postfix that refuses us at once is asked nothing', async () => {
    const { stages, recipients } = await look('listed');
    expect(recipients).toEqual([]);
    expect(stages.find(({ outcome }) => outcome === 'fail')).toMatchObject({ problem: 'rejected' });
  });

  it('after all of it the queue is empty, and the mailbox is as it was', async () => {
    expect(await postfix.queue()).toContain('Mail queue is empty');
    const log = await postfix.log();
    expect(log).toContain('lost connection after DATA');
    expect(log).not.toMatch(/status=|message-id=/);
    expect(log).not.toContain(account.password);
    expect(await dovecot.messages()).toEqual([expect.stringMatching(/^(?:cur|new)\/1\.waiting/)]);
  });
});
