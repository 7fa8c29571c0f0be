// Writes what the README takes from the program: the rules' table, the screen of `npm start` and that of propagation.
import { readFileSync, writeFileSync } from 'node:fs';
import { markdownRules } from '../dist/src/report/explain.js';
import { checklist } from '../dist/src/rules/index.js';

const file = new URL('../README.md', import.meta.url);
const transcript = readFileSync(
  new URL('../fixtures/transcripts/check-mycompany.txt', import.meta.url),
  'utf8',
);
const screen = transcript.replace(/ --zone \S+/g, '').replace(/\nexit \d\n+$/, '');
const propagation = readFileSync(
  new URL('../fixtures/transcripts/propagation-spreading.txt', import.meta.url),
  'utf8',
);

let text = readFileSync(file, 'utf8');
for (const [mark, content] of [
  ['rules', markdownRules(checklist)],
  ['screen', `\`\`\`\n${screen}\n\`\`\``],
  ['propagation', `\`\`\`\n${propagation.trimEnd()}\n\`\`\``],
]) {
  const [start, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const from = text.indexOf(start) + start.length;
  text = `${text.slice(0, from)}\n\n${content}\n\n${text.slice(text.indexOf(end))}`;
}
writeFileSync(file, text);
