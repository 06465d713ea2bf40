import type { CallInput } from '../../../src-main/api/contract.ts';

/** An input that is ready to be proven. */
export interface ChosenInput {
  samples: CallInput<'proveInference'>['samples'];
  /** Of the sample in a file. */
  index?: number;
  /** Answer of the float network to it, where it is known already; output by output. */
  float?: readonly number[][];
  /** The right class, where the samples say it. */
  label?: number | null;
}
