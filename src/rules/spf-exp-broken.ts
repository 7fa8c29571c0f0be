import { parseMacroString } from '../spf/macro.js';
import { problem, rule } from './rule.js';

export const spfExpBroken = rule({
  id: 'spf-exp-broken',
  title: 'an explanation that cannot be shown',
  severity: 'notice',
  why: 'Senders whose mail is refused see a general text instead of yours; who passes does not change.',
  remedy: 'Publish exactly one TXT record of plain ASCII at the name after exp=, or remove exp=.',
  references: ['RFC 7208 6.2'],
  needs: ['exp'],
  *check({ facts }) {
    for (const { name, texts } of facts.exp) {
      // Macros hide the name: it may be there for the messages that it is made for.
      if (name === undefined) continue;
      const reason = reasonOf(texts);
      if (reason === undefined) continue;
      yield problem(
        { name, reason },
        { subject: name, evidence: texts.map((text) => ({ text, at: name })) },
      );
    }
  },
  say: ({ name, reason }) => `exp=${name} gives no explanation: ${reason}`,
});

function reasonOf(texts: readonly string[]): string | undefined {
  const [text, ...others] = texts;
  if (text === undefined) return 'there is no TXT record';
  if (others.length > 0) return `there are ${texts.length} TXT records`;
  if (/[^\x20-\x7e]/.test(text)) return 'the text is not plain ASCII';
  return 'reason' in parseMacroString(text, { explanation: true })
    ? 'the text has a macro that is in error'
    : undefined;
}
