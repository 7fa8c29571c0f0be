/**
 * A function that keeps its last result: many rules ask the same of one domain, and then of the next. Keys
 * are compared by identity. A WeakMap would hold every result until the next full garbage collection.
 */
export function lastKept<K extends object, V>(make: (key: K) => V): (key: K) => V {
  let last: { readonly key: K; readonly value: V } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}
