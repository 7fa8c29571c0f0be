/** One line on stderr while a command waits for the network, for a person who looks at it. */
import type { Lookup } from '../dns/answer.js';
import type { Question } from '../dns/question.js';
import { shown } from '../report/escape.js';
import type { Io, OutputOptions } from './io.js';

/** Milliseconds until a line appears, and between changes of the one about questions. */
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

/** Where a person waits, if one does. */
type Device = Pick<Io, 'stderr' | 'env'>;

/**
 * One line that is written again at each interval, in milliseconds, and cleared at the end. Nothing is
 * shown where stderr is no terminal, or it is to be quiet, or all is done in half a second.
 */
export function liveLine(
  { stderr, env }: Device,
  { quiet }: OutputOptions,
  interval: number,
  line: (milliseconds: number) => string,
): Pick<Progress, 'end'> {
  if (stderr.isTTY !== true || quiet === true || env['TERM'] === 'dumb') {
    return { end: () => undefined };
  }
  const start = performance.now();
  let isShown = false;
  const timer = setInterval(() => {
    const milliseconds = performance.now() - start;
    if (milliseconds < PATIENCE) return;
    isShown = true;
    stderr.write(`${CLEARED}${line(milliseconds).slice(0, (stderr.columns ?? 80) - 1)}`);
  }, interval);
  timer.unref();
  return {
    end: () => {
      clearInterval(timer);
      if (isShown) stderr.write(CLEARED);
    },
  };
}

/** The questions that are asked and answered, and the one that is waited for. */
export function showProgress(device: Device, options: OutputOptions): Progress {
  const pending = new Set<Question>();
  let asked = 0;
  const { end } = liveLine(device, options, INTERVAL, (milliseconds) => {
    const [oldest] = pending;
    const waiting =
      oldest === undefined ? '' : `, waiting for ${oldest.type} of ${shown(oldest.name)}`;
    return `${(milliseconds / 1000).toFixed(1)} s: ${asked - pending.size} of ${asked} questions answered${waiting}`;
  });
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
    end,
  };
}
