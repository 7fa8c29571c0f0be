/** What evaluators are measured on: the suite of RFC 7208, and a made world. Every answer is there at once. */
import { zoneAnswers, type Zone } from '../../src/dns/zone.js';
import type { Known } from '../../src/dns/answer.js';
import { readSuite, type SuiteCase } from '../suite.js';
import { remembered } from '../world.js';
import { madeWorld } from './made-world.js';

/** Cases, and the world that they are checked in. */
export interface BenchWorld {
  readonly zone: Zone;
  readonly know: Known;
  readonly cases: readonly SuiteCase[];
}

export interface CaseSet {
  readonly title: string;
  readonly worlds: readonly BenchWorld[];
}

/** The suite's cases, or why they are not here. */
export function suiteCases(): CaseSet | string {
  const suite = readSuite();
  if (typeof suite === 'string') return suite;
  const worlds = suite.map(({ zone, cases }) => benchWorld(zone('timeout'), cases));
  return { title: "the suite's cases", worlds };
}

export function madeCases(): CaseSet {
  const { zone, cases } = madeWorld();
  return { title: 'cases of a made world', worlds: [benchWorld(zone, cases)] };
}

function benchWorld(zone: Zone, cases: readonly SuiteCase[]): BenchWorld {
  return { zone, know: remembered(zoneAnswers([zone])), cases };
}
