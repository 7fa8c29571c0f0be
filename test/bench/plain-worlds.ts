/**
 * Worlds as a file for programs in other languages, all answers in it: lines of fields with tabs between.
 *
 *     world                                       what follows is one of its own
 *     answer  name  type  outcome  data...        noerror, nodata or failure; other names do not exist
 *     case    ip  sender  helo  results           results with commas between
 *
 * Texts of TXT, the sender and the HELO name are hexadecimal; MX is `preference host`.
 */
import type { Answer } from '../../src/dns/answer.js';
import type { DomainName } from '../../src/dns/name.js';
import type { BenchWorld } from './case-sets.js';

const types = ['A', 'AAAA', 'MX', 'PTR', 'TXT'] as const;

export function plainWorlds(worlds: readonly BenchWorld[]): string {
  return worlds.map((world) => `${linesOf(world).join('\n')}\n`).join('');
}

function linesOf({ zone, know, cases }: BenchWorld): readonly string[] {
  const owners = [
    ...zone.records.map(({ record }) => record.name),
    ...zone.failures.map(({ name }) => name),
  ];
  const answers = [...new Set<DomainName>(owners)].flatMap((name) =>
    types.map((type) => {
      const answer = know({ name, type });
      return ['answer', name, type, answer.kind, ...dataOf(answer)].join('\t');
    }),
  );
  const checks = cases.map(({ ip, sender, helo, results }) =>
    ['case', ip, hex(sender), hex(helo), results.join(',')].join('\t'),
  );
  return ['world', ...answers, ...checks];
}

function dataOf(answer: Answer): readonly string[] {
  if (answer.kind !== 'noerror') return [];
  return answer.records.flatMap((record) => {
    switch (record.type) {
      case 'A':
      case 'AAAA':
        return [record.address];
      case 'MX':
        return [`${record.preference} ${record.exchange}`];
      case 'PTR':
        return [record.target];
      case 'TXT':
        return [Buffer.from(record.strings.join(''), 'latin1').toString('hex')];
      case 'CNAME':
      case 'DNAME':
      case 'NS':
      case 'SOA':
      case 'SPF':
      case 'TLSA':
        return [];
    }
  });
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}
