import { type Client, createClient, type Transport } from './client.ts';
import type { LongWork } from './progress.ts';
import {
  type StudioCallInput,
  type StudioCallName,
  type StudioCallResult,
  studioContract,
} from './studio-calls.ts';

/** Carries calls of both contracts to a studio. */
export interface StudioTransport extends Transport {
  callStudio(name: StudioCallName, input: unknown, work: LongWork): Promise<unknown>;
}

export type StudioCalls = {
  [Name in StudioCallName]: (
    input: StudioCallInput<Name>,
    work?: LongWork,
  ) => Promise<StudioCallResult<Name>>;
};

/** Everything that a window may ask: the calls of the engine, and those of the studio. */
export type StudioClient = Client & StudioCalls;

export function createStudioClient(transport: StudioTransport): StudioClient {
  const calls = Object.fromEntries(
    Object.keys(studioContract).map((name) => [
      name,
      (input: unknown, work: LongWork = {}) => transport.callStudio(name as StudioCallName, input, work),
    ]),
  ) as StudioCalls;
  return { ...createClient(transport), ...calls };
}
