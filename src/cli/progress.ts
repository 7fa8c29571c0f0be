/** One line on stderr while a command waits for the network, for a person who looks at it. */
import type { Lookup } from '../dns/answer.js';
import type { Question } from '../dns/question.js';
import { shown } from '../report/escape.js';
import type { Io, OutputOptions } from './io.js';

/** Milliseconds until the line appears, and between its changes. */
const PATIENCE = 500;
const INTERVAL = 100;

/** Goes to the beginning of the line and clears it (ECMA-48 EL). */
const CLEARED = '\r\x1b[2K';

export interface Progress {
  /** The same Lookup, with its questions counted. */
  readonly watch: (lookup: Lookup) => Lookup;
  /** Clears the line. */
  readonly end: () => void;
}

/** Shows nothing where stderr is no terminal, or it is to be quiet, or all is done in half a second. */
export function showProgress(
  { stderr, env }: Pick<Io, 'stderr' | 'env'>,
  { quiet }: OutputOptions,
): Progress {
  if (stderr.isTTY !== true || quiet === true || env['TERM'] === 'dumb') {
    return { watch: (lookup) => lookup, end: () => undefined };
  }
  const start = performance.now();
  const pending = new Set<Question>();
  let asked = 0;
  let isShown = false;
  const timer = setInterval(() => {
    const milliseconds = performance.now() - start;
    if (milliseconds < PATIENCE) return;
    isShown = true;
    stderr.write(`${CLEARED}${line(milliseconds).slice(0, (stderr.columns ?? 80) - 1)}`);
  }, INTERVAL);
  timer.unref();

  function line(milliseconds: number): string {
    const [oldest] = pending;
    const waiting =
      oldest === undefined ? '' : `, waiting for ${oldest.type} of ${shown(oldest.name)}`;
    return `${(milliseconds / 1000).toFixed(1)} s: ${asked - pending.size} of ${asked} questions answered${waiting}`;
  }

  return {
    watch: (lookup) => async (question) => {
      asked += 1;
      pending.add(question);
      try {
        return await lookup(question);
      } finally {
        pending.delete(question);
      }
    },
    end: () => {
      clearInterval(timer);
      if (isShown) stderr.write(CLEARED);
    },
  };
}
