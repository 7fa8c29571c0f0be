// Puts the modules of the command into a few files: to find and open some two hundred takes longer than to
// run them. What npm installs beside it stays where it is.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const folder = fileURLToPath(new URL('../dist/bin/', import.meta.url));
rmSync(`${folder}parts`, { recursive: true, force: true });
/** The list of public suffixes, as the CommonJS that it is: to load it as an ES module takes 25 ms, so 5. */
const required = {
  name: 'required',
  resolveId: (id) => (id === 'tldts' ? '\0tldts' : null),
  load: (id) =>
    id === '\0tldts'
      ? `import { createRequire } from 'node:module';
         export const { getDomain } = createRequire(import.meta.url)('tldts');`
      : null,
};

const bundle = await rolldown({
  input: `${folder}spf-doctor.js`,
  platform: 'node',
  external: /^(?!tldts$)[^./\0]/,
  plugins: [required],
});
await bundle.write({
  dir: folder,
  chunkFileNames: 'parts/[name].js',
  // What nearly every command needs; not the schemas, which bring zod with them.
  codeSplitting: {
    groups: [
      {
        name: 'judging',
        test: /dist\/src\/(?:catalog|dns|records|rules|spf|survey)\/(?!answer-schema)/,
      },
    ],
  },
});
await bundle.close();
