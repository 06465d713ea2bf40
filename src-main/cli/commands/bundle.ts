import type { Command } from 'commander';
import { examples } from '../help.ts';
import { integerOption } from '../options.ts';
import { withSession } from '../session.ts';
import { bytes, seconds } from '../text.ts';

interface Options {
  output: string;
  closed?: boolean;
  describe?: string;
  labels?: string;
  input?: string;
  index: string;
  zkeyUrl?: string;
  ptauUrl?: string;
}

export function registerBundle(program: Command): void {
  program
    .command('bundle <model>')
    .description(
      'write what others need to use and to check a model: put it where the uri of the model points',
    )
    .requiredOption('-o, --output <path>', 'a new folder, or a new file that ends in .tar')
    .option('--closed', 'without the network and its integers: nobody can then tell what the key computes')
    .option('--describe <text>', 'a text about the model for its card')
    .option('--labels <file>', 'names of the classes: a JSON list, or a text with one a line')
    .option(
      '-i, --input <file>',
      'input of the proof that comes with the bundle, for everyone to see (default: a random one)',
    )
    .option('--index <number>', 'which entry of that file, counted from 0', '0')
    .option('--zkey-url <url>', 'where you offer the proving key, for others to check it')
    .option('--ptau-url <url>', 'the same for the powers of tau; published files are known')
    .addHelpText(
      'after',
      examples(
        ['proofpress bundle network -o network-bundle', ''],
        ['proofpress bundle network -o network.tar --labels classes.txt --input test.json', 'one file'],
        ['proofpress bundle network -o network-bundle --closed', ''],
      ),
    )
    .action((name: string, options: Options, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const { output, closed, describe: description, labels, input, zkeyUrl, ptauUrl } = options;
        const index = integerOption(options.index, '--index');
        const golden = input === undefined ? undefined : { path: input, index };
        const result = await client.bundleModel(
          { name, output, closed, description, labels, golden, zkeyUrl, ptauUrl },
          work,
        );
        const { provingKey: key, powersOfTau } = result;
        say(`Wrote the ${result.kind} bundle of ${name}: ${result.files} files, ${result.path}`);
        say(`  sha256 of bundle.json ${result.sha256}`);
        if (result.publications === 0)
          say('  the model is on no chain yet: without addresses there are no snippets');
        say(`  proving key, not in it: ${bytes(key.bytes)}, sha256 ${key.sha256}${place(key.url)}`);
        say(
          `  powers of tau, not in it: blake2b ${powersOfTau.blake2b.slice(0, 32)}...${place(powersOfTau.url)}`,
        );
        say(`  ${seconds(result.seconds)}; next: proofpress audit ${output}`);
        return result;
      }),
    );
}

function place(url: string | null): string {
  return url === null ? ', offered nowhere' : `, ${url}`;
}
