import { describe, expect, it } from 'vitest';
import { name } from '../../src/dns/name.js';
import {
  allowsHost,
  isStsRecord,
  parseStsPolicy,
  parseStsRecord,
  policyHost,
  policyUrl,
} from '../../src/records/mta-sts.js';

const recordFaults = (text: string) =>
  parseStsRecord(text).faults.map(({ problem, span }) => [
    problem,
    text.slice(span.start, span.end),
  ]);

describe('the record', () => {
  it.each([
    ['v=STSv1; id=20160831085700Z', '20160831085700Z'],
    ['v=STSv1;id=a;', 'a'],
    [`v=STSv1; id=${'a'.repeat(32)}; x=1`, 'a'.repeat(32)],
  ])('%s', (text, id) => {
    expect(isStsRecord(text)).toBe(true);
    expect(parseStsRecord(text)).toMatchObject({ id, faults: [] });
  });

  it.each([
    ['v=STSv1;', 'no-id', 'v=STSv1'],
    ['v=STSv1; id=', 'invalid-id', 'id='],
    ['v=STSv1; id=2016-08-31', 'invalid-id', 'id=2016-08-31'],
    [`v=STSv1; id=${'a'.repeat(33)}`, 'invalid-id', `id=${'a'.repeat(33)}`],
    ['v=STSv1; id=a; id=b', 'duplicate-tag', 'id=b'],
  ])('%s: %s', (text, problem, place) => {
    expect(recordFaults(text)).toEqual([[problem, place]]);
  });
});

const policy = (...lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join('');
const sound = policy('version: STSv1', 'mode: enforce', 'mx: *.example.com', 'max_age: 604800');

const policyFaults = (text: string) =>
  parseStsPolicy(text).faults.map(({ problem, span }) => [
    problem,
    text.slice(span.start, span.end),
  ]);

describe('the policy', () => {
  it.each([
    ['as in RFC 8461 3.2', sound],
    ['with LF', sound.replaceAll('\r', '')],
    ['without a line end at its end', sound.trimEnd()],
    ['with blanks at the ends of lines', sound.replaceAll('\r\n', ' \t\n')],
    ['without blanks behind the colons', sound.replaceAll(': ', ':')],
    ['with a field that nobody knows', `${sound}x-note: ok\r\n`],
  ])('%s', (_, text) => {
    expect(parseStsPolicy(text)).toEqual({
      text,
      mode: 'enforce',
      mx: ['*.example.com'],
      maxAge: 604_800,
      faults: [],
    });
  });

  it('takes every mx, in lower case', () => {
    const text = `${sound}mx: Mail.Example.NET.\n`;
    expect(parseStsPolicy(text)).toMatchObject({
      mx: ['*.example.com', 'mail.example.net'],
      faults: [],
    });
  });

  it('needs no mx in mode none', () => {
    const text = policy('version: STSv1', 'mode: none', 'max_age: 86400');
    expect(parseStsPolicy(text)).toMatchObject({ mode: 'none', mx: [], faults: [] });
  });

  it.each([
    [sound.replace('STSv1', 'STSv2'), 'invalid-version', 'version: STSv2'],
    [sound.replace('enforce', 'enforced'), 'invalid-mode', 'mode: enforced'],
    [sound.replace('604800', '1 week'), 'invalid-age', 'max_age: 1 week'],
    [sound.replace('604800', '31557601'), 'invalid-age', 'max_age: 31557601'],
    [sound.replace('604800', '-1'), 'invalid-age', 'max_age: -1'],
    [`${sound}mx: *.*.example.com\n`, 'invalid-mx', 'mx: *.*.example.com'],
    [`${sound}mx: smtp:mail.example.com\n`, 'invalid-mx', 'mx: smtp:mail.example.com'],
    [`${sound}mode: none\n`, 'duplicate-field', 'mode: none'],
    [`${sound}nonsense\n`, 'no-field', 'nonsense'],
    [`${sound}\n`, 'no-field', '\n'],
  ])('%j: %s', (text, problem, place) => {
    expect(policyFaults(text)).toEqual([[problem, place]]);
  });

  it('misses what is not there', () => {
    const problems = policyFaults('').map(([problem]) => problem);
    expect(problems).toEqual(['invalid-version', 'invalid-mode', 'invalid-age']);
    expect(policyFaults(sound.replace('mx: *.example.com\r\n', '')).map(([p]) => p)).toEqual([
      'no-mx',
    ]);
  });

  it('knows no lines that end in CR alone', () => {
    const [fault] = parseStsPolicy(sound.replaceAll('\r\n', '\r')).faults;
    expect(fault?.reason).toMatch(/LF or CRLF/);
  });
});

it.each([
  ['mail.example.com', 'mail.example.com', true],
  ['mail.example.com', '*.example.com', true],
  ['example.com', '*.example.com', false],
  ['a.mail.example.com', '*.example.com', false],
  ['mail.example.com', 'example.com', false],
  ['mailexample.com', '*.example.com', false],
])('%s under %s: %s', (host, pattern, expected) => {
  expect(allowsHost({ mx: [pattern] }, name(host))).toBe(expected);
});

it('is served by a host of its own', () => {
  expect(policyHost(name('example.com'))).toBe('mta-sts.example.com');
  expect(policyUrl(name('example.com'))).toBe(
    'https://mta-sts.example.com/.well-known/mta-sts.txt',
  );
  const long = name(`${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(63)}`);
  expect(policyHost(long)).toBeUndefined();
});
