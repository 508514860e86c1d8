// The lanes of this process as a service: what was submitted is settled before the process ends.
import type { Service } from "../../../platform/services.ts";
import { Lanes } from "./lanes.ts";

export const lanes: Service<Lanes> = {
  name: "lanes",
  open: () => new Lanes(),
  close: (running) => running.drain(),
};
