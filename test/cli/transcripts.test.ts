/** Whole screens, as a person sees them. Read the difference before you accept one (`vitest -u`). */
import { test, expect } from 'vitest';
import { forms } from '../../src/report/forms/index.js';
import { spfDoctor, wideWorld, world } from './spf-doctor.js';

/** Tests of mail servers, with the times that they took. */
const mailServers = ['--replay', 'fixtures/recorded/mail-servers.json'];

const transcripts: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'check-mycompany': [['check', 'mycompany.com', ...world]],
  'check-sound': [['check', 'healthy.example', ...wideWorld]],
  'check-missing': [['check', 'empty.example', ...wideWorld]],
  'check-too-many-lookups': [['check', 'heavy.example', ...wideWorld]],
  'check-typos': [['check', 'typo.example', ...wideWorld]],
  'check-undetermined': [
    ['check', 'slow.example', ...wideWorld],
    ['check', 'partial.example', ...wideWorld],
  ],
  'check-hostile': [['check', 'hostile.example', ...wideWorld]],
  'fix-mycompany': [
    ['fix', 'mycompany.com', ...world],
    ['fix', 'mycompany.com', '--print-record', ...world],
  ],
  'fix-new': [['fix', 'gmail-user.example', ...wideWorld]],
  'fix-forms': [
    ...forms.map((form) => ['fix', 'misspelt.example', '--as', form, ...wideWorld]),
    ['fix', 'healthy.example', '--as', 'nsupdate', ...wideWorld],
    ['fix', 'alias.example', '--as', 'route53', ...wideWorld],
    ['fix', 'mycompany.com', '--as', 'bind', ...wideWorld],
  ],
  'fix-refused': [
    ['fix', 'heavy.example', ...wideWorld],
    ['fix', 'plusall.example', ...wideWorld],
    ['fix', 'nomail.example', ...wideWorld],
    ['fix', 'nosuch.example', ...wideWorld],
    ['fix', 'slow.example', ...wideWorld],
  ],
  'tree-mycompany': [['tree', 'mycompany.com', ...world]],
  'tree-past-the-tenth': [['tree', 'heavy.example', ...wideWorld]],
  'tree-loop': [['tree', 'loop.example', ...wideWorld]],
  evaluate: [
    [
      'evaluate',
      'info@healthy.example',
      '--ip',
      '62.10.32.1',
      '--received-spf',
      '--authentication-results',
      'mx.receiver.example',
      ...wideWorld,
    ],
    ['evaluate', 'heavy.example', '--ip', '192.0.2.1', ...wideWorld],
    ['evaluate', 'redirect.example', '--ip', '2001:db8::1', ...wideWorld],
    ['evaluate', 'slow.example', '--ip', '192.0.2.1', ...wideWorld],
  ],
  connect: [
    ['connect', 'smtp', 'smtp.mycompany.com:587', ...mailServers],
    ['connect', 'smtp', 'smtp.mycompany.com:587', '--security', 'tls', ...mailServers],
    ['connect', 'smtp', 'smtp.office365.com', ...mailServers],
    ['connect', 'imap', 'imap.mycompany.com', ...mailServers],
    ['connect', 'smtp', 'smtp.mycompany.com:99999'],
  ],
  explain: [
    ['explain', 'spf-multiple-records'],
    ['explain', 'twenty20'],
  ],
  lint: [['lint', 'fixtures/zones/lint.zone']],
  help: [
    ['--help'],
    ['check', '--help'],
    ['fix', '--help'],
    ['evaluate', '--help'],
    ['propagation', '--help'],
    ['lint', '--help'],
    ['connect', '--help'],
  ],
};

test.each(Object.entries(transcripts))('%s', async (name, runs) => {
  await expect(await screens(runs, 80)).toMatchFileSnapshot(
    `../../fixtures/transcripts/${name}.txt`,
  );
});

// A narrow pane, and a wide window.
test.each([60, 120])('at %i columns', async (columns) => {
  const runs = ['check-mycompany', 'fix-mycompany', 'tree-past-the-tenth', 'evaluate', 'lint'];
  const text = await screens(
    runs.flatMap((name) => transcripts[name] ?? []),
    columns,
  );
  await expect(text).toMatchFileSnapshot(`../../fixtures/transcripts/at-${columns}-columns.txt`);
});

async function screens(runs: readonly (readonly string[])[], columns: number): Promise<string> {
  let text = '';
  for (const argv of runs) {
    const { code, stdout, stderr } = await spfDoctor(argv, { columns });
    text += `$ spf-doctor ${argv.join(' ')}\n${stdout}`;
    text += stderr === '' ? '' : `stderr: ${stderr}`;
    text += `exit ${code}\n\n`;
  }
  return text;
}
