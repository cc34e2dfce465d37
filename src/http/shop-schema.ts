/** The JSON Schema of the shop's file, for editors. */
import { shopJsonSchema } from '../shop/schema/file.ts'
import { json } from './response.ts'
import type { Route } from './route.ts'

export const shopSchemaRoute = (): Route => {
  const schema = shopJsonSchema()
  return { method: 'GET', path: '/shop.schema.json', handle: () => json(200, schema) }
}
