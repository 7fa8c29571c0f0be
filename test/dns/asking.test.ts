import { describe, expect, it } from 'vitest';
import { failure, type Answer, type Known } from '../../src/dns/answer.js';
import { answer, ask, batch, one, together, type Asking } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import { questionKey, type Question } from '../../src/dns/question.js';
import { parseZone } from '../../src/dns/zone.js';

const question = (label: string): Question => ({ name: name(`${label}.test`), type: 'A' });
const nothing: Known = (asked) => ({ kind: 'nodata', question: asked, aliases: [] });

/** Asks the batches in turn and returns what it was told of. */
function* asks(...batches: readonly (readonly string[])[]): Asking<readonly string[]> {
  const told: string[] = [];
  for (const labels of batches) {
    const answers = yield* batch(labels.map(question));
    told.push(...answers.map((found) => found.question.name));
  }
  return told;
}

/** The batches that an asking yields, as labels. */
function batchesOf(asking: Asking<unknown>): readonly string[] {
  const batches: string[] = [];
  for (let step = asking.next([]); !step.done;) {
    batches.push(step.value.map((asked) => asked.name.replace('.test', '')).join(' '));
    step = asking.next(step.value.map(nothing));
  }
  return batches;
}

describe('drivers', () => {
  it('give the answers in the order of the questions', async () => {
    const asking = () => asks(['b', 'a'], ['c']);
    const expected = ['b.test', 'a.test', 'c.test'];
    expect(answer(asking(), nothing)).toEqual(expected);
    // The first question of a batch is answered last.
    const slow = async (asked: Question): Promise<Answer> => {
      await new Promise((done) => setTimeout(done, asked.name.startsWith('b') ? 5 : 0));
      return nothing(asked);
    };
    expect(await ask(asking(), slow)).toEqual(expected);
  });

  it('send the questions of a batch together, and the next batch after it', async () => {
    const log: string[] = [];
    await ask(asks(['a', 'b'], ['c']), async (asked) => {
      log.push(`ask ${asked.name}`);
      await Promise.resolve();
      log.push(`tell ${asked.name}`);
      return nothing(asked);
    });
    expect(log.map((line) => line.replace('.test', ''))).toEqual([
      'ask a',
      'ask b',
      'tell a',
      'tell b',
      'ask c',
      'tell c',
    ]);
  });

  it('answer from zones', () => {
    const zone = parseZone('a.test. 60 A 192.0.2.1');
    expect(answer(one(question('a')), [zone])).toMatchObject({
      kind: 'noerror',
      records: [{ address: '192.0.2.1' }],
    });
    expect(answer(one({ name: name('a.other'), type: 'A' }), [zone])).toMatchObject({
      kind: 'failure',
      cause: 'not-covered',
    });
  });

  it('end at once where nothing is asked', () => {
    const never: Known = () => {
      throw new Error('nothing is to be asked');
    };
    expect(answer(batch([]), never)).toEqual([]);
    expect(answer(together([]), never)).toEqual([]);
    expect(answer(asks([], []), never)).toEqual([]);
  });
});

describe('together', () => {
  it('takes as many batches as the longest, and asks each question of a batch once', () => {
    const both = together([asks(['a', 'b'], ['c'], ['d']), asks(['b'], ['e', 'c']), asks()]);
    expect(batchesOf(both)).toEqual(['a b', 'c e', 'd']);
  });

  it('gives each its own answers', () => {
    const both = together([asks(['a', 'b'], ['c']), asks(['b', 'a'], ['d', 'c'])]);
    expect(answer(both, nothing)).toEqual([
      ['a.test', 'b.test', 'c.test'],
      ['b.test', 'a.test', 'd.test', 'c.test'],
    ]);
  });

  it('tells questions of one name by their type', () => {
    const of = (type: Question['type']) => one({ name: name('a.test'), type });
    const found = answer(together([of('A'), of('AAAA')]), nothing);
    expect(found.map((each) => questionKey(each.question))).toEqual(['a.test A', 'a.test AAAA']);
  });

  it('can be nested', () => {
    const inner = () => together([asks(['a'], ['b']), asks(['c'])]);
    expect(batchesOf(together([inner(), asks(['a', 'd'], ['b'])]))).toEqual(['a c d', 'b']);
  });

  it('makes a failure of an answer that a driver left out', () => {
    const both = together([one(question('a')), one(question('b'))]);
    both.next([]);
    const { value } = both.next([nothing(question('a'))]);
    expect(value).toMatchObject([{ kind: 'nodata' }, failure(question('b'), 'limit')]);
  });
});
