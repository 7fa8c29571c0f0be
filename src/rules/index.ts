/** The checklist, in the order in which a person would go through it. */
import type { Rule } from './rule.js';
import { spfMultipleRecords } from './spf-multiple-records.js';
import { spfTooManyLookups } from './spf-too-many-lookups.js';
import { spfUndetermined } from './spf-undetermined.js';

export const checklist: readonly Rule[] = [spfUndetermined, spfMultipleRecords, spfTooManyLookups];
