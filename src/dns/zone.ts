/** Zone-file text (RFC 1035 5) to answers. */
import { failure, type Known } from './answer.js';

/** What one zone file says. */
export interface Zone {
  readonly file: string;
}

/** Answers from zones. */
export function zoneAnswers(_zones: readonly Zone[]): Known {
  return (question) => failure(question, 'not-covered');
}
