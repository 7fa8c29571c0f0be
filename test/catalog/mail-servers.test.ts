import { expect, it } from 'vitest';
import { documentedServers } from '../../src/catalog/mail-servers.js';
import { providers } from '../../src/catalog/providers.js';
import { mailServerText, readMailServer } from '../../src/mail/server.js';

it('has servers that connect takes as they are, of providers of mailboxes only', () => {
  const known = providers.filter(({ id }) => documentedServers(id).length > 0);
  expect(known.length).toBe(48);
  expect(new Set(known.map(({ kind }) => kind))).toEqual(new Set(['mailbox']));
  for (const { protocol, server } of known.flatMap(({ id }) => documentedServers(id))) {
    const read = readMailServer(server, protocol);
    expect(typeof read === 'string' ? read : mailServerText(read)).toBe(server);
  }
});

it('knows none of a provider that documents none, or that there is not', () => {
  expect(documentedServers('amazon-ses')).toEqual([]);
  expect(documentedServers('constructor')).toEqual([]);
  expect(documentedServers(undefined)).toEqual([]);
});
