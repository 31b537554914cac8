/** Decorators that describe a route in OpenAPI by the zod schemas that check it. */
import { applyDecorators } from '@nestjs/common';
import { ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { InferenceProblemSchema, ProblemSchema } from '#contracts/problem.schema.js';
import { Queries } from '#nest-kit/http/known-queries.guard.js';
import { schemaOf } from '#nest-kit/http/openapi.js';

/** What the route answers. */
export const ApiReply = (schema: z.ZodType, { status = 200, description = '' } = {}) =>
  ApiResponse({ status, description, schema: schemaOf(schema) });

/** How the route refuses. */
export const ApiProblem = (status: number, description: string) =>
  ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: schemaOf(ProblemSchema) } },
  });

/** How the routes of the Open Inference Protocol refuse: with `error`, as it has it, beside the problem details. */
export const ApiInferenceProblem = (status: number, description: string) =>
  ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: schemaOf(InferenceProblemSchema) } },
  });

/** Every parameter that may stand in the query, others are refused; its description is that of the schema. */
export const ApiQueries = (schema: z.ZodObject) =>
  applyDecorators(
    Queries(Object.keys(schema.shape)),
    ...Object.entries(schema.shape).map(([name, parameter]) => {
      const { description, ...shape } = schemaOf(parameter as z.ZodType, 'input');
      return ApiQuery({
        name,
        required: false,
        schema: shape,
        ...(description ? { description } : {}),
      } as object);
    }),
  );
