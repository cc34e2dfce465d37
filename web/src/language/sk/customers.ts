import type { StaffTexts } from '../en/of-staff.ts'
import { count } from './count.ts'

export const customers: Pick<StaffTexts, 'customers'> = {
  customers: {
    find: 'Hľadať',
    findLabel: 'Nájsť zákazníka',
    findHint: 'Začiatok mena alebo celé prihlasovacie meno, e-mail či telefónne číslo.',
    none: 'Nenašli sme žiadneho zákazníka.',
    more: 'Zobraziť ďalších',
    since: (date) => `Zákazníkom od ${date}`,
    isNew: 'Zatiaľ bez doručenej objednávky',
    open: (orders) => count(orders, 'otvorená objednávka', 'otvorené objednávky', 'otvorených objednávok'),
    unpaid: (orders) => count(orders, 'čaká na platbu', 'čakajú na platbu', 'čaká na platbu'),
    blocked: 'Zablokovaný',
    blockedSince: (date) => `Zablokovaný od ${date}`,
    block: 'Zablokovať',
    blockTitle: (name) => `Zablokovať: ${name}`,
    blockMeans: 'Zákazník nebude môcť objednávať. Objednávky, ktoré čakajú na platbu, sa zrušia, ostatné pokračujú.',
    blockWhy: 'Prečo? Prečíta si to len personál.',
    unblock: 'Odblokovať',
    isBlocked: (name) => `${name}: účet je zablokovaný.`,
    isUnblocked: (name) => `${name}: účet môže znova objednávať.`,
  },
}
