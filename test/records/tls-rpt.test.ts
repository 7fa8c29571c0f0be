import { expect, it } from 'vitest';
import { isTlsRpt, parseTlsRpt } from '../../src/records/tls-rpt.js';

it.each([
  ['v=TLSRPTv1; rua=mailto:reports@example.com', ['mailto:reports@example.com']],
  [
    'v=TLSRPTv1;rua=https://r.example.com/v1/tls, mailto:a@b.example;',
    ['https://r.example.com/v1/tls', 'mailto:a@b.example'],
  ],
  ['v=TLSRPTv1; rua=mailto:a@b.example; ext=1', ['mailto:a@b.example']],
])('%s', (text, addresses) => {
  expect(isTlsRpt(text)).toBe(true);
  const { rua, faults } = parseTlsRpt(text);
  expect(rua.map((uri) => uri.text)).toEqual(addresses);
  expect(faults).toEqual([]);
});

it.each([
  ['v=TLSRPTv1;', 'no-address', 'v=TLSRPTv1'],
  ['v=TLSRPTv1; rua=', 'invalid-uri', ''],
  ['v=TLSRPTv1; rua=tls@example.com', 'invalid-uri', 'tls@example.com'],
  ['v=TLSRPTv1; rua=http://example.com/', 'invalid-uri', 'http://example.com/'],
  [
    'v=TLSRPTv1; rua mailto:a@b.example; rua=mailto:a@b.example',
    'no-tag',
    'rua mailto:a@b.example',
  ],
])('%s: %s', (text, problem, place) => {
  const { faults } = parseTlsRpt(text);
  expect(
    faults.map((fault) => [fault.problem, text.slice(fault.span.start, fault.span.end)]),
  ).toEqual([[problem, place]]);
});
