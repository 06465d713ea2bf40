import type { Command } from 'commander';
import type { CallInput } from '../api/contract.ts';
import { AppError } from '../api/errors.ts';
import { realOption } from './options.ts';

export interface LimitOptions {
  maxTime?: string;
  maxMemory?: string;
}

/** The options by which a publisher bounds what making a key may take. */
export function addLimitOptions(command: Command): Command {
  return command
    .option('--max-time <seconds>', 'refuse a model whose key would take longer, by the estimate')
    .option(
      '--max-memory <gigabytes>',
      'refuse a model that would need more memory, by the estimate (default: four fifths of what the machine has)',
    );
}

export function limitsOf({ maxTime, maxMemory }: LimitOptions): CallInput<'compileModel'>['limits'] {
  return {
    ...(maxTime === undefined ? {} : { seconds: positive(maxTime, '--max-time') }),
    ...(maxMemory === undefined ? {} : { bytes: positive(maxMemory, '--max-memory') * 1e9 }),
  };
}

function positive(text: string, option: string): number {
  const value = realOption(text, option);
  if (value > 0) return value;
  throw new AppError(
    'option-invalid',
    `${option} needs a number above 0, not "${text}".`,
    `For example ${option} 8.`,
  );
}
