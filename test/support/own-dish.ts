/** A dish of one portion of an ingredient of its own. */
import { randomUUID } from 'node:crypto'
import type { Database } from '../../src/database/database.ts'

interface Supply {
  onHand: number
  /** How long the store takes to bring 50 more; null: it has none. */
  restockMinutes?: number | null
  /** Whether an order may leave the ingredient out. */
  removable?: boolean
}

/** The ingredient is low at 5. Its name is its id, unless another is given. */
export const makeOwnDish = async (
  { database }: { database: Database },
  { onHand, restockMinutes = 20, removable = false }: Supply,
  name?: string,
): Promise<{ ingredientId: string; productId: string }> => {
  const [ingredientId, productId] = [randomUUID(), randomUUID()]
  await database.query(
    `with i as (
       insert into ingredients (id, name, unit, restock_minutes, restock_quantity, low_level) values ($1, coalesce($6, $1::uuid::text), 'piece', $4, 50, 5)
     ), s as (
       insert into stock (ingredient_id, on_hand) values ($1, $3)
     ), p as (
       insert into products (id, category_id, name, description, price, prep_minutes)
       select $2, c.id, $2::uuid::text, '', 500, 10 from categories c limit 1
     )
     insert into recipes (product_id, ingredient_id, quantity, removable) values ($2, $1, 1, $5)`,
    [ingredientId, productId, onHand, restockMinutes, removable, name ?? null],
  )
  return { ingredientId, productId }
}
