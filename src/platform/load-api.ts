// The API of the features' parts, loaded when a server starts.
import type { Feature } from "./feature.ts";
import { type BuiltApi, buildApi } from "./graphql/feature-api.ts";

export async function loadApi(features: readonly Feature[]): Promise<BuiltApi> {
  const loaded = await Promise.all(features.map(({ api }) => api?.()));
  return buildApi(
    loaded.flatMap((part) => part?.api ?? []),
    {
      codes: Object.assign({}, ...features.map(({ errorCodes }) => errorCodes)),
      kinds: features.flatMap(({ transactionKinds = [] }) => transactionKinds),
    },
  );
}
