import { parseInput, type Transport } from '../api/client.ts';
import type { CallName, CallResult, ParsedInput } from '../api/contract.ts';
import type { LongWork } from '../api/progress.ts';
import { ChainSession } from './chain-session.ts';
import { compileModel } from './handlers/compile-model.ts';
import { importModel } from './handlers/import-model.ts';
import { proveInferenceCall } from './handlers/prove-inference.ts';
import { publishModelCall } from './handlers/publish-model.ts';
import { quantizeModel } from './handlers/quantize-model.ts';
import { setupModel } from './handlers/setup-model.ts';
import { verifyReceiptCall } from './handlers/verify-receipt.ts';
import type { Host } from './host.ts';
import { releaseCurve } from './proofs/groth16/prover/release-curve.ts';
import { openWorkspace, type Workspace } from './store/workspace.ts';

/** What handlers share. */
export interface EngineContext {
  workspace: Workspace;
  chains: ChainSession;
}

type Handlers = {
  [Name in CallName]: (
    context: EngineContext,
    input: ParsedInput<Name>,
    work: LongWork,
  ) => Promise<CallResult<Name>>;
};

const handlers: Handlers = {
  importModel,
  quantizeModel,
  compileModel,
  setupModel,
  publishModel: publishModelCall,
  proveInference: proveInferenceCall,
  verifyReceipt: verifyReceiptCall,
};

export interface Engine extends Transport {
  /** Stops the embedded chain and worker threads. */
  close(): Promise<void>;
}

/** The product, for whichever door opens it. */
export function createEngine(host: Host): Engine {
  const workspace = openWorkspace(host.paths.workspace);
  const context: EngineContext = { workspace, chains: new ChainSession(host, workspace.localChainState) };
  return {
    call(name, input, work) {
      const handler = handlers[name] as (
        context: EngineContext,
        input: unknown,
        work: LongWork,
      ) => Promise<unknown>;
      return handler(context, parseInput(name, input), work);
    },
    async close() {
      await context.chains.close();
      releaseCurve();
    },
  };
}
