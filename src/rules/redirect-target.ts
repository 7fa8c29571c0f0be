import { isVoid } from '../dns/answer.js';
import { redirectTarget as targetOf } from './profile.js';
import { problem, rule, undetermined } from './rule.js';

export const redirectTarget = rule({
  id: 'redirect-target',
  title: 'a redirection to a database that is not there',
  severity: 'error',
  why: 'Mail that is redirected to a host without an address is returned, so no reply reaches the application.',
  remedy: 'Take the name of the database from the address of its web pages: https://NAME.odoo.com.',
  references: ['Twenty20: How to use my own email servers'],
  needs: ['database'],
  *check({ facts: { database: host }, profile }) {
    const { answers, name } = host;
    if (answers.some(({ kind }) => kind === 'noerror')) return;
    const failed = answers.find((answer) => answer.kind === 'failure');
    if (failed !== undefined) yield undetermined(failed, name);
    else if (answers.every(isVoid)) {
      yield problem({ target: targetOf(profile), host: name }, { subject: name });
    }
  },
  say: ({ target, host }) => `${target} cannot be right: there is no host ${host}`,
});
