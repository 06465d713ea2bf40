import { lookup, type LookupAddress } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { AppError, describeCause } from '../../../../api/errors.ts';
import { throwIfAborted } from '../../../../api/progress.ts';

/** What a server that somebody on a chain named may cost, and where it may be. */
export interface FetchGuards {
  maximumBytes: number;
  /** For everything: the name, the connection, all bytes. */
  timeoutMilliseconds: number;
  /** Whether an address may be connected to. */
  isAllowed(address: string): boolean;
  ports: readonly number[];
  /** Certificates to trust beside those of the system. */
  ca?: string;
}

export const PUBLIC_ONLY: FetchGuards = {
  maximumBytes: 8 * 2 ** 20,
  timeoutMilliseconds: 20_000,
  isAllowed: isPublicAddress,
  ports: [443],
};

/** Longer than any address that is meant. */
const LONGEST_URI = 2048;

/**
 * Fetches the JSON that the inputUri of a request names. Anybody can write such a uri, so nothing is reached but public
 * addresses by https: no redirect is followed, a name is looked up once and the connection goes to what was checked,
 * and size and time are bounded.
 *
 * @returns parsed JSON
 * @throws AppError download-failed, aborted
 */
export async function fetchInput(uri: string, guards: FetchGuards, signal?: AbortSignal): Promise<unknown> {
  throwIfAborted(signal);
  const url = checkUri(uri, guards);
  const timeout = AbortSignal.timeout(guards.timeoutMilliseconds);
  try {
    const response = await open(url, guards, signal ? AbortSignal.any([signal, timeout]) : timeout);
    return JSON.parse(await readBounded(response, guards.maximumBytes)) as unknown;
  } catch (cause) {
    throwIfAborted(signal);
    if (cause instanceof AppError) throw cause;
    if (timeout.aborted) throw failed(url, `did not send it within ${guards.timeoutMilliseconds / 1000} s`);
    if (cause instanceof SyntaxError) throw failed(url, 'did not send JSON');
    throw failed(url, `could not be read: ${describeCause(cause)}`);
  }
}

/** Addresses of the internet; not those of this machine, its networks, or tunnels into them. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address); // an IPv4 address in IPv6 counts as what it is
  return parsed.range() === 'unicast';
}

function checkUri(uri: string, { ports, isAllowed }: FetchGuards): URL {
  const url = uri.length <= LONGEST_URI && URL.canParse(uri) ? new URL(uri) : undefined;
  if (url?.protocol !== 'https:') throw refused('Only https addresses are fetched.');
  if (url.username !== '' || url.password !== '') throw refused('Addresses with a password are not fetched.');
  if (!ports.includes(Number(url.port || 443)))
    throw refused(`Only the port ${ports.join(' or ')} is connected to.`);
  const host = hostOf(url);
  // A literal address is not looked up.
  if (isIP(host) !== 0 && !isAllowed(host)) throw notPublic(host);
  return url;
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function open(url: URL, guards: FetchGuards, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      {
        agent: false,
        lookup: checkedLookup(guards),
        headers: { accept: 'application/json', 'accept-encoding': 'identity' },
        signal,
        ca: guards.ca,
        maxHeaderSize: 16_384,
      },
      (response) => {
        const fault = faultOf(response, guards.maximumBytes);
        if (fault === undefined) return resolve(response);
        response.destroy();
        reject(failed(url, fault));
      },
    );
    asked.once('error', reject);
    asked.end();
  });
}

/** Looks a name up, and lets the connection go to an address only after it was checked: it is looked up once. */
function checkedLookup({ isAllowed }: FetchGuards): LookupFunction {
  return (host, options, answer) => {
    lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return answer(error, '', 4);
      const [first] = addresses;
      const foreign = addresses.find(({ address }) => !isAllowed(address));
      if (foreign || !first) return answer(notPublic(host), '', 4);
      if (options.all) return answer(null, addresses);
      answer(null, first.address, first.family);
    });
  };
}

function faultOf({ statusCode = 0, headers }: IncomingMessage, maximumBytes: number): string | undefined {
  if (statusCode >= 300 && statusCode < 400) return 'answers with another address, which is not followed';
  if (statusCode !== 200) return `answers with HTTP ${statusCode}`;
  if (!['', 'identity'].includes(headers['content-encoding'] ?? '')) return 'answers with compressed data';
  if (Number(headers['content-length'] ?? 0) > maximumBytes) return tooLarge(maximumBytes);
  return undefined;
}

async function readBounded(response: IncomingMessage, maximumBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maximumBytes) throw new Error(`it ${tooLarge(maximumBytes)}`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function tooLarge(maximumBytes: number): string {
  return `sends more than ${maximumBytes} bytes`;
}

function failed({ host }: URL, what: string): AppError {
  return new AppError(
    'download-failed',
    `The input at ${host} was not fetched: the server ${what}.`,
    'Hand the input in with PUT /v1/inputs/{commitment} instead.',
  );
}

function refused(why: string): AppError {
  return new AppError(
    'download-failed',
    `The address of the input is not fetched. ${why}`,
    'Hand the input in with PUT /v1/inputs/{commitment} instead.',
  );
}

function notPublic(host: string): AppError {
  return refused(`${host} is no public address of the internet.`);
}
