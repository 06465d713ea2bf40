import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Files with a hash in their names, which never change. */
const HASHED = /[\\/]assets[\\/]/;

/** The built window, from its folder. */
export async function registerWindowFiles(app: FastifyInstance, uiFolder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(uiFolder),
    cacheControl: false,
    dotfiles: 'ignore',
    setHeaders(reply, path) {
      void reply.header(
        'cache-control',
        HASHED.test(path) ? 'private, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
}
