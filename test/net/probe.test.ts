/** The look at mail hosts, on loopback. */
import { afterEach, describe, expect, it } from 'vitest';
import type { MxProbe } from '../../src/mail/probe.js';
import { createProbe, type ProbeOptions } from '../../src/net/probe.js';
import { createAuthority } from '../certificates.js';
import { listen, serve, type Listening, type Script } from '../mail-server.js';

const { ca, issue } = createAuthority();
const valid = issue(['mx.d.test']);
const recipients = [
  { role: 'catchall', local: 'catchall' },
  { role: 'bounce', local: 'bounce' },
  { role: 'alias', local: 'sales' },
] as const;

const stopping: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stopping.splice(0).map((stop) => stop()));
});

async function started(listening: Promise<Listening>): Promise<Listening> {
  const server = await listening;
  stopping.push(server.stop);
  return server;
}

function look(port: number, options: Partial<ProbeOptions> = {}): Promise<MxProbe> {
  const probe = createProbe({ reservedUse: () => undefined, ca, port, timeout: 3000, ...options });
  return probe('d.test', [{ name: 'mx.d.test', addresses: ['127.0.0.1'] }], recipients);
}

/** A host that takes mail for these local parts, with STARTTLS. */
function host(locals: readonly string[], answers: Readonly<Record<string, string>> = {}): Script {
  return (line, { startTls, isSecure }) => {
    const [verb = ''] = line.split(' ');
    const own = answers[verb];
    if (own !== undefined) return own;
    if (verb === 'EHLO') return isSecure ? '250 mx' : '250-mx\r\n250 STARTTLS';
    if (verb === 'STARTTLS') return startTls('220 ready');
    const local = /^RCPT TO:<([^@]*)@d\.test>$/.exec(line)?.[1];
    if (local !== undefined && !locals.includes(local)) return '550 5.1.1 no such user';
    return '250 2.0.0 yes';
  };
}

function outcomes({ recipients: replies }: MxProbe): Readonly<Record<string, string>> {
  return Object.fromEntries(replies.map(({ role, outcome }) => [role, outcome]));
}

describe('a mail host', () => {
  it('is asked for each address and for a random one, on one connection, without DATA', async () => {
    const { port, heard } = await started(
      serve({ greeting: '220 mx', script: host(['catchall', 'bounce']), credentials: valid }),
    );
    const probe = await look(port);
    expect(outcomes(probe)).toEqual({
      catchall: 'accepted',
      bounce: 'accepted',
      alias: 'refused',
      random: 'refused',
    });
    expect(probe.barrier).toBeUndefined();
    expect(probe.stages.find(({ stage }) => stage === 'tls')?.tls?.flaws).toEqual([]);
    await expect.poll(() => heard.at(-1)).toBe('QUIT');
    const verbs = heard.map((line) => line.split(' ')[0]);
    expect(verbs).toEqual([
      'EHLO',
      'STARTTLS',
      'EHLO',
      'MAIL',
      'RCPT',
      'RCPT',
      'RCPT',
      'RCPT',
      'RSET',
      'QUIT',
    ]);
    expect(heard).toContain('MAIL FROM:<>');
  });

  it('without STARTTLS is asked all the same, and that is told', async () => {
    const { port } = await started(
      serve({ greeting: '220 mx', script: host(['catchall'], { EHLO: '250 mx' }) }),
    );
    const probe = await look(port);
    expect(probe.stages).toContainEqual(
      expect.objectContaining({ stage: 'tls', outcome: 'fail', problem: 'no-starttls' }),
    );
    expect(outcomes(probe)).toMatchObject({ catchall: 'accepted', random: 'refused' });
  });

  it('shows a certificate that is not valid, and is asked all the same', async () => {
    const credentials = issue(['other.test'], { expired: true });
    const { port } = await started(
      serve({ greeting: '220 mx', script: host(['catchall']), credentials }),
    );
    const probe = await look(port);
    const { tls, outcome } = probe.stages.find(({ stage }) => stage === 'tls') ?? {};
    expect(outcome).toBe('pass');
    expect(tls?.flaws.toSorted()).toEqual(['expired', 'name']);
    expect(outcomes(probe)).toMatchObject({ catchall: 'accepted' });
  });

  it.each([
    ['450 4.2.0 greylisted', 'deferred'],
    ['550 5.7.1 your network is listed', 'blocked'],
    ['550 5.1.1 no such user', 'refused'],
    ['252 cannot say', 'accepted'],
  ])('that says %s has %s', async (reply, outcome) => {
    const script = host([], { RCPT: reply });
    const { port } = await started(serve({ greeting: '220 mx', script, credentials: valid }));
    const probe = await look(port);
    expect(new Set(probe.recipients.map((each) => each.outcome))).toEqual(new Set([outcome]));
    expect(probe.recipients).toHaveLength(4);
  });

  it('that does not talk to us is asked nothing', async () => {
    const { port, heard } = await started(serve({ greeting: '554 5.7.1 go away' }));
    const probe = await look(port);
    expect(probe.recipients).toEqual([]);
    expect(probe.stages).toContainEqual(
      expect.objectContaining({ stage: 'greeting', problem: 'rejected' }),
    );
    expect(heard).toEqual([]);
  });

  it('that hangs up in between keeps what it has said', async () => {
    let count = 0;
    const usual = host(['catchall']);
    const { port } = await started(
      serve({
        greeting: '220 mx',
        credentials: valid,
        script: (line, connection) => {
          if (line.startsWith('RCPT')) count += 1;
          if (count < 3) return usual(line, connection);
          connection.socket.destroy();
          return undefined;
        },
      }),
    );
    const probe = await look(port);
    expect(probe.recipients).toHaveLength(2);
    expect(probe.stages.at(-1)).toMatchObject({ stage: 'recipient', outcome: 'fail' });
  });
});

describe('nobody is asked', () => {
  it('where port 25 is closed', async () => {
    const server = await listen(() => undefined);
    await server.stop();
    expect(await look(server.port)).toMatchObject({ host: 'mx.d.test', barrier: 'port-25' });
  });

  it('where the address is reserved', async () => {
    let connections = 0;
    const { port } = await started(
      listen(() => {
        connections += 1;
      }),
    );
    const probe = await look(port, { reservedUse: () => 'loopback' });
    expect(probe).toMatchObject({ host: 'mx.d.test', barrier: 'reserved', stages: [] });
    expect(connections).toBe(0);
  });

  it('but the next host is, where the first does not answer', async () => {
    const script = host(['catchall']);
    const { port } = await started(serve({ greeting: '220 mx', script, credentials: valid }));
    const probe = createProbe({ reservedUse: () => undefined, ca, port, timeout: 3000 });
    const hosts = [
      { name: 'none.d.test', addresses: [] },
      { name: 'down.d.test', addresses: ['127.0.0.9'] },
      { name: 'mx.d.test', addresses: ['127.0.0.1'] },
    ];
    expect(await probe('d.test', hosts, recipients)).toMatchObject({ host: 'mx.d.test' });
  });
});
