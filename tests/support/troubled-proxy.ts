import { Agent, createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to a request: it passes; the store gets it and the answer is lost; the store never gets it; the answer ends in the middle of its body; nobody ever answers; a condition on a put
 * is overlooked; or the proxy answers in the store's place.
 */
export type Trouble =
  | 'none'
  | 'lose-answer'
  | 'lose-request'
  | 'cut-answer'
  | 'never-answer'
  | 'ignore-condition'
  | { readonly status: number; readonly code: string; readonly headers?: Readonly<Record<string, string>> };

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

export interface TroubledProxy {
  readonly endpoint: string;
  /** All that came, in order. */
  readonly seen: SeenRequest[];
  readonly close: () => Promise<void>;
}

/** A proxy before a store that makes trouble where `decide` says so. Bodies are held in memory. */
export async function startProxy(
  target: string,
  decide: (request: SeenRequest) => Trouble | Promise<Trouble>,
): Promise<TroubledProxy> {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const seen: SeenRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const asked = { method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers };
    seen.push(asked);
    const body = await bodyOf(incoming).catch(() => null);
    if (body === null) return;
    const trouble = await decide(asked);
    if (trouble === 'lose-request') return incoming.socket.destroy();
    if (trouble === 'never-answer') return;
    if (typeof trouble === 'object') {
      const text = `<?xml version="1.0"?><Error><Code>${trouble.code}</Code><Message>${trouble.code} by the proxy</Message></Error>`;
      outgoing.writeHead(trouble.status, { 'content-type': 'application/xml', ...trouble.headers });
      return outgoing.end(asked.method === 'HEAD' ? undefined : text);
    }
    const headers = { ...incoming.headers };
    delete headers['transfer-encoding'];
    if (trouble === 'ignore-condition') delete headers['if-none-match'];
    headers['content-length'] = String(body.length);
    const forwarded = httpRequest(
      { hostname, port, method: asked.method, path: asked.url, headers, agent },
      async (answer) => {
        const content = await bodyOf(answer);
        if (trouble === 'lose-answer') return incoming.socket.destroy();
        outgoing.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
        if (trouble !== 'cut-answer') return outgoing.end(content);
        outgoing.write(content.subarray(0, content.length / 2), () => incoming.socket.destroy());
      },
    );
    forwarded.on('error', () => incoming.socket.destroy());
    forwarded.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
