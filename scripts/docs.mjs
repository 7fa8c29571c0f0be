// Writes what the documents take from the program: the rules, and the screens of `npm start` and of propagation.
import { readFileSync, writeFileSync } from 'node:fs';
import { rulesPage, rulesSummary } from '../dist/src/report/explain.js';
import { checklist } from '../dist/src/rules/index.js';

const at = (path) => new URL(`../${path}`, import.meta.url);
const transcript = readFileSync(at('fixtures/transcripts/check-mycompany.txt'), 'utf8');
const screen = transcript.replace(/ --zone \S+/g, '').replace(/\nexit \d\n+$/, '');
const propagation = readFileSync(at('fixtures/transcripts/propagation-spreading.txt'), 'utf8');

writeFileSync(at('docs/rules.md'), rulesPage(checklist));

let readme = readFileSync(at('README.md'), 'utf8');
for (const [mark, content] of [
  ['rules', rulesSummary(checklist)],
  ['screen', `\`\`\`\n${screen}\n\`\`\``],
  ['propagation', `\`\`\`\n${propagation.trimEnd()}\n\`\`\``],
]) {
  const [start, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const from = readme.indexOf(start) + start.length;
  readme = `${readme.slice(0, from)}\n\n${content}\n\n${readme.slice(readme.indexOf(end))}`;
}
writeFileSync(at('README.md'), readme);
