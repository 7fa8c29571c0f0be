/** Records that evaluations to come need not read again. */
import { readyRecord, type ReadRecord, type ReadyRecord } from './published.js';

/** See {@link recordCache}; what it holds is its own affair. */
export interface RecordCache {
  readonly read: ReadRecord;
}

/**
 * Keeps the records that `checkHost` has read: the includes that many domains have in common are read once.
 * It is keyed by their text, so that nothing in it can be out of date.
 * @param octets How much text is kept, of what was used last: so much at least, twice that at most. A record
 * takes about thirty times its text.
 */
export function recordCache(octets = 2 ** 18): RecordCache {
  // Two generations: what is not asked for while the younger one fills is forgotten with the older.
  let young = new Map<string, ReadyRecord>();
  let old = new Map<string, ReadyRecord>();
  let size = 0;
  const keep = (text: string, record: ReadyRecord): ReadyRecord => {
    if (text.length > octets) return record;
    size += text.length;
    if (size > octets) {
      old = young;
      young = new Map();
      size = text.length;
    }
    young.set(text, record);
    return record;
  };
  return { read: (text) => young.get(text) ?? keep(text, old.get(text) ?? readyRecord(text)) };
}
