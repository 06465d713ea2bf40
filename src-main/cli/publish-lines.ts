import type { CallResult } from '../api/contract.ts';
import { percent, seconds, stageLine, thousands } from './text.ts';

type Published = CallResult<'publishModel'>;
type Golden = CallResult<'proveGolden'>;

export function publishedLines(result: Published): string[] {
  const { name, gas } = result;
  return [
    `${stageLine('Published', { name, reused: result.alreadyRegistered })} in ${seconds(result.seconds)}`,
    ...(result.resumed ? ['  went on with what an earlier run had begun'] : []),
    `  chain ${result.chainId}, owner ${result.owner}`,
    `  registry ${result.registry}`,
    `  model id ${result.modelId}`,
    ...(gas.deploy > 0 ? [`  shared contracts deployed: ${thousands(gas.deploy)} gas`] : []),
    ...(gas.register === null ? [] : [`  registration: ${thousands(gas.register)} gas`]),
  ];
}

export function goldenLines({ receipt, reused, verifyGas, seconds: taken }: Golden): string[] {
  const gas = verifyGas === null ? '' : `; in a transaction it takes about ${thousands(verifyGas)} gas`;
  return [
    `The registry accepted a proof${reused ? ' of an earlier run' : ''} (${seconds(taken)})${gas}`,
    `  receipt ${receipt}`,
  ];
}

/** What changed from the version that was replaced. */
export function replacedLines({ replaced }: Published, golden: Golden | null): string[] {
  if (replaced === null) return [];
  const { name, modelId, keyGrade, verifyGas, openRequests } = replaced;
  const change = (
    what: string,
    of: { before: number | null; after: number | null },
    text: (value: number) => string,
  ) =>
    of.before === null || of.after === null
      ? []
      : [`  ${what}: ${text(of.before)} before, ${text(of.after)} now`];
  return [
    `It is the successor of ${name} (model id ${modelId}), which stays registered: both can be proven`,
    ...change('accuracy of the integers', replaced.integerAccuracy, percent),
    ...change('same answer as the floats', replaced.topOneAgreement, percent),
    ...change('constraints', replaced.constraints, thousands),
    ...change('gas of the registration', replaced.registerGas, thousands),
    ...change(
      'gas of a verification',
      { before: verifyGas.before, after: golden?.verifyGas ?? verifyGas.after },
      thousands,
    ),
    `  its key is a new one${gradeChange(keyGrade)}: a ceremony for the old key says nothing about it`,
    `  of ${name}, ${requestsText(openRequests)}`,
    `  when none is open and nobody needs its answers: proofpress deprecate ${name}, with the same network and account`,
  ];
}

export function requestsText(requests: NonNullable<Published['replaced']>['openRequests']): string {
  if (requests === null) return 'the node does not say whether requests of the market are open';
  const { count, until } = requests;
  if (count === 0 || until === null) return 'no request of the market is open';
  const last = new Date(until * 1000).toISOString();
  return count === 1
    ? `one request of the market is open, until ${last}`
    : `${count} requests of the market are open, the last until ${last}`;
}

function gradeChange({ before, after }: NonNullable<Published['replaced']>['keyGrade']): string {
  return before === null || after === null ? '' : ` (${before} before, ${after} now)`;
}
