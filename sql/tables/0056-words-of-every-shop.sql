-- What customers and the staff are told names no kitchen, dish or meal: a shop may sell flowers.
insert into templates (key, locale, title, body) values
  ('order.delayed', 'en', 'Order {number} takes a little longer', 'We need more time. It should arrive between {earliest} and {latest}.'),
  ('order.delayed', 'sk', 'Objednávka {number} príde o niečo neskôr', 'Potrebujeme viac času. Prinesieme ju medzi {earliest} a {latest}.'),
  ('order.waits_for_stock', 'en', 'Order {number} will be later', 'We are waiting for something it needs. It should arrive between {earliest} and {latest}.'),
  ('order.waits_for_stock', 'sk', 'Objednávka {number} príde neskôr', 'Čakáme na niečo, čo do nej patrí. Prinesieme ju medzi {earliest} a {latest}.'),
  ('order.lacks_stock', 'en', 'Something is missing for order {number}', 'We have run out of something it needs. We are looking for a solution and will tell you soon.'),
  ('order.lacks_stock', 'sk', 'Na prípravu objednávky {number} nám niečo chýba', 'Niečo, čo do nej patrí, sa nám minulo. Hľadáme riešenie a čoskoro sa vám ozveme.'),
  ('order.substitution_offered', 'en', 'We are out of {dish}', 'Would you like {substitute} instead? Please answer by {until}. {why}'),
  ('order.substitution_offered', 'sk', 'Minulo sa nám: {dish}', 'Môže byť namiesto toho {substitute}? Odpovedzte, prosím, do {until}. {why}'),
  ('order.delivered', 'en', 'Order {number} is delivered', 'Enjoy it! Afterwards, tell us with one to five stars how it was.'),
  ('order.delivered', 'sk', 'Objednávka {number} je doručená', 'Nech vám urobí radosť! Potom nám jednou až piatimi hviezdičkami povedzte, ako ste boli spokojní.'),
  ('reason.unconfirmed', 'en', null, 'We were too busy to confirm it in time.'),
  ('reason.unconfirmed', 'sk', null, 'Nestihli sme ju včas potvrdiť.'),
  ('recommendation.together', 'sk', null, 'Často sa objednáva spolu s tým, čo máte radi: {name}'),
  ('staff.placed', 'en', 'New order {number}', 'Pick what it needs.'),
  ('staff.placed', 'sk', 'Nová objednávka {number}', 'Treba ju vychystať.'),
  ('staff.confirmed', 'en', 'Order {number} can be prepared', 'All that it needs is ready.'),
  ('staff.confirmed', 'sk', 'Objednávka {number} sa môže pripravovať', 'Všetko, čo do nej patrí, je vychystané.')
on conflict (key, locale) do update set title = excluded.title, body = excluded.body;
