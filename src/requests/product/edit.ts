import * as contract from '../../contract/index.ts'
import { moves, retires, saves } from '../kinds/editing.ts'

export const productSave = saves(contract.productSave, 'products')
export const productMove = moves(contract.productMove, 'products')
export const productRetire = retires(contract.productRetire, 'products')
