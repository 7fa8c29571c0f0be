/** A certificate authority that only a test trusts, and certificates of it. */
import { isIP } from 'node:net';
import { generate } from 'selfsigned';

/** What a server shows: both as PEM. */
export interface Credentials {
  readonly key: string;
  readonly cert: string;
}

export interface Authority {
  /** Its own certificate as PEM, to be trusted. */
  readonly ca: string;
  /** A certificate for these names and addresses, valid until a day from now or from `expired` on not. */
  readonly issue: (
    names: readonly string[],
    options?: { readonly expired?: boolean },
  ) => Promise<Credentials>;
}

const DAY = 24 * 60 * 60 * 1000;

export async function createAuthority(): Promise<Authority> {
  const kind = { keyType: 'ec', algorithm: 'sha256' } as const;
  const own = await generate([{ name: 'commonName', value: 'authority of a test' }], {
    ...kind,
    notBeforeDate: new Date(Date.now() - 3 * DAY),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  return {
    ca: own.cert,
    issue: async (names, { expired = false } = {}) => {
      const { private: key, cert } = await generate(
        [{ name: 'commonName', value: 'server of a test' }],
        {
          ...kind,
          ca: { key: own.private, cert: own.cert },
          notBeforeDate: new Date(Date.now() - 2 * DAY),
          notAfterDate: new Date(Date.now() + (expired ? -DAY : DAY)),
          extensions: [
            {
              name: 'subjectAltName',
              altNames: names.map((name) =>
                isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name },
              ),
            },
          ],
        },
      );
      return { key, cert };
    },
  };
}
