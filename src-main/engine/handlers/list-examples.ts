import type { CallResult } from '../../api/contract.ts';
import { findExamples } from '../examples.ts';

export async function listExamplesCall(): Promise<CallResult<'listExamples'>> {
  return { examples: findExamples() };
}
