import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * In a process of its own, so that its own work is not taken for the server's: many connections that stay open, each of
 * which asks for the status of an inference again and again. Prints the milliseconds of every answer as JSON.
 */
const [url, id, key, connections, seconds, pause] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const until = Date.now() + Number(seconds) * 1000;
const took: number[] = [];
let failures = 0;

function ask(agent: Agent, isCounted: boolean): Promise<void> {
  const started = performance.now();
  return new Promise((resolve) => {
    const fail = () => {
      failures++;
      resolve();
    };
    const request = get(
      `${url}/v1/inferences/${id}`,
      { agent, headers: { authorization: `Bearer ${key}` } },
      (response) => {
        response.resume().on('end', () => {
          if (response.statusCode !== 200) failures++;
          else if (isCounted) took.push(performance.now() - started);
          resolve();
        });
        response.on('error', fail);
      },
    );
    request.on('error', fail);
  });
}

async function connection(): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  // Not all at the same moment.
  await sleep(Math.random() * Number(pause));
  // The first answer takes the making of the connection, too.
  await ask(agent, false);
  while (Date.now() < until) {
    await sleep(Number(pause));
    await ask(agent, true);
  }
  agent.destroy();
}

await Promise.all(Array.from({ length: Number(connections) }, connection));
process.stdout.write(`${JSON.stringify({ took, failures })}\n`);
