import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditCheck } from '../../api/audit.ts';
import type { KeyGrade } from '../../api/key-grade.ts';
import type { LongWork } from '../../api/progress.ts';
import { openBundle } from '../bundle/read-bundle.ts';
import { auditKey, type KeyAuditFiles } from './audit-key.ts';
import { auditNetwork, type NetworkAuditOptions } from './audit-network.ts';
import { auditRecord } from './audit-record.ts';
import { auditStatement } from './audit-statement.ts';
import { AuditSubject } from './audit-subject.ts';
import { CheckList } from './check-list.ts';

export interface BundleAudit {
  /** The folder of the bundle, unpacked. */
  folder: string;
  checks: AuditCheck[];
  grade: KeyGrade | null;
}

/**
 * Everything about a bundle that takes no chain.
 * @param temporary an empty folder, for what is unpacked and made again
 * @throws AppError `file-unreadable`, `artifact-damaged` where it is no bundle, `disk-full`, `aborted`
 */
export async function auditBundle(
  path: string,
  folders: { gadgets: string; temporary: string },
  options: NetworkAuditOptions & KeyAuditFiles,
  work: LongWork,
): Promise<BundleAudit> {
  const unpacked = join(folders.temporary, 'bundle');
  await mkdir(unpacked, { recursive: true });
  const bundle = await openBundle(path, unpacked, work);
  const subject = new AuditSubject(bundle);
  const list = new CheckList();
  await auditStatement(subject, bundle.faults, list);
  let r1csPath: string | undefined;
  if (subject.isOpen) {
    const audited = await auditRecord(subject, folders, list, work);
    r1csPath = audited?.r1csPath;
    if (audited) await auditNetwork(subject, audited.record, options, list, work);
  }
  const grade = await auditKey(subject, r1csPath, options, list, work);
  return { folder: bundle.folder, checks: list.checks, grade };
}
