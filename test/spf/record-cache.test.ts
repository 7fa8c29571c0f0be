/** What evaluations share, and that it makes no difference to them. */
import { expect, it } from 'vitest';
import { answer } from '../../src/dns/asking.js';
import { checkHost } from '../../src/spf/check-host.js';
import { recordCache } from '../../src/spf/record-cache.js';
import { makeWorld } from '../interop/differential-world.js';
import { world } from '../world.js';
import { zoneAnswers } from '../../src/dns/zone.js';

it('gives one evaluation after the other what each gives alone', () => {
  const records = recordCache();
  for (let seed = 1; seed <= 60; seed += 1) {
    const { zone, messages } = makeWorld(seed);
    const know = zoneAnswers([zone]);
    for (const message of messages) {
      for (const ahead of [true, false]) {
        const alone = answer(checkHost({ ...message, ahead }), know);
        expect(answer(checkHost({ ...message, ahead, records }), know)).toEqual(alone);
      }
    }
  }
});

it('tells two domains with one text apart', () => {
  const records = recordCache();
  const know = world(`
    x.test TXT "v=spf1 a exists:%{l}.%{d} -all"
    y.test TXT "v=spf1 a exists:%{l}.%{d} -all"
    x.test A 192.0.2.1
    y.test A 192.0.2.2
    me.y.test A 127.0.0.2`);
  const result = (ip: string, sender: string) =>
    answer(checkHost({ ip, sender, helo: 'h.test', records }), know).result;
  expect(result('192.0.2.1', 'me@x.test')).toBe('pass');
  expect(result('192.0.2.1', 'you@y.test')).toBe('fail');
  expect(result('192.0.2.1', 'me@y.test')).toBe('pass');
  expect(result('192.0.2.2', 'me@x.test')).toBe('fail');
});

const text = (index: number) => `v=spf1 ip4:192.0.2.${index} -all`;

it('reads a text once', () => {
  const { read } = recordCache();
  expect(read(text(1))).toBe(read(text(1)));
  expect(read(text(1))).not.toBe(read(text(2)));
});

it('forgets what was not asked for while as much as it may hold was read', () => {
  const { read } = recordCache(10 * text(100).length);
  const [asked, left] = [read(text(100)), read(text(101))];
  for (let index = 102; index < 200; index += 1) {
    read(text(index));
    expect(read(text(100))).toBe(asked);
  }
  expect(read(text(101))).not.toBe(left);
  expect(read(text(101))).toEqual(left);
});

it('does not keep a text that is longer than all that it may hold', () => {
  const { read } = recordCache(text(1).length);
  expect(read(text(1))).toBe(read(text(1)));
  expect(read(`${text(1)} `)).not.toBe(read(`${text(1)} `));
});
