// Asking for the compliance report.
import { Arg, Ctx, Query, Resolver } from "type-graphql";
import { Access, STAFF } from "../../platform/graphql/access.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { LocalDate } from "../../platform/graphql/scalars.ts";
import { reportCompliance } from "../store/read-report.ts";
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
