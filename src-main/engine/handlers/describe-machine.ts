import { cpus, totalmem } from 'node:os';
import packageJson from '../../../package.json' with { type: 'json' };
import type { CallResult } from '../../api/contract.ts';
import type { EngineContext } from '../engine.ts';
import { reportNative } from '../native/native-report.ts';
import { freeDiskBytes } from '../store/free-disk-bytes.ts';

export async function describeMachineCall({
  workspace,
}: EngineContext): Promise<CallResult<'describeMachine'>> {
  const { backend, threads, compiler, passedOver, remedy, cuda } = await reportNative();
  const { device, reason } = cuda;
  return {
    ...{ backend, threads, compiler, passedOver, remedy },
    cuda: {
      device,
      reason,
    },
    node: process.version,
    version: packageJson.version,
    platform: process.platform,
    arch: process.arch,
    processor: cpus()[0]?.model.trim() || process.arch,
    memoryBytes: totalmem(),
    freeDiskBytes: await freeDiskBytes(workspace.root),
    workspace: workspace.root,
  };
}
