/**
 * Where other implementations differ from RFC 7208 as check_host() of this project reads it: the table
 * that the differential runs hold every disagreement against. Each row is a switch of
 * `differential-model.ts`, so it explains nothing but what the switch does.
 */

export type Oracle = 'pyspf' | 'Mail::SPF';

interface Difference {
  readonly oracles: readonly Oracle[];
  /** What it does, as a clause without a subject. */
  readonly does: string;
  /** What the text says. */
  readonly text: string;
  /** Sections of RFC 7208, or of another RFC where it is named. */
  readonly sections: readonly string[];
}

const table = {
  'names-not-counted': {
    oracles: ['pyspf', 'Mail::SPF'],
    does: 'counts no lookup for %{p}',
    text: 'the PTR lookups of ptr and of %{p} are included in the limit of ten',
    sections: ['4.6.4'],
  },
  'void-by-query': {
    oracles: ['pyspf', 'Mail::SPF'],
    does: 'counts each void answer, several in one mx or ptr',
    text: 'the limit is on terms that end in void lookups; whether each of their queries counts is open',
    sections: ['4.6.4'],
  },
  'alias-void-again': {
    oracles: ['pyspf'],
    does: 'counts an alias to nothing once for each name of the chain',
    text: 'one query is one lookup, whatever aliases its answer holds',
    sections: ['4.6.4'],
  },
  'alias-not-void': {
    oracles: ['Mail::SPF'],
    does: 'counts an alias to nothing as no void lookup, as its answer is not empty',
    text: 'a Name Error is void, and an alias to a name without such records is NODATA (RFC 2308 2.2)',
    sections: ['4.6.4', 'RFC 2308 2.1', 'RFC 2308 2.2'],
  },
  'circle-void': {
    oracles: ['pyspf'],
    does: 'takes aliases in a circle for a name without records, a void lookup for each of its names',
    text: 'nothing was found out, which resolvers report as an error; errors give temperror',
    sections: ['2.6.6', '4.4', '5'],
  },
  'circle-not-void': {
    oracles: ['Mail::SPF'],
    does: 'takes aliases in a circle for a name without records, and for no void lookup',
    text: 'nothing was found out, which resolvers report as an error; errors give temperror',
    sections: ['2.6.6', '4.4', '5'],
  },
  'failure-void': {
    oracles: ['pyspf'],
    does: 'takes SERVFAIL for a void lookup (with py3dns, which does not tell it)',
    text: 'any RCODE but 0 and 3 gives temperror',
    sections: ['2.6.6', '4.4', '5'],
  },
  'ptr-failure': {
    oracles: ['Mail::SPF'],
    does: 'gives temperror where the PTR lookup of ptr fails',
    text: 'the mechanism does not match then',
    sections: ['5.5'],
  },
  'ptr-nowhere': {
    oracles: ['pyspf', 'Mail::SPF'],
    does: 'looks up the names of the client for a ptr whose target can be no name',
    text: 'leaves open what comes of such a target; here the term asks nothing and does not match',
    sections: ['4.8', '5.5'],
  },
  'names-that-fit': {
    oracles: ['Mail::SPF'],
    does: 'looks up no further name of the client than it takes to decide, so fewer of them are void',
    text: 'leaves open whether a name is looked up that decides nothing',
    sections: ['4.6.4', '5.5'],
  },
  'names-first': {
    oracles: ['pyspf'],
    does: 'looks up %{p} for the whole record before a term is evaluated, also for terms not reached',
    text: 'terms are evaluated from left to right, and evaluation ends with the first match',
    sections: ['4.6.2'],
  },
  'names-once': {
    oracles: ['pyspf'],
    does: 'keeps the first value of %{p} for every other domain, and counts its void lookups once',
    text: 'p prefers a name at or below the domain of the record at hand',
    sections: ['7.2', '7.3'],
  },
  'names-by-octets': {
    oracles: ['pyspf'],
    does: 'compares the names for %{p} with the domain as it is spelled, upper case included',
    text: 'domain names are the same in either case',
    sections: ['7.3', 'RFC 4343 3'],
  },
  'explanation-first': {
    oracles: ['pyspf'],
    does: 'looks up exp= of every record in front of its terms, and lets void lookups there count',
    text: 'the explanation is fetched after a fail, and outside of the limits',
    sections: ['4.6.4', '6.2'],
  },
  'explanation-always': {
    oracles: ['Mail::SPF'],
    does: 'looks up the name of exp= behind every result, which ends with an error where it cannot',
    text: 'the explanation is fetched after a fail',
    sections: ['6.2'],
  },
  'explanation-unchecked': {
    oracles: ['Mail::SPF'],
    does: 'passes on an explanation with octets outside of US-ASCII',
    text: 'explanations are US-ASCII, and whatever is wrong with one leaves it out',
    sections: ['6.2'],
  },
  'explanation-cut': {
    oracles: ['pyspf'],
    does: 'cuts an explanation over 253 characters behind its first dot, as if it were a name',
    text: 'only names have that length',
    sections: ['6.2', '7.3'],
  },
  'explanation-counted': {
    oracles: ['Mail::SPF'],
    does: 'counts the void lookups of %{p} in exp= and in its text',
    text: 'what is looked up for the explanation is outside of the limits',
    sections: ['4.6.4', '6.2'],
  },
  'redirect-counted-first': {
    oracles: ['pyspf'],
    does: 'counts redirect before the terms, also where it is never followed',
    text: 'a redirect that is not evaluated causes no query',
    sections: ['4.6.4', '6.1'],
  },
  'redirect-counted-always': {
    oracles: ['Mail::SPF'],
    does: 'counts redirect behind the terms, also where one of them decided',
    text: 'a redirect that is not evaluated causes no query',
    sections: ['4.6.4', '6.1'],
  },
  'include-itself': {
    oracles: ['pyspf'],
    does: 'gives permerror for an include of its own domain that is not reached',
    text: 'a loop is no error of syntax; it ends at the limit where it is evaluated',
    sections: ['4.6', '4.6.4', '5.2'],
  },
  'mx-all-asked': {
    oracles: ['pyspf'],
    does: 'looks up every host of an mx before it compares, so that one behind the match may be void',
    text: 'leaves the order of looking up and comparing open; here the first match ends the term',
    sections: ['5.4'],
  },
  'mx-first-ten': {
    oracles: ['Mail::SPF'],
    does: 'takes the first ten of more MX records (as RFC 4408 had it)',
    text: 'more than ten give permerror',
    sections: ['4.6.4'],
  },
  'null-mx-asked': {
    oracles: ['Mail::SPF'],
    does: 'looks up the addresses of the root for a null MX, which is a void lookup',
    text: 'a null MX names no host',
    sections: ['5.4', 'RFC 7505 3'],
  },
  'mapped-in-ip6': {
    oracles: ['Mail::SPF'],
    does: 'lets ip6 match IPv4 clients as IPv4-mapped addresses',
    text: 'IPv4-mapped addresses are IPv4 addresses, and ip6 is for IPv6 addresses',
    sections: ['5', '5.6'],
  },
  'first-at-sign': {
    oracles: ['pyspf'],
    does: 'splits the sender at its first @',
    text: 'a quoted local-part may hold an @; the domain stands behind the last one',
    sections: ['4.3', 'RFC 5321 4.1.2'],
  },
  'sender-not-completed': {
    oracles: ['pyspf', 'Mail::SPF'],
    does: 'leaves %{s} without the postmaster that it gives %{l}',
    text: 'the local-part becomes postmaster where the sender has none',
    sections: ['4.3'],
  },
  'final-dot-malformed': {
    oracles: ['pyspf'],
    does: 'gives none for a sender whose domain ends in a dot',
    text: 'a final dot is the notation of a whole name and no empty label',
    sections: ['4.3'],
  },
  'final-dot-dropped': {
    oracles: ['Mail::SPF'],
    does: 'drops the final dot of the domain of a sender from %{o}',
    text: 'o is the domain of the sender; mailboxes with a final dot are none of SMTP (RFC 5321 4.1.2)',
    sections: ['7.2', 'RFC 5321 4.1.2'],
  },
  'empty-label-crash': {
    oracles: ['Mail::SPF'],
    does: 'ends with an exception for a name with an empty label',
    text: 'a malformed domain gives none, and a mechanism with one does not match',
    sections: ['4.3', '4.8'],
  },
  'labels-cut': {
    oracles: ['Mail::SPF'],
    does: 'cuts labels of expanded names at 63 octets and looks up what is left',
    text: 'only whole labels are dropped, from the left, where the name is too long',
    sections: ['4.3', '7.3'],
  },
  'one-label-cut': {
    oracles: ['pyspf'],
    does: 'drops one label only of an expanded name that is too long',
    text: 'labels are dropped until the name fits',
    sections: ['7.3'],
  },
  'lower-case-spec': {
    oracles: ['Mail::SPF'],
    does: 'turns domain-specs to lower case, macro letters included, so that nothing is URL-escaped',
    text: 'upper-case letters ask for escaping',
    sections: ['7.3'],
  },
  'own-delimiters': {
    oracles: ['pyspf'],
    does: 'keeps the delimiters between the parts of a value other than %{l} and %{s}',
    text: 'the parts are joined with dots',
    sections: ['7.3'],
  },
  'delimiters-alone': {
    oracles: ['Mail::SPF'],
    does: 'ignores delimiters without digits or r',
    text: 'a value is split at the delimiters and joined with dots, whatever else is asked for',
    sections: ['7.3'],
  },
  'empty-parts-lost': {
    oracles: ['Mail::SPF'],
    does: 'loses the empty parts at the end of a split value',
    text: 'they are parts like others',
    sections: ['7.3'],
  },
  'loose-macros': {
    oracles: ['pyspf'],
    does: 'takes zero digits, more letters behind the first, and braces that do not close; refuses a final %%',
    text: 'the grammar has it the other way round',
    sections: ['4.6.1', '7.1'],
  },
  'macros-late': {
    oracles: ['Mail::SPF'],
    does: 'refuses letters that are none, c r t outside of exp and zero digits only on expansion, and in unknown modifiers never',
    text: 'the whole record is checked first',
    sections: ['4.6', '7.1', '7.2'],
  },
  'case-of-modifiers': {
    oracles: ['pyspf'],
    does: 'knows redirect and exp in lower case only',
    text: 'names of terms are the same in either case',
    sections: ['4.6.1', '12'],
  },
  'unknown-once': {
    oracles: ['pyspf'],
    does: 'gives permerror for an unknown modifier that comes twice',
    text: 'only redirect and exp may not; unknown ones are ignored',
    sections: ['6'],
  },
  'unchecked-modifiers': {
    oracles: ['pyspf'],
    does: 'checks no syntax in default= and op=',
    text: 'they are unknown modifiers with a macro-string',
    sections: ['4.6.1', '12'],
  },
  'control-characters': {
    oracles: ['pyspf'],
    does: 'takes control characters in the value of a modifier',
    text: 'macro-literals are visible characters',
    sections: ['7.1'],
  },
  'empty-spec': {
    oracles: ['Mail::SPF'],
    does: 'takes a colon without a domain-spec in front of a prefix length',
    text: 'a colon is followed by a domain-spec',
    sections: ['5.3', '5.4'],
  },
} as const satisfies Readonly<Record<string, Difference>>;

export type DifferenceId = keyof typeof table;

export const differences: Readonly<Record<DifferenceId, Difference>> = table;

/** All that an oracle is known to do differently. */
export function differencesOf(oracle: Oracle): readonly DifferenceId[] {
  return (Object.keys(table) as DifferenceId[]).filter((id) =>
    differences[id].oracles.includes(oracle),
  );
}
