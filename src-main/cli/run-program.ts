import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { AppError } from '../api/errors.ts';
import { registerCommands } from './commands/register-commands.ts';
import type { Doors } from './doors.ts';
import { EndWithStatus } from './end-with-status.ts';
import { examples } from './help.ts';
import { reportFailure } from './report-failure.ts';

/**
 * Runs one command line.
 * @param args what stands behind the name of the program
 * @returns the exit status
 */
export async function runProgram(args: readonly string[], doors: Doors): Promise<number> {
  const program = createProgram(doors);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof EndWithStatus) return error.status;
    return isHelp(error) ? 0 : reportFailure(toAppError(error), args.includes('--json'));
  }
}

function createProgram(doors: Doors): Command {
  const program = new Command('proofpress')
    .description(
      'Publish machine-learning models with proofs that a smart contract can check.\n\n' +
        'A proof shows that an answer is what your model computes, to anyone, without running the model again.\n' +
        'The commands below are the steps from an ONNX file to such a proof, in the order of their use.',
    )
    .version(packageJson.version)
    .option(
      '-w, --workspace <folder>',
      'folder for everything that is made (environment: PROOFPRESS_WORKSPACE)',
      process.env.PROOFPRESS_WORKSPACE ?? '.proofpress',
    )
    .option('--json', 'print one line of JSON at the end instead of text, also for an error')
    .addHelpText(
      'after',
      examples(
        ['proofpress demo', 'see it all on a network that reads digits (about a minute)'],
        ['proofpress import network.onnx', 'start with a network of your own'],
        ['proofpress help quantize', 'what a step does and takes'],
      ),
    )
    // Failures of parsing are reported like all others, at the end.
    .configureOutput({ outputError: () => undefined })
    .exitOverride();

  registerCommands(program, doors);
  return program;
}

function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

function toAppError(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  const message =
    error.code === 'commander.help'
      ? 'No command was given.'
      : sentence(error.message.replace(/^error: /, ''));
  return new AppError('option-invalid', message, 'Add --help to see what is accepted.');
}

function sentence(text: string): string {
  const [first = '', ...rest] = text.split('\n');
  return [`${first.charAt(0).toUpperCase()}${first.slice(1)}.`, ...rest].join(' ');
}
