// A viewer of whom only what is common to a scope can be used unnoticed: role, network and party.
import type { Viewer } from "./context.ts";

/**
 * The same viewer. `onPersonal` is called when something reads what only this token says: what was
 * computed from it must not be given to other tokens.
 */
export function impersonal(viewer: Viewer, onPersonal: () => void): Viewer {
  const { role, network, distributor, supplier } = viewer;
  return {
    role,
    network,
    ...(distributor !== undefined && { distributor }),
    ...(supplier !== undefined && { supplier }),
    get sub() {
      onPersonal();
      return viewer.sub;
    },
    get token() {
      onPersonal();
      return viewer.token;
    },
  };
}
