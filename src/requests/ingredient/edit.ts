import * as contract from '../../contract/index.ts'
import { retires, saves } from '../kinds/editing.ts'

export const ingredientSave = saves(contract.ingredientSave, 'ingredients')
export const ingredientRetire = retires(contract.ingredientRetire, 'ingredients')
