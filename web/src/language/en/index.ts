import { menu } from './menu.ts'
import { shell } from './shell.ts'
import { shop } from './shop.ts'

/** The texts of a customer's first view and of every page. Other languages have the same shape. Words of the contract are keyed by its types, so none can be missing. */
export const en = {
  ...shell,
  ...shop,
  ...menu,
}

export type Texts = typeof en
