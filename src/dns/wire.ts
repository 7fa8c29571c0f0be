/**
 * The octets of a DNS message (RFC 1035 4.1), read strictly: nothing is read past the end of what it
 * belongs to, all of it is read, and compression pointers lead backward only.
 */
import { labelCharacters, MAX_LABEL_OCTETS, ROOT, type DomainName } from './name.js';

/** RFC 1035 4.1.1. */
export const HEADER_OCTETS = 12;
/** RFC 6891 6.1.2: the record by which EDNS is spoken, without options. */
export const OPT_OCTETS = 11;
/** RFC 1035 2.3.4: with its length octets and the root. */
const MAX_NAME_OCTETS = 255;
/** A name of 255 octets has no more labels than this, so it needs no more pointers either. */
const MAX_POINTERS = 127;
/** RFC 1035 4.1.4: the bits in front of a pointer, and of 14 bits of offset. */
const POINTER = 0xc0;

const DOT = 0x2e;

/** What is wrong with a message, in one clause. */
export class WireFault extends Error {
  override readonly name = 'WireFault';
}

/** What each octet of a label is in text that need not be a DomainName (RFC 1035 5.1). */
const escapedCharacters: readonly string[] = labelCharacters.map((character, octet) => {
  if (character !== undefined) return character;
  return octet === DOT || octet === 0x5c
    ? `\\${String.fromCharCode(octet)}`
    : `\\${String(octet).padStart(3, '0')}`;
});

/** Reads a message from behind its question on. Throws a {@link WireFault} at what cannot be read. */
export class WireReader {
  readonly #octets: Uint8Array;
  readonly #asked: DomainName;
  #at: number;
  /** The end of what is being read: the message, or a record's data. */
  #end: number;
  #inData = false;

  /** @param asked The name of the question, right behind the header: most pointers lead to it. */
  constructor(octets: Uint8Array, asked: DomainName, at: number) {
    this.#octets = octets;
    this.#asked = asked;
    this.#at = at;
    this.#end = octets.length;
  }

  /** Whether all is read: of the message, or of the data that was entered. */
  get atEnd(): boolean {
    return this.#at === this.#end;
  }

  uint8(): number {
    return this.#octets[this.#take(1)] ?? 0;
  }

  uint16(): number {
    const at = this.#take(2);
    return ((this.#octets[at] ?? 0) << 8) | (this.#octets[at + 1] ?? 0);
  }

  uint32(): number {
    return this.uint16() * 0x1_0000 + this.uint16();
  }

  /** The next octets, or all that are left; a view of the message. */
  octets(length = this.#end - this.#at): Uint8Array {
    const at = this.#take(length);
    return this.#octets.subarray(at, at + length);
  }

  /** <character-string> (RFC 1035 3.3): a length, then so many octets; each becomes one code unit. */
  characterString(): string {
    return String.fromCharCode(...this.octets(this.uint8()));
  }

  /** Goes into a record's data of so many octets (RDLENGTH). */
  enter(length: number): void {
    const end = this.#at + length;
    if (end > this.#end) throw new WireFault('data that runs past the end of the message');
    this.#end = end;
    this.#inData = true;
  }

  /** Leaves the data, all of which must have been read. */
  leave(): void {
    if (!this.atEnd) throw new WireFault('data that is longer than its type has it');
    this.#end = this.#octets.length;
    this.#inData = false;
  }

  /**
   * <domain-name>: labels, then the root or a pointer (RFC 1035 4.1.4). Undefined for a name that is
   * well formed and that no DomainName can hold.
   * @param compressible False where no pointer is allowed (RFC 3597 4).
   */
  name(compressible = true): DomainName | undefined {
    // Most names are a pointer to the question's.
    if (
      compressible &&
      this.#at + 2 <= this.#end &&
      this.#octets[this.#at] === POINTER &&
      this.#octets[this.#at + 1] === HEADER_OCTETS
    ) {
      this.#at += 2;
      return this.#asked;
    }
    const text = this.#labels(labelCharacters, compressible);
    return text === '' ? ROOT : (text as DomainName | undefined);
  }

  /** A name of any octets as text; what is no printable ASCII is escaped (RFC 1035 5.1). */
  escapedName(): string {
    return this.#labels(escapedCharacters, true) || ROOT;
  }

  /** A name as text without the dot at its end; undefined where one of its octets has no character. */
  #labels(characters: readonly (string | undefined)[], compressible: boolean): string | undefined {
    let text: string | undefined = '';
    let at = this.#at;
    let end = this.#end;
    /** Where reading goes on behind the first pointer. */
    let behind: number | undefined;
    let earliest = at;
    let octets = 1;
    let pointers = 0;
    for (;;) {
      const length = this.#octets[at];
      if (length === undefined || at >= end) throw new WireFault('a name that is cut');
      at += 1;
      if (length === 0) break;
      if (length >= POINTER) {
        if (!compressible) throw new WireFault('a compression pointer where none is allowed');
        if (at >= end) throw new WireFault('a name that is cut');
        const target = ((length - POINTER) << 8) | (this.#octets[at] ?? 0);
        behind ??= at + 1;
        pointers += 1;
        if (target >= earliest) throw new WireFault('a compression pointer that leads forward');
        if (target < HEADER_OCTETS) throw new WireFault('a compression pointer into the header');
        if (pointers > MAX_POINTERS) throw new WireFault('too many compression pointers in a row');
        at = target;
        earliest = target;
        end = this.#octets.length;
        continue;
      }
      if (length > MAX_LABEL_OCTETS) throw new WireFault('a label of an unknown kind');
      octets += 1 + length;
      if (octets > MAX_NAME_OCTETS) throw new WireFault(`a name over ${MAX_NAME_OCTETS} octets`);
      if (at + length > end) throw new WireFault('a name that is cut');
      if (octets > 2 + length && text !== undefined) text += '.';
      for (const next = at + length; at < next; at += 1) {
        const character: string | undefined = characters[this.#octets[at] ?? 0];
        text = character === undefined || text === undefined ? undefined : text + character;
      }
    }
    this.#at = behind ?? at;
    return text;
  }

  /** Where the next octets begin, which are read with that. */
  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#end) {
      throw new WireFault(this.#inData ? 'data that is shorter than its type has it' : 'it is cut');
    }
    this.#at = at + length;
    return at;
  }
}

/** Octets of a name on the wire without compression. */
export function nameOctets(name: DomainName): number {
  return name === ROOT ? 1 : name.length + 2;
}

/** Writes a name without compression into octets that are zero, and says where it ends. */
export function writeName(octets: Uint8Array, at: number, name: DomainName): number {
  if (name === ROOT) return at + 1;
  let lengthAt = at;
  for (let index = 0; index < name.length; index += 1) {
    const next = at + 1 + index;
    if (name.charCodeAt(index) === DOT) {
      octets[lengthAt] = next - lengthAt - 1;
      lengthAt = next;
    } else {
      octets[next] = name.charCodeAt(index);
    }
  }
  const end = at + 1 + name.length;
  octets[lengthAt] = end - lengthAt - 1;
  return end + 1;
}

/** Where `name` ends if it stands at `at` without compression, in letters of any case; else -1. */
export function behindName(octets: Uint8Array, at: number, name: DomainName): number {
  let next = at;
  let index = 0;
  for (;;) {
    const length = octets[next] ?? POINTER;
    next += 1;
    if (length === 0) break;
    if (length > MAX_LABEL_OCTETS) return -1;
    if (index > 0) {
      if (name.charCodeAt(index) !== DOT) return -1;
      index += 1;
    }
    for (const end = next + length; next < end; next += 1) {
      if (labelCharacters[octets[next] ?? 0] !== name[index]) return -1;
      index += 1;
    }
  }
  return index === (name === ROOT ? 0 : name.length) ? next : -1;
}
