import { Document, isCollection, isScalar, visit } from 'yaml'
import type { ShopFile } from '../schema/file.ts'

/** What reads best on one line. */
const onOneLine = new Set([
  'seller',
  'location',
  'locales',
  'diets',
  'hours',
  'closed',
  'delivery',
  'newAccount',
  'tips',
  'name',
  'unfitFor',
  'recipe',
  'removable',
  'polygon',
])

/** The file as YAML. */
export const toYaml = (file: ShopFile): string => {
  const document = new Document(file)
  visit(document, {
    Pair: (_, { key, value }) => {
      if (isScalar(key) && onOneLine.has(String(key.value)) && isCollection(value)) value.flow = true
    },
  })
  return document.toString({ lineWidth: 0 })
}
