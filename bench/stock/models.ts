/** The gateway's tables of accounts and orders as Sequelize models. */
import { type CreationOptional, DataTypes, type InferAttributes, type InferCreationAttributes, Model } from 'sequelize'
import { sequelize } from './sequelize.ts'

export class Account extends Model<InferAttributes<Account>, InferCreationAttributes<Account>> {
  declare id: string
  declare name: string
  declare role: string
  declare dietaryRestrictions: string[]
}
Account.init(
  {
    id: { type: DataTypes.UUID, primaryKey: true },
    name: DataTypes.TEXT,
    role: DataTypes.TEXT,
    dietaryRestrictions: DataTypes.ARRAY(DataTypes.TEXT),
  },
  { sequelize, tableName: 'accounts' },
)

export class Session extends Model<InferAttributes<Session>, InferCreationAttributes<Session>> {
  declare id: string
  declare tokenHash: Buffer
  declare accountId: string
  declare expiresAt: Date
  declare endReason: string | null
  declare account?: Account
}
Session.init(
  {
    id: { type: DataTypes.UUID, primaryKey: true },
    tokenHash: DataTypes.BLOB,
    accountId: DataTypes.UUID,
    expiresAt: DataTypes.DATE,
    endReason: DataTypes.TEXT,
  },
  { sequelize, tableName: 'sessions' },
)
Session.belongsTo(Account, { as: 'account', foreignKey: 'accountId' })

export class Payment extends Model<InferAttributes<Payment>, InferCreationAttributes<Payment>> {
  declare id: string
  declare orderId: string
  declare method: string
  declare provider: string
  declare requestId: string
  declare status: string
  declare amount: number
  declare currency: string
}
Payment.init(
  {
    id: { type: DataTypes.UUID, primaryKey: true },
    orderId: DataTypes.UUID,
    method: DataTypes.TEXT,
    provider: DataTypes.TEXT,
    requestId: DataTypes.UUID,
    status: DataTypes.TEXT,
    amount: DataTypes.BIGINT,
    currency: DataTypes.TEXT,
  },
  { sequelize, tableName: 'payments' },
)

export class OrderItem extends Model<InferAttributes<OrderItem>, InferCreationAttributes<OrderItem>> {
  declare orderId: string
  declare line: number
  declare productId: string
  declare name: string
  declare quantity: number
  declare unitPrice: string
}
OrderItem.init(
  {
    orderId: { type: DataTypes.UUID, primaryKey: true },
    line: { type: DataTypes.INTEGER, primaryKey: true },
    productId: DataTypes.UUID,
    name: DataTypes.TEXT,
    quantity: DataTypes.INTEGER,
    unitPrice: DataTypes.BIGINT,
  },
  { sequelize, tableName: 'order_items' },
)

export class Order extends Model<InferAttributes<Order>, InferCreationAttributes<Order>> {
  declare id: string
  declare number: CreationOptional<string>
  declare accountId: string
  declare requestId: string
  declare status: string
  declare paymentId: string
  declare currency: string
  declare subtotal: number
  declare deliveryFee: number
  declare delivery: object
  declare note: string | null
  declare cookingMinutes: number
  declare deliveryMinutes: number
  declare restockMinutes: number
  declare etaEarliest: Date
  declare etaLatest: Date
  declare etaPromised: Date
  declare timeline: object[]
  declare placedAt: CreationOptional<Date>
  declare deliveredAt: CreationOptional<Date | null>
  declare items?: OrderItem[]
}
Order.init(
  {
    id: { type: DataTypes.UUID, primaryKey: true },
    number: { type: DataTypes.BIGINT, autoIncrement: true },
    accountId: DataTypes.UUID,
    requestId: DataTypes.UUID,
    status: DataTypes.TEXT,
    paymentId: DataTypes.UUID,
    currency: DataTypes.TEXT,
    subtotal: DataTypes.BIGINT,
    deliveryFee: DataTypes.BIGINT,
    delivery: DataTypes.JSONB,
    note: DataTypes.TEXT,
    cookingMinutes: DataTypes.INTEGER,
    deliveryMinutes: DataTypes.DECIMAL,
    restockMinutes: DataTypes.INTEGER,
    etaEarliest: DataTypes.DATE,
    etaLatest: DataTypes.DATE,
    etaPromised: DataTypes.DATE,
    timeline: DataTypes.JSONB,
    placedAt: { type: DataTypes.DATE, defaultValue: DataTypes.NOW },
    deliveredAt: DataTypes.DATE,
  },
  { sequelize, tableName: 'orders' },
)
Order.hasMany(OrderItem, { as: 'items', foreignKey: 'orderId' })
Order.belongsTo(Payment, { as: 'payment', foreignKey: 'paymentId', constraints: false })
OrderItem.belongsTo(Order, { as: 'order', foreignKey: 'orderId' })

export class Reservation extends Model<InferAttributes<Reservation>, InferCreationAttributes<Reservation>> {
  declare orderId: string
  declare ingredientIds: string[]
  declare quantities: number[]
}
Reservation.init(
  {
    orderId: { type: DataTypes.UUID, primaryKey: true },
    ingredientIds: DataTypes.ARRAY(DataTypes.UUID),
    quantities: DataTypes.ARRAY(DataTypes.BIGINT),
  },
  { sequelize, tableName: 'reservations' },
)

export class FeedHead extends Model<InferAttributes<FeedHead>, InferCreationAttributes<FeedHead>> {
  declare accountId: string
  declare epoch: string
  declare seq: string
}
FeedHead.init(
  { accountId: { type: DataTypes.UUID, primaryKey: true }, epoch: DataTypes.UUID, seq: DataTypes.BIGINT },
  { sequelize, tableName: 'feed_heads' },
)

export class FeedEvent extends Model<InferAttributes<FeedEvent>, InferCreationAttributes<FeedEvent>> {
  declare accountId: string
  declare seq: number
  declare event: string
  declare data: object
  declare at: CreationOptional<Date>
}
FeedEvent.init(
  {
    accountId: { type: DataTypes.UUID, primaryKey: true },
    seq: { type: DataTypes.BIGINT, primaryKey: true },
    event: DataTypes.TEXT,
    data: DataTypes.JSON,
    at: { type: DataTypes.DATE, defaultValue: DataTypes.NOW },
  },
  { sequelize, tableName: 'feed_events' },
)
