// What catalog reads for many fields at once.

import { loader } from "../../platform/graphql/loader.ts";
import {
  findProductsByCode,
  findProductsById,
  findSuppliersByCode,
  findSuppliersById,
} from "../store/read-goods.ts";

export const suppliersLoader = loader(findSuppliersById);
export const suppliersByCodeLoader = loader(findSuppliersByCode);
export const productsLoader = loader(findProductsById);
export const productsByCodeLoader = loader(findProductsByCode);
