/** `/v2`: the Open Inference Protocol v2 over the versions of the model, for clients that speak it. */
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Models } from '#composition/models/models.js';
import type { GatewayParams } from '#config/params/gateway.params.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ErrorCode } from '#contracts/error-codes.js';
import {
  InferenceRequestSchema,
  type InferenceResponse,
  InferenceResponseSchema,
  type ModelMetadata,
  ModelMetadataSchema,
  ModelReadySchema,
  ServerLiveSchema,
  type ServerMetadata,
  ServerMetadataSchema,
  ServerReadySchema,
} from '#contracts/inference-protocol.schema.js';
import {
  documentsOfTensor,
  INPUT,
  outputTensors,
  tensorsOf,
  wantedOutputs,
} from '#core/prediction/inference-tensors.js';
import { HealthChecks } from '#nest-kit/health/health-checks.js';
import { OpenRequests, stops } from '#nest-kit/http/open-requests.js';
import { schemaOf } from '#nest-kit/http/openapi.js';
import { NamedModels } from '#nest-kit/models/named-models.js';
import { Orchestrator } from '#nest-kit/orchestrator/orchestrator.js';
import { GATEWAY_PARAMS } from '#nest-kit/platform/tokens.js';
import { PROCESS_IDENTITY, type ProcessIdentity } from '#nest-kit/process-identity.js';
import { ApiInferenceProblem, ApiReply } from './openapi-decorators.js';
import { checkedBody } from './query.js';

/** `<project>_<format>`, as the specification writes them. */
const PLATFORM = 'docket_bundle';

const ApiUnknown = ApiInferenceProblem(404, 'There is no such model, or no such version of it.');

const ApiInfer =
  (summary: string): MethodDecorator =>
  (target, key, descriptor) => {
    for (const decorate of [
      HttpCode(200),
      ApiOperation({ summary, description: INFER }),
      ApiBody({ schema: schemaOf(InferenceRequestSchema, 'input') }),
      ApiReply(InferenceResponseSchema),
      ApiInferenceProblem(
        400,
        'The request is none of the protocol, or its tensor is not as its shape and type say.',
      ),
      ApiUnknown,
      ApiInferenceProblem(409, 'There is no model, or this version cannot answer.'),
      ApiInferenceProblem(413, 'The request is too large, or holds too many documents.'),
      ApiInferenceProblem(415, 'The body is no JSON, or the document is of no type that can be read.'),
      ApiInferenceProblem(422, 'The document cannot be read.'),
      ApiInferenceProblem(503, 'Too many documents wait, or the platform is being stopped; see Retry-After.'),
      ApiInferenceProblem(504, 'It took too long.'),
    ])
      decorate(target, key, descriptor);
  };
const INFER = `One input of datatype BYTES, whatever its name: an element for each document, base64 of a file where the
parameter \`content_type\` is \`base64\`, plain text where it is \`str\` or unset. Nothing of it is kept. Where none of the documents
can be read that is the error; of several, \`status\` and \`error\` tell which.`;

@ApiTags('inference')
@Controller('v2')
export class InferenceController {
  constructor(
    private readonly orchestrator: Orchestrator,
    private readonly models: Models,
    private readonly named: NamedModels,
    private readonly health: HealthChecks,
    private readonly open: OpenRequests,
    @Inject(GATEWAY_PARAMS) private readonly params: GatewayParams,
    @Inject(PROCESS_IDENTITY) private readonly identity: ProcessIdentity,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Server metadata' })
  @ApiReply(ServerMetadataSchema)
  server(): ServerMetadata {
    return { name: 'docket', version: this.identity.version, extensions: [] };
  }

  @Get('health/live')
  @ApiOperation({ summary: 'Server live' })
  @ApiReply(ServerLiveSchema)
  live(): z.infer<typeof ServerLiveSchema> {
    return { live: true };
  }

  @Get('health/ready')
  @ApiOperation({ summary: 'Server ready: everything that an inference needs works' })
  @ApiReply(ServerReadySchema)
  @ApiReply(ServerReadySchema, { status: 503, description: 'Not now.' })
  async ready(@Res({ passthrough: true }) response: Response): Promise<z.infer<typeof ServerReadySchema>> {
    const { ready } = await this.health.run();
    response.status(ready ? 200 : 503);
    return { live: ready, ready };
  }

  @Get('models/:model')
  @ApiOperation({ summary: 'Model metadata' })
  @ApiReply(ModelMetadataSchema)
  @ApiUnknown
  metadata(@Param('model') model: string): Promise<ModelMetadata> {
    return this.describe(model);
  }

  @Get('models/:model/versions/:version')
  @ApiOperation({ summary: 'Model metadata of a version: its number, its name, or an alias' })
  @ApiReply(ModelMetadataSchema)
  @ApiUnknown
  metadataOf(@Param('model') model: string, @Param('version') version: string): Promise<ModelMetadata> {
    return this.describe(model, version);
  }

  @Get('models/:model/ready')
  @ApiOperation({ summary: 'Model ready' })
  @ApiReply(ModelReadySchema)
  @ApiReply(ModelReadySchema, { status: 503, description: 'Not now.' })
  @ApiUnknown
  modelReady(@Param('model') model: string, @Res({ passthrough: true }) response: Response) {
    return this.readiness(model, undefined, response);
  }

  @Get('models/:model/versions/:version/ready')
  @ApiOperation({ summary: 'Model ready, of a version' })
  @ApiReply(ModelReadySchema)
  @ApiReply(ModelReadySchema, { status: 503, description: 'Not now.' })
  @ApiUnknown
  versionReady(
    @Param('model') model: string,
    @Param('version') version: string,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.readiness(model, version, response);
  }

  @Post('models/:model/infer')
  @ApiInfer('Inference by the version that is live')
  infer(
    @Param('model') model: string,
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<InferenceResponse> {
    return this.answer({ model, version: undefined, body }, request, response);
  }

  @Post('models/:model/versions/:version/infer')
  @ApiInfer('Inference by a version, whether it is live or not')
  inferBy(
    @Param('model') model: string,
    @Param('version') version: string,
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<InferenceResponse> {
    return this.answer({ model, version, body }, request, response);
  }

  private async answer(
    { model, version, body }: { model: string; version: string | undefined; body: unknown },
    request: Request,
    response: Response,
  ): Promise<InferenceResponse> {
    if (!request.is('application/json')) throw noJson(request);
    const asked = checkedBody(InferenceRequestSchema, body);
    const outputs = wantedOutputs(asked);
    const documents = documentsOfTensor(asked, this.params.max_infer_documents);
    const { signature } = await this.named.find(model, version);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const milliseconds = this.params.max_wait * 1000;
    const inferring = this.orchestrator.infer({ signature, documents, milliseconds }, gone.signal);
    const inferred = await this.open.unlessStopped(inferring);
    if (inferred === undefined) throw stops();
    const { answers } = inferred;
    const [first] = answers;
    if (first?.error && answers.every(({ status }) => status === 'failed')) {
      throw new DomainError(first.error.code as ErrorCode, first.error.message);
    }
    return {
      model_name: inferred.model.name,
      model_version: inferred.model.version,
      ...(asked.id !== undefined && { id: asked.id }),
      outputs: tensorsOf(answers, outputs),
    };
  }

  private async describe(model: string, version?: string): Promise<ModelMetadata> {
    const { name, labels } = await this.named.find(model, version);
    const versions: string[] = [];
    for (let before: string | undefined; ; ) {
      const page = await this.models.page(VERSIONS_AT_ONCE, before);
      versions.push(...page.models.map((each) => each.version));
      if (page.next === null) break;
      before = page.next;
    }
    return { name, versions, platform: PLATFORM, inputs: [INPUT], outputs: outputTensors(labels.length) };
  }

  private async readiness(model: string, version: string | undefined, response: Response) {
    const { name, signature } = await this.named.find(model, version);
    const milliseconds = this.params.max_wait * 1000;
    const ready = await this.orchestrator
      .infer({ signature, documents: [], milliseconds }, new AbortController().signal)
      .then(
        () => true,
        () => false,
      );
    response.status(ready ? 200 : 503);
    return { name, ready };
  }
}

/** Versions asked for at once. */
const VERSIONS_AT_ONCE = 500;

/** Triton's clients send tensors behind the JSON unless told otherwise; that is an extension. */
const noJson = (request: Request): DomainError =>
  new DomainError(
    'request/unsupported-type',
    request.get('inference-header-content-length') === undefined
      ? 'An inference request is JSON: send it with content-type: application/json.'
      : 'Tensors come as JSON here, not as binary data behind it; have your client send binary_data=False.',
  );
