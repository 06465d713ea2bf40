import type { Command } from 'commander';
import { examples } from '../help.ts';

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say how this machine makes keys and proofs, and what would make it faster')
    .addHelpText(
      'after',
      `
The native prover comes in three builds: portable; mulx (x86-64 since about 2015); ifma (AVX-512 IFMA). The fastest that
the processor can run is used. The environment variable PROOFPRESS_NATIVE names another one, or "off" for snarkjs.
Where there is an NVIDIA device, it makes the proofs. PROOFPRESS_CUDA=off does without, PROOFPRESS_CUDA_DEVICE=1 takes the
second one.
` + examples(['proofpress doctor', ''], ['proofpress doctor --json', 'for scripts']),
    )
    .action(async (_options: object, command: Command) => {
      const { reportNative } = await import('../../engine/native/native-report.ts');
      const native = await reportNative();
      const { json = false } = command.optsWithGlobals<{ json?: boolean }>();
      if (json) {
        console.log(
          JSON.stringify({ native, node: process.version, platform: process.platform, arch: process.arch }),
        );
        return;
      }
      const { backend, passedOver, remedy, threads, compiler, cuda } = native;
      console.log(
        backend
          ? `Keys and proofs are made by the native prover, build "${backend}", on ${threads} threads`
          : 'Keys and proofs are made by snarkjs, which is sound but many times slower than the native prover',
      );
      console.log(
        cuda.device
          ? `Proofs are made on ${cuda.device.name} (${Math.round(cuda.device.totalBytes / 2 ** 30)} GiB, compute capability ` +
              `${cuda.device.compute}, driver for CUDA ${cuda.device.driver}), and verified before they leave`
          : `No NVIDIA device is used: ${cuda.reason}`,
      );
      if (compiler) console.log(`  built with ${compiler}`);
      for (const { backend: name, reason } of passedOver)
        console.log(`  build "${name}" is not used: ${reason}`);
      if (remedy) console.log(`  what to do: ${remedy}`);
      console.log(`  Node ${process.version}, ${process.platform} ${process.arch}`);
    });
}
