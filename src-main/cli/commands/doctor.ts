import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { withSession } from '../session.ts';
import { bytes } from '../text.ts';

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
    .action((_options: object, command: Command) =>
      withSession(command, async ({ client, say }) => {
        const machine = await client.describeMachine({});
        for (const line of machineLines(machine)) say(line);
        const { backend, passedOver, remedy, threads, compiler, cuda, ...rest } = machine;
        return { native: { backend, passedOver, remedy, threads, compiler, cuda }, ...rest };
      }),
    );
}

function machineLines(machine: CallResult<'describeMachine'>): string[] {
  const { backend, passedOver, remedy, threads, compiler, cuda } = machine;
  return [
    backend
      ? `Keys and proofs are made by the native prover, build "${backend}", on ${threads} threads`
      : 'Keys and proofs are made by snarkjs, which is sound but many times slower than the native prover',
    cuda.device
      ? `Proofs are made on ${cuda.device.name} (${Math.round(cuda.device.totalBytes / 2 ** 30)} GiB, compute capability ` +
        `${cuda.device.compute}, driver for CUDA ${cuda.device.driver}), and verified before they leave`
      : `No NVIDIA device is used: ${cuda.reason}`,
    ...(compiler ? [`  built with ${compiler}`] : []),
    ...passedOver.map(({ backend: name, reason }) => `  build "${name}" is not used: ${reason}`),
    ...(remedy ? [`  what to do: ${remedy}`] : []),
    `  ${machine.processor}, ${bytes(machine.memoryBytes)} of memory, ${bytes(machine.freeDiskBytes)} free for the workspace ${machine.workspace}`,
    `  Proofpress ${machine.version}, Node ${machine.node}, ${machine.platform} ${machine.arch}`,
  ];
}
