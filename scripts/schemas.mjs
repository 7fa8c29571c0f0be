// Writes the JSON Schemas of the JSON outputs, of recorded worlds and of the config file into dist/schema, from the shapes in
// src/report/schema.ts, src/net/world-schema.ts and src/cli/config-schema.ts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { configSchema } from '../dist/src/cli/config-schema.js';
import { worldSchema } from '../dist/src/net/world-schema.js';
import {
  checkSchema,
  connectSchema,
  evaluateSchema,
  lintSchema,
  propagationSchema,
  treeSchema,
} from '../dist/src/report/schema.js';

const folder = new URL('../dist/schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
const schemas = {
  check: checkSchema,
  config: configSchema,
  connect: connectSchema,
  evaluate: evaluateSchema,
  lint: lintSchema,
  propagation: propagationSchema,
  tree: treeSchema,
  world: worldSchema,
};
for (const [name, schema] of Object.entries(schemas)) {
  const text = JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12' }), null, 2);
  writeFileSync(new URL(`${name}.json`, folder), `${text}\n`);
}
