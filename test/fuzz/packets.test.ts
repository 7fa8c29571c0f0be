/**
 * Very many damaged DNS messages through the reader: `npm run packets -- 1000000` says what they took in
 * time and memory.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageTarget } from './message.js';
import { watch } from './watchdog.js';

const wanted = Number(process.env['SPF_PACKETS'] ?? 0);

/** Messages that are made at a time, and then read. */
const CHUNK = 5000;
/** Milliseconds after which a chunk counts as hanging. */
const PATIENCE = 60_000;
/** MiB that the heap may have grown by at the end, once it was warm. */
const GROWTH = 8;

const title = `${wanted} messages: no crash, no hang, no growth${wanted > 0 ? '' : ': skipped, set SPF_PACKETS'}`;

test.skipIf(wanted === 0)(title, { timeout: 0 }, async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const first = Math.floor(Math.random() * 2 ** 31);
  const watchdog = watch(messageTarget.reader, PATIENCE);
  let [read, reading, slowest, warm] = [0, 0, 0, 0];
  for (let seed = first; read < wanted; seed += 1) {
    watchdog.alive(seed);
    const messages = fc.sample(messageTarget.input, {
      seed,
      numRuns: Math.min(CHUNK, wanted - read),
    });
    for (const message of messages) {
      const start = performance.now();
      messageTarget.run(message);
      const taken = performance.now() - start;
      reading += taken;
      slowest = Math.max(slowest, taken);
    }
    read += messages.length;
    if (warm === 0 && read >= wanted / 10) warm = heap();
  }
  await watchdog.end();
  const grown = heap() - warm;
  console.log(
    `${read} messages from seed ${first}: ${(reading / 1000).toFixed(1)} s of reading, ` +
      `${Math.round((1000 * read) / reading)} a second, the slowest ${slowest.toFixed(1)} ms; ` +
      `heap ${warm.toFixed(1)} MiB after a tenth, ${grown >= 0 ? '+' : ''}${grown.toFixed(1)} MiB at the end`,
  );
  expect(grown).toBeLessThan(GROWTH);
});
