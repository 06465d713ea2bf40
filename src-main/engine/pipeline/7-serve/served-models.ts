import type { Workspace } from '../../store/workspace.ts';
import { loadServedModel, type ServedModel } from './served-model.ts';

/** The served models of a process, each loaded when it is first asked for and again when its state has changed. */
export class ServedModels {
  readonly #workspace: Workspace;
  readonly #loaded = new Map<string, { state: string; model: Promise<ServedModel> }>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** @throws AppError as `loadServedModel` does */
  async get(name: string): Promise<ServedModel> {
    const found = await this.#workspace.models.find(name).catch(() => undefined);
    const state = JSON.stringify(found);
    const known = this.#loaded.get(name);
    if (found && known?.state === state) return known.model;
    const model = loadServedModel(this.#workspace, name);
    if (!found) return model;
    this.#loaded.set(name, { state, model });
    model.catch(() => this.#loaded.delete(name));
    return model;
  }
}
