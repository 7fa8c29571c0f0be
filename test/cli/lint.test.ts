/** `spf-doctor lint`: files, folders, standard input, and what cannot be read. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lintSchema } from '../../src/report/schema.js';
import { spfDoctor } from './spf-doctor.js';

let folder: string;
const path = (file: string) => join(folder, file);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spf-doctor-'));
  await mkdir(path('zones/below'), { recursive: true });
  await mkdir(path('empty'));
  const files = {
    'good.txt': 'v=spf1 mx -all\n',
    'binary.zone': 'a\0b',
    'broken.zone': '$TTL 300\nx TXT "open\n',
    'zones/example.com.zone': '$ORIGIN example.com.\n@ 60 TXT "v=spf1 +all"\n',
    'zones/below/example.org.yaml': "'':\n  type: TXT\n  value: v=spf1 mxx -all\n",
    'zones/README': 'not one of them',
  };
  for (const [file, text] of Object.entries(files)) await writeFile(path(file), text);
});

afterAll(() => rm(folder, { recursive: true }));

describe('the exit code', () => {
  it.each([
    ['v=spf1 -all', [], 0],
    ['v=spf1 +all', [], 1],
    ['v=spf1 ?all', [], 0],
    ['v=spf1 ?all', ['--fail-on', 'warning'], 1],
    ['v=spf1 +all', ['--fail-on', 'never'], 0],
    ['v=spf1 +all', ['--skip', 'spf-pass-all'], 0],
    ['', [], 0],
  ])('of %j %j is %d', async (stdin, options, code) => {
    expect((await spfDoctor(['lint', '-', ...options], { stdin })).code).toBe(code);
  });
});

it('takes folders and files, each by what it is', async () => {
  const { stdout, code } = await spfDoctor([
    'lint',
    path('zones'),
    path('good.txt'),
    '--format',
    'json',
  ]);
  const json = lintSchema.parse(JSON.parse(stdout));
  expect(json).toMatchObject({ verdict: 'findings', records: 3, skipped: 0 });
  expect(json.findings.map(({ rule, file, line, column }) => [rule, file, line, column])).toEqual([
    ['spf-unknown-mechanism', path('zones/below/example.org.yaml'), 3, 17],
    ['spf-pass-all', path('zones/example.com.zone'), 2, 18],
  ]);
  expect(code).toBe(1);
});

it('annotates the lines for GitHub', async () => {
  const { stdout } = await spfDoctor([
    'lint',
    path('zones/example.com.zone'),
    '--format',
    'github',
  ]);
  expect(stdout).toMatch(
    /^::error file=[^,]*example\.com\.zone,line=2,col=18,title=spf-pass-all::/,
  );
});

it('gives SARIF a region', async () => {
  const { stdout } = await spfDoctor(['lint', path('zones/example.com.zone'), '--format', 'sarif']);
  expect(JSON.parse(stdout)).toMatchObject({
    runs: [
      {
        results: [
          {
            ruleId: 'spf-pass-all',
            locations: [
              { physicalLocation: { region: { startLine: 2, startColumn: 18, endColumn: 22 } } },
            ],
          },
        ],
      },
    ],
  });
});

it('tells what it could read although something else could not be', async () => {
  const { stdout, stderr, code } = await spfDoctor([
    'lint',
    path('broken.zone'),
    path('zones/example.com.zone'),
    path('binary.zone'),
  ]);
  expect(stdout).toContain('spf-pass-all');
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(/^spf-doctor: .*broken\.zone:2:7: this quote is not closed/),
    expect.stringMatching(/^spf-doctor: .*binary\.zone: it is a binary file/),
    '',
  ]);
  expect(code).toBe(2);
});

it('shows a hostile file escaped, and a very long line cut around the place', async () => {
  const stdin = `v=spf1 ${'ip4:62.1.1.1 '.repeat(5000)}\u001b[31mmxx -all`;
  const { stdout } = await spfDoctor(['lint', '-', '--only', 'spf-not-ascii'], { stdin });
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  expect(stdout).toContain('\\x1b');
});

describe('wrong input is one line and exit 2', () => {
  it.each([
    [['lint'], /missing required argument/],
    [['lint', 'nosuch.zone'], /cannot read nosuch\.zone: there is no such file/],
    [['lint', () => path('binary.zone')], /binary\.zone: it is a binary file; give a text/],
    [['lint', () => path('empty')], /there are no \.zone, \.db, \.txt or \.yaml files/],
    [['lint', '-', '--input', 'json'], /--input "json": give zone, records or octodns/],
    [['lint', '-', '--origin', 'a..b'], /--origin "a\.\.b": give a domain/],
    [['lint', '-', '--format', 'html'], /give text, json, sarif or github/],
    [['lint', '-', '--only', 'mxx'], /there is no such rule or area/],
    [['lint', '-', '--only', 'spf-missing'], /leave no rule to judge by/],
  ] as const)('%j', async (argv, line) => {
    const given = argv.map((word) => (typeof word === 'string' ? word : word()));
    const { code, stdout, stderr } = await spfDoctor(given);
    expect(stderr).toMatch(line);
    expect(stderr).toMatch(/^spf-doctor: [^\n]+\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('--fix', () => {
  /** Runs `lint --fix` on a file of this text. */
  async function fixed(text: string, file = 'fix.zone', ...options: readonly string[]) {
    await writeFile(path(file), text);
    const ran = await spfDoctor(['lint', path(file), '--fix', ...options]);
    return { ...ran, text: await readFile(path(file), 'utf8') };
  }
  const zone = (...values: readonly string[]) =>
    [
      '$ORIGIN example.com.',
      ...values.map((value, index) => `n${index}\tTXT ${value} ; kept`),
    ].join('\r\n');

  it.each([
    ['"v=spf1 ipv4:62.10.1.1 -al"', '"v=spf1 ip4:62.10.1.1 -all"'],
    ['"v=spf1 a " "ipv6:::1 -all"', '"v=spf1 a " "ip6:::1 -all"'],
    ['"v=spf1 ip4:62.10.1.1" "ip4:62.10.1.2 -all"', '"v=spf1 ip4:62.10.1.1" " ip4:62.10.1.2 -all"'],
    ['"v=spf1 a:x.example.org a:x.example.org -all"', '"v=spf1 a:x.example.org -all"'],
  ])('writes %s as %s and nothing else', async (before, after) => {
    const { code, stdout, text } = await fixed(zone('"v=spf1 ?all"', before, '"other \\255"'));
    expect(text).toBe(zone('"v=spf1 ?all"', after, '"other \\255"'));
    expect(stdout).toContain('fix.zone:3  fixed\n');
    expect(code).toBe(0);
  });

  it.each([
    ['leaves a choice', zone('"v=spf1 bar -all"')],
    [
      'would need a word about another record',
      `${zone('"v=spf1 ipv4:62.10.1.1 -all"')}\nn0 TXT "v=spf1 -all"`,
    ],
    ['would hide what may be meant', zone('"v=spf1 -all mx"')],
    ['is written with escapes', zone('"v=spf1 ip\\1184:62.10.1.1 -all"')],
  ])('leaves what %s', async (_, before) => {
    const { text, stdout } = await fixed(before);
    expect(text).toBe(before);
    expect(stdout).not.toContain('fixed');
  });

  it('keeps the syntax of octoDNS and of a list of records', async () => {
    expect(
      (
        await fixed(
          "'':\n  type: TXT\n  value: 'v=spf1 ipv4:62.10.1.1 -all' # ours\n",
          'x.org.yaml',
        )
      ).text,
    ).toBe("'':\n  type: TXT\n  value: 'v=spf1 ip4:62.10.1.1 -all' # ours\n");
    expect((await fixed('# ours\nv=spf1 ipv4:62.10.1.1 -all\n', 'list.txt')).text).toBe(
      '# ours\nv=spf1 ip4:62.10.1.1 -all\n',
    );
  });

  it('has nothing left to do afterwards', async () => {
    const { text } = await fixed(zone('"v=spf1 ipv4:62.10.1.1 a a -al"'));
    expect(await fixed(text)).toMatchObject({ text, stdout: expect.not.stringContaining('fixed') });
  });

  it('is told in JSON before and after', async () => {
    const before = zone('"v=spf1 ipv4:62.10.1.1 -all"');
    await writeFile(path('json.zone'), before);
    const { stdout } = await spfDoctor(['lint', path('json.zone'), '--format', 'json']);
    const [finding] = lintSchema.parse(JSON.parse(stdout)).findings;
    expect(finding?.fix?.record).toBe('v=spf1 ip4:62.10.1.1 -all');
    const after = await fixed(before, 'json.zone', '--format', 'json');
    expect(lintSchema.parse(JSON.parse(after.stdout)).findings).toEqual([]);
  });

  it('does not write where that would harm the file, or to standard input', async () => {
    const octets = Buffer.concat([
      Buffer.from(zone('"v=spf1 ipv4:62.10.1.1 -all"')),
      Buffer.of(0xe9),
    ]);
    await writeFile(path('latin.zone'), octets);
    const { code, stderr, stdout } = await spfDoctor(['lint', path('latin.zone'), '--fix']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/latin\.zone: it is not UTF-8; --fix leaves it alone\n$/);
    expect(await readFile(path('latin.zone'))).toEqual(octets);
    expect(
      await spfDoctor(['lint', '-', '--fix'], { stdin: 'v=spf1 ipv4:62.10.1.1' }),
    ).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--fix writes to files/),
    });
  });
});
