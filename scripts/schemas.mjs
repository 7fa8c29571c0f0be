// Writes the JSON Schemas of the JSON outputs and of recorded worlds into dist/schema, from the shapes in
// src/report/schema.ts and src/net/world-schema.ts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
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
