import { describe, expect, it } from 'vitest';
import { mailServerText, readMailServer } from '../../src/mail/server.js';

describe('readMailServer', () => {
  it.each([
    ['mail.example.com', 'smtp', 'mail.example.com', 587, 'starttls'],
    ['MAIL.Example.com.:465', 'smtp', 'mail.example.com', 465, 'tls'],
    ['mail.example.com:2525', 'smtp', 'mail.example.com', 2525, 'starttls'],
    ['mail.example.com:25', 'smtp', 'mail.example.com', 25, 'starttls'],
    ['mail.example.com', 'imap', 'mail.example.com', 993, 'tls'],
    ['mail.example.com:143', 'imap', 'mail.example.com', 143, 'starttls'],
    ['192.0.2.1', 'pop3', '192.0.2.1', 995, 'tls'],
    ['192.0.2.1:110', 'pop3', '192.0.2.1', 110, 'starttls'],
    ['[2001:DB8::1]:993', 'imap', '2001:db8::1', 993, 'tls'],
    ['2001:db8::1', 'imap', '2001:db8::1', 993, 'tls'],
    ['bücher.example:587', 'smtp', 'xn--bcher-kva.example', 587, 'starttls'],
    ['localhost:2525', 'smtp', 'localhost', 2525, 'starttls'],
  ] as const)('reads %s for %s', (typed, protocol, host, port, security) => {
    expect(readMailServer(typed, protocol)).toEqual({ protocol, host, port, security });
  });

  it('takes the security that is asked for', () => {
    expect(readMailServer('mail.example.com:465', 'smtp', 'none')).toMatchObject({
      security: 'none',
    });
  });

  it.each(['mail.example.com:0', 'mail.example.com:65536', 'mail.example.com:', 'x.example:smtp'])(
    'refuses the port of %s',
    (typed) => {
      expect(readMailServer(typed, 'smtp')).toMatch(/port is not between 1 and 65535/);
    },
  );

  it.each([
    '',
    ' ',
    '1.2.3',
    '[mail.example.com]',
    'https://mail.example.com',
    'a b.example',
    'a..b',
  ])('refuses %j', (typed) => {
    expect(readMailServer(typed, 'smtp')).toMatch(/it is no mail server|its port/);
  });

  it('is read again from its own text', () => {
    for (const typed of ['mail.example.com:587', '[2001:db8::1]:993', '192.0.2.1:25']) {
      const server = readMailServer(typed, 'smtp');
      if (typeof server === 'string') throw new Error(server);
      expect(mailServerText(server)).toBe(typed);
    }
  });
});
