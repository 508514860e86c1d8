// The exports that this process makes, as a service.
import type { Service } from "../../../platform/services.ts";
import { Exports } from "./exports.ts";

export const exportJobs: Service<Exports> = {
  name: "exports",
  open: () => new Exports(),
  close: (running) => running.close(),
};
