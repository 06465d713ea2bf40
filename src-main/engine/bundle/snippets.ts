import { getAddress } from 'ethers';
import type { Receipt } from '../../api/receipt.ts';
import { REGISTRY } from '../chain/contract-bindings.ts';
import { DOMAIN_INPUT } from '../chain/domains.ts';
import { inferenceArguments } from '../chain/inference-arguments.ts';
import { provenInference } from '../pipeline/5-prove/proven-inference.ts';
import type { BundleManifest } from './bundle-format.ts';

type Publication = BundleManifest['publications'][number];

/**
 * Programs for those who use the model, which run as they are, by their names in the bundle.
 * @param receipt the golden receipt, whose question to the chain `check.sh` asks
 */
export function makeSnippets(publication: Publication, receipt: Receipt): Record<string, string> {
  return {
    'snippets/verify.mts': verifyScript(publication),
    'snippets/Consumer.sol': consumerContract(publication, receipt),
    'snippets/check.sh': curlScript(publication, receipt),
  };
}

function verifyScript({ chainId, registry, modelId }: Publication): string {
  return `// Asks the registry on the chain whether the proof in a receipt of this model holds. Costs nothing, needs no key.
//
//   npm install ethers tsx
//   npx tsx snippets/verify.mts RPC_URL [RECEIPT.json]
import { readFileSync } from 'node:fs';
import { AbiCoder, Contract, JsonRpcProvider, keccak256, toBeHex } from 'ethers';

const CHAIN_ID = ${chainId}n;
const REGISTRY = '${getAddress(registry)}';
const MODEL_ID = '${modelId}';
const DOMAIN_INPUT = '${DOMAIN_INPUT}';

const beside = (path: string) => new URL(path, import.meta.url);
const readJson = (path: string | URL) => JSON.parse(readFileSync(path, 'utf8'));

const [rpc, path] = process.argv.slice(2);
if (!rpc) throw new Error('Name the RPC address of a node of chain ' + CHAIN_ID);
const receipt = readJson(path ?? beside('../golden/receipt.json'));
if (receipt.context.modelId !== MODEL_ID) throw new Error('The receipt is that of another model.');

const coder = AbiCoder.defaultAbiCoder();
const { pi_a: a, pi_b: b, pi_c: c } = receipt.proof;
const points = [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]];
const signals = receipt.inputs.flatMap((input: { signals: string[] }) => input.signals);
const values = receipt.outputs.flatMap((output: { integers: string[] }) => output.integers);
const { requestId, consumer, payee, deadline, chainId } = receipt.context;

const isCommitted = receipt.statement.inputs.length === 1 && receipt.statement.inputs[0].mode === 'committed';
const inputCommitment = isCommitted
  ? toBeHex(BigInt(signals[0]), 32)
  : keccak256(coder.encode(['bytes32', 'uint256[]'], [DOMAIN_INPUT, signals]));
const output = coder.encode(['int256[]'], [values]);
const proof = coder.encode(
  ['tuple(bytes32 requestId, address payee, uint256 deadline)', 'uint256[8]', 'uint256[]'],
  [[requestId, payee, deadline], points, signals],
);

const provider = new JsonRpcProvider(rpc);
if ((await provider.getNetwork()).chainId !== CHAIN_ID) throw new Error('The node is one of another chain.');
const registry = new Contract(REGISTRY, readJson(beside('../abi/ModelRegistry.json')), provider);
// Reverts unless the proof shows this answer; a contract calls verifyInference, which also binds the caller.
await registry.getFunction('checkInference')(MODEL_ID, inputCommitment, output, proof, consumer, chainId === '0');
console.log('The proof holds.');
for (const { name, reals } of receipt.outputs) console.log(name + ': ' + reals.join(', '));
provider.destroy();
`;
}

function consumerContract({ chainId, registry, modelId }: Publication, receipt: Receipt): string {
  const count = receipt.outputs.reduce((sum, { integers }) => sum + integers.length, 0);
  return `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

interface IModelRegistry {
    function verifyInference(uint256 modelId, bytes32 inputCommitment, bytes calldata output, bytes calldata proof)
        external;
}

/// @notice Acts on proven answers of one model, once on each question. For chain ${chainId}.
contract Consumer {
    IModelRegistry public constant REGISTRY = IModelRegistry(${getAddress(registry)});
    uint256 public constant MODEL_ID = ${modelId};

    /// The input that a question is about, by the question's id.
    mapping(bytes32 requestId => bytes32 inputCommitment) public asked;
    uint256 private _questions;

    event Asked(bytes32 indexed requestId, bytes32 indexed inputCommitment);
    event Answered(bytes32 indexed requestId, int256[] values);

    error NotAsked(bytes32 requestId);

    /// @notice Fixes the question before anybody answers: then a prover has nothing left to choose.
    /// @dev Decide here who may ask, and about which input.
    function ask(bytes32 inputCommitment) external returns (bytes32 requestId) {
        requestId = keccak256(abi.encode(block.chainid, address(this), _questions++));
        asked[requestId] = inputCommitment;
        emit Asked(requestId, inputCommitment);
    }

    /// @notice Anybody may bring the answer: proofpress prove MODEL --on-chain --consumer THIS --request-id ID
    /// @param output abi.encode(int256[]), ${count} values
    /// @param proof  abi.encode(Context, uint256[8] points, uint256[] inputSignals)
    function answer(bytes calldata output, bytes calldata proof) external {
        // The context stands at the head of the proof: request id, payee, deadline.
        (bytes32 requestId,,) = abi.decode(proof[:96], (bytes32, address, uint256));
        bytes32 inputCommitment = asked[requestId];
        if (inputCommitment == 0) revert NotAsked(requestId);
        delete asked[requestId];
        REGISTRY.verifyInference(MODEL_ID, inputCommitment, output, proof);
        int256[] memory values = abi.decode(output, (int256[]));
        // Act on the values here.
        emit Answered(requestId, values);
    }
}
`;
}

function curlScript({ chainId, registry }: Publication, receipt: Receipt): string {
  const data = REGISTRY.abi.encodeFunctionData('checkInference', [
    ...inferenceArguments(provenInference(receipt)),
    receipt.context.consumer,
    receipt.context.chainId === '0',
  ]);
  return `#!/bin/sh
# Asks a node of chain ${chainId} whether the golden receipt's proof holds: "result":"0x" says yes, an error no.
#
#   sh snippets/check.sh RPC_URL
set -eu
curl -sS -X POST "\${1:?name the RPC address of a node of chain ${chainId}}" -H 'content-type: application/json' --data \\
  '{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":"${registry}","data":"${data}"},"latest"]}'
echo
`;
}

/** JSON ABI of a contract, indented. */
export function abiJson(abi: { formatJson(): string }): string {
  return `${JSON.stringify(JSON.parse(abi.formatJson()), null, 2)}\n`;
}
