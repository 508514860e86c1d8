// Asking for the compliance report.
import { Arg, Ctx, Query, Resolver } from "type-graphql";
import { reportCompliance } from "../../compliance/read-report.ts";
import { Access, STAFF } from "../access.ts";
import type { Context } from "../context.ts";
import { LocalDate } from "../scalars.ts";
import { ComplianceReport } from "./report.ts";

@Resolver()
export class ComplianceQuery {
  @Access(...STAFF)
  @Query(() => ComplianceReport, {
    description: "By accounting date, both days included, less all that was refunded since.",
  })
  async complianceReport(
    @Arg("from", () => LocalDate) from: string,
    @Arg("to", () => LocalDate) to: string,
    @Ctx() { network }: Context,
  ): Promise<ComplianceReport> {
    return new ComplianceReport(await reportCompliance(network, from, to));
  }
}
