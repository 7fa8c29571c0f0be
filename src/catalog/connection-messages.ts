/** What the application's own connection test shows when a server says no. */

/** The core of each message, as the application words it. */
export const applicationMessages = {
  noResponse: 'no response, check address and port',
  closed: 'closed the connection unexpectedly',
  option: 'option not supported',
  ssl: 'SSL exception',
  sender: 'refused the sender address',
  recipient: 'refused the test recipient',
  data: 'refused the test connection',
} as const;

/** Whose servers have rules of their own for who logs in and who sends. */
export type SpecialHost = 'microsoft' | 'google';

const owners: readonly (readonly [SpecialHost, RegExp])[] = [
  ['microsoft', /(?:^|\.)(?:outlook\.com|office365\.com|office\.com|hotmail\.com)$/],
  ['google', /(?:^|\.)(?:gmail\.com|google\.com|googlemail\.com)$/],
];

/** Whose server it is, by its name. */
export function specialHost(host: string): SpecialHost | undefined {
  return owners.find(([, pattern]) => pattern.test(host))?.[0];
}
