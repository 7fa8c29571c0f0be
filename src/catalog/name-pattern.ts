/**
 * Patterns for host names, as the catalogue writes them.
 *
 *     mx.example.net        this name alone
 *     *.example.net         any name below it, one or more labels deep
 *     mx.example.*          under any public suffix: one label, or two such as `co.uk`
 *     ns.**                 with any labels after it
 *     ns*.example.net       one or more characters of that label
 *     ns.*.example.net      one label in that place
 *
 * A pattern covers a name from its first to its last character. Labels hold no dot, so no two parts of a
 * pattern compete for the same text, and a match takes time in proportion to the name's length.
 */

/** What `*` stands for at the end: `fr`, or a short label and a country code as in `co.uk`. */
const PUBLIC_SUFFIX = String.raw`(?:[^.]+|[^.]{2,3}\.[^.]{2})`;

/** `pattern` as an anchored expression over lower-case names without a trailing dot. */
function expressionOf(pattern: string): RegExp {
  const labels = pattern.split('.');
  const last = labels.length - 1;
  const parts = labels.map((label, index) => {
    if (label === '*' && index === 0) return String.raw`[^.]+(?:\.[^.]+)*`;
    if (label === '*' && index === last) return PUBLIC_SUFFIX;
    if (label === '**' && index === last) return String.raw`[^.]+(?:\.[^.]+)*`;
    // Everything but `*` is literal.
    return label.replaceAll(/[\\^$+?()[\]{}|]/g, String.raw`\$&`).replaceAll('*', '[^.]+');
  });
  return new RegExp(`^${parts.join(String.raw`\.`)}$`);
}

/** How much of a pattern is written out: the more, the fewer names it covers. */
function weightOf(pattern: string): number {
  return pattern.replaceAll('*', '').length;
}

/** A test for `pattern`: whether it covers a name (lower case, no trailing dot). */
export function namePattern(pattern: string): (name: string) => boolean {
  // Made when it is first needed: a program that starts asks few of the catalogue's patterns.
  let expression: RegExp | undefined;
  return (name) => {
    expression ??= expressionOf(pattern);
    return expression.test(name);
  };
}

/**
 * A finder over patterns that belong to owners: of the patterns that cover a name it takes the one with
 * the most literal characters, the earlier one of equals, and returns its owner.
 */
export function ownerFinder<Owner>(
  owned: readonly { readonly owner: Owner; readonly patterns: readonly string[] }[],
): (name: string) => Owner | undefined {
  const rows = owned.flatMap(({ owner, patterns }) =>
    patterns.map((pattern) => ({
      owner,
      weight: weightOf(pattern),
      covers: namePattern(pattern),
    })),
  );
  // The sort is stable: the order of the catalogue decides between patterns of one weight.
  const bySpecificity = rows.toSorted((a, b) => b.weight - a.weight);
  return (name) => bySpecificity.find(({ covers }) => covers(name))?.owner;
}
