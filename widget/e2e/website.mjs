// Websites of others, served by the tests under the strictest policy that can hold the widget.
import { createServer } from "node:http";
import { ADVISOR } from "./visitor.mjs";

/** A website that the advisor allows (ADVISOR_ALLOWED_ORIGINS), and one that it does not. */
export const ALLOWED = process.env.E2E_ALLOWED_ORIGIN ?? "http://127.0.0.1:8190";
export const FORBIDDEN = process.env.E2E_FORBIDDEN_ORIGIN ?? "http://127.0.0.1:8191";

const POLICY = `default-src 'self'; script-src ${ADVISOR}; connect-src ${ADVISOR}`;

/** Serve pages, each given by what stands in it, until the server is closed. */
export function website(origin, pages) {
  const { port, hostname } = new URL(origin);
  const server = createServer(({ url }, response) => {
    const inside = pages[url];
    if (inside === undefined) return response.writeHead(404).end();
    const page = `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>Chamber</title></head>
      <body><main><h1>Chamber of commerce</h1><p><button>Something else</button></p>${inside}</main></body></html>`;
    return response.writeHead(200, { "Content-Type": "text/html; charset=iso-8859-1", "Content-Security-Policy": POLICY }).end(page);
  });
  return new Promise((resolve) => server.listen(Number(port), hostname, () => resolve(server)));
}
