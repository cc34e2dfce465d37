-- What an order tells its customer: three messages, and not one for each step.

-- The times that the customer was told when the order was later than promised. Null for every order that is in time, so it costs them nothing.
alter table orders add column delays_told timestamptz[];

-- The timeline of the order shows these steps, and the message of the delivery asks for the rating.
delete from templates where key in ('order.in_preparation', 'order.ready_for_pickup', 'payment.succeeded', 'rating.requested');

insert into templates (key, locale, title, body) values
  ('order.confirmed', 'en', 'Order {number} is confirmed', 'It should arrive between {earliest} and {latest}.'),
  ('order.confirmed', 'sk', 'Objednávka {number} je potvrdená', 'Prinesieme ju medzi {earliest} a {latest}.'),
  ('order.delivered', 'en', 'Order {number} is delivered', 'Enjoy your meal! Afterwards, tell us with one to five stars how it was.'),
  ('order.delivered', 'sk', 'Objednávka {number} je doručená', 'Dobrú chuť! Po jedle nám povedzte jednou až piatimi hviezdičkami, ako vám chutilo.'),
  ('order.late', 'en', 'Order {number} will be later', 'We are sorry, it takes longer than planned. It should arrive between {earliest} and {latest}.'),
  ('order.late', 'sk', 'Objednávka {number} príde neskôr', 'Mrzí nás to, trvá to dlhšie, ako sme plánovali. Prinesieme ju medzi {earliest} a {latest}.'),
  -- the order ended, and what was paid goes back
  ('order.cancelled', 'en', 'Order {number} is cancelled', 'There is nothing to pay.'),
  ('order.cancelled', 'sk', 'Objednávka {number} je zrušená', 'Nič za ňu neplatíte.'),
  ('order.cancelled_refund', 'en', 'Order {number} is cancelled', 'We are refunding what you paid.'),
  ('order.cancelled_refund', 'sk', 'Objednávka {number} je zrušená', 'Vraciame vám, čo ste zaplatili.'),
  ('order.rejected', 'en', 'We cannot make order {number}', 'We are sorry. There is nothing to pay. {reason}'),
  ('order.rejected', 'sk', 'Objednávku {number} nemôžeme pripraviť', 'Je nám to ľúto. Nič za ňu neplatíte. {reason}'),
  ('order.rejected_refund', 'en', 'We cannot make order {number}', 'We are sorry, and we are refunding what you paid. {reason}'),
  ('order.rejected_refund', 'sk', 'Objednávku {number} nemôžeme pripraviť', 'Je nám to ľúto. Vraciame vám, čo ste zaplatili. {reason}'),
  ('order.returned_refund', 'en', 'Order {number} could not be delivered', 'The courier took it back. We are refunding what you paid. {reason}'),
  ('order.returned_refund', 'sk', 'Objednávku {number} sa nepodarilo doručiť', 'Kuriér ju odniesol späť. Vraciame vám, čo ste zaplatili. {reason}')
on conflict (key, locale) do update set title = excluded.title, body = excluded.body;
