/** Names under which secrets go, whatever their spelling. */
const SECRET_NAME = /passw|secret|private.?key|mnemonic|authorization|cookie|api.?key|token|salts?$/i;
const HIDDEN = '[redacted]';
const MAXIMUM_DEPTH = 6;

/** Takes secrets out of what is about to be logged: API keys, passwords in addresses, whatever is named like a secret. */
export function redactText(text: string): string {
  return text
    .replaceAll(/\b(pp_[0-9a-f]{12})_[A-Za-z0-9_-]{43}/g, `$1_${HIDDEN}`)
    .replaceAll(/(:\/\/)[^\s/?#@]+@/g, `$1${HIDDEN}@`)
    .replaceAll(/([?&](?:[a-z_-]*key|[a-z_-]*token|password|secret)=)[^\s&#"']+/gi, `$1${HIDDEN}`);
}

/** The same for the fields of a log line, as plain JSON. */
export function redactDetails(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactValue(details, 0) as Record<string, unknown>;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAXIMUM_DEPTH) return '...';
  if (value instanceof Error) return redactText(value.message);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRET_NAME.test(name) ? HIDDEN : redactValue(item, depth + 1),
    ]),
  );
}
