import type { Command } from 'commander';
import type { Serving } from '../../engine/serving.ts';
import type { Doors, OpenServer } from '../doors.ts';
import { examples } from '../help.ts';
import { addMarketOptions, marketChoice, type MarketOptions } from '../market-options.ts';
import { integerOption } from '../options.ts';
import { withSession } from '../session.ts';
import { untilAborted } from '../until-aborted.ts';

interface Options extends MarketOptions {
  host: string;
  port: string;
  workers: string;
  queue?: string;
  queueLimit: string;
  keepInputs?: boolean;
  anonymous?: string;
  reads: string;
  checks: string;
  bodyLimit: string;
  behindProxy?: boolean;
  drain: string;
}

export function registerServe(program: Command, doors: Doors): void {
  const serve = program
    .command('serve [models...]')
    .description(
      'step 7: answer requests over HTTP, each with a proof; every model with a key where none is named',
    )
    .option('--host <address>', 'address of this machine to listen on', '127.0.0.1')
    .option('--port <number>', '0 for any that is free', '8787')
    .option('--workers <count>', 'how many inferences are proven at a time, each on every core', '1')
    .option(
      '--queue <url>',
      'a Redis (redis://...) whose queue several servers and `proofpress worker` on any machine share (default: the workspace)',
    )
    .option('--queue-limit <count>', 'how many inferences may wait; more are refused', '1000')
    .option('--keep-inputs', 'keep inputs and salts in the workspace when the proof is done')
    .option(
      '--anonymous <count>',
      'let in whoever has no API key, with so many inferences a minute for each address (default: nobody)',
    )
    .option('--reads <count>', 'how many questions a minute one client may ask', '6000')
    .option('--checks <count>', 'how many receipts a minute are checked for one client', '120')
    .option('--body-limit <megabytes>', 'the largest request', '8')
    .option('--behind-proxy', 'a proxy in front says who asks (X-Forwarded-For)')
    .option('--drain <seconds>', 'how long running proofs may take when the server is stopped', '60');
  addMarketOptions(serve)
    .addHelpText(
      'after',
      `
Clients send an API key, which \`proofpress api-keys create\` makes. The server speaks plain HTTP: put a proxy with TLS in
front of it before others use it. Its log goes to stderr, one JSON object a line. Whoever runs it sees the inputs.
` +
        examples(
          ['proofpress serve', 'all models that have keys, on http://127.0.0.1:8787'],
          ['proofpress serve credit --anonymous 5', 'without API keys, five inferences a minute'],
          ['proofpress serve --host 0.0.0.0 --behind-proxy', 'for a proxy on another machine'],
          [
            'proofpress serve --market --network base-sepolia --keystore prover --price 0.001',
            'requests of its market, too',
          ],
        ),
    )
    .action((models: string[], options: Options, command: Command) =>
      withSession(command, async ({ client, engine, work, say }) => {
        const { pino } = await import('pino');
        const logger = pino({ level: 'info' }, process.stderr);
        const settings = readOptions(options);
        const market = marketChoice(options);
        const serving = await engine.serve({ ...settings.serving, market, models, log: logger });
        let server: OpenServer | undefined;
        try {
          const door = await doors.server();
          server = await door.start(serving, { ...settings.server, logger });
          const { names } = serving.models;
          logger.info({ url: server.url, models: names }, 'serving');
          say(`Serving ${names.join(', ')} on ${server.url}`);
          say(`  what can be asked: ${server.url}/openapi.json`);
          const { keys } = await client.listApiKeys({});
          if (options.anonymous === undefined && keys.every(({ revokedAt }) => revokedAt !== null))
            say('  nobody can order anything yet: make a key with proofpress api-keys create NAME');
          serving.queue.start();
          serving.market?.start();
          if (serving.market) say('  answering the market: proofpress market status tells how it goes');
          await untilAborted(work.signal);
          say('Stopping: what runs is ended, what waits stays for the next start');
          await end(server, serving, settings.drainMilliseconds);
          return { url: server.url, models: names };
        } finally {
          await server?.close();
          await serving.close();
        }
      }),
    );
}

function readOptions(options: Options) {
  const megabytes = integerOption(options.bodyLimit, '--body-limit', { low: 1, high: 512 });
  return {
    serving: {
      workers: integerOption(options.workers, '--workers', { low: 1, high: 64 }),
      maximumQueued: integerOption(options.queueLimit, '--queue-limit', { low: 1, high: 1_000_000 }),
      keepInputs: options.keepInputs ?? false,
      queueUrl: options.queue,
    },
    server: {
      host: options.host,
      port: integerOption(options.port, '--port', { high: 65_535 }),
      trustProxy: options.behindProxy ?? false,
      limits: {
        readsPerMinute: integerOption(options.reads, '--reads', { low: 1 }),
        checksPerMinute: integerOption(options.checks, '--checks', { low: 1 }),
        bodyBytes: megabytes * 2 ** 20,
        ...(options.anonymous !== undefined && {
          anonymousPerMinute: integerOption(options.anonymous, '--anonymous', { low: 1 }),
        }),
      },
    },
    drainMilliseconds: integerOption(options.drain, '--drain', { high: 3600 }) * 1000,
  };
}

/** No new orders; running ones to their end or until their time is over; then nobody is kept waiting. */
async function end(server: OpenServer, serving: Serving, drainMilliseconds: number): Promise<void> {
  server.announceEnd();
  await serving.drain({ signal: AbortSignal.timeout(drainMilliseconds) });
}
