/** Seconds as people say them: the two largest units, exact below an hour. */
export function duration(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  const parts: string[] = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [unit, size] of units.slice(first === -1 ? -1 : first).slice(0, 2)) {
    const count = Math.floor(rest / size);
    if (count > 0 || parts.length === 0) parts.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return parts.join(' ');
}
