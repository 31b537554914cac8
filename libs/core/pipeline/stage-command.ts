/**
 * What the lock has as a stage's `cmd`. For stages of the platform it says which code ran:
 *
 *   docket:etl@4 {"ocr":"tesseract.js 7.0.0 eng+fra"}
 */
import type { StageSpec } from '#contracts/pipeline.js';
import { canonicalJson } from './canonical-json.js';

export interface PlatformCommand {
  stage: string;
  version: number;
  engines: Record<string, string>;
}

export function platformCommand({ stage, version, engines }: PlatformCommand): string {
  const tail = Object.keys(engines).length === 0 ? '' : ` ${canonicalJson(engines)}`;
  return `docket:${stage}@${version}${tail}`;
}

/** @returns null where the command is a shell's */
export function parsePlatformCommand(cmd: string | string[]): PlatformCommand | null {
  const match = typeof cmd === 'string' ? /^docket:([\w-]+)@(\d+)(?: (\{.*\}))?$/s.exec(cmd) : null;
  if (match === null) return null;
  try {
    return {
      stage: match[1]!,
      version: Number(match[2]),
      engines: match[3] === undefined ? {} : JSON.parse(match[3]),
    };
  } catch {
    return null;
  }
}

/** As DVC writes it: one command is text, a list stays a list. */
export const shellCommand = (stage: StageSpec): string | string[] =>
  stage.cmdIsList ? stage.cmd : (stage.cmd[0] ?? '');
