import * as contract from '../../contract/index.ts'
import { handler } from '../kinds/handler.ts'

export const menuList = handler(contract.menuList, ({ input, listMenu }) => listMenu(input))
