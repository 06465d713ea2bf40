import type { z } from 'zod';
import type { LongWork } from '../../../api/progress.ts';
import { auditBundle, type BundleAudit } from '../../audit/audit-bundle.ts';
import type { auditParameters } from '../bundle-kinds.ts';

/** Audits a bundle in a worker: the circuit is linked again, and the key checked section by section. */
export function auditInWorker(
  { bundlePath, gadgetFolder, temporaryFolder, ...options }: z.output<typeof auditParameters>,
  work: LongWork,
): Promise<BundleAudit> {
  return auditBundle(bundlePath, { gadgets: gadgetFolder, temporary: temporaryFolder }, options, work);
}
