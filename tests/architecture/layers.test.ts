/** The floor plan's import rules hold for this tree, and each rule would notice if it were broken. */

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Violation {
  rule: { name: string };
  from: string;
}

/** Names of the rules that the tree in `directory` breaks, each with the file that breaks it. */
async function violations(directory: string): Promise<string[]> {
  const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const { stdout } = await run(process.execPath, [depcruise, '--output-type', 'json', 'apps', 'libs'], {
    cwd: directory,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { stdout: string }) => error);
  const found = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  return [...new Set(found.map(({ rule, from }) => `${rule.name}: ${from}`))].sort();
}

/** A house of the same plan with the given files in it. */
async function inHouse(files: Record<string, string>): Promise<string[]> {
  const house = mkdtempSync(join(tmpdir(), 'docket-house-'));
  try {
    for (const name of [
      'package.json',
      '.dependency-cruiser.json',
      '.dependency-cruiser.resolve.cjs',
      'tsconfig.json',
    ]) {
      cpSync(join(root, name), join(house, name));
    }
    symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
    for (const folder of ['apps', 'libs']) mkdirSync(join(house, folder));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), text);
    }
    return await violations(house);
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
}

const leaf = 'export const leaf = 1;\n';
const importing = (...names: string[]) => names.map((name) => `import '${name}';\n`).join('');

describe('layers', () => {
  test('this tree keeps every rule', async () => {
    expect(await violations(root)).toEqual([]);
  });

  test('a clean house of the same plan is clean', async () => {
    const found = await inHouse({
      'libs/contracts/leaf.ts': leaf,
      'libs/core/leaf.ts': importing('#contracts/leaf.js'),
      'libs/adapters/pdf/leaf.ts': importing('#contracts/leaf.js', 'node:fs'),
      'libs/composition/leaf.ts': importing('#adapters/pdf/leaf.js', '#core/leaf.js'),
      'apps/etl/main.ts': importing('#composition/leaf.js'),
    });
    expect(found).toEqual([]);
  });

  // One house with all of it: the checker takes a second for each that it looks at.
  test('each rule notices what breaks it', async () => {
    const guilty = [
      ['core-imports-no-world', 'libs/core/guilty.ts', importing('node:fs')],
      ['core-computes', 'libs/core/guilty.ts', importing('#adapters/pdf/leaf.js')],
      ['contracts-imports-zod-alone', 'libs/contracts/guilty.ts', importing('#core/leaf.js')],
      ['config-reads-settings-only', 'libs/config/guilty.ts', importing('#core/leaf.js')],
      ['ports-promise-only', 'libs/ports/guilty.ts', importing('#core/leaf.js')],
      ['stages-connect', 'libs/stages/guilty.ts', importing('#adapters/pdf/leaf.js')],
      ['no-stage-imports-a-stage', 'libs/stages/guilty.stage.ts', importing('./leaf.stage.js')],
      ['adapters-touch-the-world', 'libs/adapters/pdf/guilty.ts', importing('#core/leaf.js')],
      ['one-adapter-per-folder', 'libs/adapters/image/guilty.ts', importing('#adapters/pdf/leaf.js')],
      ['nest-stays-in-nest-kit', 'libs/composition/guilty.ts', importing('@nestjs/common')],
      ['composition-wires-without-nest', 'libs/composition/guilty.ts', importing('#nest-kit/leaf.js')],
      ['samples-stand-alone', 'libs/samples/guilty.ts', importing('#core/leaf.js')],
      ['apps-only-start', 'apps/etl/guilty.ts', importing('#adapters/pdf/leaf.js')],
      ['libs-never-import-apps', 'libs/nest-kit/guilty.ts', importing('../../apps/train/leaf.js')],
      ['no-app-imports-an-app', 'apps/etl/guilty.ts', importing('../train/leaf.js')],
      ['nothing-unresolved', 'libs/core/guilty.ts', importing('#core/nowhere.js')],
      ['no-cycles', 'libs/core/guilty.ts', `${importing('./other.js')}export const a = 1;\n`],
    ].map(([rule, path, text]) => ({
      rule,
      path: path!.replace('guilty', `guilty-of-${rule}`),
      text: text!,
    }));
    const found = await inHouse({
      'libs/core/leaf.ts': leaf,
      'libs/core/other.ts': "import { a } from './guilty-of-no-cycles.js';\nexport const b = a;\n",
      'libs/adapters/pdf/leaf.ts': leaf,
      'libs/nest-kit/leaf.ts': leaf,
      'libs/stages/leaf.stage.ts': leaf,
      'apps/train/leaf.ts': leaf,
      ...Object.fromEntries(guilty.map(({ path, text }) => [path, text])),
    });
    expect(
      guilty.map(({ rule, path }) => `${rule}: ${path}`).filter((each) => !found.includes(each)),
    ).toEqual([]);
  });
});
