/** What the proof of an edit says: who, how many, whose, and an address that shows it. */
import { describe, expect, it } from 'vitest';
import { answer } from '../../src/dns/asking.js';
import type { Known } from '../../src/dns/answer.js';
import { name } from '../../src/dns/name.js';
import { prove, type Comparison, type Proof } from '../../src/rules/proof.js';
import { recordTree } from '../../src/spf/lookup-tree.js';
import type { WishedInclude } from '../../src/survey/survey.js';
import { txt, world } from '../world.js';

const domain = name('d.test');
const zone = `
  ${txt('_spf.google.com', 'v=spf1 ip4:62.10.32.0/30 ip4:62.10.34.0/31 ip6:2a00:20::/64 ~all')}
  ${txt('one.test', 'v=spf1 ip4:192.0.2.0/28 -all')}
  ${txt('faulty.test', 'v=spf1 ip4:192.0.2.300 -all')}
  ${txt('holed.test', 'v=spf1 ip4:192.0.2.64/28 include:faulty.test -all')}
  ${txt('dynamic.test', 'v=spf1 exists:%{i}.x.test -all')}
  mail.test. A 198.51.100.1
`;

interface Case {
  readonly asked?: readonly string[];
  readonly all?: Comparison['all'];
  readonly meant?: readonly string[];
}

function proofOf(
  before: readonly string[],
  after: string,
  { asked = [], all, meant = before }: Case = {},
): Proof | undefined {
  const know: Known = world(zone);
  const tree = (text: string) => answer(recordTree(domain, text), know);
  const root = (text: string) => tree(text).root.records.slice(0, 1);
  const [record] = root(after);
  if (record === undefined) throw new Error('a record has a root');
  return prove({
    domain,
    published: before.flatMap(root),
    meant: meant.flatMap(root),
    asked: asked.map((target): WishedInclude => {
      return { target: name(target), detected: false, tree: tree(`v=spf1 include:${target}`) };
    }),
    after: record,
    ...(all === undefined ? {} : { all }),
    lookups: { before: 0, after: record.lookups },
  });
}

/** Which of the lists are not empty. */
function changed(...given: Parameters<typeof proofOf>): string {
  const proof = proofOf(...given);
  if (proof === undefined) return 'nobody can say';
  const { gained, lost, loosened, tightened } = proof;
  return [
    ...gained.map(({ reason }) => `gained, ${reason ?? 'unasked'}`),
    ...lost.map(({ before, after }) => `lost, ${before} to ${after}`),
    ...loosened.map(({ before, after }) => `loosened, ${before} to ${after}`),
    ...tightened.map(({ before, after }) => `tightened, ${before} to ${after}`),
  ].join('; ');
}

describe('a proof', () => {
  it('counts who is gained, says whose they are, and names their networks', () => {
    expect(
      proofOf(
        ['v=spf1 ip4:62.10.34.0 ~all'],
        'v=spf1 include:_spf.google.com ip4:62.10.34.0 ~all',
        { asked: ['_spf.google.com'] },
      ),
    ).toEqual({
      gained: [
        {
          term: 'include:_spf.google.com',
          provider: 'Google Workspace / Gmail',
          networks: ['62.10.32.0/30', '62.10.34.1', '2a00:20::/64'],
          networkCount: 3,
          ipv4: 5n,
          ipv6: 1n << 64n,
          example: '62.10.32.0',
          before: 'softfail',
          after: 'pass',
          when: [],
          reason: 'asked',
        },
      ],
      lost: [],
      loosened: [],
      tightened: [],
      senders: [
        {
          target: '_spf.google.com',
          provider: 'Google Workspace / Gmail',
          ipv4: 6n,
          ipv6: 1n << 64n,
          complete: true,
          missing: null,
        },
      ],
      opaque: [],
      lookups: { before: 0, after: 1 },
      voidLookups: { before: { ipv4: 0, ipv6: 0 }, after: { ipv4: 0, ipv6: 0 } },
      size: { before: 26, after: 50, strings: 1 },
    });
  });

  it('names a hundred networks and counts them all', () => {
    const many = Array.from({ length: 150 }, (_, at) => `ip4:10.0.${at}.0/25`).join(' ');
    const [gained] = proofOf(['v=spf1 -all'], `v=spf1 ${many} -all`)?.gained ?? [];
    expect(gained).toMatchObject({ networkCount: 150, ipv4: 150n * 128n, reason: null });
    expect(gained?.networks).toHaveLength(100);
  });

  it('shows who is lost, by the term that let them pass', () => {
    const lost = proofOf(
      ['v=spf1 ip4:192.0.2.99 include:one.test a:mail.test -all'],
      'v=spf1 -ip4:192.0.2.8/29 ip4:192.0.2.99 include:one.test ~all',
    )?.lost;
    expect(lost).toMatchObject([
      { term: 'include:one.test', networks: ['192.0.2.8/29'], before: 'pass', after: 'fail' },
      { term: 'a:mail.test', networks: ['198.51.100.1'], before: 'pass', after: 'softfail' },
    ]);
  });

  it.each<[string, readonly string[], string, string, Case?]>([
    ['the same', ['v=spf1 a:mail.test -all'], 'v=spf1 a:mail.test -all', ''],
    ['fail to softfail', ['v=spf1 -all'], 'v=spf1 ~all', 'loosened, fail to softfail'],
    ['softfail to neutral', ['v=spf1 ~all'], 'v=spf1', 'loosened, softfail to neutral'],
    ['softfail to fail', ['v=spf1 ~all'], 'v=spf1 -all', 'tightened, softfail to fail'],
    ['fail to softfail as wished', ['v=spf1 -all'], 'v=spf1 ~all', '', { all: '~' }],
    [
      'a term is no all',
      ['v=spf1 -ip4:10.0.0.0/8 ?all'],
      'v=spf1 ~ip4:10.0.0.0/8 ?all',
      'loosened, fail to softfail',
      { all: '?' },
    ],
    ['+all taken away', ['v=spf1 +all'], 'v=spf1 ~all', '', { all: '~' }],
    [
      '+all, a term beside it kept',
      ['v=spf1 a:mail.test +all'],
      'v=spf1 ~all',
      'lost, pass to softfail',
      { all: '~' },
    ],
    ['nothing published', [], 'v=spf1 -all', ''],
    ['nothing published, somebody passes', [], 'v=spf1 a:mail.test -all', 'gained, unasked'],
    // Of several records the union.
    ['the milder of two', ['v=spf1 -all', 'v=spf1 ~all'], 'v=spf1 ~all', ''],
    [
      'the stricter of two',
      ['v=spf1 -all', 'v=spf1 ~all'],
      'v=spf1 -all',
      'tightened, softfail to fail',
    ],
    [
      'joined',
      ['v=spf1 a:mail.test -all', 'v=spf1 include:one.test -all'],
      'v=spf1 include:one.test a:mail.test -all',
      '',
    ],
    // Errors.
    [
      'out of an error, as meant',
      ['v=spf1 include:faulty.test a:mail.test ~all'],
      'v=spf1 a:mail.test ~all',
      'gained, meant',
    ],
    ['out of an error, milder than meant', ['v=spf1 include:faulty.test -all'], 'v=spf1 ?all', ''],
    [
      'into an error',
      ['v=spf1 -all'],
      'v=spf1 include:faulty.test -all',
      'loosened, fail to permerror',
    ],
    ['into an error from neutral', ['v=spf1 ?all'], 'v=spf1 include:faulty.test ?all', ''],
    [
      'an error in front of a sender',
      ['v=spf1 a:mail.test ?all'],
      'v=spf1 include:faulty.test a:mail.test ?all',
      'lost, pass to permerror',
    ],
    [
      'an error that was there',
      ['v=spf1 include:faulty.test -all'],
      'v=spf1 a:mail.test include:faulty.test -all',
      'gained, unasked',
    ],
    [
      'a syntax that was mended',
      ['v=spf1 ipv4:192.0.2.9 ~all'],
      'v=spf1 ip4:192.0.2.9 ~all',
      'gained, meant',
      { meant: ['v=spf1 ip4:192.0.2.9 ~all'] },
    ],
    // Limits.
    [
      'out of too many voids',
      ['v=spf1 a:x.test a:y.test a:z.test a:mail.test ~all'],
      'v=spf1 a:x.test a:y.test a:mail.test ~all',
      'gained, meant',
    ],
    [
      'behind too many voids, and dropped',
      ['v=spf1 a:x.test a:y.test a:z.test ip4:192.0.2.1 -all'],
      'v=spf1 -all',
      'lost, permerror to fail',
    ],
    [
      'into too many voids',
      ['v=spf1 a:x.test a:y.test ip4:192.0.2.1 ?all'],
      'v=spf1 a:x.test a:y.test a:z.test ip4:192.0.2.1 ?all',
      'lost, pass to permerror',
    ],
    // What depends on the message.
    [
      'kept',
      ['v=spf1 exists:%{i}.x.test -all'],
      'v=spf1 include:one.test exists:%{i}.x.test -all',
      'gained, asked',
      { asked: ['one.test'] },
    ],
    ['dropped', ['v=spf1 exists:%{i}.x.test -all'], 'v=spf1 -all', 'lost, pass to fail'],
    [
      'another',
      ['v=spf1 exists:%{i}.x.test -all'],
      'v=spf1 exists:%{i}.y.test -all',
      'gained, unasked; lost, pass to fail',
    ],
    [
      'in another spelling',
      ['v=spf1 exists:%{i}.x.test -all'],
      'v=spf1 +EXISTS:%{i}.x.test. -all',
      '',
    ],
    [
      'a refusal that may hide',
      ['v=spf1 a:mail.test -all'],
      'v=spf1 -exists:%{i}.x.test a:mail.test -all',
      'lost, pass to fail',
    ],
    [
      'an include that may be in error',
      ['v=spf1 a:mail.test ?all'],
      'v=spf1 include:%{i}.x.test a:mail.test ?all',
      'gained, unasked; lost, pass to permerror',
    ],
    [
      'an include of a service that answers for everybody',
      ['v=spf1 a:mail.test include:%{i}.spf.vali.email ?all'],
      'v=spf1 include:%{i}.spf.vali.email a:mail.test ?all',
      '',
    ],
    [
      'asked for, and open',
      ['v=spf1 -all'],
      'v=spf1 include:dynamic.test -all',
      'gained, asked',
      { asked: ['dynamic.test'] },
    ],
  ])('%s', (_, before, after, expected, given) => {
    expect(changed(before, after, given)).toBe(expected);
  });

  it('says which terms must match for its example', () => {
    const [lost] = proofOf(['v=spf1 exists:%{i}.x.test -all'], 'v=spf1 -all')?.lost ?? [];
    expect(lost).toMatchObject({
      term: 'exists:%{i}.x.test',
      example: '0.0.0.0',
      when: ['exists:%{i}.x.test'],
      ipv4: 1n << 32n,
      ipv6: 1n << 128n,
    });
  });

  it('names what stays open', () => {
    const text = 'v=spf1 include:dynamic.test ptr -all';
    expect(proofOf([text], text)?.opaque).toEqual([
      { term: 'exists:%{i}.x.test', domain: 'dynamic.test' },
      { term: 'ptr', domain: 'd.test' },
    ]);
  });

  it('shows a sender of an include that does not pass', () => {
    const text = 'v=spf1 -ip4:192.0.2.8/29 include:one.test -all';
    expect(proofOf([text], text, { asked: ['one.test'] })?.senders).toMatchObject([
      { ipv4: 8n, complete: true, missing: '192.0.2.8' },
    ]);
  });

  it('is none where too many terms depend on the message', () => {
    const terms = Array.from({ length: 16 }, (_, at) => `exists:%{i}.${at}.test`).join(' ');
    expect(changed([`v=spf1 ${terms} -all`], `v=spf1 ${terms} -all`)).toBe('nobody can say');
  });

  it('is silent about who gets the same error as before', () => {
    const proof = proofOf(
      ['v=spf1 include:gone.test ip4:192.0.2.99 -all'],
      'v=spf1 include:_spf.google.com include:gone.test ip4:192.0.2.99 -all',
      { asked: ['_spf.google.com'] },
    );
    expect(proof).toMatchObject({ gained: [{ reason: 'asked' }], lost: [], tightened: [] });
  });
});
