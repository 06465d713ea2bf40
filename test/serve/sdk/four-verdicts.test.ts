import { runFourVerdicts } from './support/run-four-verdicts.ts';

// All kinds of damage to a proof are in the long set.
runFourVerdicts({ proofs: 12 });
