/** What a caller needs of a transport to have a stage run elsewhere. */
import type { ClientProxy } from '@nestjs/microservices';
import type { Observable } from 'rxjs';
import type { StageName } from '#contracts/stage.js';
import { type StageCancel, type StageRequest, stageTopics } from '#contracts/stage-message.schema.js';

export interface StageLine {
  /** Its replies as they come; an error where the stage cannot be reached. */
  run(request: StageRequest): Observable<unknown>;
  /** Nothing happens where the call has ended. */
  cancel(message: StageCancel): void;
  engines(): Observable<unknown>;
}

/** Over one of Nest's own transports. */
export function clientStageLine(client: ClientProxy, stage: StageName): StageLine {
  const topics = stageTopics(stage);
  return {
    run: (request) => client.send<unknown>(topics.run, request),
    cancel: (message) => void client.emit(topics.cancel, message).subscribe({ error: () => undefined }),
    engines: () => client.send<unknown>(topics.engines, {}),
  };
}
