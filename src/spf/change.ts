/** What an edit of a record did, as data: words are made from it elsewhere. */

export type ChangeKind =
  /** What broke the syntax, written as it can only have been meant. */
  | 'mend'
  /** A term that was not there. */
  | 'add'
  /** A term that stood further behind. */
  | 'move'
  /** The same again: it can never match anything. */
  | 'drop-duplicate'
  /** Behind `all`: never evaluated. */
  | 'drop-unreached'
  /** An include whose target does not exist or has no record: it can never pass. */
  | 'drop-dead'
  /** A `redirect` or second `exp` that has no effect where it stands. */
  | 'drop-modifier'
  /** It finds nothing in DNS: it matches nobody. */
  | 'drop-void'
  /** Whom it matches gets the same result by other terms. */
  | 'drop-covered'
  /** An include became the networks behind it. */
  | 'flatten'
  /** `term` became `by`. */
  | 'replace'
  /** A `redirect` became an `include` of the same target, because an `all` or another one follows. */
  | 'redirect-to-include'
  /** The `all` of the record: `term` became `by`. */
  | 'all';

export interface Change {
  readonly kind: ChangeKind;
  /** The term as it was, or as it is where it is new. */
  readonly term: string;
  /** What stands there now, where that is something else. */
  readonly by?: string;
}

/** An edited record. */
export interface Edit {
  readonly record: string;
  readonly changes: readonly Change[];
}
