import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { registerCommands } from './commands/register-commands.ts';
import { reportFailure } from './report-failure.ts';

const program = new Command('proofpress')
  .description('Publish machine-learning models with proofs that a smart contract can check.')
  .version(packageJson.version)
  .option(
    '-w, --workspace <folder>',
    'folder for everything that is made',
    process.env.PROOFPRESS_WORKSPACE ?? '.proofpress',
  )
  .option('--json', 'print one JSON object as the last line instead of text')
  .showHelpAfterError('(add --help for what is accepted)')
  .exitOverride();

registerCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode =
    error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportFailure(error, program.opts());
}
