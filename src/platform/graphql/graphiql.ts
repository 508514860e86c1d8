// GraphiQL, served from its npm packages: nothing is loaded from anywhere else.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { FastifyInstance, FastifyReply } from "fastify";
import { PAGE, SCRIPT } from "./graphiql-page.ts";

const packageFolder = (name: string) =>
  dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

const CSP = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "frame-ancestors 'none'",
].join("; ");

interface Asset {
  readonly type: string;
  readonly read: () => Promise<Buffer | string>;
}

const fromPackage = (name: string, path: string, type = "text/javascript"): Asset => ({
  type,
  read: () => readFile(join(packageFolder(name), path)),
});

const ASSETS: Readonly<Record<string, Asset>> = {
  "/graphiql": { type: "text/html", read: async () => PAGE },
  "/graphiql/page.js": { type: "text/javascript", read: async () => SCRIPT },
  "/graphiql/react.js": fromPackage("react", "umd/react.production.min.js"),
  "/graphiql/react-dom.js": fromPackage("react-dom", "umd/react-dom.production.min.js"),
  "/graphiql/graphiql.js": fromPackage("graphiql", "graphiql.min.js"),
  "/graphiql/graphiql.css": fromPackage("graphiql", "graphiql.min.css", "text/css"),
};

/** Adds `/graphiql` and what its page loads. */
export function serveGraphiql(server: FastifyInstance): void {
  for (const [url, asset] of Object.entries(ASSETS)) {
    let loaded: Promise<{ body: Buffer; tag: string }> | undefined;
    server.get(url, async (request, reply) => {
      loaded ??= load(asset);
      const { body, tag } = await loaded;
      secure(reply).type(`${asset.type}; charset=utf-8`).header("etag", tag);
      if (request.headers["if-none-match"] === tag) return reply.code(304).send();
      return reply.send(body);
    });
  }
}

async function load(asset: Asset) {
  const body = Buffer.from(await asset.read());
  return { body, tag: `"${createHash("sha256").update(body).digest("base64url")}"` };
}

function secure(reply: FastifyReply): FastifyReply {
  return reply.headers({
    "cache-control": "no-cache",
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
}
