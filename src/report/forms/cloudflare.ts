/** `--as cloudflare`: what to ask of the Cloudflare API (v4), as one object that a script can walk. */
import { printStrings } from '../../dns/zone-print.js';
import { decoded } from '../escape.js';
import { jsonText } from '../json.js';
import { isDone, type RrsetChange, type CharacterStrings } from './rrset-change.js';
import type { Unwritten } from './unwritten.js';

const API = 'https://api.cloudflare.com/client/v4';

/** Cloudflare's "automatic". */
const AUTOMATIC_TTL = 1;

/**
 * `find` is to be walked first: GET each `path`, take the one result (with one of the `contents`, where
 * these are given), and put its id wherever `as` stands. Then `requests`: one batch, which Cloudflare
 * carries out whole or not at all. Where nothing changes, both are empty.
 */
export function cloudflareForm(change: RrsetChange): string | Unwritten {
  const { domain, ns, removed } = change;
  if (ns.state === 'unknown') return { kind: 'unknown', cause: ns.cause };
  if (isDone(change)) return `${jsonText({ api: API, find: [], requests: [] })}\n`;
  const zone = { as: '{zone_id}', path: `/zones?name=${encodeURIComponent(ns.value.zone)}` };
  const records = `/zones/${zone.as}/dns_records`;
  const old = removed.map((strings, index) => ({
    as: `{record_${index + 1}}`,
    path: `${records}?type=TXT&name.exact=${encodeURIComponent(domain)}`,
    contents: contentsOf(strings),
  }));
  const body = batchOf(
    change,
    old.map(({ as }) => as),
  );
  const requests = [{ method: 'POST', path: `${records}/batch`, body }];
  return `${jsonText({ api: API, find: [zone, ...old], requests })}\n`;
}

/** One record becomes the new one, so that it keeps its TTL, comment and tags. */
function batchOf({ domain, added }: RrsetChange, old: readonly string[]): object {
  if (added === undefined) return { deletes: old.map((id) => ({ id })) };
  const content = printStrings(added);
  const [edited, ...others] = old;
  if (edited === undefined) {
    return { posts: [{ name: domain, type: 'TXT', content, ttl: AUTOMATIC_TTL }] };
  }
  return { deletes: others.map((id) => ({ id })), patches: [{ id: edited, content }] };
}

/** A value is kept as it was entered: in quotes or without, in one string or in several. */
function contentsOf(strings: CharacterStrings): readonly string[] {
  const value = strings.join('');
  return [...new Set([decoded(value) ?? value, printStrings([value]), printStrings(strings)])];
}
