// The simulations that this process runs, as a service.
import type { Service } from "../../platform/services.ts";
import { Simulations } from "./simulations.ts";

export const simulationJobs: Service<Simulations> = {
  name: "simulations",
  open: () => new Simulations(),
  close: (running) => running.close(),
};
