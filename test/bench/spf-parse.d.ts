/** The package comes without types. */
declare module 'spf-parse' {
  export default function parse(text: string): unknown;
}
