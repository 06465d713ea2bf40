import { Interface, ZeroAddress, id, type Provider } from 'ethers';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { callContract, type expectEvent } from '../../../src-main/engine/chain/call-contract.ts';
import { REGISTRY, VERIFIER } from '../../../src-main/engine/chain/contract-bindings.ts';
import { typedInterface } from '../../../src-main/engine/chain/typed-interface.ts';

/** Answers every call with these bytes. */
const answering = (data: string): Provider => ({ call: async () => data }) as unknown as Provider;

const shapes = typedInterface([
  {
    type: 'function',
    name: 'shape',
    inputs: [
      { name: 'small', type: 'uint8[2][]' },
      {
        name: 'nested',
        type: 'tuple[]',
        components: [
          { name: 'point', type: 'tuple', components: [{ name: 'x', type: 'int256' }] },
          { name: 'mark', type: 'bytes4' },
        ],
      },
    ],
    outputs: [
      { name: 'flags', type: 'bool[]' },
      { name: 'data', type: 'bytes' },
    ],
  },
]);

describe('a typed interface', () => {
  test('gives results their types, and they are what ethers returns', async () => {
    const commitment = {
      modelHash: id('m'),
      circuitHash: id('c'),
      vkHash: id('k'),
      proofSystemId: '0x0550d137',
      uri: 'u',
    };
    const encoded = REGISTRY.abi.encodeFunctionResult('getModel', [commitment, true, ZeroAddress]);
    const [model, deprecated, owner] = await callContract(
      answering(encoded),
      ZeroAddress,
      REGISTRY.abi,
      'getModel',
      [7n],
    );
    expectTypeOf(model.proofSystemId).toEqualTypeOf<string>();
    expectTypeOf(deprecated).toEqualTypeOf<boolean>();
    expectTypeOf(owner).toEqualTypeOf<string>();
    expect([model.vkHash, model.uri, deprecated, owner]).toEqual([id('k'), 'u', true, ZeroAddress]);

    const points = new Interface(['function f() view returns (uint256[])']).encodeFunctionResult('f', [
      [1, 2],
    ]);
    const [signals] = await callContract(answering(points), ZeroAddress, REGISTRY.abi, 'publicSignals', [
      1n,
      id('input'),
      '0x',
      new Uint8Array(2),
      ZeroAddress,
      false,
    ]);
    expectTypeOf(signals).toEqualTypeOf<readonly bigint[]>();
    expect([...signals]).toEqual([1n, 2n]);
  });

  test('knows arrays of fixed and any length, and structs in structs', () => {
    type Arguments = Parameters<typeof shapes.encodeFunctionData<'shape'>>[1];
    expectTypeOf<Arguments[0]>().toEqualTypeOf<readonly (readonly [bigint, bigint])[]>();
    expectTypeOf<Arguments[1][number]['point']['x']>().toEqualTypeOf<bigint>();
    expectTypeOf<Arguments[1][number]['mark']>().toEqualTypeOf<string | Uint8Array>();
    const data = shapes.encodeFunctionData('shape', [
      [[1n, 2n]],
      [{ point: { x: -1n }, mark: '0x01020304' }],
    ]);
    expect(shapes.decodeFunctionData('shape', data).toArray(true)).toEqual([
      [[1n, 2n]],
      [[[-1n], '0x01020304']],
    ]);
    const answer = shapes.encodeFunctionResult('shape', [[true], '0x0102']);
    const [flags, bytes] = shapes.decodeFunctionResult('shape', answer);
    expectTypeOf(flags).toEqualTypeOf<readonly boolean[]>();
    expectTypeOf(bytes).toEqualTypeOf<string>();
    expect([[...flags], bytes]).toEqual([[true], '0x0102']);
  });

  test('gives the arguments of an event their types', () => {
    const log = REGISTRY.abi.encodeEventLog('InferenceVerified', [5n, id('x'), '0x01', ZeroAddress]);
    const [modelId, , output, caller] = REGISTRY.abi.decodeEventLog(
      'InferenceVerified',
      log.data,
      log.topics,
    );
    expectTypeOf(modelId).toEqualTypeOf<bigint>();
    expectTypeOf(output).toEqualTypeOf<string>();
    expect([modelId, output, caller]).toEqual([5n, '0x01', ZeroAddress]);
  });

  test('takes any ABI of ethers untyped', async () => {
    const abi = new Interface(['function anything(uint256) view returns (string)']);
    const encoded = abi.encodeFunctionResult('anything', ['text']);
    expect([...(await callContract(answering(encoded), ZeroAddress, abi, 'anything', [1]))]).toEqual([
      'text',
    ]);
  });

  test('does not compile with a wrong name or argument', () => {
    // Never run: tsc fails here where one of these lines compiles.
    const wrong = (call: typeof callContract, event: typeof expectEvent, provider: Provider): void => {
      const receipt = {} as Parameters<typeof expectEvent>[0];
      const { abi } = REGISTRY;
      // @ts-expect-error no such method
      void call(provider, ZeroAddress, abi, 'getModels', [7n]);
      // @ts-expect-error a method of another contract
      void call(provider, ZeroAddress, VERIFIER.abi, 'getModel', [7n]);
      // @ts-expect-error a number where the id is a bigint
      void call(provider, ZeroAddress, abi, 'getModel', [7]);
      // @ts-expect-error an argument is missing
      void call(provider, ZeroAddress, abi, 'getModel', []);
      // @ts-expect-error an argument too many
      void call(provider, ZeroAddress, abi, 'getModel', [7n, 8n]);
      // @ts-expect-error seven words of a proof instead of eight
      VERIFIER.abi.encodeFunctionData('verify', [id('k'), [1n], [1n, 2n, 3n, 4n, 5n, 6n, 7n]]);
      const context = { requestId: id('r'), payee: ZeroAddress };
      // @ts-expect-error a field of the struct is missing
      abi.encodeFunctionData('contextOf', [1n, context, ZeroAddress, false]);
      // @ts-expect-error the result is no number
      const bad: Promise<readonly [number]> = call(provider, ZeroAddress, abi, 'router', []);
      void bad;
      // @ts-expect-error no such event
      abi.decodeEventLog('ModelRegister', '0x');
      // @ts-expect-error no such event
      event(receipt, ZeroAddress, abi, 'ModelRegister', [1n]);
      // @ts-expect-error the first indexed argument is the id
      event(receipt, ZeroAddress, abi, 'ModelRegistered', [ZeroAddress]);
      // @ts-expect-error only two arguments are indexed
      event(receipt, ZeroAddress, abi, 'ModelRegistered', [1n, ZeroAddress, 'x']);
    };
    expect(wrong).toBeTypeOf('function');
  });
});
