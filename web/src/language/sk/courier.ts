import type { Texts } from '../en/index.ts'

export const courier: Pick<Texts, 'courier'> = {
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
