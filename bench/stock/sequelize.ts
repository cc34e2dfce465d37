/** The connection to the gateway's tables. */
import { Sequelize } from 'sequelize'

export const sequelize = new Sequelize(process.env.DATABASE_URL ?? '', {
  dialect: 'postgres',
  logging: false,
  pool: { max: 20 },
  define: { timestamps: false, underscored: true },
})
