/** What a node itself said in an error of ethers, on one line; undefined where it said nothing. */
export function nodeWords(error: unknown): string | undefined {
  const { error: inner, info } = (error ?? {}) as { error?: unknown; info?: { error?: unknown } | null };
  for (const said of [inner, info?.error]) {
    const message = (said as { message?: unknown } | null | undefined)?.message;
    if (typeof message === 'string') return message.split('\n')[0]!.slice(0, 200);
  }
  return undefined;
}

/** Ethers' short word for an error; undefined where it has none. */
export function shortWords(error: unknown): string | undefined {
  const short = (error as { shortMessage?: unknown } | null | undefined)?.shortMessage;
  return typeof short === 'string' ? short : undefined;
}
