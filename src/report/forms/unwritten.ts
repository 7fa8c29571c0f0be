/** Why a change cannot be given in a form. */
import type { FailureAnswer } from '../../dns/answer.js';
import { shown } from '../escape.js';
import type { CharacterStrings } from './rrset-change.js';

export type Unwritten =
  /** One clause, safe to show. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The form names the zone, and which one that is could not be looked up. */
  | { readonly kind: 'unknown'; readonly cause: FailureAnswer };

/** The tool has no way to write one of the values that it would have to carry along. */
export function cannotHold(tool: string, strings: CharacterStrings): Unwritten {
  const value = JSON.stringify(shown(strings.join('')));
  return {
    kind: 'refused',
    reason: `${tool} cannot hold the TXT value ${value}, which is to stay; take another form`,
  };
}
