import { parseInput, type Transport } from '../api/client.ts';
import type { CallName, CallResult, ParsedInput } from '../api/contract.ts';
import type { LongWork } from '../api/progress.ts';
import { ChainSession } from './chain-session.ts';
import type { Host } from './host.ts';
import { JOB_KINDS } from './jobs/job-kinds.ts';
import { Jobs } from './jobs/jobs.ts';
import { openInspections } from './jobs/open-inspections.ts';
import { PUBLISHED_PTAU, type PublishedPtau } from './proofs/groth16/ptau/published-ptau.ts';
import { releaseCurve } from './proofs/groth16/prover/release-curve.ts';
import type { Serving, ServingOptions } from './serving.ts';
import { openWorkspace, type Workspace } from './store/workspace.ts';
import type { Working, WorkingOptions } from './working.ts';

/** What handlers share. */
export interface EngineContext {
  workspace: Workspace;
  chains: ChainSession;
  jobs: Jobs<typeof JOB_KINDS>;
  /** Looks at networks and samples, beside the jobs. */
  inspections: Jobs<typeof JOB_KINDS>;
  secrets: Host['secrets'];
  /** The powers-of-tau files that count as made in public. */
  publishedPtau: readonly PublishedPtau[];
}

type Handler<Name extends CallName> = (
  context: EngineContext,
  input: ParsedInput<Name>,
  work: LongWork,
) => Promise<CallResult<Name>>;

/** Each call brings its own libraries with it: a check of a receipt waits for no ONNX runtime. */
const handlers: { [Name in CallName]: () => Promise<Handler<Name>> } = {
  importModel: async () => (await import('./handlers/import-model.ts')).importModel,
  quantizeModel: async () => (await import('./handlers/quantize-model.ts')).quantizeModel,
  compileModel: async () => (await import('./handlers/compile-model.ts')).compileModel,
  setupModel: async () => (await import('./handlers/setup-model.ts')).setupModel,
  prepareModel: async () => (await import('./handlers/prepare-model.ts')).prepareModel,
  listPtau: async () => (await import('./handlers/published-ptau.ts')).listPtauCall,
  fetchPtau: async () => (await import('./handlers/published-ptau.ts')).fetchPtauCall,
  startCeremony: async () => (await import('./handlers/ceremony/start-ceremony.ts')).startCeremonyCall,
  abandonCeremony: async () => (await import('./handlers/ceremony/start-ceremony.ts')).abandonCeremonyCall,
  contributeToCeremony: async () => (await import('./handlers/ceremony/contribute.ts')).contributeCall,
  signContribution: async () => (await import('./handlers/ceremony/contribute.ts')).signContributionCall,
  addCeremonyBeacon: async () => (await import('./handlers/ceremony/add-beacon.ts')).addBeaconCall,
  verifyCeremony: async () => (await import('./handlers/ceremony/verify-ceremony.ts')).verifyCeremonyCall,
  finishCeremony: async () => (await import('./handlers/ceremony/finish-ceremony.ts')).finishCeremonyCall,
  packCeremony: async () => (await import('./handlers/ceremony/hand-over.ts')).packCeremonyCall,
  unpackCeremony: async () => (await import('./handlers/ceremony/hand-over.ts')).unpackCeremonyCall,
  listCeremony: async () => (await import('./handlers/ceremony/hand-over.ts')).listCeremonyCall,
  importPtau: async () => (await import('./handlers/published-ptau.ts')).importPtauCall,
  listNetworks: async () => (await import('./handlers/networks.ts')).listNetworksCall,
  addNetwork: async () => (await import('./handlers/networks.ts')).addNetworkCall,
  removeNetwork: async () => (await import('./handlers/networks.ts')).removeNetworkCall,
  probeNetwork: async () => (await import('./handlers/networks.ts')).probeNetworkCall,
  listKeys: async () => (await import('./handlers/keys.ts')).listKeysCall,
  createKey: async () => (await import('./handlers/keys.ts')).createKeyCall,
  importKey: async () => (await import('./handlers/keys.ts')).importKeyCall,
  removeKey: async () => (await import('./handlers/keys.ts')).removeKeyCall,
  createApiKey: async () => (await import('./handlers/api-keys.ts')).createApiKeyCall,
  listApiKeys: async () => (await import('./handlers/api-keys.ts')).listApiKeysCall,
  revokeApiKey: async () => (await import('./handlers/api-keys.ts')).revokeApiKeyCall,
  publishModel: async () => (await import('./handlers/publish-model.ts')).publishModelCall,
  proveGolden: async () => (await import('./handlers/prove-golden.ts')).proveGoldenCall,
  publicationStatus: async () => (await import('./handlers/publication-status.ts')).publicationStatus,
  marketStatus: async () => (await import('./handlers/market-status.ts')).marketStatusCall,
  planDeprecation: async () => (await import('./handlers/deprecate-model.ts')).planDeprecationCall,
  deprecateModel: async () => (await import('./handlers/deprecate-model.ts')).deprecateModelCall,
  verifySources: async () => (await import('./handlers/verify-sources.ts')).verifySourcesCall,
  proveInference: async () => (await import('./handlers/prove-inference.ts')).proveInferenceCall,
  verifyReceipt: async () => (await import('./handlers/verify-receipt.ts')).verifyReceiptCall,
  exportModel: async () => (await import('./handlers/export-model.ts')).exportModel,
  restoreModel: async () => (await import('./handlers/restore-model.ts')).restoreModel,
  bundleModel: async () => (await import('./handlers/bundle-model.ts')).bundleModel,
  planPublication: async () => (await import('./handlers/plan-publication.ts')).planPublicationCall,
  auditBundle: async () => (await import('./handlers/audit-bundle.ts')).auditBundleCall,
  listModels: async () => (await import('./handlers/list-models.ts')).listModelsCall,
  describeModel: async () => (await import('./handlers/describe-model.ts')).describeModelCall,
  inspectNetwork: async () => (await import('./handlers/inspect-network.ts')).inspectNetworkCall,
  annotateModel: async () => (await import('./handlers/annotate-model.ts')).annotateModelCall,
  removeModel: async () => (await import('./handlers/remove-model.ts')).removeModelCall,
  compareAnswers: async () => (await import('./handlers/compare-answers.ts')).compareAnswersCall,
  estimateModel: async () => (await import('./handlers/estimate-model.ts')).estimateModelCall,
  listJobs: async () => (await import('./handlers/list-jobs.ts')).listJobsCall,
  diskUse: async () => (await import('./handlers/disk-use.ts')).diskUseCall,
  cleanUp: async () => (await import('./handlers/clean-up.ts')).cleanUpCall,
  describeMachine: async () => (await import('./handlers/describe-machine.ts')).describeMachineCall,
  listExamples: async () => (await import('./handlers/list-examples.ts')).listExamplesCall,
  listReceipts: async () => (await import('./handlers/list-receipts.ts')).listReceiptsCall,
};

export interface Engine extends Transport {
  /**
   * Opens models and queue for a door that serves inferences. Whoever opens it closes it, before the engine.
   * @throws AppError as `openServing`
   */
  serve(options: ServingOptions): Promise<Serving>;
  /**
   * Proves what servers have accepted into a queue in Redis. Whoever opens it closes it, before the engine.
   * @throws AppError as `openWorking`
   */
  work(options: WorkingOptions): Promise<Working>;
  /** Stops what runs: jobs, the embedded chain, worker threads; then closes the workspace. */
  close(): Promise<void>;
}

/**
 * The product, for whichever door opens it.
 * @param options.publishedPtau for tests alone, which cannot make a published file: no door passes it
 */
export function createEngine(
  host: Host,
  { publishedPtau = PUBLISHED_PTAU }: { publishedPtau?: readonly PublishedPtau[] } = {},
): Engine {
  const workspace = openWorkspace(host.paths.workspace);
  const context: EngineContext = {
    workspace,
    chains: new ChainSession(host, workspace),
    jobs: new Jobs({
      kinds: JOB_KINDS,
      records: workspace.jobs,
      spawnWorker: () => host.spawnWorker(),
      sweep: () => workspace.sweep(),
    }),
    inspections: openInspections(host, workspace),
    secrets: host.secrets,
    publishedPtau,
  };
  return {
    async call<Name extends CallName>(name: Name, input: unknown, work: LongWork) {
      const parsed = parseInput(name, input) as ParsedInput<Name>;
      const handler = await handlers[name]();
      return handler(context, parsed, work);
    },
    async serve(options) {
      const { openServing } = await import('./serving.ts');
      return openServing(context, host, options);
    },
    async work(options) {
      const { openWorking } = await import('./working.ts');
      return openWorking(context, host, options);
    },
    async close() {
      await Promise.all([context.jobs.close(), context.inspections.close()]);
      await context.chains.close();
      releaseCurve();
      await workspace.close();
    },
  };
}
