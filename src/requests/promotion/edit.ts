import * as contract from '../../contract/index.ts'
import { retires, saves } from '../kinds/editing.ts'

export const promotionSave = saves(contract.promotionSave, 'promotions')
export const promotionRetire = retires(contract.promotionRetire, 'promotions')
