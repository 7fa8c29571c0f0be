/** A place in a text, half-open: `text.slice(start, end)`. In texts from the DNS a unit is an octet. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
