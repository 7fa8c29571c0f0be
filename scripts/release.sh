#!/usr/bin/env bash
# Releases what is committed: `scripts/release.sh 1.2.3` checks, writes the version and its date, commits and tags.
# Pushing the tag publishes it, with provenance (.github/workflows/release.yml).
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  echo "release: $1" >&2
  exit 2
}

version=${1:-}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9a-z.]+)?$ ]] || fail "give a version such as 1.2.3"
[[ -z $(git status --porcelain) ]] || fail "commit or put away your changes first"
[[ $(git branch --show-current) == main ]] || fail "releases are made from main"
! git rev-parse --quiet --verify "refs/tags/v$version" >/dev/null || fail "v$version is there already"
grep -q "^## $version (unreleased)$" CHANGELOG.md || fail "CHANGELOG.md has no line '## $version (unreleased)'"

npm ci --silent
npm run check
sed -i "s/^## $version (unreleased)$/## $version ($(date -u +%F))/" CHANGELOG.md
npm version "$version" --no-git-tag-version --allow-same-version >/dev/null
git commit --quiet --message "Release $version" CHANGELOG.md package.json package-lock.json
git tag --annotate "v$version" --message "spf-check-lite $version"
echo "release: git push --follow-tags publishes v$version"
