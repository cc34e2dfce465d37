import type { Texts } from '../en/index.ts'

export const errors: Pick<Texts, 'errors'> = {
  errors: {
    invalid_credentials: 'Nesprávne prihlasovacie meno alebo heslo.',
    login_taken: 'Toto prihlasovacie meno je obsadené.',
    email_taken: 'Účet s týmto e-mailom už existuje.',
    common_password: 'Toto heslo je príliš bežné. Zvoľte si iné.',
    too_many_sign_ins: 'Príliš veľa pokusov. Chvíľu počkajte.',
    product_unavailable: 'Niektoré jedlo je vypredané.',
    insufficient_stock: 'Nemáme dosť niektorej suroviny.',
    dietary_conflict: 'Niektoré jedlo nevyhovuje vašej diéte.',
    delivery_time_not_possible: 'Zvoľte čas v najbližších 14 dňoch.',
    payment_method_not_available: 'Tento spôsob platby tu nie je dostupný.',
    payment_not_awaited: 'Táto objednávka už nečaká na platbu.',
    cannot_cancel_order: 'Objednávku už nemožno zrušiť: pripravujeme ju.',
    cannot_rate_order: 'Túto objednávku nie je možné ohodnotiť.',
    nothing_to_order: 'Žiadne z týchto jedál nie je momentálne dostupné.',
    orders_under_way: 'Máte prebiehajúce objednávky. Počkajte na ne alebo ich zrušte.',
    too_many_favorites: 'Viac obľúbených už uložiť nemôžeme. Najprv niektorú odstráňte.',
    invalid_transition: 'Kolega bol rýchlejší: objednávka je už ďalej.',
    assigned_to_another: 'Túto objednávku má iný kuriér.',
    payment_required: 'Najprv vyberte platbu.',
    no_answer: 'Spojenie sa prerušilo skôr, než sme stihli odpovedať. Overte si, či sa to podarilo.',
    order_too_old: 'Vaša predchádzajúca objednávka k nám neprišla. Ak ju ešte chcete, objednajte znova.',
    price_changed: 'Cena objednávky sa zmenila. Skontrolujte ju a objednajte znova.',
    wrong_namespace: 'S týmto účtom sa na tejto stránke prihlásiť nedá.',
  },
}
