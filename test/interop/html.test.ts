/** The HTML report in a real browser: Debian's chromium, driven by playwright. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spfDoctor, wideWorld } from '../cli/spf-doctor.js';

const pages: Readonly<Record<string, readonly string[]>> = {
  'two records': ['check', 'mycompany.com'],
  'nothing wrong': ['check', 'healthy.example'],
  'too many lookups': ['check', 'heavy.example'],
  'hostile text': ['check', 'hostile.example'],
  'markup as text': ['check', 'markup.example'],
  'not to be looked up': ['check', 'slow.example'],
  'a tree': ['tree', 'heavy.example'],
};

let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spf-doctor-'));
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** A page with what it does wrong noted. */
async function open(
  argv: readonly string[],
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ readonly page: Page; readonly wrongs: readonly string[] }> {
  const { stdout } = await spfDoctor([...argv, '--format', 'html', ...wideWorld]);
  const file = join(folder, `${argv.join('-')}.html`);
  await writeFile(file, stdout);
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const wrongs: string[] = [];
  page.on('console', (message) => wrongs.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => wrongs.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => wrongs.push(`dialog: ${dialog.message()}`));
  const address = pathToFileURL(file).href;
  page.on('request', (request) => {
    if (request.url() !== address) wrongs.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { page, wrongs };
}

describe.each(Object.entries(pages))('%s', (_, argv) => {
  it.each(['light', 'dark'] as const)('has no fault that axe finds in %s', async (colorScheme) => {
    for (const viewport of [
      { width: 1100, height: 900 },
      { width: 375, height: 800 },
    ]) {
      // The page's policy lets no foreign script run; axe is one.
      const { page, wrongs } = await open(argv, { colorScheme, viewport, bypassCSP: true });
      await page.evaluate(axe.source);
      const found = (await page.evaluate('axe.run()')) as axe.AxeResults;
      const told = found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
      );
      expect(told).toEqual([]);
      expect(wrongs).toEqual([]);
      // Nothing hangs over the edge of the screen: what is wide scrolls in its own box.
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        viewport.width,
      );
      await page.context().close();
    }
  });
});

it('copies the record', async () => {
  const { page, wrongs } = await open(['check', 'mycompany.com'], {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const { stdout } = await spfDoctor(['fix', 'mycompany.com', '--print-record', ...wideWorld]);
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(stdout.trimEnd());
  expect(wrongs).toEqual([]);
});

it('is read without script', async () => {
  const { page } = await open(['check', 'mycompany.com'], { javaScriptEnabled: false });
  expect(await page.getByRole('button').count()).toBe(0);
  expect(await page.locator('#paste').textContent()).toMatch(/^v=spf1 include:_spf\.odoo\.com /);
  expect(await page.getByRole('img', { name: /^Include tree of mycompany.com/ }).count()).toBe(2);
});
