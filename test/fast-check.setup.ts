/**
 * The laws are tried on the same cases everywhere, so that a failure is found where it was made:
 * FAST_CHECK_SEED=random (or a number) tries others.
 */
import fc from 'fast-check';

const given = process.env['FAST_CHECK_SEED'] ?? '20261123';
if (given !== 'random') fc.configureGlobal({ seed: Number(given) });
