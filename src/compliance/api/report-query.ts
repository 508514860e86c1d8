// The query of the compliance report.
import { Arg, Ctx, Query, Resolver } from "type-graphql";
import { Access, STAFF } from "../../platform/graphql/access.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { LocalDate } from "../../platform/graphql/scalars.ts";
import { COMPLIANCE_REPORT } from "../store/report-task.ts";
import { ComplianceReport } from "./report.ts";

@Resolver()
export class ComplianceQuery {
  @Access(...STAFF)
  @Query(() => ComplianceReport, {
    description:
      "The compliance report over a range of accounting dates. Refunds up to now are deducted. For ADMIN, FINANCE and AUDITOR.",
  })
  async complianceReport(
    @Arg("from", () => LocalDate, { description: "The first accounting date." }) from: string,
    @Arg("to", () => LocalDate, { description: "The last accounting date, included." }) to: string,
    @Ctx() { network, services, gone }: Context,
  ): Promise<ComplianceReport> {
    const period = { from, to };
    const options = { signal: gone() };
    const report = await services.workers.run(COMPLIANCE_REPORT, network, period, options);
    return new ComplianceReport(report);
  }
}
