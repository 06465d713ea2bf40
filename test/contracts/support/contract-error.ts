import { isError, type ErrorDescription, type Interface } from 'ethers';

/**
 * The contracts' own error that a call ended with.
 *
 * @param abis where to look for it, the first that knows it
 * @throws what it was given, where that is anything else: no data, a panic, a reason in words, no answer at all
 */
export function contractErrorOf(error: unknown, ...abis: Pick<Interface, 'parseError'>[]): ErrorDescription {
  const data = isError(error, 'CALL_EXCEPTION') ? (error.data ?? '0x') : '0x';
  if (data.length >= 10) {
    for (const abi of abis) {
      const known = abi.parseError(data);
      if (known !== null && known.name !== 'Panic' && known.name !== 'Error') return known;
    }
  }
  throw error;
}
