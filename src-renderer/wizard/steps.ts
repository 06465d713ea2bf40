import type { Component } from 'svelte';
import type { ModelDetails, ModelPage } from '../state/models.svelte.ts';

export type StepProps = { page: ModelPage; details: ModelDetails };

export interface WizardStep {
  id: 'import' | 'quantize' | 'circuit' | 'setup' | 'prove' | 'publish';
  title: string;
  /** What it is for, in a few words. */
  purpose: string;
  /** Calls that make its result: while one of them runs, so does the step. */
  calls: readonly string[];
  state(details: ModelDetails): 'done' | 'open' | 'damaged';
  /** Whether what it needs is there. */
  isReachable(details: ModelDetails): boolean;
  load(): Promise<{ default: Component<StepProps> }>;
}

/** The steps of a model, in the order of their work; folders and names are those of the pipeline. */
export const WIZARD_STEPS: readonly WizardStep[] = [
  {
    id: 'import',
    title: 'Import',
    purpose: 'The network',
    calls: ['importModel'],
    state: ({ steps }) => steps.import,
    isReachable: () => true,
    load: () => import('./1-import/ImportStep.svelte'),
  },
  {
    id: 'quantize',
    title: 'Quantize',
    purpose: 'To integers',
    calls: ['quantizeModel'],
    state: ({ steps }) => steps.quantize,
    isReachable: ({ steps }) => steps.import === 'done',
    load: () => import('./2-quantize/QuantizeStep.svelte'),
  },
  {
    id: 'circuit',
    title: 'Circuit',
    purpose: 'Constraints',
    calls: ['compileModel'],
    state: ({ steps }) => steps.circuit,
    isReachable: ({ steps }) => steps.quantize === 'done',
    load: () => import('./3-circuit/CircuitStep.svelte'),
  },
  {
    id: 'setup',
    title: 'Keys',
    purpose: 'Prove, verify',
    calls: ['setupModel', 'startCeremony', 'contributeToCeremony', 'addCeremonyBeacon', 'finishCeremony'],
    state: ({ steps }) => steps.setup,
    isReachable: ({ steps }) => steps.circuit === 'done',
    load: () => import('./4-setup/SetupStep.svelte'),
  },
  {
    id: 'prove',
    title: 'Try it',
    purpose: 'Make a proof',
    calls: ['proveInference'],
    // Nothing of it is kept as a step: whoever has keys can prove.
    state: ({ steps }) => (steps.setup === 'done' ? 'done' : 'open'),
    isReachable: ({ steps }) => steps.setup === 'done',
    load: () => import('./5-prove/ProveStep.svelte'),
  },
  {
    id: 'publish',
    title: 'Publish',
    purpose: 'On a chain',
    calls: ['publishModel'],
    state: ({ steps }) => steps.publish,
    isReachable: ({ steps }) => steps.setup === 'done',
    load: () => import('./6-publish/PublishStep.svelte'),
  },
];
