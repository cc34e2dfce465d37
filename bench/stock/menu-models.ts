/** The gateway's tables of the menu and the stock as Sequelize models. */
import { DataTypes, type InferAttributes, type InferCreationAttributes, Model } from 'sequelize'
import { sequelize } from './sequelize.ts'

export class Recipe extends Model<InferAttributes<Recipe>, InferCreationAttributes<Recipe>> {
  declare productId: string
  declare ingredientId: string
  declare quantity: string
  declare removable: boolean
  declare ingredient?: Ingredient
}
Recipe.init(
  {
    productId: { type: DataTypes.UUID, primaryKey: true },
    ingredientId: { type: DataTypes.UUID, primaryKey: true },
    quantity: DataTypes.BIGINT,
    removable: DataTypes.BOOLEAN,
  },
  { sequelize, tableName: 'recipes' },
)

export class Ingredient extends Model<InferAttributes<Ingredient>, InferCreationAttributes<Ingredient>> {
  declare id: string
  declare name: string
  declare unfitFor: string[]
  declare restockMinutes: number | null
}
Ingredient.init(
  {
    id: { type: DataTypes.UUID, primaryKey: true },
    name: DataTypes.TEXT,
    unfitFor: DataTypes.ARRAY(DataTypes.TEXT),
    restockMinutes: DataTypes.INTEGER,
  },
  { sequelize, tableName: 'ingredients' },
)
Recipe.belongsTo(Ingredient, { as: 'ingredient', foreignKey: 'ingredientId' })

export class Category extends Model<InferAttributes<Category>, InferCreationAttributes<Category>> {
  declare id: string
  declare name: string
  declare position: number
}
Category.init(
  { id: { type: DataTypes.UUID, primaryKey: true }, name: DataTypes.TEXT, position: DataTypes.INTEGER },
  { sequelize, tableName: 'categories' },
)

export class Product extends Model<InferAttributes<Product>, InferCreationAttributes<Product>> {
  declare id: string
  declare categoryId: string
  declare name: string
  declare description: string
  declare price: string
  declare prepMinutes: number
  declare available: boolean
  declare inStock: boolean
  declare ratingSum: string
  declare ratingCount: number
  declare image: string | null
  declare recipes?: Recipe[]
}
Product.init(
  {
    id: { type: DataTypes.UUID, primaryKey: true },
    categoryId: DataTypes.UUID,
    name: DataTypes.TEXT,
    description: DataTypes.TEXT,
    price: DataTypes.BIGINT,
    prepMinutes: DataTypes.INTEGER,
    available: DataTypes.BOOLEAN,
    inStock: DataTypes.BOOLEAN,
    ratingSum: DataTypes.BIGINT,
    ratingCount: DataTypes.INTEGER,
    image: DataTypes.TEXT,
  },
  { sequelize, tableName: 'products' },
)
Product.hasMany(Recipe, { as: 'recipes', foreignKey: 'productId' })
Product.belongsTo(Category, { as: 'category', foreignKey: 'categoryId' })

export class Stock extends Model<InferAttributes<Stock>, InferCreationAttributes<Stock>> {
  declare ingredientId: string
  declare onHand: string
  declare reserved: string
}
Stock.init(
  { ingredientId: { type: DataTypes.UUID, primaryKey: true }, onHand: DataTypes.BIGINT, reserved: DataTypes.BIGINT },
  { sequelize, tableName: 'stock' },
)
