#!/usr/bin/env node
/** Writes docs/schema/pipelines.schema.json anew, from the grammar that the loader checks; after `npm run build`. */
import { writeFileSync } from 'node:fs';
import { pipelineJsonSchema } from '../dist/libs/config/pipelines/pipeline-json-schema.js';

writeFileSync(new URL('../docs/schema/pipelines.schema.json', import.meta.url), pipelineJsonSchema());
