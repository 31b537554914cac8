#!/usr/bin/env node
/** The `docket` command: compiles what changed since the last run (in a checkout), then starts apps/cli. */
import { build } from './build.mjs';

const written = await build();
if (written > 0) console.error(`Compiled ${written} changed files.`);
await import('../dist/apps/cli/main.js');
