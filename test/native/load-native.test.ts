import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BACKENDS } from '../../src-main/engine/native/addon.ts';
import type { NativeAddon } from '../../src-main/engine/native/addon.ts';
import type { NativeReport } from '../../src-main/engine/native/native-report.ts';
import { findNativeFault } from '../../src-main/engine/native/self-test.ts';
import { addons, describeAddons } from './support/addons.ts';

const program = fileURLToPath(new URL('../../bin/proofpress.mjs', import.meta.url));

/** What `proofpress doctor --json` says in a process with this setting. */
async function doctor(setting: string | undefined): Promise<NativeReport> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'doctor', '--json'], {
    env: { ...process.env, PROOFPRESS_NATIVE: setting ?? '' },
  });
  return (JSON.parse(stdout) as { native: NativeReport }).native;
}

describe('the choice of a build', () => {
  it('is the first that this processor can run; the report says why no faster one', async () => {
    const report = await doctor(undefined);
    expect(report.backend).toBe(addons[0]?.backend ?? null);
    const first = report.backend === null ? BACKENDS.length : BACKENDS.indexOf(report.backend);
    expect(report.passedOver.map(({ backend }) => backend)).toEqual(BACKENDS.slice(0, first));
    for (const { reason } of report.passedOver) expect(reason).not.toBe('');
    expect(report.threads).toBeGreaterThan(0);
  });

  it('can be forced, switched off, and is refused where it cannot be', async () => {
    for (const { backend } of addons) expect((await doctor(backend)).backend).toBe(backend);
    for (const setting of ['off', 'avx1024', ...BACKENDS.filter((name) => !has(name))]) {
      const report = await doctor(setting);
      expect(report.backend, setting).toBeNull();
      expect(report.remedy, setting).toContain('PROOFPRESS_NATIVE');
    }
  });

  const has = (name: string) => addons.some(({ backend }) => backend === name);
});

describeAddons('the self-test', (addon) => {
  it('passes the build and notices one that computes wrongly', async () => {
    expect(await findNativeFault(addon)).toBeUndefined();
    const flip = (bytes: Uint8Array) => {
      const changed = Buffer.from(bytes);
      changed[0]! ^= 1;
      return changed;
    };
    const wrong: Partial<Record<keyof NativeAddon, unknown>> = {
      field: (...args: Parameters<NativeAddon['field']>) => flip(addon.field(...args)),
      pairingCheck: () => true,
      msm: (...args: Parameters<NativeAddon['msm']>) => ({ promise: addon.msm(...args).promise.then(flip) }),
      ntt: (values: Uint8Array) => ({ promise: Promise.resolve(Buffer.from(values)) }),
      multiplyPoint: (...args: Parameters<NativeAddon['multiplyPoint']>) => args[1],
    };
    for (const [name, replacement] of Object.entries(wrong)) {
      expect(await findNativeFault({ ...addon, [name]: replacement }), name).toBeDefined();
    }
  });
});
