import * as contract from '../../contract/index.ts'
import { moves, retires, saves } from '../kinds/editing.ts'

export const categorySave = saves(contract.categorySave, 'categories')
export const categoryMove = moves(contract.categoryMove, 'categories')
export const categoryRetire = retires(contract.categoryRetire, 'categories')
