// The default mapping of voucher exports: account codes of the 企业会计准则 chart of accounts.
import { CHART } from "../../../ledger/chart/chart.ts";
import { maskOf } from "../../../ledger/chart/mask.ts";
import type { MappingDocument } from "./mapping.ts";

export const DEFAULT_MAPPING: MappingDocument = {
  voucherWord: "记",
  preparedBy: "Tributary",
  maxLines: 500,
  currencies: { CNY: { code: "RMB", name: "人民币" }, POINT: null },
  summaries: {
    SETTLEMENT: "订单分账",
    REFUND: "订单退款",
    RELEASE: "收益解冻",
    WITHHOLDING: "收益暂扣或放行",
    PROGRAMME: "销量奖励补提",
    PROGRAMME_CLOSE: "销量奖励结算",
    DEPOSIT: "收预存款",
    CUSTODY_TOP_UP: "补足存管资金",
    PAYOUT_REQUEST: "提现申请",
    PAYOUT_CONFIRMATION: "提现付款",
    PAYOUT_FAILURE: "提现失败退回",
    PAYOUT_CANCELLATION: "提现取消退回",
    ADJUSTMENT: "手工调整",
  },
  accounts: [
    { account: maskOf(CHART.custody), code: "1012", name: "其他货币资金" },
    { account: maskOf(CHART.ownMoney), code: "1002", name: "银行存款" },
    {
      account: maskOf(CHART.distributorDebt),
      ...{ code: "1221", name: "其他应收款", auxiliary: "CUSTOMER" },
    },
    {
      account: maskOf(CHART.supplierDebt),
      ...{ code: "1123", name: "预付账款", auxiliary: "SUPPLIER" },
    },
    { account: maskOf(CHART.rebateDue), code: "1123", name: "预付账款", auxiliary: "SUPPLIER" },
    { account: maskOf(CHART.suspense), code: "1901", name: "待处理财产损溢" },
    {
      account: maskOf(CHART.supplierPayable),
      code: "2202",
      name: "应付账款",
      auxiliary: "SUPPLIER",
    },
    {
      account: maskOf(CHART.supplierHeld),
      ...{ code: "2202", name: "应付账款", auxiliary: "SUPPLIER" },
    },
    { account: maskOf(CHART.rebateOwed), code: "2202", name: "应付账款", auxiliary: "SUPPLIER" },
    {
      account: maskOf(CHART.deposit),
      ...{ code: "2203", name: "预收账款", auxiliary: "CUSTOMER" },
    },
    {
      account: maskOf(CHART.available, CHART.pending, CHART.withheld, CHART.held),
      ...{ code: "2241", name: "其他应付款", auxiliary: "CUSTOMER" },
    },
    { account: maskOf(CHART.buyerBalance), code: "2241", name: "其他应付款" },
    { account: maskOf(CHART.channelFee), code: "2241", name: "其他应付款" },
    { account: maskOf(CHART.tax), code: "2221", name: "应交税费" },
    { account: maskOf(CHART.platformRevenue), code: "6001", name: "主营业务收入" },
    { account: maskOf(CHART.payoutFee), code: "6051", name: "其他业务收入" },
    { account: maskOf(CHART.rebateIncome), code: "6051", name: "其他业务收入" },
    { account: maskOf(CHART.rebateExpense), code: "6401", name: "主营业务成本" },
    { account: maskOf(CHART.cashback), code: "6601", name: "销售费用" },
    { account: maskOf(CHART.writeOff), code: "6702", name: "信用减值损失" },
  ],
};
