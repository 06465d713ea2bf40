// The same tests for the fallback: this file's process has no native prover.
import process from 'node:process';

process.env.PROOFPRESS_NATIVE = 'off';
await import('../keys-and-proofs.test.ts');
