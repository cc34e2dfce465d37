import type { StaffTexts } from '../en/of-staff.ts'
import { count } from './count.ts'

export const today: Pick<StaffTexts, 'today'> = {
  today: {
    since: (time) => `Objednávky od ${time}`,
    orders: 'Objednávky',
    ordersHint: (delivered, underWay) => `doručené: ${delivered}, prebieha: ${underWay}`,
    lost: 'Neuskutočnené',
    lostHint: 'zrušené, odmietnuté alebo vrátené',
    takings: 'Tržba',
    tips: (amount) => `z toho sprepitné ${amount}`,
    refunds: 'Vrátené peniaze',
    refundsHint: (orders) => count(orders, 'objednávka', 'objednávky', 'objednávok'),
    late: 'Meškajúce',
    lateBy: (minutes) => `priemerne o ${minutes} min`,
    onTime: 'všetko načas',
    promises: 'Sľúbené časy',
    noPromises: 'Dnes zatiaľ nie je doručená ani nemešká žiadna objednávka.',
    inTime: 'Načas',
    inTimeHint: (inTime, orders) => `${inTime} z ${orders} doručených alebo meškajúcich`,
    median: 'Medián',
    minutes: (minutes) => `${minutes} min`,
    error: { early: 'pred sľúbeným časom', late: 'po sľúbenom čase' },
    p90: '9 z 10 objednávok',
    orEarlier: (error) => `${error} alebo skôr`,
    byHour: 'Načas podľa hodín, v %',
  },
}
