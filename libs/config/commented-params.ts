/** A params.yaml with every default and what it means, written from the stages' own schemas. */
import { stringify } from 'yaml';
import { z } from 'zod';

interface JsonSchema {
  description?: string;
  properties?: Record<string, JsonSchema>;
}

const HEAD = `# Every number that changes behaviour, by stage. Change one, run \`docket repro\`: only what depends on it runs again.\n`;

/**
 * @param sections stage name to the schema of its params, which must have a default for every key
 * @param given what stands instead of the defaults, by stage
 */
export function commentedParams(
  sections: Readonly<Record<string, z.ZodType>>,
  given: Readonly<Record<string, unknown>> = {},
): string {
  const parts = Object.entries(sections).map(([name, schema]) => {
    const described = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as JsonSchema;
    const values = schema.parse(given[name] ?? {}) as Record<string, unknown>;
    if (Object.keys(values).length === 0) return `${name}: {}\n`;
    return `${name}:\n${lines(values, described, '  ')}`;
  });
  return [HEAD, ...parts].join('\n');
}

function lines(values: Record<string, unknown>, schema: JsonSchema, indent: string): string {
  return Object.entries(values)
    .map(([key, value]) => {
      const inner = schema.properties?.[key];
      const comment =
        inner?.description === undefined ? '' : `${indent}# ${inner.description.replace(/\s+/g, ' ')}\n`;
      if (
        value !== null &&
        typeof value === 'object' &&
        !Array.isArray(value) &&
        Object.keys(value).length > 0
      ) {
        return `${comment}${indent}${key}:\n${lines(value as Record<string, unknown>, inner ?? {}, `${indent}  `)}`;
      }
      const text = stringify(
        { [key]: value },
        { lineWidth: 0, collectionStyle: 'flow', flowCollectionPadding: false },
      );
      // A map of one pair in flow style stands in braces; only what is inside is wanted.
      return `${comment}${indent}${text.trim().replace(/^\{\s*|\s*\}$/g, '')}\n`;
    })
    .join('');
}
