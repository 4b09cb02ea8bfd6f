// `npm run preview` serves the built page with invented data, under the platform's Content-Security-Policy: for work on
// the page without a plant, a gateway and a platform. No part of it is in what is built.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Plugin } from 'vite';

const policy = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export function inventedPlatform(): Plugin {
  return {
    name: 'invented-platform',
    async configurePreviewServer(server) {
      const { handlers } = await import('./services');
      server.middlewares.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
        response.setHeader('Content-Security-Policy', policy);
        const handler = handlers.get(new URL(request.url ?? '/', 'http://preview').pathname);
        if (handler) {
          void answer(handler, request, response);
        } else {
          next();
        }
      });
    },
  };
}

async function answer(handler: (request: Request) => Promise<Response>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }

  const answered = await handler(
    new Request(`http://${request.headers.host}${request.url}`, {
      method: request.method ?? 'POST',
      headers: Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : [])),
      body: Buffer.concat(parts),
      signal: gone.signal,
    }),
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  if (answered.body) {
    Readable.fromWeb(answered.body as Parameters<typeof Readable.fromWeb>[0])
      .on('error', () => response.destroy())
      .pipe(response);
  } else {
    response.end();
  }
}
