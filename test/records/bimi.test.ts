import { expect, it } from 'vitest';
import { isBimi, parseBimi } from '../../src/records/bimi.js';

it.each([
  ['v=BIMI1; l=https://x.example/logo.svg', { location: 'https://x.example/logo.svg' }],
  [
    'v=BIMI1; l=https://x.example/logo.svg; a=https://x.example/vmc.pem;',
    { location: 'https://x.example/logo.svg', evidence: 'https://x.example/vmc.pem' },
  ],
  ['v=BIMI1; l=https://x.example/logo.svg; a=', { declined: false }],
  ['v=BIMI1; l=; a=;', { declined: true }],
  ['v=BIMI1; l=', { declined: true }],
])('%s', (text, expected) => {
  expect(isBimi(text)).toBe(true);
  expect(parseBimi(text)).toMatchObject({ ...expected, faults: [] });
});

it.each([
  ['v=BIMI1;', 'no-location', 'v=BIMI1'],
  ['v=BIMI1; a=https://x.example/vmc.pem', 'no-location', 'v=BIMI1'],
  ['v=BIMI1; l=http://x.example/logo.svg', 'invalid-location', 'l=http://x.example/logo.svg'],
  ['v=BIMI1; l=logo.svg', 'invalid-location', 'l=logo.svg'],
  ['v=BIMI1; l=https://x.example/a b', 'invalid-location', 'l=https://x.example/a b'],
])('%s: %s', (text, problem, place) => {
  const { faults } = parseBimi(text);
  expect(
    faults.map((fault) => [fault.problem, text.slice(fault.span.start, fault.span.end)]),
  ).toEqual([[problem, place]]);
});
