import { runFourVerdicts } from './support/run-four-verdicts.ts';

runFourVerdicts({ proofs: Infinity });
