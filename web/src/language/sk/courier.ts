import type { StaffTexts } from '../en/of-staff.ts'

export const courier: Pick<StaffTexts, 'courier'> = {
  courier: {
    leaveAtDoor: 'Nechajte pri dverách',
    askPin: 'Zaplatené: vypýtajte si od zákazníka PIN.',
    pin: 'PIN zákazníka',
    pinOf: (number) => `Objednávka ${number}: odovzdanie`,
    triesLeft: (tries) => (tries === 1 ? 'Zostáva 1 pokus' : tries < 5 ? `Zostávajú ${tries} pokusy` : `Zostáva ${tries} pokusov`),
    pinLocked: 'PIN je zablokovaný. Objednávku musí odovzdať manažér.',
    noAnswer: 'Nikto neotvára',
    waitUntil: (time) => `Čakajte do ${time}. Zákazník o tom vie.`,
    waited: 'Čakali ste dosť dlho: objednávku môžete vrátiť.',
    noAnswerReason: 'Pri dverách nikto neotváral',
    yourPhone: 'Číslo, na ktoré môžu zákazníci volať',
    yourPhoneHint: 'Iba kým je ich objednávka na ceste a ak ukážu svoje. Nechajte prázdne, ak žiadne nechcete.',
    save: 'Uložiť',
    saved: 'Uložené.',
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
