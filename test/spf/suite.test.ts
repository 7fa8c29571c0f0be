/** The test suite of RFC 7208: every result and every explanation, with nothing left out. */
import { describe, expect, test } from 'vitest';
import type { Known } from '../../src/dns/answer.js';
import { answer, ask } from '../../src/dns/asking.js';
import { zoneAnswers } from '../../src/dns/zone.js';
import { createResolver } from '../../src/net/resolver.js';
import { checkHost } from '../../src/spf/check-host.js';
import type { Evaluation } from '../../src/spf/evaluation.js';
import { serveZones } from '../dns-server.js';
import { readSuite, type Scenario, type SuiteCase } from '../suite.js';

const suite = readSuite();
const scenarios = typeof suite === 'string' ? [] : suite;

/** What a test of the suite says about an evaluation. */
function expectCase(wanted: SuiteCase, { result, explanation }: Evaluation): void {
  expect(wanted.results).toContain(result);
  // What explains nothing else is the default text, which is the receiver's own.
  if (wanted.explanation !== undefined) expect(explanation).toBe(wanted.explanation);
}

function inputOf({ ip, sender, helo }: SuiteCase) {
  return { ip, sender, helo, receiver: 'mx.receiver.test', now: 1_400_000_000 };
}

test.skipIf(typeof suite === 'string')(
  `the suite is whole${typeof suite === 'string' ? `: skipped, ${suite}` : ''}`,
  () => {
    const cases = scenarios.flatMap((scenario) => scenario.cases);
    expect(scenarios).toHaveLength(16);
    expect(cases).toHaveLength(203);
    expect(cases.filter((wanted) => wanted.explanation !== undefined)).toHaveLength(22);
  },
);

const known = new Map<Scenario, Known>(
  scenarios.map((scenario) => [scenario, zoneAnswers([scenario.zone('timeout')])]),
);

function evaluated(scenario: Scenario, wanted: SuiteCase, ahead: boolean): Evaluation {
  return answer(checkHost({ ...inputOf(wanted), ahead }), known.get(scenario) ?? []);
}

describe.each(scenarios.map((scenario) => [scenario.description, scenario] as const))(
  '%s',
  (_, scenario) => {
    describe.each([
      ['asking ahead', true],
      ['one question after the other', false],
    ])('on known answers, %s', (__, ahead) => {
      test.each(scenario.cases.map((wanted) => [wanted.name, wanted] as const))(
        '%s',
        (___, wanted) => {
          expectCase(wanted, evaluated(scenario, wanted, ahead));
        },
      );
    });

    test.each(scenario.cases.map((wanted) => [wanted.name, wanted] as const))(
      'asking ahead changes nothing but the number of batches: %s',
      (__, wanted) => {
        expect(evaluated(scenario, wanted, true)).toEqual(evaluated(scenario, wanted, false));
      },
    );

    // A server that does not reply would make each of these tests as long as the resolver waits.
    test.each([
      ['over UDP, asking ahead', {}, true],
      ['over UDP, one question after the other', {}, false],
      ['over TCP, as every UDP reply is cut', { udpLimit: 12 }, true],
    ])('%s', async (__, options, ahead) => {
      const server = await serveZones([scenario.zone('servfail')], options);
      try {
        for (const wanted of scenario.cases) {
          const lookup = createResolver({ servers: [server] });
          expectCase(wanted, await ask(checkHost({ ...inputOf(wanted), ahead }), lookup));
        }
        const tcp = server.log.some(({ transport }) => transport === 'tcp');
        expect(tcp).toBe('udpLimit' in options);
      } finally {
        await server.close();
      }
    });
  },
);
