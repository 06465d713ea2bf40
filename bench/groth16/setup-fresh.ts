// One step of key making in a fresh process: setup-fresh.ts native|snarkjs setup R1CS PTAU ZKEY, or ... contribute ZKEY NEW_ZKEY.
import { zKey } from 'snarkjs';
import { nativeAddon } from '../../src-main/engine/native/load-native.ts';
import { reportFresh } from '../report-fresh.ts';

const [prover, step, ...paths] = process.argv.slice(2) as [string, string, string, string, string];
if (prover === 'native') {
  const addon = (await nativeAddon())!;
  await reportFresh(() =>
    step === 'setup'
      ? addon.setup(paths[0], paths[1], paths[2]).promise
      : addon.contribute(paths[0], paths[1], 'bench', new Uint8Array()).promise,
  );
} else {
  await reportFresh(() =>
    step === 'setup'
      ? zKey.newZKey(paths[0], paths[1], paths[2])
      : zKey.contribute(paths[0], paths[1], 'bench', 'entropy of a benchmark'),
  );
}
