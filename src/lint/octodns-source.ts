/** The TXT values of a zone in octoDNS' YAML: a file a zone, called by its name. */
import { LineCounter, isMap, isScalar, isSeq, parseDocument, type Node, type Scalar } from 'yaml';
import { toName, type DomainName } from '../dns/name.js';
import { unitsOf, utf8Octets } from '../dns/zone-text.js';
import { toStrings } from '../spf/print.js';
import { knownTxt, SourceError, type PlacedName, type PlacedValue } from './source.js';

/**
 * Reads an octoDNS file: at the top names relative to the zone ('' for the zone itself), each with one
 * record or a list of them. Values have `\;` for `;`, and are split into strings when they are published.
 * @throws {SourceError} Where it is no YAML, or the zone's name is none.
 */
export function octodnsSource(
  text: string,
  { file }: { readonly file: string },
): readonly PlacedName[] {
  const zone = toName(file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/i, ''));
  if (zone === undefined || !zone.includes('.')) {
    throw new SourceError(
      `${file}: an octoDNS file is called by its zone; name it such as example.com.yaml`,
    );
  }
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, maxAliasCount: 0 } as object);
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = counter.linePos(error.pos[0]);
    throw new SourceError(
      `${file}:${line}:${col}: ${error.message.split('\n', 1)[0]?.replace(/ at line .*/, '')}`,
    );
  }
  if (!isMap(document.contents)) {
    throw new SourceError(`${file}: an octoDNS file has names at the top, such as '': or www:`);
  }
  const names = new Map<DomainName, PlacedValue[]>();
  for (const { key, value } of document.contents.items) {
    const label = isScalar(key) && typeof key.value === 'string' ? key.value : '';
    const owner = toName(label === '' || label === '@' ? zone : `${label}.${zone}`);
    if (owner === undefined) continue;
    const scalars = txtScalars(value);
    if (scalars.length > 0) {
      names.set(
        owner,
        scalars.map((scalar) => placed(scalar, text, counter)),
      );
    }
  }
  const know = knownTxt(
    new Map([...names].map(([owner, values]) => [owner, values.map(({ strings }) => strings)])),
  );
  return [...names].map(([owner, values]) => ({ name: owner, values, know }));
}

/** The values of the TXT records among the records of one name. */
function txtScalars(records: Node | null): readonly Scalar<string>[] {
  if (isSeq(records)) return records.items.flatMap((item) => txtScalars(item as Node));
  if (!isMap(records) || records.get('type') !== 'TXT') return [];
  const all = [records.get('value', true), records.get('values', true)].flatMap((found: unknown) =>
    isSeq(found) ? found.items : [found],
  );
  return all.filter(
    (found): found is Scalar<string> => isScalar(found) && typeof found.value === 'string',
  );
}

function placed(scalar: Scalar<string>, text: string, counter: LineCounter): PlacedValue {
  const value = scalar.value.replaceAll('\\;', ';');
  const [start = 0, end = start] = scalar.range ?? [];
  const quote = scalar.type === 'QUOTE_SINGLE' || scalar.type === 'QUOTE_DOUBLE' ? 1 : 0;
  // Exact where the value stands in the file as it is: on one line, without escapes.
  const isPlain = text.slice(start + quote, end - quote) === scalar.value;
  const placeOf = (octet: number) => {
    const units = isPlain ? unitsOf(scalar.value, octet, true) : 0;
    const { line, col } = counter.linePos(start + quote + units);
    return { line, column: col };
  };
  return { strings: toStrings(utf8Octets(value)), placeOf, endOf: placeOf };
}
