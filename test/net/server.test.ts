import { describe, expect, it } from 'vitest';
import { parseServer, parseTlsServer, serverText } from '../../src/net/server.js';
import { systemServers } from '../../src/net/system.js';

describe('a server as it is given', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', 53],
    ['192.0.2.1:5353', '192.0.2.1', 5353],
    ['::1', '::1', 53],
    ['2001:db8::53', '2001:db8::53', 53],
    ['[::1]', '::1', 53],
    ['[::1]:65535', '::1', 65_535],
    ['fe80::1%eth0', 'fe80::1%eth0', 53],
  ])('%s', (text, address, port) => {
    expect(parseServer(text)).toEqual({ address, port });
  });
  it.each([
    '',
    ' ',
    'localhost',
    '192.0.2',
    '[192.0.2.1]:53',
    '[::1',
    '::1]:53',
    '[::1]:',
    '192.0.2.1:',
  ])('refuses %j', (text) => {
    expect(parseServer(text)).toMatch(/no IP address; give one such as/);
  });
  it.each(['192.0.2.1:0', '[::1]:65536', '192.0.2.1:99999'])('refuses the port of %s', (text) => {
    expect(parseServer(text)).toMatch(/port/);
  });
  it.each(['192.0.2.1#', '192.0.2.1#not a name', '192.0.2.1#a..b'])(
    'refuses what %j wants the certificate to be for',
    (text) => {
      expect(parseTlsServer(text)).toMatch(
        /^what stands behind # is no name of a server; give one/,
      );
    },
  );
  it('over TLS has a port and may have a name', () => {
    expect(parseTlsServer('[::1]#DNS.example')).toEqual({
      transport: 'tls',
      address: '::1',
      port: 853,
      name: 'dns.example',
    });
  });
  it('is written as it is read', () => {
    for (const text of ['192.0.2.1:53', '[2001:db8::1]:5353']) {
      const server = parseServer(text);
      expect(typeof server === 'string' ? server : serverText(server)).toBe(text);
    }
  });
});

describe('the servers of the system', () => {
  it('are addresses and ports', () => {
    for (const server of systemServers()) expect(parseServer(serverText(server))).toEqual(server);
  });
});
