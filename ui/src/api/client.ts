/** Calls to the server, typed by its OpenAPI document; every failure is a `ServerError` that a screen can show. */
import createClient from "openapi-fetch";
import type { ErrorReply, paths, QueryFault } from "./schema";

/** What went wrong, with the id under which the server logged it. `code` is translated under `errors.*`. */
export class ServerError extends Error {
  readonly code: string;
  readonly status: number; // 0: no answer at all
  readonly requestId: string | null;
  readonly retryAfterS: number | null;
  readonly at: QueryFault | null; // where a query is wrong

  constructor(
    code: string,
    status: number,
    message: string,
    requestId: string | null,
    retryAfterS: number | null,
    at: QueryFault | null = null,
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.retryAfterS = retryAfterS;
    this.at = at;
  }
}

/** Header that proves to the server that a page of ours asks, not a form of someone else's. */
export const OUR_HEADERS = { "X-Requested-With": "linewarden" } as const;

export const client = createClient<paths>({ baseUrl: "", credentials: "same-origin", headers: OUR_HEADERS });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

function isErrorReply(body: unknown): body is ErrorReply {
  return typeof body === "object" && body !== null && typeof (body as ErrorReply).error?.code === "string";
}

/** The error that a refused answer means. */
export function refusal(response: Response, body: unknown): ServerError {
  const requestId = response.headers.get("X-Request-Id");
  if (!isErrorReply(body)) {
    const code = response.status >= 500 ? "unreachable" : "unexpected";
    return new ServerError(code, response.status, `HTTP ${response.status}`, requestId, null);
  }
  const error = body.error;
  const header = Number(response.headers.get("Retry-After"));
  const wait = error.retry_after_s ?? (header > 0 ? header : null);
  return new ServerError(
    error.code,
    response.status,
    error.message,
    error.request_id ?? requestId,
    wait,
    error.at ?? null,
  );
}

/** The body of a good answer; throws `ServerError` otherwise, `unreachable` when nothing answered. */
export async function answered<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ServerError("unreachable", 0, String(error), null, null);
  }
  if (!answer.response.ok) throw refusal(answer.response, answer.error);
  return answer.data as T;
}
