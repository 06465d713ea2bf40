export function isStudioBuilt(): boolean;
export function ensureStudioIsBuilt(say?: (text: string) => void): Promise<void>;
