// Serves `/exports/:id`: downloads the file of a finished export, for a token of the subject that created it.

import type { FastifyInstance, FastifyReply } from "fastify";
import { Refusal } from "../../../kernel/errors.ts";
import { STAFF } from "../../../platform/graphql/access.ts";
import type { Gate } from "../../../platform/graphql/auth.ts";
import type { Viewer } from "../../../platform/graphql/context.ts";
import { body } from "../../../platform/graphql/http.ts";
import { networkOf, type Served } from "../../../platform/graphql/session.ts";
import { FORMATS } from "../journal/format.ts";
import type { Manifest } from "../journal/manifest.ts";
import { Exports } from "../store/exports.ts";

/** The maximum duration of a download. */
const DOWNLOAD_MS = 3_600_000;

/** The path of an export, on the server that made it. */
export function exportUrl(id: string): string {
  return `/exports/${id}`;
}

export function serveExports(server: FastifyInstance, served: Served, gate: Gate): void {
  server.get<{ Params: { id: string } }>(
    exportUrl(":id"),
    { handlerTimeout: DOWNLOAD_MS },
    async ({ headers, params }, reply) => {
      try {
        const viewer = await staffOf(gate, headers.authorization);
        return await sendExport(served, viewer, params.id, reply);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const status = { UNAUTHENTICATED: 401, FORBIDDEN: 403 }[error.code as string] ?? 404;
        return reply.code(status).send(body(error.message, error.code));
      }
    },
  );
}

async function staffOf(gate: Gate, header: string | undefined): Promise<Viewer> {
  if (header === undefined) throw new Refusal("UNAUTHENTICATED", "a token is required");
  const { viewer } = await gate.admit(header);
  if ((STAFF as readonly string[]).includes(viewer.role)) return viewer;
  throw new Refusal("FORBIDDEN", `the role ${viewer.role} may not download exports`);
}

async function sendExport(
  served: Served,
  viewer: Viewer,
  id: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const network = await networkOf(served, viewer);
  const exports = new Exports(served.services.jobs);
  const manifest = (await exports.find(network, viewer.sub, id))?.manifest;
  const file = await exports.readFile(network, viewer.sub, id);
  if (manifest === undefined || file === undefined) {
    throw new Refusal("NOT_FOUND", "you have no export with this id, or it has expired");
  }
  return reply.headers(headersOf(manifest)).send(file);
}

function headersOf({ network, format, from, to, bytes, sha256 }: Manifest) {
  const { extension, contentType } = FORMATS[format];
  return {
    "content-type": contentType,
    "content-length": bytes,
    "content-disposition": `attachment; filename="${network}-${from}-${to}.${extension}"`,
    "repr-digest": `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`,
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
  };
}
