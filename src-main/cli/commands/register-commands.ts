import type { Command } from 'commander';
import type { Doors } from '../doors.ts';
import { registerAnnotate } from './annotate.ts';
import { registerApiKeys } from './api-keys.ts';
import { registerAudit } from './audit.ts';
import { registerBundle } from './bundle.ts';
import { registerDeprecate } from './deprecate.ts';
import { registerDemo } from './demo.ts';
import { registerDoctor } from './doctor.ts';
import { registerExport } from './export.ts';
import { registerImport } from './import.ts';
import { registerCompile } from './compile.ts';
import { registerProve } from './prove.ts';
import { registerCeremony } from './ceremony.ts';
import { registerKeys } from './keys.ts';
import { registerMarket } from './market.ts';
import { registerNetworks } from './networks.ts';
import { registerPtau } from './ptau.ts';
import { registerPublish } from './publish.ts';
import { registerQuantize } from './quantize.ts';
import { registerServe } from './serve.ts';
import { registerSetup } from './setup.ts';
import { registerStudio } from './studio.ts';
import { registerStatus } from './status.ts';
import { registerCompare } from './compare.ts';
import { registerDisk } from './disk.ts';
import { registerEstimate } from './estimate.ts';
import { registerExamples } from './examples.ts';
import { registerInspect } from './inspect.ts';
import { registerJobs } from './jobs.ts';
import { registerModels } from './models.ts';
import { registerReceipts } from './receipts.ts';
import { registerRemove } from './remove.ts';
import { registerShow } from './show.ts';
import { registerVerify } from './verify.ts';
import { registerWorker } from './worker.ts';

/** One command a stage, in the order in which they are used, the demo that runs them all, and the check of this machine. */
export function registerCommands(program: Command, doors: Doors): void {
  const registrations = [
    registerImport,
    registerQuantize,
    registerCompile,
    registerSetup,
    registerProve,
    registerPublish,
    registerStatus,
    registerDeprecate,
    registerVerify,
    registerReceipts,
    registerModels,
    registerShow,
    registerInspect,
    registerEstimate,
    registerCompare,
    registerAnnotate,
    registerRemove,
    registerServe,
    registerWorker,
    registerApiKeys,
    registerMarket,
    registerNetworks,
    registerKeys,
    registerPtau,
    registerCeremony,
    registerExport,
    registerBundle,
    registerAudit,
    registerStudio,
    registerExamples,
    registerDemo,
    registerJobs,
    registerDisk,
    registerDoctor,
  ];
  for (const register of registrations) register(program, doors);
}
