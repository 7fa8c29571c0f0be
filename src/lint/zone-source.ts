/** The TXT values of a zone file (RFC 1035 5). */
import type { DomainName } from '../dns/name.js';
import { parseZone, zoneAnswers, ZoneError, type Zone, type ZoneRecord } from '../dns/zone.js';
import { unitsOf } from '../dns/zone-text.js';
import { placedStrings, SourceError, type PlacedName, type PlacedValue } from './source.js';

/**
 * Reads a zone file.
 * @throws {SourceError} Where it is none.
 */
export function zoneSource(
  text: string,
  options: { readonly file: string; readonly origin?: DomainName },
): readonly PlacedName[] {
  const zone = readZone(text, options);
  const lines = text.split('\n');
  const names = new Map<DomainName, PlacedValue[]>();
  for (const found of zone.records) {
    if (found.record.type !== 'TXT') continue;
    const values = names.get(found.record.name) ?? [];
    names.set(found.record.name, values);
    values.push(placed(found, found.record.strings, lines));
  }
  const know = zoneAnswers([zone]);
  return [...names].map(([name, values]) => ({ name, values, know }));
}

function readZone(text: string, options: Parameters<typeof parseZone>[1]): Zone {
  try {
    return parseZone(text, { ...options, longStrings: true });
  } catch (error) {
    if (error instanceof ZoneError) throw new SourceError(error.message);
    throw error;
  }
}

function placed(
  { at, data }: ZoneRecord,
  strings: readonly string[],
  lines: readonly string[],
): PlacedValue {
  return placedStrings(strings, (index, octets) => {
    const { line, column } = data[index] ?? at;
    const source = (lines[line - 1] ?? '').slice(column - 1);
    return { line, column: column + unitsOf(source, octets, true) };
  });
}
