/** The shape of the config file; the published JSON Schema comes from here. */
import { z } from 'zod';
import { editions } from '../catalog/twenty20.js';
import { securities } from '../mail/connection.js';
import { outgoings } from '../rules/profile.js';
import { profiles, type SetupOptions } from './setup.js';

/** Values of one key that may have several. */
const MAX_VALUES = 1000;

const several = z.array(z.string()).max(MAX_VALUES, `write at most ${MAX_VALUES}`);

const keys = {
  profile: z.enum(profiles),
  edition: z.enum(editions),
  appVersion: z.string().describe('such as 17.0'),
  outgoing: z.enum(outgoings).describe("through whose servers Twenty20's mail leaves"),
  database: z.string().describe('the NAME of https://NAME.odoo.com'),
  catchall: z.string().describe('local part that replies go to'),
  bounce: z.string().describe('local part that returned mail goes to'),
  alias: several.describe('local parts that Twenty20 makes records from'),
  mailbox: several.describe('local parts of mailboxes outside'),
  smtp: z.string().describe('host[:port]'),
  security: z.enum(securities).describe('of smtp'),
  imap: z.string().describe('host[:port]'),
  pop3: z.string().describe('host[:port]'),
  include: several.describe('domains that an SPF record must include besides'),
  sender: several.describe("the same by the provider's id"),
  selector: several.describe('DKIM selectors'),
} satisfies Record<keyof SetupOptions, z.ZodType>;

/** What the options of the command line say too, by their names; those win. No secrets. */
export const configSchema = z
  .strictObject({ $schema: z.string().describe('ignored'), ...keys })
  .partial();
