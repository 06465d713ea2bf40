import type { Command } from 'commander';
import { registerDemo } from './demo.ts';
import { registerImport } from './import.ts';
import { registerCompile } from './compile.ts';
import { registerProve } from './prove.ts';
import { registerPublish } from './publish.ts';
import { registerQuantize } from './quantize.ts';
import { registerSetup } from './setup.ts';
import { registerVerify } from './verify.ts';

/** One command a stage, in the order in which they are used, and the demo that runs them all. */
export function registerCommands(program: Command): void {
  const registrations = [
    registerImport,
    registerQuantize,
    registerCompile,
    registerSetup,
    registerProve,
    registerPublish,
    registerVerify,
    registerDemo,
  ];
  for (const register of registrations) register(program);
}
