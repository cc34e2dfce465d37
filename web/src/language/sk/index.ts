import type { Texts } from '../en/index.ts'
import { menu } from './menu.ts'
import { shell } from './shell.ts'
import { shop } from './shop.ts'

export const sk: Texts = {
  ...shell,
  ...shop,
  ...menu,
}
