import type { StaffTexts } from '../en/of-staff.ts'

export const staffErrors: Pick<StaffTexts, 'staffErrors'> = {
  staffErrors: {
    customer_not_found: 'Tohto zákazníka sme nenašli.',
    entry_not_found: 'Toto už v ponuke nie je, medzičasom bolo vyradené.',
    entry_changed: 'Medzičasom to zmenil niekto iný. Pozrite si novú verziu a až potom ukladajte.',
    entry_in_use: 'Niečo iné to ešte potrebuje. Najprv upravte to.',
    code_taken: 'Tento kód už má niečo iné. Zvoľte iný.',
    cannot_delay_order: 'Čas už nemožno predĺžiť, objednávka je hotová alebo sa skončila.',
    invalid_transition: 'Kolega bol rýchlejší, objednávka je už ďalej.',
    restock_not_found: 'Túto žiadosť do obchodu sme nenašli.',
    refund_not_found: 'Túto vrátenú platbu sme nenašli.',
    refund_not_by_hand: 'Tieto peniaze už zákazník má, alebo ich ešte vracia platobná služba.',
    restock_closed: 'Táto žiadosť do obchodu je už vybavená alebo zrušená.',
    too_early: 'Táto objednávka je na neskôr, ešte nie je čas začať.',
    undo_expired: 'Tento krok sa už vrátiť nedá.',
    assigned_to_another: 'Túto objednávku má iný kuriér.',
    payment_required: 'Najprv vyberte platbu.',
    payment_not_due: 'Za túto objednávku sa už neplatí.',
    amount_mismatch: 'Vyberte celú sumu objednávky.',
    picture_not_readable: 'Tento obrázok nevieme prečítať. Vyberte súbor JPEG, PNG, WebP alebo AVIF.',
    picture_size_not_possible: 'Obrázok je príliš malý, príliš veľký alebo príliš úzky. Musí mať aspoň 320 × 240 pixelov.',
    too_many_pictures: 'Je nahraných veľa obrázkov, ktoré nepoužíva žiadne jedlo. Skúste to o niekoľko dní.',
  },
}
