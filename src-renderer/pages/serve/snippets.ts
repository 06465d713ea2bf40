/** What programs need to know to ask a model for a proven answer. */
export interface SnippetTarget {
  /** Of the server. */
  url: string;
  model: string;
  inputs: readonly { name: string; count: number }[];
  /** Where the model is published; its registry checks answers for contracts. */
  publication: { modelId: string; registry: string } | null;
}

export type SnippetLanguage = 'curl' | 'python' | 'typescript' | 'solidity';

/** Longer lists of values are made by the program, not written out. */
const LONGEST_LIST = 12;

/** Programs that ask the model, as they can be run: with the address and the key in the environment. */
export function snippets(target: SnippetTarget): Record<SnippetLanguage, string> {
  return {
    curl: curl(target),
    python: python(target),
    typescript: typescript(target),
    solidity: solidity(target),
  };
}

function curl({ url, model, inputs }: SnippetTarget): string {
  const isShort = inputs.every(({ count }) => count <= LONGEST_LIST);
  const body = isShort
    ? `'{"inputs": {${inputs.map(({ name, count }) => `${JSON.stringify(name)}: ${zeros(count)}`).join(', ')}}}'`
    : '@input.json';
  const note = isShort
    ? ''
    : `# input.json: {"inputs": {${inputs.map(({ name, count }) => `${JSON.stringify(name)}: [${count} numbers]`).join(', ')}}}\n`;
  return `${note}curl -sS --fail-with-body '${url}/v1/models/${encodeURIComponent(model)}/inferences' \\
  -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -H 'Prefer: wait=60' \\
  -d ${body} -o receipt.json

# Check it without trusting this server:
proofpress verify receipt.json`;
}

function python({ url, model, inputs }: SnippetTarget): string {
  const values = inputs
    .map(
      ({ name, count }) =>
        `    ${JSON.stringify(name)}: ${count <= LONGEST_LIST ? zeros(count) : `[0.0] * ${count}`},`,
    )
    .join('\n');
  return `import os
import time

import requests

URL, KEY = ${JSON.stringify(url)}, os.environ["KEY"]
session = requests.Session()
session.headers["Authorization"] = f"Bearer {KEY}"

inputs = {
${values}
}
answer = session.post(
    f"{URL}/v1/models/${encodeURIComponent(model)}/inferences",
    json={"inputs": inputs},
    headers={"Prefer": "wait=5"},
    timeout=60,
)
while True:
    if not answer.ok:
        problem = answer.json()
        raise SystemExit(f"{problem['detail']} {problem['remedy']}")
    body = answer.json()
    if "proof" in body:
        break
    if body["state"] in ("failed", "cancelled"):
        raise SystemExit(body.get("error", {}).get("message", "cancelled"))
    time.sleep(float(answer.headers.get("Retry-After", 1)))
    path = body["links"]["receipt" if body["state"] == "done" else "self"]
    answer = session.get(f"{URL}{path}", timeout=60)

with open("receipt.json", "wb") as file:
    file.write(answer.content)
for output in body["outputs"]:
    print(output["name"], *output["reals"])`;
}

function typescript({ url, model, inputs, publication }: SnippetTarget): string {
  const values = inputs
    .map(
      ({ name, count }) =>
        `  ${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${count <= LONGEST_LIST ? zeros(count) : `Array.from({ length: ${count} }, () => 0)`},`,
    )
    .join('\n');
  const known = publication ? `, { modelId: '${publication.modelId}' }` : '';
  return `// npm install @proofpress/sdk
import { openService } from '@proofpress/sdk';

const service = openService('${url}', { apiKey: process.env.KEY });
const inputs = {
${values}
};

// Waits for the receipt, verifies it here, and compares it with the question${publication ? ' and the model' : ''}.
const receipt = await service.ask(${JSON.stringify(model)}, { inputs }${known});
for (const { name, reals } of receipt.outputs) console.log(name, ...reals);`;
}

function solidity({ publication }: SnippetTarget): string {
  const where = publication
    ? `/// Deploy it with the registry ${publication.registry},
/// the model id ${publication.modelId},
/// and computeCommitmentHash(model) of @proofpress/sdk for what you audited.`
    : `/// Publish the model first: the constructor takes its registry and model id,
/// and computeCommitmentHash(model) of @proofpress/sdk for what you audited.`;
  return `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IModelRegistry} from "@proofpress/contracts/src/interfaces/IModelRegistry.sol";
import {PinnedModel} from "@proofpress/contracts/src/consumer/PinnedModel.sol";
import {ProvenInferenceConsumer} from "@proofpress/contracts/src/consumer/ProvenInferenceConsumer.sol";

/// Keeps the proven answer to every question.
${where}
contract AnswerDesk is ProvenInferenceConsumer {
    mapping(bytes32 requestId => bytes32) public inputCommitments;
    mapping(bytes32 requestId => int256[]) public answers;
    uint256 public questionCount;

    constructor(IModelRegistry registry, uint256 modelId, bytes32 commitmentHash)
        PinnedModel(registry, modelId, commitmentHash)
    {}

    /// Decide here who may ask, and that the input is what it should be: no proof can.
    function ask(bytes32 inputCommitment) external returns (bytes32 requestId) {
        requestId = keccak256(abi.encode(block.chainid, address(this), questionCount++));
        inputCommitments[requestId] = inputCommitment;
    }

    /// Anybody may bring the answer: output and proof from inferenceArguments(receipt) of @proofpress/sdk.
    function answer(bytes32 requestId, bytes calldata output, bytes calldata proof) external {
        (int256[] memory values,) = _consumeInference(requestId, inputCommitments[requestId], output, proof);
        answers[requestId] = values;
    }
}`;
}

function zeros(count: number): string {
  return `[${new Array<string>(count).fill('0').join(', ')}]`;
}
