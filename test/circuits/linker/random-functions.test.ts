import { expect, it } from 'vitest';
import { expectRandomFunctions } from '../support/random-functions.ts';

it('random tiny graphs have one outcome for every input, whatever the witness', async () => {
  await expect(expectRandomFunctions(150, 1)).resolves.toBeUndefined();
});
