// What the catalogue adds to the API.
import { ANYONE, STAFF } from "../../platform/graphql/access.ts";
import type { FeatureApi } from "../../platform/graphql/feature-api.ts";
import { nodeType } from "../../platform/graphql/node-type.ts";
import { ViewerScope } from "../../platform/graphql/viewer-scope.ts";
import { GoodsQuery } from "./goods-query.ts";
import { productsLoader, suppliersByCodeLoader, suppliersLoader } from "./loaders.ts";
import { Product, ProductFields } from "./product.ts";
import { Supplier, SupplierFields } from "./supplier.ts";

export const api: FeatureApi = {
  resolvers: [GoodsQuery, ProductFields, SupplierFields],
  nodes: [
    nodeType(
      "Supplier",
      [...STAFF, "SUPPLIER"],
      suppliersLoader,
      (view, scope) => scope.seesSupplier(view.id) && new Supplier(view),
    ),
    nodeType(
      "Product",
      ANYONE,
      productsLoader,
      (view, scope) => scope.seesSupplier(view.supplierId) && new Product(view),
    ),
  ],
  bearers: [
    {
      role: "SUPPLIER",
      scope: async ({ loaders }, { supplier: code = "" }) => {
        const supplier = await loaders.of(suppliersByCodeLoader).load(code);
        return supplier && new ViewerScope({ supplier });
      },
    },
  ],
};
