import { ProofpressError } from '../proofpress-error.ts';

/** Asks a node: `window.ethereum` and viem's clients have this form (EIP-1193). */
export interface Eip1193Provider {
  request(call: { method: string; params: unknown[] }): Promise<unknown>;
}

/** What a node answered that refuses: a code, a text, and for a reverted call the bytes that the contract returned. */
export class NodeError extends Error {
  constructor(
    message: string,
    readonly data: unknown,
  ) {
    super(message);
  }
}

/**
 * A node by its address.
 * @param options.timeout milliseconds for each question
 */
export function connectNode(url: string, options: { timeout?: number } = {}): Eip1193Provider {
  const { timeout = 30_000 } = options;
  let id = 0;
  return {
    async request({ method, params }) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params });
      const answer = await ask(url, body, timeout);
      if (answer.error) throw new NodeError(answer.error.message ?? 'no reason given', answer.error.data);
      return answer.result;
    },
  };
}

interface Answer {
  result?: unknown;
  error?: { message?: string; data?: unknown };
}

async function ask(url: string, body: string, timeout: number): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(timeout),
    });
    const answer: unknown = await response.json();
    if (typeof answer === 'object' && answer !== null) return answer;
    throw new Error(`HTTP status ${response.status}`);
  } catch (cause) {
    throw new ProofpressError('chain-unreachable', `The node at ${new URL(url).host} does not answer.`, {
      cause,
    });
  }
}
