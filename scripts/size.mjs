// Fails where the package, or what it brings along, has grown past its bound. Raise a bound with its reason.
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const bounds = {
  // 1.8 MB now, a fifth of it declarations, a tenth of it tests of mail servers. Room for what 1.0 still brings,
  // not for a second copy of it.
  unpacked: 2_000_000,
  // 13.6 MB now: zod's 6.3 (it has every module twice), tldts' 3.6 (the public suffix list, in two forms),
  // undici's 1.5 (proxies for DNS over HTTPS, which Node 20 cannot do by itself), yaml's 0.8, commander's 0.2.
  // A dependency of a megabyte more needs a reason.
  installed: 14_500_000,
};

const npm = (...args) => execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 2 ** 26 });

function octets(path) {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + octets(join(path, name)), 0);
}

const [{ unpackedSize }] = JSON.parse(npm('pack', '--dry-run', '--json', '--ignore-scripts'));
const [, ...folders] = npm('ls', '--omit=dev', '--all', '--parseable').trim().split('\n');
const sizes = {
  unpacked: unpackedSize,
  installed: folders.reduce((sum, folder) => sum + octets(folder), unpackedSize),
};
for (const [what, size] of Object.entries(sizes)) {
  const line = `${what}: ${(size / 1e6).toFixed(2)} of ${(bounds[what] / 1e6).toFixed(2)} MB`;
  console.log(line);
  if (size > bounds[what]) process.exitCode = 1;
}
