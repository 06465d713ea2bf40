// One proof in a fresh process: prove-fresh.ts native|snarkjs ZKEY WTNS.
import { reportFresh } from '../report-fresh.ts';

const [prover, zkeyPath, wtnsPath] = process.argv.slice(2) as [string, string, string];
if (prover === 'native') {
  const { proveWitness } = await import('../../src-main/engine/proofs/groth16/prover/prove.ts');
  await reportFresh(() => proveWitness({ zkeyPath, wtnsPath }));
} else {
  const { groth16 } = await import('snarkjs');
  await reportFresh(() => groth16.prove(zkeyPath, wtnsPath));
}
