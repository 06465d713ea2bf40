import { NATIVE_STATUS } from '../../../src-main/engine/native/addon.ts';
import { isNativeError } from '../../../src-main/engine/native/run-native.ts';

type StatusName = keyof typeof NATIVE_STATUS;

/** The name of the status that the call throws or rejects with; 'none' if it does not. */
export async function statusOf(call: () => unknown): Promise<StatusName | 'none' | 'other'> {
  try {
    await call();
    return 'none';
  } catch (error) {
    if (!isNativeError(error)) return 'other';
    const found = Object.entries(NATIVE_STATUS).find(([, status]) => status === error.status);
    return (found?.[0] as StatusName | undefined) ?? 'other';
  }
}
