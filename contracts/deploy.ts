/** Puts the contracts on a chain, or tells what that would take (npm run deploy:contracts -- --help). */
import { parseArgs } from 'node:util';
import { Wallet, formatEther, formatUnits } from 'ethers';
import { AppError, describeCause } from '../src-main/api/errors.ts';
import { reportFailure } from '../src-main/cli/report-failure.ts';
import { connectChain } from '../src-main/engine/chain/connect-chain.ts';
import { deployContracts } from '../src-main/engine/chain/deploy-contracts.ts';
import { deployProxy } from '../src-main/engine/chain/deploy-proxy.ts';
import { surveyDeployment, type DeploymentSurvey } from './build/survey-deployment.ts';

const USAGE = `npm run deploy:contracts -- --rpc URL [--dry-run] [--json]

Puts verifier, router, registry and market on a chain, with the deterministic deployment proxy first where it is missing.
What is there already is compared with what has to be there, and left alone.

  --rpc URL   address of a node of the chain
  --dry-run   send nothing: tell what is missing and the gas that it would take; needs no key
  --json      print one line of JSON instead of text

The environment variable DEPLOYER_PRIVATE_KEY signs (0x and 64 hex digits).`;

interface Sent {
  name: string;
  transactionHash: string;
  gasUsed?: bigint;
}

function readOptions(): { rpc: string; isDry: boolean } | undefined {
  const { values } = parseArguments();
  if (values.help) return undefined;
  if (values.rpc === undefined) {
    throw new AppError('option-invalid', 'No chain was named.', 'Add --rpc with the address of a node.');
  }
  return { rpc: values.rpc, isDry: values['dry-run'] };
}

function parseArguments() {
  try {
    return parseArgs({
      options: {
        rpc: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    // What Node says of an argument too many quotes it, and it could be a key.
    const isPositional = (error as NodeJS.ErrnoException).code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL';
    throw new AppError(
      'option-invalid',
      isPositional ? 'There is an argument too many.' : describeCause(error),
      'Add --help to see what is accepted.',
    );
  }
}

function readKey(): Wallet {
  const key = process.env.DEPLOYER_PRIVATE_KEY ?? '';
  try {
    if (/^0x[0-9a-fA-F]{64}$/.test(key)) return new Wallet(key);
  } catch {
    // A number that is no key of the curve; the cause could quote it.
  }
  throw new AppError(
    'option-invalid',
    'There is no usable key to sign the deployment with.',
    'Set DEPLOYER_PRIVATE_KEY to a private key (0x and 64 hex digits), or add --dry-run.',
  );
}

function print(survey: DeploymentSurvey, sent: readonly Sent[], isDry: boolean): void {
  const stateOf = (name: string, wasThere: boolean): string => {
    if (wasThere) return 'there';
    const transaction = sent.find((one) => one.name === name);
    if (!transaction) return isDry ? 'missing' : 'there, deployed by somebody else meanwhile';
    const { transactionHash, gasUsed } = transaction;
    return `deployed${gasUsed === undefined ? '' : `, ${gasUsed} gas`}, transaction ${transactionHash}`;
  };
  console.log(`Chain ${survey.chainId}`);
  console.log(`Deployment proxy ${survey.proxy.address}: ${stateOf('proxy', survey.proxy.isDeployed)}`);
  for (const { name, contractName, address, isDeployed, estimatedGas } of survey.contracts) {
    const estimate = isDry && estimatedGas !== undefined ? `, about ${estimatedGas} gas` : '';
    console.log(`${contractName} ${address}: ${stateOf(name, isDeployed)}${estimate}`);
  }
  if (isDry) console.log(`Nothing was sent. ${summary(survey)}`);
}

function summary({ totalGas, gasPrice }: DeploymentSurvey): string {
  if (totalGas === undefined)
    return 'This node does not estimate the gas of contracts built on missing ones.';
  if (totalGas === 0n) return 'Nothing is missing.';
  const cost = `${formatEther(totalGas * gasPrice)} of the chain's coin at ${formatUnits(gasPrice, 'gwei')} gwei`;
  return `The missing contracts would take about ${totalGas} gas: ${cost}.`;
}

async function run(): Promise<void> {
  const options = readOptions();
  if (!options) return console.log(USAGE);
  const wallet = options.isDry ? undefined : readKey();
  const provider = await connectChain(options.rpc);
  try {
    const survey = await surveyDeployment(provider);
    const sent: Sent[] = [];
    if (wallet) {
      const signer = wallet.connect(provider);
      const onProgress = ({ message }: { message: string }): void => console.error(message);
      for (const transactionHash of await deployProxy(signer, { onProgress })) {
        sent.push({ name: 'proxy', transactionHash });
      }
      sent.push(...(await deployContracts(signer, { market: true, onProgress })).deployed);
    }
    if (isJson) console.log(JSON.stringify({ ...survey, sent }, bigintAsText));
    else print(survey, sent, options.isDry);
  } finally {
    provider.destroy();
  }
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

const isJson = process.argv.includes('--json');
try {
  await run();
} catch (error) {
  process.exitCode = reportFailure(error, isJson);
}
