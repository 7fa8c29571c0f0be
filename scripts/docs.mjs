// Writes what the documents take from the program: the rules, the rows of the page, and screens.
import { readFileSync, writeFileSync } from 'node:fs';
import { rulesPage, rulesSummary } from '../dist/src/report/explain.js';
import { pageTable } from '../dist/src/report/page.js';
import { checklist } from '../dist/src/rules/index.js';

const at = (path) => new URL(`../${path}`, import.meta.url);
const transcript = readFileSync(at('fixtures/transcripts/check-mycompany.txt'), 'utf8');
const screen = transcript.replace(/ --zone \S+/g, '').replace(/\nexit \d\n+$/, '');
const propagation = readFileSync(at('fixtures/transcripts/propagation-spreading.txt'), 'utf8');

writeFileSync(at('docs/rules.md'), rulesPage(checklist));

for (const [file, mark, content] of [
  ['README.md', 'rules', rulesSummary(checklist)],
  ['docs/checklist.md', 'page', pageTable()],
  ['README.md', 'screen', `\`\`\`\n${screen}\n\`\`\``],
  ['docs/propagation.md', 'propagation', `\`\`\`\n${propagation.trimEnd()}\n\`\`\``],
]) {
  const text = readFileSync(at(file), 'utf8');
  const [start, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const from = text.indexOf(start) + start.length;
  writeFileSync(
    at(file),
    `${text.slice(0, from)}\n\n${content}\n\n${text.slice(text.indexOf(end))}`,
  );
}
