/** `--record` and `--replay`, as somebody uses them who mails the file to somebody else. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { name } from '../../src/dns/name.js';
import { parseZone } from '../../src/dns/zone.js';
import { worldSchema } from '../../src/net/world-schema.js';
import type { World } from '../../src/net/world.js';
import { jsonText } from '../../src/report/json.js';
import { serveZones } from '../dns-server.js';
import { serveHttps } from '../secure-dns-server.js';
import { spfDoctor, wideWorld, world } from './spf-doctor.js';

const root = resolve(import.meta.dirname, '../..');
const lookups = ['--zone', 'fixtures/zones/lookups.zone'];

function zoneOf(file: string) {
  return parseZone(readFileSync(join(root, `fixtures/zones/${file}.zone`), 'utf8'), { file });
}

/** Every name of a bundled zone that has TXT records, or that cannot be looked up. */
function domainsOf(file: string): readonly string[] {
  const { records, failures } = zoneOf(file);
  const named = records.filter(({ record: { type } }) => type === 'TXT').map((each) => each.record);
  return [...new Set([...named, ...failures].map((each) => each.name))].filter(
    (domain) => domain.includes('.') && !domain.includes('*'),
  );
}

/** A clock that goes on, from a day of its own. */
function ticking(start: string): () => Date {
  let now = Date.parse(start);
  return () => new Date((now += 1234));
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spf-doctor-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const file = (leaf: string): string => join(folder, leaf);

function savedWorld(leaf: string): World {
  return worldSchema.parse(JSON.parse(readFileSync(file(leaf), 'utf8')));
}

describe('what was recorded is judged again to the same octets', () => {
  const domains = [
    ...['mycompany', 'neighbours'].flatMap((zone) =>
      domainsOf(zone).map((domain) => [domain, wideWorld] as const),
    ),
    ...domainsOf('lookups').map((domain) => [domain, lookups] as const),
  ];
  test.each(domains)('%s', async (domain, source) => {
    const json = ['--format', 'json'];
    const commands = [
      ['check', domain, ...json],
      ['fix', domain, ...json],
      ['tree', domain, ...json],
      ['evaluate', `info@${domain}`, '--ip', '62.20.9.11', '--received-spf', ...json],
      ['evaluate', domain, '--ip', '2a0f:5390:9::10', ...json],
    ];
    for (const command of commands) {
      const live = await spfDoctor([...command, ...source, '--record', file('identity.json')], {
        clock: ticking('2026-11-23T12:00:00Z'),
      });
      const again = await spfDoctor([...command, '--replay', file('identity.json')], {
        clock: ticking('2031-01-01T00:00:00Z'),
      });
      expect(again).toEqual(live);
      expect(live.stderr).not.toContain('bug');
    }
  });

  test('there are domains of every kind', () => {
    expect(domains.length).toBeGreaterThan(200);
  });

  test('%{t} is the time of the recording', async () => {
    const zone = '$ORIGIN x.example.\n@ TXT "v=spf1 -all exp=why.%{d}"\nwhy TXT "seen at %{t}"\n';
    writeFileSync(file('x.zone'), zone);
    const command = ['evaluate', 'x.example', '--ip', '192.0.2.1', '--format', 'json'];
    const recording = [...command, '--zone', file('x.zone'), '--record', file('time.json')];
    const live = await spfDoctor(recording, { clock: ticking('2026-11-23T12:00:00Z') });
    expect(live.stdout).toContain('"explanation": "seen at 1795435201"');
    expect(await spfDoctor([...command, '--replay', file('time.json')])).toEqual(live);
  });
});

describe('a recording', () => {
  test.each([
    ['sound', 'healthy.example', 0],
    ['findings', 'mycompany.com', 1],
    ['undetermined', 'slow.example', 3],
  ])('is there where the domain is %s', async (_, domain, code) => {
    const ran = await spfDoctor(['check', domain, ...wideWorld, '--record', file('ended.json')]);
    expect(ran).toMatchObject({ code, stderr: '' });
    expect(savedWorld('ended.json').entries.length).toBeGreaterThan(5);
  });

  test('of `fix` is there where there is no record to print', async () => {
    const ran = await spfDoctor(['fix', 'heavy.example', ...wideWorld, '--record', file('fix')]);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(savedWorld('fix').entries.length).toBeGreaterThan(5);
  });

  test('leaves what is printed as it is', async () => {
    const plain = await spfDoctor(['mycompany.com', ...world]);
    const recording = await spfDoctor(['mycompany.com', ...world, '--record', file('plain')]);
    expect(recording).toEqual(plain);
  });

  test('of a server says who answered, and is judged without it', async () => {
    const server = await serveZones([zoneOf('mycompany'), zoneOf('neighbours')]);
    const record = ['--server', server.text, '--timeout', '2', '--record', file('wire.json')];
    const command = ['check', 'partial.example', '--format', 'json'];
    const live = await spfDoctor([...command, ...record]);
    await server.close();
    expect(live.code).toBe(3);
    expect(await spfDoctor([...command, '--replay', file('wire.json')])).toEqual(live);
    const servers = savedWorld('wire.json').entries.flatMap((entry) =>
      entry.kind !== 'dns' || entry.answer.kind === 'failure' ? [] : [entry.answer.server],
    );
    expect(new Set(servers)).toEqual(new Set([server.text]));
  });

  test('of a server over HTTPS does not hold what stands behind its host: it may be a key', async () => {
    const server = await serveHttps([zoneOf('mycompany')], undefined);
    const url = `http://${server.text}/key-of-a-customer?token=of-a-customer`;
    const argv = ['mycompany.com', '--only', 'spf', '--https', url, '--record', file('https.json')];
    const { stdout } = await spfDoctor(argv);
    await server.close();
    const saved = readFileSync(file('https.json'), 'utf8');
    expect(saved).toContain(`"http://${server.text}"`);
    expect(saved + stdout).not.toContain('of-a-customer');
  });

  test('takes the place of an older one, also behind a link, and leaves nothing beside it', async () => {
    const place = file('place');
    mkdirSync(place);
    writeFileSync(join(place, 'w.json'), 'older');
    symlinkSync('w.json', join(place, 'latest.json'));
    await spfDoctor(['mycompany.com', ...world, '--record', join(place, 'latest.json')]);
    expect(readlinkSync(join(place, 'latest.json'))).toBe('w.json');
    expect(readFileSync(join(place, 'w.json'), 'utf8')).toMatch(/^\{\n {2}"spf-doctor": "world"/);
    expect(readdirSync(place).toSorted()).toEqual(['latest.json', 'w.json']);
  });

  test('that cannot be written is one line, before anybody is asked', async () => {
    const server = await serveZones([zoneOf('mycompany')]);
    for (const [place, problem] of [
      [file('no/such/w.json'), `${file('no/such')} is no folder`],
      [folder, 'it is there already and is no file'],
      ['/dev/null', 'it is there already and is no file'],
    ] as const) {
      const ran = await spfDoctor(['mycompany.com', '--server', server.text, '--record', place]);
      expect(ran).toEqual({
        code: 2,
        stdout: '',
        stderr: `spf-doctor: --record ${place}: cannot be written: ${problem}\n`,
      });
    }
    expect(server.log).toEqual([]);
    await server.close();
    expect(existsSync('/dev/null')).toBe(true);
  });

  test('does not exist where the command line is wrong', async () => {
    const options = ['--record', file('wrong.json'), ...world];
    await spfDoctor(['check', 'nonsense', ...options]);
    await spfDoctor(['check', 'mycompany.com', '--only', 'nonsense', ...options]);
    await spfDoctor(['evaluate', 'mycompany.com', ...options]);
    expect(existsSync(file('wrong.json'))).toBe(false);
  });

  test('of mycompany.com is the bundled one', async () => {
    await spfDoctor(['mycompany.com', ...world, '--record', file('mycompany.com.json')]);
    await expect(readFileSync(file('mycompany.com.json'), 'utf8')).toMatchFileSnapshot(
      '../../fixtures/recorded/mycompany.com.json',
    );
  });
});

describe('a replay', () => {
  const bundled = 'fixtures/recorded/mycompany.com.json';

  test('of the bundled world is the screen of `npm start`', async () => {
    const live = await spfDoctor(['check', 'mycompany.com', ...world]);
    expect(await spfDoctor(['check', 'mycompany.com', '--replay', bundled])).toEqual(live);
  });

  test('of a record edited by hand judges the record as edited', async () => {
    const edited = readFileSync(join(root, bundled), 'utf8').replace(
      '"v=spf1 include:_spf.odoo.com ~all"',
      '"v=spf1 inclde:_spf.odoo.com ~all"',
    );
    writeFileSync(file('edited.json'), edited);
    const { code, stdout } = await spfDoctor([
      'check',
      'mycompany.com',
      '--replay',
      file('edited.json'),
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('spf-unknown-mechanism');
  });

  test('of a domain that was not recorded is undetermined, not "no record"', async () => {
    const check = await spfDoctor(['check', 'healthy.example', '--replay', bundled]);
    expect(check.code).toBe(3);
    expect(check.stdout).toContain('spf-undetermined');
    expect(check.stdout).toContain('is not covered by the zone files or the recorded world given');
    expect(check.stdout).not.toContain('spf-missing');
    const fix = await spfDoctor(['fix', 'healthy.example', '--replay', bundled]);
    expect(fix).toMatchObject({ code: 3, stdout: '' });
  });

  test.each([
    [['--replay', bundled, '--record', 'w.json'], '--replay and --record do not go together'],
    [['--replay', bundled, '--server', '192.0.2.1'], '--replay and --server do not go together'],
    [['--replay', bundled, '--tls', '192.0.2.1'], '--replay and --tls do not go together'],
    [
      ['--replay', bundled, '--https', 'https://x.example'],
      '--replay and --https do not go together',
    ],
    [['--replay', bundled, ...world], '--replay and --zone do not go together'],
    [['--replay', bundled, '--timeout', 'soon'], '--timeout "soon": give seconds'],
    [['--replay', 'no/such.json'], '--replay no/such.json: cannot be read: there is no such file'],
    [['--replay', 'fixtures'], '--replay fixtures: cannot be read: it is a folder'],
    [['--replay', world[1] ?? ''], '--replay fixtures/zones/mycompany.zone: it is not JSON: '],
    [['--replay', 'package.json'], '--replay package.json: it is no recorded world; give a file'],
  ])('%j is one line and exit 2', async (options, line) => {
    for (const command of [
      ['check', 'mycompany.com'],
      ['fix', 'mycompany.com'],
      ['tree', 'mycompany.com'],
      ['evaluate', 'mycompany.com', '--ip', '192.0.2.1'],
    ]) {
      const { code, stdout, stderr } = await spfDoctor([...command, ...options]);
      expect(stderr).toContain(`spf-doctor: ${line}`);
      expect(stderr).toMatch(/^[^\n]+\n$/);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    }
  });

  test.each([
    ['of another version', { schema: 2 }, 'it has schema 2 where this version reads 1; use'],
    ['damaged', { entries: [{ kind: 'dns' }] }, 'entries[0].answer is missing; write an object'],
    ['with a name that acts on terminals', { '\u001b[31m\u202e': 1 }, 'it has "\\u001b[31m\ufffd"'],
  ])('of a file that is %s says so', async (_, change, line) => {
    const saved: unknown = JSON.parse(readFileSync(join(root, bundled), 'utf8'));
    writeFileSync(file('bad.json'), JSON.stringify(Object.assign(saved as object, change)));
    const ran = await spfDoctor(['check', 'mycompany.com', '--replay', file('bad.json')]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`spf-doctor: --replay ${file('bad.json')}: ${line}`);
    expect(ran.stderr).toMatch(/^[^\n\u0000-\u001f\u007f-\u009f\u202a-\u202e]+\n$/);
  });

  test('of a file over 64 MiB says so without reading it', async () => {
    writeFileSync(file('huge.json'), '');
    truncateSync(file('huge.json'), 64 * 1024 * 1024 + 1);
    const ran = await spfDoctor(['check', 'mycompany.com', '--replay', file('huge.json')]);
    const stderr = `spf-doctor: --replay ${file('huge.json')}: it is over 64 MiB\n`;
    expect(ran).toEqual({ code: 2, stdout: '', stderr });
  });
});

test('hostile text in a world never reaches the screen raw', async () => {
  const octets = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 200,
  });
  const anyText = fc.oneof(octets, fc.constant('\u2028\u202e\u009b31m\0'), fc.string());
  const question = { name: name('x.example'), type: 'TXT' } as const;
  await fc.assert(
    fc.asyncProperty(fc.array(octets, { maxLength: 3 }), anyText, anyText, async (...given) => {
      const [strings, server, detail] = given;
      const records = strings.map((string) => ({
        type: 'TXT' as const,
        name: question.name,
        ttl: 60,
        strings: ['v=spf1 ', string, ' ~all'],
      }));
      const hostile: World = {
        'spf-doctor': 'world',
        schema: 1,
        at: '2026-11-23T12:00:00.000Z',
        entries: [
          {
            kind: 'dns',
            answer:
              records.length === 0
                ? { kind: 'failure', question, aliases: [], cause: 'rcode', server, detail }
                : { kind: 'noerror', question, aliases: [], records, ttl: 60, server },
          },
        ],
      };
      writeFileSync(file('hostile.json'), jsonText(hostile));
      const replay = ['--replay', file('hostile.json')];
      for (const ran of [
        await spfDoctor(['check', 'x.example', '--verbose', ...replay]),
        await spfDoctor(['check', 'x.example', '--format', 'json', ...replay]),
        await spfDoctor(['fix', 'x.example', ...replay]),
        await spfDoctor(['tree', 'x.example', ...replay]),
        await spfDoctor(['evaluate', 'x.example', '--ip', '192.0.2.1', ...replay]),
      ]) {
        expect(ran.stdout + ran.stderr).toMatch(/^[\x20-\x7e\n✓✗?!·■□─]*$/);
        expect(ran.stderr).not.toContain('this is a bug');
      }
    }),
    { numRuns: 40 },
  );
});
