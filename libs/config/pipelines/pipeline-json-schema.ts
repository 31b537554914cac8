/** The grammar of pipelines.yaml for editors: completion, what a key means, and what cannot stand where. */
import { z } from 'zod';
import { writtenGrammar } from './pipelines.schema.js';

/** @returns the text of docs/schema/pipelines.schema.json, save for where its lines are broken */
export function pipelineJsonSchema(): string {
  const schema = z.toJSONSchema(writtenGrammar(), { target: 'draft-7', io: 'input', reused: 'inline' });
  const described = {
    $schema: schema.$schema,
    title: 'pipelines.yaml of Docket',
    description: "dvc.yaml's grammar, and pipelines:, uses: and each:",
    ...schema,
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}
