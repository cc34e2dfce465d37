-- A sample menu: one all-day kitchen in Bratislava with 8 categories, its dishes, recipes, ingredients and stock.
-- Runs as one statement list in one transaction, and changes nothing when it runs again.
-- To add a dish: a row in `dish`, with its recipe as "ingredient quantity, …"; a trailing ? means that it can be left out.

create temporary table category (n int, name text) on commit drop;
insert into category values
  (1, 'Breakfast'), (2, 'Soups'), (3, 'Salads & bowls'), (4, 'Pizza'), (5, 'Pasta & risotto'), (6, 'Mains'), (7, 'Desserts'), (8, 'Drinks');

-- What an ingredient rules out: diets and allergens. Chicken, turkey, beef and lamb are halal-certified in this kitchen.
-- restock: minutes from the store next door, null for what cannot be had again today. stock: null means plenty.
create temporary table pantry (n int, name text, unit text, unfit_for text, restock int, stock int) on commit drop;
insert into pantry values
  (1, 'sourdough bread', 'g', 'gluten_free gluten', null, 60000), (2, 'wheat flour', 'g', 'gluten_free gluten', 30, null),
  (3, 'pizza dough', 'g', 'gluten_free gluten', 40, null), (4, 'spaghetti', 'g', 'gluten_free gluten', 25, null),
  (5, 'penne', 'g', 'gluten_free gluten', 25, null), (6, 'egg tagliatelle', 'g', 'gluten_free vegan gluten eggs', 25, null),
  (7, 'gnocchi', 'g', 'gluten_free vegan gluten eggs', 25, null), (8, 'burger bun', 'piece', 'gluten_free vegan gluten eggs sesame milk lactose_free', 30, null),
  (9, 'rolled oats', 'g', 'gluten_free gluten', 20, null), (10, 'rice noodles', 'g', '', 25, null),
  (11, 'arborio rice', 'g', '', 25, null), (12, 'basmati rice', 'g', '', 20, null),
  (13, 'quinoa', 'g', '', 30, null), (14, 'couscous', 'g', 'gluten_free gluten', 25, null),
  (15, 'polenta', 'g', '', 30, null), (16, 'breadcrumbs', 'g', 'gluten_free gluten', 20, null),
  (17, 'egg', 'piece', 'vegan eggs', 15, null), (18, 'butter', 'g', 'vegan lactose_free milk', 15, null),
  (19, 'milk', 'ml', 'vegan lactose_free milk', 15, null), (20, 'cream', 'ml', 'vegan lactose_free milk', 15, null),
  (21, 'yoghurt', 'g', 'vegan lactose_free milk', 15, null), (22, 'mozzarella', 'g', 'vegan lactose_free milk', 20, null),
  (23, 'parmesan', 'g', 'vegetarian vegan pescatarian lactose_free milk', 25, null), (24, 'feta', 'g', 'vegan lactose_free milk', 20, null),
  (25, 'goat cheese', 'g', 'vegan lactose_free milk', 30, null), (26, 'gorgonzola', 'g', 'vegan lactose_free milk', 30, null),
  (27, 'bryndza', 'g', 'vegan lactose_free milk', 25, null), (28, 'mascarpone', 'g', 'vegan lactose_free milk', 30, null),
  (29, 'cheddar', 'g', 'vegan lactose_free milk', 20, null), (30, 'oat drink', 'ml', 'gluten_free gluten', 20, null),
  (31, 'coconut milk', 'ml', '', 20, null), (32, 'tofu', 'g', 'soybeans', 25, null),
  (33, 'chicken breast', 'g', 'vegetarian vegan pescatarian', 30, null), (34, 'minced beef', 'g', 'vegetarian vegan pescatarian', 30, null),
  (35, 'beef sirloin', 'g', 'vegetarian vegan pescatarian', 45, 12000), (36, 'lamb shoulder', 'g', 'vegetarian vegan pescatarian', 60, 10000),
  (37, 'pork neck', 'g', 'vegetarian vegan pescatarian halal', 40, null), (38, 'bacon', 'g', 'vegetarian vegan pescatarian halal', 25, null),
  (39, 'prosciutto', 'g', 'vegetarian vegan pescatarian halal', 30, null), (40, 'chorizo', 'g', 'vegetarian vegan pescatarian halal', 30, null),
  (41, 'duck leg', 'piece', 'vegetarian vegan pescatarian', null, 24), (42, 'salmon fillet', 'g', 'vegetarian vegan fish', 45, 15000),
  (43, 'smoked salmon', 'g', 'vegetarian vegan fish', 40, 8000), (44, 'whole sea bream', 'piece', 'vegetarian vegan fish', null, 12),
  (45, 'tuna', 'g', 'vegetarian vegan fish', 20, null), (46, 'anchovies', 'g', 'vegetarian vegan fish', 25, null),
  (47, 'prawns', 'g', 'vegetarian vegan crustaceans', 45, 10000), (48, 'mussels', 'g', 'vegetarian vegan molluscs', null, 9000),
  (49, 'oyster', 'piece', 'vegetarian vegan molluscs', null, 60), (50, 'fish stock', 'ml', 'vegetarian vegan fish celery', 30, null),
  (51, 'chicken stock', 'ml', 'vegetarian vegan pescatarian celery', 30, null), (52, 'vegetable stock', 'ml', 'celery', 25, null),
  (53, 'tomatoes', 'g', '', 15, null), (54, 'tomato sauce', 'g', '', 15, null), (55, 'onion', 'g', '', 10, null),
  (56, 'red onion', 'g', '', 10, null), (57, 'garlic', 'g', '', 10, null), (58, 'carrot', 'g', '', 10, null),
  (59, 'celery stalk', 'g', 'celery', 15, null), (60, 'potatoes', 'g', '', 15, null), (61, 'sweet potato', 'g', '', 20, null),
  (62, 'courgette', 'g', '', 20, null), (63, 'aubergine', 'g', '', 20, null), (64, 'bell pepper', 'g', '', 15, null),
  (65, 'spinach', 'g', '', 15, null), (66, 'rocket', 'g', '', 15, null), (67, 'romaine lettuce', 'g', '', 15, null),
  (68, 'cucumber', 'g', '', 10, null), (69, 'avocado', 'piece', '', 20, null), (70, 'mushrooms', 'g', '', 15, null),
  (71, 'porcini', 'g', '', null, 6000), (72, 'pumpkin', 'g', '', 20, null), (73, 'beetroot', 'g', '', 15, null),
  (74, 'cauliflower', 'g', '', 20, null), (75, 'red lentils', 'g', '', 15, null), (76, 'chickpeas', 'g', '', 15, null),
  (77, 'black beans', 'g', '', 15, null), (78, 'sweetcorn', 'g', '', 15, null), (79, 'sauerkraut', 'g', '', 20, null),
  (80, 'olives', 'g', '', 15, null), (81, 'capers', 'g', '', 15, null), (82, 'basil', 'g', '', 15, null),
  (83, 'coriander', 'g', '', 15, null), (84, 'dill', 'g', '', 15, null), (85, 'chilli', 'g', '', 10, null),
  (86, 'ginger', 'g', '', 15, null), (87, 'lemon', 'piece', '', 10, null), (88, 'lime', 'piece', '', 10, null),
  (89, 'apple', 'piece', '', 10, null), (90, 'banana', 'piece', '', 10, null), (91, 'orange', 'piece', '', 10, null),
  (92, 'berries', 'g', '', 20, null), (93, 'mint', 'g', '', 15, null), (94, 'olive oil', 'ml', '', 10, null),
  (95, 'sesame oil', 'ml', 'sesame', 15, null), (96, 'soy sauce', 'ml', 'gluten_free gluten soybeans', 15, null),
  (97, 'fish sauce', 'ml', 'vegetarian vegan fish', 20, null), (98, 'tahini', 'g', 'sesame', 20, null),
  (99, 'peanuts', 'g', 'peanuts', 15, null), (100, 'walnuts', 'g', 'nuts', 15, null), (101, 'almonds', 'g', 'nuts', 15, null),
  (102, 'pine nuts', 'g', '', 20, null), (103, 'basil pesto', 'g', 'vegetarian vegan pescatarian lactose_free milk nuts', 20, null),
  (104, 'curry paste', 'g', 'vegetarian vegan crustaceans', 20, null), (105, 'cumin', 'g', '', 10, null),
  (106, 'paprika', 'g', '', 10, null), (107, 'salt', 'g', '', 10, null), (108, 'black pepper', 'g', '', 10, null),
  (109, 'sugar', 'g', '', 10, null), (110, 'honey', 'g', 'vegan', 15, null), (111, 'maple syrup', 'ml', '', 20, null),
  (112, 'mustard', 'g', 'mustard', 10, null), (113, 'mayonnaise', 'g', 'vegan eggs mustard', 15, null),
  (114, 'balsamic vinegar', 'ml', 'sulphites', 15, null), (115, 'white wine', 'ml', 'halal sulphites', 15, null),
  (116, 'red wine', 'ml', 'halal sulphites', 15, null), (117, 'dark chocolate', 'g', 'soybeans', 15, null),
  (118, 'cocoa', 'g', '', 15, null), (119, 'vanilla', 'g', '', 20, null), (120, 'coffee beans', 'g', '', 15, null),
  (121, 'black tea', 'g', '', 15, null), (122, 'sparkling water', 'ml', '', 10, null), (123, 'ladyfingers', 'g', 'gluten_free vegan gluten eggs', 25, null),
  (124, 'gelatine', 'g', 'vegetarian vegan pescatarian halal', 25, null), (125, 'poppy seeds', 'g', '', 20, null);

create temporary table dish (n int, category int, name text, price int, prep int, recipe text, description text) on commit drop;
insert into dish values
  (1, 1, 'Avocado toast', 850, 8, 'sourdough bread 120, avocado 1, lemon 1?, chilli 2?, olive oil 10, salt 2', 'Crushed avocado with lemon and a little chilli on toasted sourdough.'),
  (2, 1, 'Eggs Benedict with salmon', 1150, 12, 'sourdough bread 100, egg 3, smoked salmon 70, butter 40, lemon 1, spinach 30?, salt 2', 'Two poached eggs and smoked salmon under a lemony hollandaise.'),
  (3, 1, 'Full breakfast', 1190, 15, 'sourdough bread 80, egg 2, bacon 60, black beans 100, mushrooms 60?, tomatoes 80?, butter 10', 'Eggs, bacon, beans, mushrooms and tomatoes, all from one pan.'),
  (4, 1, 'Porridge with apple and walnuts', 590, 7, 'rolled oats 70, oat drink 250, apple 1, walnuts 20?, maple syrup 15?, salt 1', 'Slow oats with warm apple, walnuts and maple syrup.'),
  (5, 1, 'Shakshuka', 890, 14, 'egg 2, tomato sauce 200, bell pepper 80, onion 40, garlic 5, cumin 2, feta 40?, coriander 3?, olive oil 15', 'Eggs baked in a spiced tomato and pepper sauce, with feta.'),
  (6, 1, 'Pancakes with berries', 790, 12, 'wheat flour 90, milk 150, egg 1, butter 20, berries 80?, maple syrup 30?, salt 1', 'Three thick pancakes, warm berries and maple syrup.'),
  (7, 1, 'Yoghurt and almond bowl', 650, 4, 'yoghurt 200, almonds 25?, berries 60?, honey 15?, rolled oats 30', 'Thick yoghurt, toasted oats and almonds, a spoon of honey.'),
  (8, 1, 'Tofu scramble', 840, 10, 'tofu 180, spinach 40, tomatoes 80?, onion 30?, olive oil 10, paprika 2, salt 2', 'Soft smoky tofu with spinach and tomatoes, no eggs missed.'),
  (9, 2, 'Tomato soup with basil', 520, 8, 'tomatoes 250, onion 40, garlic 5, vegetable stock 150, basil 4?, olive oil 10, salt 2', 'Roasted tomatoes, blended until silky.'),
  (10, 2, 'Chicken noodle broth', 590, 10, 'chicken stock 350, chicken breast 60, carrot 40, celery stalk 20, egg tagliatelle 40, black pepper 1', 'A clear broth that has simmered since the morning.'),
  (11, 2, 'Kapustnica', 650, 12, 'sauerkraut 150, chorizo 50, pork neck 60, porcini 8?, paprika 4, onion 40, cream 30?', 'The Slovak Christmas soup, all year: sauerkraut, smoked sausage and dried mushrooms.'),
  (12, 2, 'Red lentil soup', 540, 9, 'red lentils 80, carrot 40, onion 40, cumin 3, lemon 1?, vegetable stock 250, olive oil 10', 'Lentils with cumin and a squeeze of lemon.'),
  (13, 2, 'Pumpkin and coconut soup', 560, 9, 'pumpkin 220, coconut milk 100, ginger 6, onion 30, vegetable stock 150, coriander 3?, chilli 2?', 'Sweet pumpkin, warm ginger, a lot of coconut.'),
  (14, 2, 'Mushroom cream soup', 580, 9, 'mushrooms 180, onion 40, cream 80, vegetable stock 200, butter 15, dill 3?, black pepper 1', 'Brown mushrooms and dill in a light cream.'),
  (15, 2, 'Fish soup', 790, 14, 'fish stock 300, salmon fillet 60, mussels 80?, potatoes 80, tomatoes 60, dill 4?, garlic 4', 'Salmon, mussels and potatoes in a saffron-coloured broth.'),
  (16, 2, 'Garlic soup', 490, 8, 'garlic 25, potatoes 100, vegetable stock 300, sourdough bread 40?, cheddar 25?, olive oil 10', 'A whole bulb of garlic, mellowed, with cheese croutons.'),
  (17, 3, 'Caesar salad with chicken', 1090, 10, 'romaine lettuce 150, chicken breast 130, parmesan 25?, sourdough bread 40?, anchovies 8?, egg 1, mustard 5, olive oil 20', 'Crisp leaves, grilled chicken and an honest anchovy dressing.'),
  (18, 3, 'Greek salad', 870, 6, 'tomatoes 150, cucumber 120, feta 90?, olives 30?, red onion 30?, olive oil 20', 'Tomatoes, cucumber and a thick slice of feta.'),
  (19, 3, 'Beetroot and goat cheese salad', 920, 7, 'beetroot 160, goat cheese 60?, rocket 50, walnuts 20?, balsamic vinegar 15, honey 8?, olive oil 10', 'Baked beetroot, warm goat cheese and toasted walnuts.'),
  (20, 3, 'Falafel bowl', 990, 12, 'chickpeas 160, tahini 30?, cucumber 60?, tomatoes 60, romaine lettuce 60, cumin 3, coriander 4?, lemon 1, olive oil 15', 'Crisp falafel, tahini and a heap of fresh vegetables.'),
  (21, 3, 'Quinoa power bowl', 980, 9, 'quinoa 80, sweet potato 120, black beans 80, avocado 1?, sweetcorn 40?, lime 1, olive oil 10', 'Quinoa, roasted sweet potato, beans and half a garden.'),
  (22, 3, 'Salmon poke', 1290, 9, 'basmati rice 90, salmon fillet 110, avocado 1?, cucumber 60?, soy sauce 15, sesame oil 5, ginger 4?', 'Marinated salmon over warm rice.'),
  (23, 3, 'Tabbouleh', 760, 8, 'couscous 80, tomatoes 100, cucumber 60, mint 10, lemon 1, red onion 20?, olive oil 20', 'More herbs than grain, as it should be.'),
  (24, 3, 'Tuna niçoise', 1090, 10, 'tuna 110, potatoes 100, egg 1, olives 25?, romaine lettuce 80, tomatoes 60, mustard 5, olive oil 15', 'Tuna, potatoes, egg and olives under a mustard dressing.'),
  (25, 4, 'Pizza Margherita', 890, 11, 'pizza dough 250, tomato sauce 90, mozzarella 110, basil 3?, olive oil 8', 'Tomato, mozzarella and basil; nothing to hide behind.'),
  (26, 4, 'Pizza Marinara', 790, 10, 'pizza dough 250, tomato sauce 120, garlic 6?, olives 20?, olive oil 12, salt 2', 'Tomato, garlic and oregano, as in Naples, without cheese.'),
  (27, 4, 'Pizza Diavola', 1050, 12, 'pizza dough 250, tomato sauce 90, mozzarella 100, chorizo 60, chilli 4?, olive oil 8', 'Hot sausage and chilli for those who mean it.'),
  (28, 4, 'Pizza Prosciutto', 1090, 12, 'pizza dough 250, tomato sauce 90, mozzarella 100, prosciutto 60, rocket 20?, parmesan 10?', 'Prosciutto and rocket, laid on after the oven.'),
  (29, 4, 'Pizza Quattro formaggi', 1120, 12, 'pizza dough 250, mozzarella 80, gorgonzola 40, goat cheese 30, parmesan 20?, cream 20', 'Four cheeses and no apology.'),
  (30, 4, 'Pizza Funghi', 980, 12, 'pizza dough 250, tomato sauce 80, mozzarella 90, mushrooms 90, garlic 4?, olive oil 8', 'Mushrooms, garlic and thyme.'),
  (31, 4, 'Pizza Ortolana', 990, 13, 'pizza dough 250, tomato sauce 90, courgette 60, aubergine 60, bell pepper 50, mozzarella 60?, olive oil 10', 'Grilled garden vegetables; vegan without the mozzarella.'),
  (32, 4, 'Pizza Tonno', 1070, 12, 'pizza dough 250, tomato sauce 90, mozzarella 80?, tuna 80, red onion 25?, capers 10?', 'Tuna, red onion and capers.'),
  (33, 5, 'Spaghetti carbonara', 1050, 13, 'spaghetti 120, bacon 60, egg 2, parmesan 30, black pepper 2', 'Egg, pepper and crisp bacon; never cream.'),
  (34, 5, 'Spaghetti aglio e olio', 820, 11, 'spaghetti 130, garlic 10, chilli 4?, olive oil 30, salt 2', 'Garlic, good oil and chilli.'),
  (35, 5, 'Tagliatelle bolognese', 1090, 14, 'egg tagliatelle 130, minced beef 120, tomato sauce 100, carrot 20, celery stalk 15, red wine 20, parmesan 15?', 'Beef that has braised for four hours.'),
  (36, 5, 'Penne arrabbiata', 860, 12, 'penne 130, tomato sauce 140, garlic 6, chilli 5, olive oil 12', 'Angry by name and by nature.'),
  (37, 5, 'Gnocchi al pesto', 990, 11, 'gnocchi 200, basil pesto 50, pine nuts 10?, parmesan 15?, olive oil 8', 'Potato gnocchi in green pesto with toasted pine nuts.'),
  (38, 5, 'Bryndzové halušky', 920, 13, 'potatoes 220, wheat flour 80, bryndza 90, bacon 40?, salt 2', 'Potato dumplings with sheep cheese and crisp bacon: the national dish.'),
  (39, 5, 'Porcini risotto', 1190, 18, 'arborio rice 100, porcini 30, mushrooms 60?, onion 30, vegetable stock 350, butter 25, parmesan 25?', 'Creamy rice with the last porcini of the season.'),
  (40, 5, 'Prawn linguine', 1350, 14, 'spaghetti 120, prawns 120, garlic 6, white wine 40, chilli 3?, tomatoes 60, olive oil 20', 'Prawns, garlic and white wine.'),
  (41, 5, 'Pumpkin risotto', 1050, 18, 'arborio rice 100, pumpkin 150, onion 30, vegetable stock 350, olive oil 20, almonds 12?', 'Roasted pumpkin stirred through until it melts, with almonds.'),
  (42, 6, 'Beef burger', 1190, 15, 'burger bun 1, minced beef 180, cheddar 30?, romaine lettuce 20?, tomatoes 40?, red onion 20?, mayonnaise 20?, potatoes 200', 'Hand-pressed beef, cheddar, and fries.'),
  (43, 6, 'Black bean burger', 1090, 14, 'sourdough bread 90, black beans 150, sweetcorn 40, romaine lettuce 20?, tomatoes 40?, red onion 20?, paprika 3, potatoes 200', 'Smoky beans and sweetcorn in toasted sourdough, and fries.'),
  (44, 6, 'Pad thai with prawns', 1250, 13, 'rice noodles 120, prawns 100, egg 1, peanuts 20?, lime 1, fish sauce 15, coriander 4?, sugar 8', 'Rice noodles, prawns and crushed peanuts, sour and sweet.'),
  (45, 6, 'Tofu pad thai', 1090, 13, 'rice noodles 120, tofu 130, peanuts 20?, lime 1, soy sauce 20, coriander 4?, carrot 40, sugar 8', 'The same wok, all plants.'),
  (46, 6, 'Thai green curry', 1150, 15, 'chicken breast 130, coconut milk 180, curry paste 30, aubergine 60?, basil 4?, basmati rice 90', 'Chicken in a green coconut curry, with rice.'),
  (47, 6, 'Chickpea curry', 980, 14, 'chickpeas 160, coconut milk 150, tomatoes 100, spinach 50?, ginger 6, cumin 3, basmati rice 90', 'Chickpeas and spinach in coconut, with rice.'),
  (48, 6, 'Wiener schnitzel', 1390, 15, 'pork neck 160, wheat flour 20, egg 1, breadcrumbs 40, butter 30, potatoes 200, lemon 1?', 'Golden, thin, larger than the plate.'),
  (49, 6, 'Chicken paprikash', 1150, 14, 'chicken breast 150, paprika 8, onion 60, cream 60, wheat flour 60, egg 1, chicken stock 100', 'Chicken in paprika cream with small dumplings.'),
  (50, 6, 'Grilled salmon', 1590, 16, 'salmon fillet 170, potatoes 180, spinach 80, lemon 1?, dill 4?, butter 20?', 'Salmon from the grill, dill potatoes and spinach.'),
  (51, 6, 'Whole sea bream', 1990, 22, 'whole sea bream 1, lemon 1, potatoes 200, tomatoes 80, capers 10?, olive oil 20', 'This morning''s bream, roasted whole.'),
  (52, 6, 'Sirloin steak', 2190, 18, 'beef sirloin 220, potatoes 200, butter 30?, garlic 5, black pepper 3, rocket 30?', 'Sirloin, medium rare unless you say otherwise, with fries.'),
  (53, 6, 'Lamb tagine', 1690, 16, 'lamb shoulder 180, chickpeas 80, couscous 90, carrot 60, cumin 4, almonds 15?, honey 8', 'Lamb that has braised with honey, almonds and spices.'),
  (54, 6, 'Roast duck leg', 1590, 20, 'duck leg 1, sauerkraut 150, potatoes 180, apple 1?, salt 3', 'Duck leg with braised cabbage and potato pancake.'),
  (55, 6, 'Moules frites', 1490, 15, 'mussels 500, white wine 80, garlic 8, celery stalk 30, cream 40?, potatoes 220', 'A pot of mussels and a paper of fries.'),
  (56, 6, 'Half a dozen oysters', 1890, 6, 'oyster 6, lemon 1, red onion 10?, balsamic vinegar 10?, sourdough bread 40?', 'Six oysters on ice, while they last.'),
  (57, 6, 'Roasted cauliflower', 1090, 18, 'cauliflower 300, tahini 35, chickpeas 80, lemon 1, coriander 4?, olive oil 20, cumin 3', 'A small cauliflower, roasted dark, with tahini.'),
  (58, 6, 'Polenta with mushrooms', 990, 14, 'polenta 90, mushrooms 150, garlic 5, spinach 50, olive oil 20, parmesan 20?', 'Soft polenta under garlicky mushrooms.'),
  (59, 7, 'Tiramisu', 620, 3, 'mascarpone 90, ladyfingers 50, egg 1, sugar 20, coffee beans 10, cocoa 4', 'Made last night, as it has to be.'),
  (60, 7, 'Chocolate fondant', 680, 12, 'dark chocolate 60, butter 50, egg 2, sugar 30, wheat flour 20, berries 30?', 'Firm outside, liquid inside.'),
  (61, 7, 'Apple strudel', 560, 6, 'wheat flour 60, apple 2, sugar 20, walnuts 15, butter 20, cream 30?', 'Thin pastry, a lot of apple.'),
  (62, 7, 'Panna cotta', 550, 3, 'cream 120, sugar 20, vanilla 2, gelatine 3, berries 50?', 'Vanilla cream with a berry sauce.'),
  (63, 7, 'Poppy seed gnocchi', 590, 9, 'gnocchi 160, poppy seeds 25, butter 20, sugar 20, honey 10?', 'Sweet dumplings as grandmother made them.'),
  (64, 7, 'Chocolate banana mousse', 540, 4, 'dark chocolate 50, banana 1, coconut milk 60, maple syrup 10?, almonds 8?', 'Vegan, and nobody notices.'),
  (65, 7, 'Fruit salad', 490, 5, 'apple 1, orange 1, banana 1, berries 50, mint 3?, lime 1', 'Cut when you order it.'),
  (66, 8, 'Homemade lemonade', 350, 3, 'lemon 2, sugar 20, sparkling water 300, mint 3?', 'Lemon, mint and bubbles.'),
  (67, 8, 'Ginger lime cooler', 380, 3, 'ginger 12, lime 1, sugar 18, sparkling water 300, mint 3?', 'Sharp, cold, awake.'),
  (68, 8, 'Fresh orange juice', 420, 3, 'orange 4', 'Four oranges, pressed.'),
  (69, 8, 'Espresso', 240, 2, 'coffee beans 18', 'Short and dark.'),
  (70, 8, 'Cappuccino', 320, 3, 'coffee beans 18, milk 120', 'With milk from the farm over the river.'),
  (71, 8, 'Oat latte', 360, 3, 'coffee beans 18, oat drink 220', 'The cappuccino''s plant-based cousin.'),
  (72, 8, 'Black tea with lemon', 280, 3, 'black tea 4, lemon 1?, honey 10?', 'A pot for one.');

-- Ids are UUIDv7 in form, and say what they are: …c00000000001 is category 1, d a dish, e an ingredient.
create function pg_temp.sample_id(kind text, n int) returns uuid language sql immutable as
  $$ select ('01900000-0000-7000-8000-' || kind || lpad(n::text, 11, '0'))::uuid $$;

create temporary table recipe on commit drop as
  select d.n as dish, trim(m[1]) as ingredient, m[2]::bigint as quantity, m[3] = '?' as removable
  from dish d cross join regexp_split_to_table(d.recipe, ',\s*') part cross join regexp_match(part, '^(.+) (\d+)(\??)$') m;

do $$
declare
  v_wrong text;
begin
  select string_agg(r.dish || ' ' || coalesce(r.ingredient, 'unreadable'), ', ') into v_wrong
    from recipe r left join pantry p on p.name = r.ingredient where p.name is null;
  if v_wrong is not null then
    raise exception 'recipes name unknown ingredients: %', v_wrong;
  end if;
  if exists (select from dish d where not exists (select from recipe r where r.dish = d.n)) then
    raise exception 'a dish has no recipe';
  end if;
end $$;

insert into store (delivery_fee, lat, lng) values (190, 48.1439, 17.1097) on conflict do nothing;

insert into categories (id, name, position) select pg_temp.sample_id('c', n), name, n from category on conflict do nothing;

insert into ingredients (id, name, unit, unfit_for, restock_minutes, restock_quantity, low_level)
  select pg_temp.sample_id('e', n), name, unit, array_remove(string_to_array(unfit_for, ' '), ''), restock,
    case unit when 'piece' then 200 else 20000 end, coalesce(stock / 10, case unit when 'piece' then 500 else 50000 end)
  from pantry on conflict do nothing;

insert into stock (ingredient_id, on_hand)
  select pg_temp.sample_id('e', n), coalesce(stock, case unit when 'piece' then 20000 else 5000000 end) from pantry
  where not exists (select from stock where ingredient_id = pg_temp.sample_id('e', n));

insert into products (id, category_id, name, description, price, prep_minutes)
  select pg_temp.sample_id('d', n), pg_temp.sample_id('c', category), name, description, price, prep from dish on conflict do nothing;

insert into recipes (product_id, ingredient_id, quantity, removable)
  select pg_temp.sample_id('d', r.dish), pg_temp.sample_id('e', p.n), r.quantity, r.removable from recipe r join pantry p on p.name = r.ingredient
  on conflict do nothing;
