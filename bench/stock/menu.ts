/** The menu and quotes as a competent team writes them first: models with their associations, and the rest in JavaScript. */
import { Op, type WhereOptions } from 'sequelize'
import { z } from 'zod'
import { Category, Ingredient, Product, Recipe, Stock } from './menu-models.ts'
import { Account, Order } from './models.ts'
import { placeInput } from './place-order.ts'

const diets = ['vegetarian', 'vegan', 'pescatarian', 'gluten_free', 'lactose_free', 'halal']
const currency = 'EUR'
const deliveryFee = 190
const rideMinutes = 17

const money = (amount: number) => ({ amount, currency })

const withIngredients = [{ model: Recipe, as: 'recipes', include: [{ model: Ingredient, as: 'ingredient' }] }]

const toProduct = ({
  id,
  name,
  description,
  categoryId,
  price,
  available,
  inStock,
  prepMinutes,
  ratingSum,
  ratingCount,
  image,
  recipes = [],
}: Product) => {
  const unfit = new Set(recipes.flatMap(({ ingredient }) => ingredient?.unfitFor ?? []))
  return {
    id,
    name,
    description,
    categoryId,
    price: money(Number(price)),
    diets: diets.filter((diet) => !unfit.has(diet)),
    allergens: [...unfit].filter((each) => !diets.includes(each)).sort(),
    available: available && inStock,
    prepMinutes,
    rating: { average: ratingCount > 0 ? Number(ratingSum) / ratingCount : null, count: ratingCount },
    ingredients: recipes.map(({ ingredientId, removable, ingredient }) => ({ id: ingredientId, name: ingredient?.name, removable })),
    image,
  }
}

const listInput = z.object({ search: z.string().optional(), limit: z.int().max(100).default(50) })

export const listMenu = async (payload: unknown) => {
  const { search, limit } = listInput.parse(payload)
  const pattern = { [Op.iLike]: `%${search}%` }
  const where: WhereOptions<Product> = search === undefined ? {} : { [Op.or]: [{ name: pattern }, { description: pattern }] }
  const categories = await Category.findAll({ order: ['position'] })
  const products = await Product.findAll({
    where,
    include: [...withIngredients, { model: Category, as: 'category' }],
    order: [[{ model: Category, as: 'category' }, 'position', 'ASC'], 'name'],
    limit,
  })
  return { categories: categories.map(({ id, name }) => ({ id, name })), products: products.map(toProduct) }
}

export const getProduct = async (payload: unknown) => {
  const { productId } = z.object({ productId: z.uuid() }).parse(payload)
  return { product: toProduct(await Product.findByPk(productId, { include: withIngredients, rejectOnEmpty: true })) }
}

const quoteInput = placeInput.pick({ items: true, delivery: true, paymentMethod: true })
type QuoteInput = z.output<typeof quoteInput>

const shortages = async ({ items }: QuoteInput, products: Map<string, Product>) => {
  const needs = new Map<string, number>()
  for (const { productId, quantity } of items)
    for (const recipe of products.get(productId)?.recipes ?? [])
      needs.set(recipe.ingredientId, (needs.get(recipe.ingredientId) ?? 0) + Number(recipe.quantity) * quantity)
  const rows = await Stock.findAll({ where: { ingredientId: { [Op.in]: [...needs.keys()] } } })
  return rows.filter(({ ingredientId, onHand, reserved }) => Number(onHand) - Number(reserved) < (needs.get(ingredientId) ?? 0))
}

export const quoteOrder = async (accountId: string, payload: unknown) => {
  const input = quoteInput.parse(payload)
  const account = await Account.findByPk(accountId, { rejectOnEmpty: true })
  const openOrders = await Order.count({
    where: { accountId, status: { [Op.notIn]: ['delivered', 'returned', 'cancelled', 'rejected', 'expired'] } },
  })
  const ids = [...new Set(input.items.map(({ productId }) => productId))]
  const found = await Product.findAll({ where: { id: { [Op.in]: ids } }, include: withIngredients })
  if (found.length < ids.length) throw new Error('product_not_found')
  const products = new Map(found.map((product) => [product.id, product]))
  const items = input.items.map(({ productId, quantity }) => {
    const { name = '', price = '0', available } = products.get(productId) ?? {}
    return { productId, name, quantity, unitPrice: money(Number(price)), total: money(Number(price) * quantity), available }
  })
  const subtotal = items.reduce((sum, { total }) => sum + total.amount, 0)
  const minutes = Math.max(...found.map(({ prepMinutes }) => prepMinutes)) + rideMinutes
  const at = (more: number) => new Date(Date.now() + (minutes + more) * 60_000)
  const conflicts = found.filter(({ recipes = [] }) =>
    recipes.some(({ ingredient }) => ingredient?.unfitFor.some((each) => account.dietaryRestrictions.includes(each))),
  )
  return {
    items,
    subtotal: money(subtotal),
    deliveryFee: money(deliveryFee),
    total: money(subtotal + deliveryFee),
    eta: { earliest: at(-5), latest: at(10) },
    dietaryConflicts: conflicts.map(({ id, name }) => ({ productId: id, name })),
    shortages: (await shortages(input, products)).map(({ ingredientId }) => ({ ingredientId })),
    openOrders,
  }
}
