/**
 * What travels under `/v2`: the JSON objects of the Open Inference Protocol v2 (REST), named as its specification names them.
 * https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 */
import { z } from 'zod';

/** Server and clients may add parameters; those that nobody knows change nothing. */
const ParametersSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Row by row, nested as the shape is, or flat. */
const TensorDataSchema = z.array(z.unknown());

const shape = z.array(z.int().nonnegative()).max(8);

export const RequestInputSchema = z.object({
  name: z.string(),
  shape,
  datatype: z.string(),
  parameters: ParametersSchema.optional(),
  data: TensorDataSchema,
});
export type RequestInput = z.infer<typeof RequestInputSchema>;

export const RequestOutputSchema = z.object({ name: z.string(), parameters: ParametersSchema.optional() });

export const InferenceRequestSchema = z.object({
  id: z.string().max(1_000).optional(),
  parameters: ParametersSchema.optional(),
  inputs: z.array(RequestInputSchema),
  outputs: z.array(RequestOutputSchema).optional(),
});
export type InferenceRequest = z.infer<typeof InferenceRequestSchema>;

export const ResponseOutputSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  datatype: z.enum(['BYTES', 'FP64']),
  data: z.array(z.union([z.string(), z.number()])),
});
export type ResponseOutput = z.infer<typeof ResponseOutputSchema>;

export const InferenceResponseSchema = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string().optional(),
  outputs: z.array(ResponseOutputSchema),
});
export type InferenceResponse = z.infer<typeof InferenceResponseSchema>;

export const MetadataTensorSchema = z.object({
  name: z.string(),
  datatype: z.string(),
  shape: z.array(z.int()).describe('-1: of any size.'),
});

export const ServerMetadataSchema = z.object({
  name: z.string(),
  version: z.string(),
  extensions: z.array(z.string()),
});
export type ServerMetadata = z.infer<typeof ServerMetadataSchema>;

export const ModelMetadataSchema = z.object({
  name: z.string(),
  versions: z.array(z.string()),
  platform: z.string(),
  inputs: z.array(MetadataTensorSchema),
  outputs: z.array(MetadataTensorSchema),
});
export type ModelMetadata = z.infer<typeof ModelMetadataSchema>;

export const ServerLiveSchema = z.object({ live: z.boolean() });
/** The specification calls it `live` here too, and servers call it `ready`: clients find what they look for. */
export const ServerReadySchema = z.object({ live: z.boolean(), ready: z.boolean() });
export const ModelReadySchema = z.object({ name: z.string(), ready: z.boolean() });
