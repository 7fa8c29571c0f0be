import { doubt, repliesOf } from './found-probe.js';
import { rule, undetermined } from './rule.js';

export const catchallUndetermined = rule({
  id: 'catchall-undetermined',
  title: 'a catchall address of which nothing is known',
  severity: 'warning',
  why: "Customers' replies go to this address; whether it is there cannot be told from outside, and the reason says why.",
  remedy:
    'Write a mail to the address from outside and see whether it arrives; where port 25 is closed here, run this from a server that may send mail.',
  references: ['Twenty20: the catchall address', 'RFC 5321 3.3', 'RFC 6647'],
  needs: ['probe'],
  *check({ facts: { probe } }) {
    const why = doubt(probe, repliesOf(probe, 'catchall')[0]);
    if (why !== undefined) yield undetermined(why);
  },
  say: () => 'nothing is known of the catchall address',
});
