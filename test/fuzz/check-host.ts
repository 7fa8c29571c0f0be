import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';
import {
  failure,
  type Answer,
  type FailureCause,
  type ResourceRecord,
} from '../../src/dns/answer.js';
import { answer } from '../../src/dns/asking.js';
import { name } from '../../src/dns/name.js';
import type { Question } from '../../src/dns/question.js';
import { zoneAnswers } from '../../src/dns/zone.js';
import { terminalEvaluation } from '../../src/report/evaluation.js';
import { authenticationResults, receivedSpf } from '../../src/report/header-fields.js';
import { evaluateJson, jsonText } from '../../src/report/json.js';
import { evaluateSchema } from '../../src/report/schema.js';
import { checkHost, type CheckHostOptions } from '../../src/spf/check-host.js';
import { toStrings } from '../../src/spf/print.js';
import { modelVerdict } from '../interop/differential-model.js';
import { makeWorld } from '../interop/differential-world.js';
import { remembered } from '../world.js';
import type { Target } from './hostile.js';
import { recordText } from './record.js';

/** What a stranger's server may say to any question: each time the same. */
interface Told {
  readonly kind: 'records' | 'nodata' | 'nxdomain' | FailureCause;
  /** How many, and which. */
  readonly many: number;
  readonly texts: readonly string[];
}

type HostileInput = CheckHostOptions & { readonly tell: (name: string, type: string) => Told };

const clients = ['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.200'] as const;
const hosts = ['a.test', 'b.test', 'c.a.test', '.', 'x'.repeat(63), '_x.test'] as const;

const legal = fc
  .array(
    fc
      .tuple(
        fc.constantFrom('', '', '-', '~', '?'),
        fc.constantFrom(
          ...'a|mx|ptr|a:%{l}.test|mx:b.test/8//8|ptr:%{d}|exists:%{ir}.%{v}.x.test|exists:%{p}.test'.split(
            '|',
          ),
          ...'include:b.test|include:%{h}|include:%{s}.test|include:%{d2}|ip4:192.0.2.0/25|ip6:2001:db8::/96|all'.split(
            '|',
          ),
        ),
      )
      .map((of) => of.join('')),
    { maxLength: 12 },
  )
  .chain((terms) =>
    fc
      .constantFrom(
        '',
        ' redirect=c.test',
        ' redirect=%{o}',
        ' exp=%{l}.why.test',
        ' exp=why.test -all',
      )
      .map((end) => `v=spf1 ${terms.join(' ')}${end}`),
  );
const explanation = fc.constantFrom(
  '%{s} %{p} %{c}',
  '%{h}%{r}%{t}',
  '%{z}',
  '\u001b[31m',
  '%{S}'.repeat(500),
);
const text = fc.oneof(
  { weight: 6, arbitrary: legal },
  { weight: 3, arbitrary: recordText },
  { weight: 3, arbitrary: explanation },
);

const told: fc.Arbitrary<Told> = fc.record({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constant('records' as const) },
    { weight: 2, arbitrary: fc.constantFrom('nodata' as const, 'nxdomain' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('timeout' as const, 'servfail' as const, 'malformed' as const),
    },
  ),
  many: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 20 })),
  texts: fc.oneof(
    { weight: 8, arbitrary: fc.tuple(text) },
    { weight: 1, arbitrary: fc.tuple(text, text) },
  ),
});

const stranger = fc.oneof(
  fc.constantFrom('a', '', '"a b@c"', 'a.b-c+d', 'a..b', '\u00fc', 'x'.repeat(300)),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const domain = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a.test', 'A.Test.', '_x.a.test', 'b\u00fccher.test') },
  { weight: 1, arbitrary: fc.constantFrom('test', 'a..test', '[192.0.2.1]', '', '\ud800.test') },
);

/** Whoever asks, whatever the records and the servers are: it ends, and says what can be shown. */
export const hostileWorldTarget: Target<HostileInput> = {
  reader: 'check_host() in hostile worlds',
  input: fc.record({
    ip: fc.constantFrom(...clients),
    sender: fc.tuple(stranger, domain).map((of) => of.join('@')),
    helo: fc.oneof(domain, stranger),
    voids: fc.constantFrom('term', 'query'),
    now: fc.constant(1_700_000_000),
    tell: fc.func(told),
  }),
  run: ({ tell, ...options }) => {
    let asked = 0;
    const know = remembered((question) => {
      asked += 1;
      return answerOf(question, tell(question.name, question.type));
    });
    const evaluation = answer(checkHost({ ...options, ahead: false }), know);
    // The first TXT; ten terms with an MX or PTR record and ten hosts each; the names for %{p}; exp.
    assert.ok(asked <= 1 + 10 * 11 + 11 + 1, `${asked} questions`);
    assert.deepEqual(answer(checkHost(options), know), evaluation);
    const { result, lookups, voidLookups, explanation: says, mechanism, problem } = evaluation;
    const isError = ['none', 'temperror', 'permerror'].includes(result);
    assert.equal(problem !== null, isError);
    if (mechanism !== null) assert.ok(!isError);
    if (result !== 'permerror') assert.ok(lookups <= 10 && voidLookups <= 2);
    if (says !== null) assert.ok(result === 'fail' && /^[\x20-\x7e]{0,4096}$/.test(says));

    const style = { width: 80, paint: (_: unknown, shown: string) => shown, unicode: true };
    assert.match(terminalEvaluation(evaluation, style), /^[\n\x20-\x7e]*$/);
    const fields = {
      receivedSpf: receivedSpf(evaluation, 'mx.test'),
      authenticationResults: authenticationResults(evaluation, {
        id: 'mx.test',
        nullSender: false,
      }),
    };
    for (const field of Object.values(fields))
      assert.match(field, /^[\x20-\x7e]+(?:\n [\x20-\x7e]+)*$/);
    const json = jsonText(evaluateJson(evaluation, fields));
    assert.match(json, /^[\n\x20-\x7e]*$/);
    evaluateSchema.parse(JSON.parse(json));
  },
};

function answerOf(question: Question, { kind, many, texts }: Told): Answer {
  if (kind === 'nodata' || kind === 'nxdomain') return { kind, question, aliases: [] };
  if (kind !== 'records') return failure(question, kind);
  const found = Array.from({ length: Math.max(many, 1) }, (_, index) =>
    recordOf(question, index, many, texts),
  ).filter((record) => record !== undefined);
  if (found.length === 0) return { kind: 'nodata', question, aliases: [] };
  return { kind: 'noerror', question, aliases: [], records: found, ttl: 1 };
}

function recordOf(
  { name: owner, type }: Question,
  index: number,
  many: number,
  texts: readonly string[],
): ResourceRecord | undefined {
  const base = { name: owner, ttl: 1 };
  const number = (index + many) % 4;
  const host = name(index < 2 ? (hosts[(index + many) % hosts.length] ?? '.') : `h${index}.test`);
  if (type === 'A') return { ...base, type, address: `192.0.2.${number}` };
  if (type === 'AAAA') return { ...base, type, address: `2001:db8::${number || ''}` };
  if (type === 'MX') return { ...base, type, preference: index, exchange: host };
  if (type === 'PTR') return { ...base, type, target: host };
  const own = texts[index];
  return type === 'TXT' && own !== undefined
    ? { ...base, type, strings: toStrings(own) }
    : undefined;
}

/** In small worlds check_host() says what RFC 7208 told once more says. */
export const modelTarget: Target<number> = {
  reader: 'check_host() beside a model',
  input: fc.nat(),
  run: (seed) => {
    const world = makeWorld(seed);
    const know = remembered(zoneAnswers([world.zone]));
    const receiver = 'mx.receiver.test';
    const now = 1_700_000_000;
    for (const message of world.messages) {
      const { result, explanation: says } = answer(checkHost({ ...message, receiver, now }), know);
      const model = modelVerdict({ know, message, receiver, now, differences: new Set() });
      assert.deepEqual(
        { result, explanation: says?.toLowerCase() || null },
        { result: model.result, explanation: model.explanation?.toLowerCase() ?? null },
      );
    }
  },
};
