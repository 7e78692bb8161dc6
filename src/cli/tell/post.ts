import type { Timer } from '../../ports/index.ts';

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For all attempts together. */
  readonly timeoutMilliseconds: number;
}

const retryAfterMilliseconds = 500;

/** Posts JSON, once more where the server is busy or does not answer, within a bounded time. Gives null, or in a line why it did not arrive; never rejects. */
export async function post(timer: Timer, request: PostRequest): Promise<string | null> {
  const deadline = timer.monotonic() + request.timeoutMilliseconds;
  for (let attempt = 1; ; attempt++) {
    const left = deadline - timer.monotonic();
    const answer = await send(request, Math.max(1, left));
    const again = attempt < 3 && answer.mayPass && deadline - timer.monotonic() > retryAfterMilliseconds * 2;
    if (answer.problem === null || !again) return answer.problem;
    await timer.pause(retryAfterMilliseconds);
  }
}

interface Answer {
  readonly problem: string | null;
  /** Another attempt may fare better. */
  readonly mayPass: boolean;
}

async function send({ url, headers, body, timeoutMilliseconds }: PostRequest, left: number): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.timeout(Math.ceil(left)),
    });
    const text = await response.text();
    if (response.ok) return { problem: null, mayPass: false };
    const words = text.trim().replaceAll(/\s+/g, ' ').slice(0, 200);
    return {
      problem: `it answered ${response.status}${words === '' ? '' : `: ${words}`}`,
      mayPass: response.status === 429 || response.status >= 500,
    };
  } catch (error) {
    const failure = error as Error & { cause?: { code?: string; message?: string } };
    if (failure.name === 'TimeoutError')
      return { problem: `it did not answer within ${timeoutMilliseconds / 1000} s`, mayPass: false };
    // fetch keeps the reason in the cause; its own words are `fetch failed`.
    const reason = failure.cause?.code ?? failure.cause?.message ?? failure.message;
    return { problem: `it could not be reached (${reason})`, mayPass: true };
  }
}
