// Verifies a network as `tributary verify` does: with what every feature checks of its own.
import {
  type VerifyOptions,
  verifyNetwork as verifyWith,
} from "../../src/books/store/verify-network.ts";
import type { Network } from "../../src/database/database.ts";
import { features } from "../../src/features.ts";

export async function verifyNetwork(network: Network, options: VerifyOptions = {}) {
  const verifiers = features.flatMap(({ verifiers = [] }) => verifiers);
  const { counts, ...verified } = await verifyWith(network, verifiers, options);
  return { ...verified, settlements: counts.settlements! };
}
