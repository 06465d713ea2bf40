import type { CallResult } from '../../src-main/api/contract.ts';
import type { AppError } from '../../src-main/api/errors.ts';
import { toAppError } from './to-app-error.ts';
import { client, connection } from './connection.svelte.ts';

export type ModelSummary = CallResult<'listModels'>['models'][number];
export type ModelDetails = CallResult<'describeModel'>;

/** The models of the workspace, kept up to date. */
class Models {
  /** Undefined until they are known. */
  list = $state.raw<ModelSummary[] | undefined>(undefined);
  problem = $state.raw<AppError | null>(null);

  constructor() {
    connection.onOpen(() => void this.reload());
    connection.onEvent((event) => {
      if (event.kind === 'model-changed') void this.reload();
    });
  }

  async reload(): Promise<void> {
    try {
      this.list = (await client.listModels({})).models;
      this.problem = null;
    } catch (error) {
      this.problem = toAppError(error);
    }
  }
}

export const models = new Models();

/** All that is known of one model, kept up to date; a page makes one and ends it (`$effect(() => model.follow())`). */
export class ModelPage {
  readonly name: string;
  details = $state.raw<ModelDetails | undefined>(undefined);
  problem = $state.raw<AppError | null>(null);

  constructor(name: string) {
    this.name = name;
  }

  /** @returns stops it */
  follow(): () => void {
    if (connection.status === 'open') void this.reload();
    const stopOpen = connection.onOpen(() => void this.reload());
    const stopEvents = connection.onEvent((event) => {
      if (event.kind === 'model-changed' && event.name === this.name) void this.reload();
    });
    return () => {
      stopOpen();
      stopEvents();
    };
  }

  async reload(): Promise<void> {
    try {
      this.details = await client.describeModel({ name: this.name });
      this.problem = null;
    } catch (error) {
      this.problem = toAppError(error);
    }
  }
}
