import type { StaffTexts } from '../en/of-staff.ts'

export const courier: Pick<StaffTexts, 'courier'> = {
  courier: {
    stops: 'Mapa vašich zastávok',
    stop: (number, address) => `Objednávka ${number}, ${address}`,
    you: 'Vy',
    directions: 'Navigovať',
    call: (phone) => `Zavolať na ${phone}`,
    received: 'Zákazník vám dáva',
    receivedAmount: 'Iná suma',
    giveBack: (amount) => `Vydajte ${amount}`,
    missing: (amount) => `Chýba ${amount}`,
  },
}
