import { problem, rule } from './rule.js';

export const spfNoTcpFallback = rule({
  id: 'spf-no-tcp-fallback',
  title: 'a DNS server cuts its answer and refuses TCP',
  severity: 'error',
  why: 'The answer does not fit a UDP packet and cannot be had over TCP, so receivers answer temperror and may defer or refuse the mail.',
  remedy:
    'Have whoever runs that server open TCP port 53, and make the answer smaller by deleting TXT values that nobody needs.',
  references: ['RFC 7766 5', 'RFC 7208 3.4'],
  needs: ['cut'],
  *check({ facts }) {
    for (const { question, server } of facts.cut) {
      yield problem(
        { name: question.name, type: question.type, ...(server === undefined ? {} : { server }) },
        { subject: question.name },
      );
    }
  },
  say: ({ name, type, server }) =>
    `${server ?? 'the server'} cuts its answer for ${type} at ${name} and cannot be asked over TCP`,
});
