/** A certificate authority that only a test trusts, and certificates of it (X.509, RFC 5280). */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { parseIp4, parseIp6 } from '../src/dns/address.js';

/** What a server shows: both as PEM. */
export interface Credentials {
  readonly key: string;
  readonly cert: string;
}

export interface Authority {
  /** Its own certificate as PEM, to be trusted. */
  readonly ca: string;
  /** A certificate for these names and addresses, which is valid until tomorrow, or was until yesterday. */
  readonly issue: (
    names: readonly string[],
    options?: { readonly expired?: boolean },
  ) => Credentials;
}

const DAY = 24 * 60 * 60 * 1000;

export function createAuthority(name = 'authority of a test'): Authority {
  const own = keyPair();
  const issuer = { name, key: own.privateKey };
  const isAuthority = extension('551d13', true, sequence(tag(0x01, 'ff')));
  return {
    ca: certificate({
      issuer,
      subject: issuer.name,
      key: own.publicKey,
      extensions: [isAuthority],
    }),
    issue: (names, { expired = false } = {}) => {
      const { publicKey: key, privateKey } = keyPair();
      const subject = 'server of a test';
      const extensions = [extension('551d11', false, sequence(...names.map(alternativeName)))];
      const until = Date.now() + (expired ? -DAY : DAY);
      return {
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        cert: certificate({ issuer, subject, key, extensions, until }),
      };
    },
  };
}

/** A certificate that no authority has signed. */
export function signItself(names: readonly string[]): Credentials {
  const { publicKey: key, privateKey } = keyPair();
  const subject = 'server of a test';
  const extensions = [extension('551d11', false, sequence(...names.map(alternativeName)))];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: certificate({ issuer: { name: subject, key: privateKey }, subject, key, extensions }),
  };
}

function keyPair(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

interface Certified {
  readonly issuer: { readonly name: string; readonly key: KeyObject };
  readonly subject: string;
  readonly key: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly until?: number;
}

/** RFC 5280 4.1, as PEM. */
function certificate({ issuer, subject, key, extensions, until }: Certified): string {
  // ecdsa-with-SHA256 (RFC 5758 3.2).
  const algorithm = sequence(tag(0x06, '2a8648ce3d040302'));
  const toBeSigned = sequence(
    tag(0xa0, tag(0x02, '02')),
    tag(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    commonName(issuer.name),
    sequence(...[Date.now() - 2 * DAY, until ?? Date.now() + DAY].map(generalizedTime)),
    commonName(subject),
    key.export({ type: 'spki', format: 'der' }),
    tag(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', toBeSigned, issuer.key);
  const der = sequence(toBeSigned, algorithm, tag(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function commonName(text: string): Buffer {
  return sequence(tag(0x31, sequence(tag(0x06, '550403'), tag(0x0c, Buffer.from(text)))));
}

function generalizedTime(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return tag(0x18, Buffer.from(digits));
}

/** RFC 5280 4.2.1.6: dNSName or iPAddress. */
function alternativeName(name: string): Buffer {
  if (isIP(name) === 0) return tag(0x82, Buffer.from(name));
  return tag(0x87, Buffer.from(parseIp4(name) ?? parseIp6(name) ?? []));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(tag(0x06, id), ...(critical ? [tag(0x01, 'ff')] : []), tag(0x04, value));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tag(0x30, Buffer.concat(parts));
}

/** DER (X.690): tag, length, and content, which may be given in hexadecimal. */
function tag(id: number, content: Buffer | string): Buffer {
  const octets = typeof content === 'string' ? Buffer.from(content, 'hex') : content;
  const { length } = octets;
  const lengthOctets =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(id, ...lengthOctets), octets]);
}
