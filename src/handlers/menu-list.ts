import * as contract from '../contract/index.ts'
import { handler } from './handler.ts'

export const menuList = handler(contract.menuList, ({ input, listMenu }) => listMenu(input))
