/** `/openapi.json` and `/docs`: what the routes of this process take and give, from the zod schemas of the contracts. */
import type { INestApplication } from '@nestjs/common';
import { z } from 'zod';

type JsonSchema = Record<string, unknown>;

/** A contract as OpenAPI 3.1 wants it. @param io 'input' for what a client sends */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return inlined(rest, (rest.$defs ?? {}) as Record<string, JsonSchema>) as JsonSchema;
}

/** References to `$defs` would point into the wrong document once the schema stands inside another. */
function inlined(value: unknown, definitions: Record<string, JsonSchema>): unknown {
  if (Array.isArray(value)) return value.map((each) => inlined(each, definitions));
  if (value === null || typeof value !== 'object') return value;
  const { $ref, $defs: _, ...rest } = value as JsonSchema;
  if (typeof $ref === 'string') return inlined(definitions[$ref.replace('#/$defs/', '')], definitions);
  const entries = Object.entries(rest)
    // A schema's own name is a text; what is called `id` and is a schema is a property.
    .filter(([key, each]) => key !== 'id' || typeof each !== 'string')
    .map(([key, each]) => [key, inlined(each, definitions)]);
  return Object.fromEntries(entries);
}

/** Built at the first request: most processes are never asked. */
export async function serveOpenApi(app: INestApplication, version: string): Promise<void> {
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
  const config = new DocumentBuilder()
    .setTitle('Docket')
    .setDescription(
      'Reads scanned documents and says what they are. Errors are problem details (RFC 9457) with a stable `code`.',
    )
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .build();
  let document: ReturnType<typeof SwaggerModule.createDocument> | undefined;
  SwaggerModule.setup(
    'docs',
    app,
    () => {
      document ??= SwaggerModule.createDocument(app, config);
      return document;
    },
    { jsonDocumentUrl: 'openapi.json', yamlDocumentUrl: 'openapi.yaml', customSiteTitle: 'Docket API' },
  );
}
