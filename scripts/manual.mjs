// Writes the manual page into dist/man, from the command line itself.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { manual } from '../dist/src/cli/manual.js';
import { outline } from '../dist/src/cli/program.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const folder = new URL('../dist/man/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('spf-doctor.1', folder), manual(outline({}), version));
