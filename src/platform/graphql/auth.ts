// Tokens: who may sign in, and what a signed token says of its bearer.
import { randomUUID } from "node:crypto";
import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { DEFAULT_NETWORK } from "../../database/networks.ts";
import { parseCode } from "../../kernel/code.ts";
import { Refusal } from "../../kernel/errors.ts";
import { ROLES, type Role, type Viewer } from "./context.ts";

const ALGORITHM = "HS256";
/** How long a token holds when nobody says otherwise. */
export const DEFAULT_EXPIRES = "12h";
const EXPIRES = /^(\d{1,6})([smhd])$/;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
/** Seconds that a token holds at most. */
const MAX_EXPIRES = 366 * 86_400;
const MAX_SUBJECT = 200;
/** Characters of a token's id that are kept. */
const MAX_TOKEN_ID = 64;
const MAX_HEADER_CHARS = 4_096;
/** Tokens that are remembered at most. */
const MAX_KNOWN = 10_000;

/** What a token is to say; `network` is `default` unless named, `sub` the role's name. */
export interface Claims {
  readonly sub?: string | undefined;
  readonly role: string;
  readonly network?: string | undefined;
  readonly distributor?: string | undefined;
  readonly supplier?: string | undefined;
}

/** A verified token: its bearer, and when it ends in epoch milliseconds. */
export interface Session {
  readonly viewer: Viewer;
  readonly expiresAt: number;
}

/**
 * A token signed with HS256. `expires` is like `90s`, `30m`, `12h` or `7d`, at most 366 days.
 * Throws `INVALID` for claims that no request would be let in with.
 */
export async function signToken(
  secret: string,
  claims: Claims,
  expires: string = DEFAULT_EXPIRES,
): Promise<string> {
  const { sub = claims.role.toLowerCase(), network = DEFAULT_NETWORK, ...rest } = claims;
  const { role, distributor, supplier } = readViewer({ ...rest, sub, network });
  const seconds = readSeconds(expires);
  return new SignJWT({ role, network, distributor, supplier })
    .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
    .setSubject(sub)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${seconds}s`)
    .sign(keyOf(secret));
}

function readSeconds(expires: string): number {
  const [, count, unit] = EXPIRES.exec(expires) ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit ?? ""] ?? Number.NaN);
  if (seconds > 0 && seconds <= MAX_EXPIRES) return seconds;
  const shown = JSON.stringify(expires.slice(0, 40));
  const form = "a time like 90s, 30m, 12h or 7d, at most 366 days";
  throw new Refusal("INVALID", `expires: ${shown} is not ${form}`, "expires");
}

/** Checks tokens; one that was good is remembered, since checking costs more than a small query. */
export class Gate {
  readonly #secret: string;
  readonly #known = new Map<string, Session>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  /**
   * Who an `Authorization` header's `Bearer` token speaks for. Throws `UNAUTHENTICATED` without a
   * token, and for one that is not ours, has ended, or lacks what its role needs.
   */
  async admit(header: string | undefined): Promise<Session> {
    const [, token] = /^Bearer +(\S+) *$/i.exec(header?.slice(0, MAX_HEADER_CHARS) ?? "") ?? [];
    if (token === undefined) throw unauthenticated("send a token as `Authorization: Bearer …`");
    const known = this.#known.get(token);
    if (known !== undefined && known.expiresAt > Date.now()) return known;
    this.#known.delete(token);
    const session = await readSession(this.#secret, token);
    if (this.#known.size >= MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(token, session);
    return session;
  }
}

async function readSession(secret: string, token: string): Promise<Session> {
  const { exp, ...claims } = await verify(secret, token);
  try {
    return { viewer: readViewer(claims), expiresAt: exp! * 1_000 };
  } catch (error) {
    throw unauthenticated(`the token is not valid: ${(error as Error).message}`);
  }
}

async function verify(secret: string, token: string): Promise<JWTPayload> {
  try {
    const verified = await jwtVerify(token, keyOf(secret), {
      algorithms: [ALGORITHM],
      requiredClaims: ["exp", "sub", "role"],
    });
    return verified.payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw unauthenticated("the token has expired");
    throw unauthenticated("the token is not valid");
  }
}

function readViewer(claims: Record<string, unknown>): Viewer {
  const { sub, jti, network = DEFAULT_NETWORK } = claims;
  const role = readRole(claims.role);
  if (typeof sub !== "string" || sub === "" || sub.length > MAX_SUBJECT) {
    const why = `is not a text of 1 to ${MAX_SUBJECT} characters`;
    throw new Refusal("INVALID", `sub: ${why}`, "sub");
  }
  if (typeof network !== "string") throw new Refusal("INVALID", "network: is not a text");
  return {
    ...{ sub, role, network },
    ...(typeof jti === "string" ? { token: jti.slice(0, MAX_TOKEN_ID) } : {}),
    ...(role === "DISTRIBUTOR" ? { distributor: readCode(claims, "distributor", role) } : {}),
    ...(role === "SUPPLIER" ? { supplier: readCode(claims, "supplier", role) } : {}),
  };
}

function readRole(claim: unknown): Role {
  const role = ROLES.find((one) => one === claim);
  if (role === undefined) {
    const shown = JSON.stringify(String(claim).slice(0, 40));
    throw new Refusal("INVALID", `role: ${shown} is none of ${ROLES.join(", ")}`, "role");
  }
  return role;
}

function readCode(claims: Record<string, unknown>, name: string, role: Role): string {
  const code = claims[name];
  if (typeof code === "string") return parseCode(code, name);
  throw new Refusal("INVALID", `${name}: the role ${role} needs the code of one`, name);
}

function unauthenticated(message: string): Refusal {
  return new Refusal("UNAUTHENTICATED", message);
}

function keyOf(secret: string): Uint8Array {
  return new TextEncoder().encode(secret);
}
