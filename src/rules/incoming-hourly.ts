import { editionFacts } from '../catalog/twenty20.js';
import { incomingServers } from './profile.js';
import { problem, rule } from './rule.js';

/** Minutes from one fetching to the next that are taken for real time no more. */
const SLOW = 60;

export const incomingHourly = rule({
  id: 'incoming-hourly',
  title: 'an incoming server that is asked once an hour only',
  severity: 'warning',
  why: 'Twenty20 Online fetches mail from an incoming server once an hour, so replies arrive that late.',
  remedy:
    "Redirect the catchall address to the database's own address instead; an incoming server is not needed then.",
  references: ['Twenty20: How to use my own email servers'],
  needs: [],
  applies: ({ profile }) => profile.edition !== undefined && incomingServers(profile).length > 0,
  *check({ profile }) {
    const { edition } = profile;
    const minutes = edition && editionFacts[edition].fetchMinutes.value;
    if (typeof minutes !== 'number' || minutes < SLOW) return;
    for (const { host } of incomingServers(profile)) yield problem({ host, minutes });
  },
  say: ({ host, minutes }) => `mail at ${host} is fetched every ${minutes} minutes only`,
});
