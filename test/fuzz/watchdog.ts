/** Ends the process where a reader does not come back: no test in it could. */
import { Worker } from 'node:worker_threads';

/** What is said while it is all right. */
export interface Watchdog {
  /** Says that it is still alive, and what of: a number that is told where nothing more comes. */
  readonly alive: (at: number) => void;
  readonly end: () => Promise<void>;
}

const code = `
const { workerData: { state, what, milliseconds } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let before = -1;
setInterval(() => {
  const beat = Atomics.load(state, 0);
  if (beat === before) {
    writeSync(2, '\\n' + what + ': no end after ' + milliseconds / 1000 + ' s, seed ' + Atomics.load(state, 1) + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }
  before = beat;
}, milliseconds);
`;

export function watch(what: string, milliseconds: number): Watchdog {
  const state = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(code, { eval: true, workerData: { state, what, milliseconds } });
  return {
    alive: (at) => {
      Atomics.store(state, 1, at);
      Atomics.add(state, 0, 1);
    },
    end: async () => {
      await worker.terminate();
    },
  };
}
