// The compliance report as a task: counting the shares of a year takes a core for a minute.
import { defineTask, type TaskContext } from "../../platform/workers/task.ts";
import { reportCompliance } from "./read-report.ts";

interface Period {
  readonly from: string;
  readonly to: string;
}

export const COMPLIANCE_REPORT = defineTask({
  name: "compliance-report",
  run: ({ network, input: { from, to } }: TaskContext<Period>) =>
    reportCompliance(network, from, to),
});
