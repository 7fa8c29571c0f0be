/** Node's own resolver, which asks the same server. */
import { Resolver } from 'node:dns/promises';
import type { DomainName } from '../src/dns/name.js';

/** The TXT values that it brings, each in one piece; or the code of its error. */
export async function askNode(
  server: string,
  domain: DomainName,
): Promise<readonly string[] | string> {
  const resolver = new Resolver({ timeout: 300, tries: 2 });
  resolver.setServers([server]);
  try {
    return (await resolver.resolveTxt(domain)).map((strings) => strings.join(''));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
