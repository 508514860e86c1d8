// The columns of 金蝶 K/3 WISE's standard vouchers, and the sheet by which it reads them.
import type { Sheet } from "../../../platform/files/xlsx/write.ts";

const DATE = " DateTime";
const NUMBER = " Decimal(28,10)";
const LONG = "Text";
const text = (characters: number) => ` Varchar(${characters})`;

/** Each with the program's own name for it, and the type. */
export const KINGDEE_COLUMNS: readonly (readonly [field: string, heading: string, type: string])[] =
  [
    ["FDate", "凭证日期", DATE],
    ["FYear", "会计年度", NUMBER],
    ["FPeriod", "会计期间", NUMBER],
    ["FGroupID", "凭证字", text(80)],
    ["FNumber", "凭证号", NUMBER],
    ["FAccountNum", "科目代码", text(40)],
    ["FAccountName", "科目名称", text(255)],
    ["FCurrencyNum", "币别代码", text(10)],
    ["FCurrencyName", "币别名称", text(40)],
    ["FAmountFor", "原币金额", NUMBER],
    ["FDebit", "借方", NUMBER],
    ["FCredit", "贷方", NUMBER],
    ["FPreparerID", "制单", text(255)],
    ["FCheckerID", "审核", text(255)],
    ["FApproveID", "核准", text(255)],
    ["FCashierID", "出纳", text(255)],
    ["FHandler", "经办", text(50)],
    ["FSettleTypeID", "结算方式", text(80)],
    ["FSettleNo", "结算号", text(255)],
    ["FExplanation", "凭证摘要", text(255)],
    ["FQuantity", "数量", NUMBER],
    ["FMeasureUnitID", "数量单位", text(255)],
    ["FUnitPrice", "单价", NUMBER],
    ["FReference", "参考信息", text(255)],
    ["FTransDate", "业务日期", DATE],
    ["FTransNo", "往来业务编号", text(255)],
    ["FAttachments", "附件数", NUMBER],
    ["FSerialNum", "序号", NUMBER],
    ["FObjectName", "系统模块", text(100)],
    ["FParameter", "业务描述", text(100)],
    ["FExchangeRateType", "汇率类型", text(80)],
    ["FExchangeRate", "汇率", NUMBER],
    ["FEntryID", "分录序号", NUMBER],
    ["FItem", "核算项目", LONG],
    ["FPosted", "过账", NUMBER],
    ["FInternalInd", "机制凭证", text(10)],
    ["FCashFlow", "现金流量", LONG],
  ];

const SCHEMA_COLUMNS = [
  ...["FType", "FKey", "FFieldName", "FCaption", "FValueType", "FNeedSave", "FColIndex"],
  ...["FSrcTableName", "FSrcFieldName", "FExpFieldName", "FImpFieldName", "FDefaultVal"],
  ...["FSearch", "FItemPageName", "FTrueType", "FPrecision", "FSearchName", "FIsShownList"],
  ...["FViewMask", "FPage"],
];
const WIDTH = 14;

/** `t_Schema`: which kind of data it is, on which sheet, and each column's field and type. */
export function schemaSheet(): Sheet {
  const about = (type: string, key: string, caption: string) => [type, key, "", caption];
  const fields = KINGDEE_COLUMNS.map(([field, caption, type], index) => [
    ...["FieldInfo", field, field, caption, type, "", `${placeOf(index)}`, "", ""],
    ...[field, field, "", "0", "", "", "0", "0", "0", "0", "1"],
  ]);
  const rows = [
    about("ClassInfo", "ClassType", "VoucherData"),
    about("ClassInfo", "ClassTypeID", " 123"),
    about("PageInfo", "Page1", "Page1"),
    ...fields,
  ];
  const columns = SCHEMA_COLUMNS.map((heading) => ({ heading, width: WIDTH }));
  return { name: "t_Schema", columns, rows: pagesOf(rows) };
}

/** The program counts two columns that it does not write: the 6th and the 16th. */
function placeOf(index: number): number {
  return index + 1 + (index >= 5 ? 1 : 0) + (index >= 14 ? 1 : 0);
}

async function* pagesOf(rows: string[][]): AsyncGenerator<string[][]> {
  yield rows;
}
