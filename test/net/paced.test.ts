import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { failure, type Answer, type Lookup } from '../../src/dns/answer.js';
import { name } from '../../src/dns/name.js';
import type { Question } from '../../src/dns/question.js';
import { paced } from '../../src/net/paced.js';

function question(index: number): Question {
  return { name: name(`d${index}.test`), type: 'TXT' };
}

/** Answers NODATA after some milliseconds, and counts. */
function server(milliseconds: number) {
  const seen = { asked: 0, running: 0, most: 0 };
  const lookup: Lookup = async (asked) => {
    seen.asked += 1;
    seen.running += 1;
    seen.most = Math.max(seen.most, seen.running);
    await sleep(milliseconds);
    seen.running -= 1;
    return { kind: 'nodata', question: asked, aliases: [] };
  };
  return { seen, lookup };
}

function all(lookup: Lookup, count: number) {
  return Promise.all(Array.from({ length: count }, (_, index) => lookup(question(index))));
}

test('spreads questions evenly', async () => {
  const [first, second] = [server(5), server(5)];
  await all(paced([first.lookup, second.lookup]), 100);
  expect([first.seen.asked, second.seen.asked]).toEqual([50, 50]);
});

test('keeps to the rate of each server', async () => {
  const [first, second] = [server(0), server(0)];
  const start = performance.now();
  await all(paced([first.lookup, second.lookup], { rate: 100 }), 40);
  // Twenty for each: the last begins 190 ms after the first.
  expect(performance.now() - start).toBeGreaterThanOrEqual(185);
});

test('asks another server where one fails, and gives that one less', async () => {
  let bad = 0;
  const servfail: Lookup = async (asked) => {
    bad += 1;
    await sleep(5);
    return failure(asked, 'servfail');
  };
  const good = server(5);
  const lookup = paced([servfail, good.lookup], { maxInFlight: 16 });
  const answers: Answer[] = [];
  for (let wave = 0; wave < 20; wave += 1) answers.push(...(await all(lookup, 10)));
  expect(answers.every(({ kind }) => kind === 'nodata')).toBe(true);
  expect(good.seen.asked).toBe(200);
  expect(bad).toBeLessThan(60);
});

test('asks no more at a time than it may', async () => {
  const { lookup, seen } = server(2);
  await all(paced([lookup], { maxInFlight: 7 }), 50);
  expect(seen).toMatchObject({ asked: 50, most: 7, running: 0 });
});

test('a failure of every server is the answer', async () => {
  const fails: Lookup = (asked) => Promise.resolve(failure(asked, 'timeout'));
  const refuses: Lookup = (asked) => Promise.resolve(failure(asked, 'refused'));
  const answer = await paced([fails, refuses])(question(1));
  expect(answer).toMatchObject({ kind: 'failure', cause: 'refused' });
});
