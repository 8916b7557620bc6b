"""Short lines of plainly invented posts with their language, to hold the detector to."""

from __future__ import annotations

QUEBEC = """\
Y'a un estie de gros trou sur la rue des Forges, ça va prendre un accident pour que ça bouge?
Chu tanné en maudit, la gratte est pas passée depuis mardi
merci la ville
Bravo à l'équipe du déneigement, mon trottoir est nickel ce matin
Voyons donc, encore les bacs bruns pas ramassés
jpense que le maire a pas compris pantoute
Ça fait 3 fois que j'appelle au 311 pis y'a personne qui répond
Pkoi vous avez coupé les arbres sur Royale??
c koi l'heure du feu d'artifice
tsé quand t'as pas d'allure
Ben là, franchement!
C'est ben le fun le marché de Noël
Le lampadaire est brûlé au coin de ma rue
Faque on paie des taxes pour ça
Méchante belle job les gars
on s'entend-tu que c'est dangereux icitte
mautadit que c'est glissant
Wow trop beau!!!
Est-ce que la collecte est reportée à demain?
Les ptits jeunes font du bruit au parc jusqu'à 2h du mat
Check ben ça, y vont encore monter les taxes
J'ai callé la ville pis y m'ont dit d'aller sur le site
la slush est rendue dans l'entrée
Dsl mais c nul
svp reparer le nid de poule
jsuis pas daccord avec sa
mdr ils ont oublié notre rue encore
bcp trop vite les chars dans le boutte de l'école
Quand est-ce que la piscine ouvre?
stationnement interdit jusqu'à vendredi
Félicitations à tous les bénévoles
Heille le maire, réveille
pis le pont lui
Le snow est pas ramassé pis y'a du slush partout dans le parking
anyway le city hall s'en fout de nous autres
Full beau spectacle hier soir à l'amphithéâtre
Pourquoi la rivière est brune aujourd'hui
tempête de neige demain restez chez vous
perdu chat gris secteur du Cap
lol c'est une joke ça
Trois-Rivières adopte son budget
Trois-Rivières, une ville où il fait bon vivre
Nid-de-poule géant boulevard des Récollets
Encore une panne, merci Hydro
pas fort la job
""".splitlines()

BELGIUM = """\
Quelqu'un sait pourquoi la chaussée de Louvain est fermée ?
Les sacs blancs n'ont pas été ramassés septante jours après
La bourgmestre a annoncé de nouveaux travaux à la gare
Non peut-être !
C'est une fois de plus la pagaille sur le piétonnier
Où sont passées les poubelles de la place d'Armes ?
Il drache depuis ce matin et l'égout déborde
Bravo aux ouvriers communaux
Le GSM ne passe pas au parc
À quand un vrai ravel jusque Jambes ?
Magnifique vue depuis la Citadelle
Namur en mai, quel beau festival
le kot de mon fils est inondé, que faire ?
Ça va encore coûter un pont aux Namurois
Merci pour la réponse rapide
Attention aux jeunes qui roulent trop vite rue de Fer
""".splitlines()

ENGLISH = """\
The snow removal on my street is terrible again this year
thanks to the city workers
When will you fix the pothole on Royale Street?
Great job!
Moving to Trois-Rivières next month, any tips?
Trois-Rivières is beautiful in the fall
my bin was not picked up
why is the water brown
lol no way they raised taxes again
Is the rink open today?
Street light out at the corner of Forges and Royale
we need more bike lanes
Loved the show at the Amphithéâtre Cogeco last night
u guys are the best
please clean the park
Namur's citadel is worth a visit
No parking from 7 to 9
Lost dog near the bridge, please share
what a mess
Still waiting for the plow, three days later
Congrats to the volunteers
How do I get a permit for a deck?
This is not OK
Has anyone seen the city's new website? It's so slow
Happy birthday Trois-Rivières!
pls fix ur roads
I don't get why they close the pool so early
It was loud all night on rue des Forges
city hall doesn't care about us
so proud of our firefighters
""".splitlines()

OTHERS = [
    ("nl", "Wanneer wordt de straat in Namen eindelijk hersteld?"),
    ("nl", "Heel mooi festival dit weekend, bedankt aan iedereen"),
    ("nl", "Het verkeer staat weer helemaal vast bij het station"),
    ("nl", "dank u wel voor de snelle reactie"),
    ("nl", "De vuilniszakken zijn niet opgehaald"),
    ("de", "Wann wird die Straße endlich repariert?"),
    ("de", "Vielen Dank für die schnelle Antwort"),
    ("de", "Wir waren am Wochenende in Namur und es war wunderschön"),
    ("de", "Der Müll wurde nicht abgeholt"),
    ("es", "¿Cuándo van a reparar la calle?"),
    ("es", "Muchas gracias por la ayuda"),
    ("es", "Llegamos a Trois-Rivières hace dos meses y nos encanta la ciudad"),
    ("es", "no hay agua en mi casa desde ayer"),
    ("pt", "Muito obrigado pela resposta rápida"),
    ("pt", "Quando vão arrumar a rua? Está cheia de buracos"),
    ("pt", "Não há água na minha casa desde ontem"),
    ("it", "Grazie mille per la risposta"),
    ("it", "Quando riparate la strada? È piena di buche"),
    ("it", "Che bella città, ci siamo divertiti molto"),
    ("ar", "متى سيتم إصلاح الشارع؟"),
    ("ar", "شكرا جزيلا للبلدية"),
    ("zh", "请问什么时候修路？"),
    ("zh", "城市的雪还没有清理"),
    ("ru", "Когда починят дорогу?"),
    ("uk", "Дякуємо місту за допомогу, ми дуже вдячні"),
    ("ht", "Mwen pa gen dlo lakay mwen depi yè"),
    ("ht", "Mèsi anpil pou tout moun ki ede nou"),
    ("pl", "Kiedy naprawicie tę ulicę? Dziękuję za odpowiedź"),
    ("ro", "Când veți repara strada? Mulțumesc pentru răspuns"),
    ("vi", "Khi nào thì sửa đường? Cảm ơn rất nhiều"),
]

#: The main language of lines that mix two.
MIXED = [
    ("fr", "Le staff du city hall est ben smatte, keep going"),
    ("fr", "OMG la file au restaurant du port, c'est malade mental, so nice quand même"),
    ("fr", "J'ai checké le website, y'a rien d'updaté, what the hell"),
    ("fr", "Sorry mais ça fait trois jours que le bus passe pas"),
    ("en", "The poutine at the festival was amazing, merci la gang"),
    ("en", "I called the mairie and they told me to wait, c'est la vie"),
    ("en", "Bonjour! I am looking for the schedule of the arena, thank you"),
]

#: The first four words of a post, as a listing shows them.
OPENINGS = [
    ("fr", "Depuis ce matin, la"),
    ("fr", "Encore un accident au"),
    ("fr", "Bonjour, je voudrais savoir"),
    ("fr", "On dirait que personne"),
    ("fr", "Trois-Rivières : des travaux"),
    ("fr", "Il manque un panneau"),
    ("en", "Since this morning the"),
    ("en", "Another accident at the"),
    ("en", "Hello, I would like"),
    ("en", "It looks like nobody"),
    ("en", "There is a sign"),
    ("nl", "Sinds deze morgen is"),
    ("es", "Desde esta mañana no"),
    ("de", "Seit heute Morgen ist"),
]

WORDLESS = ["", "   ", "🎄🎄❤️", "!!!", "12345", "https://exemple.example/a/b", "@quelquun #3R", "…"]

LINES: list[tuple[str, str]] = [
    *(("fr", line) for line in QUEBEC),
    *(("fr", line) for line in BELGIUM),
    *(("en", line) for line in ENGLISH),
    *OTHERS,
    *MIXED,
    *OPENINGS,
]

#: Written after the rules were set, and never looked at while setting them.
HELD_OUT: list[tuple[str, str]] = [
    ("fr", "Y mouille à siaux, le sous-sol de ma mère prend l'eau"),
    ("fr", "T'as-tu vu le bordel devant l'aréna?"),
    ("fr", "qqun sait cki fait ce bruit la nuit"),
    ("fr", "enfin un skatepark digne de ce nom"),
    ("fr", "Vivement l'été"),
    ("fr", "Déçue de l'accueil au guichet"),
    ("fr", "2h d'attente au téléphone, bravo champion"),
    ("fr", "osti de cônes oranges partout"),
    ("fr", "pu capable"),
    ("fr", "Lâchez pas la gang"),
    ("fr", "nids de poules gros comme des cratères boul Jean-XXIII"),
    ("fr", "Incendie majeur dans le secteur industriel"),
    ("fr", "Le conseil vote une hausse de 3 %"),
    ("fr", "Conseil municipal : hausse de taxes votée lundi"),
    ("fr", "ptdr le camion vidange a renversé"),
    ("fr", "Excellent service, employés courtois"),
    ("fr", "Fuite d'eau coin Laviolette"),
    ("fr", "avis d'ébullition levé"),
    ("fr", "j'capote, mon char est scrap"),
    ("fr", "rdv place d'armes samedi 14h"),
    ("fr", "Ça goûte le chlore"),
    ("fr", "Marchez-vous dans rue vous autres?"),
    ("fr", "tlm sen fou"),
    ("fr", "Collision mortelle sur l'autoroute"),
    ("fr", "Une honte."),
    ("fr", "Les égouts refoulent à nouveau chaussée de Louvain, nonante centimètres d'eau"),
    ("fr", "Faites quelque chose svp"),
    ("fr", "Chapeau aux cols bleus"),
    ("fr", "plus belle ville du Québec"),
    ("fr", "Horaire patinoire?"),
    ("en", "Potholes everywhere, my tire blew"),
    ("en", "Absolutely disgusting"),
    ("en", "Kudos to the crew"),
    ("en", "Traffic lights broken near campus"),
    ("en", "idk who to call"),
    ("en", "Shout out to our librarians"),
    ("en", "Rats in the alley behind rue Royale"),
    ("en", "ridiculous parking ticket"),
    ("en", "Boil water advisory lifted"),
    ("en", "Why's the fountain off"),
    ("en", "Weekend in Namur: what to see?"),
    ("en", "Proud Trifluvien here"),
    ("en", "Slippery sidewalks, be careful"),
    ("en", "nothing ever changes"),
    ("en", "cool event"),
    ("nl", "Prachtige stad, zeker een bezoek waard"),
    ("nl", "Weet iemand hoe laat de markt begint?"),
    ("de", "Schöne Altstadt, nette Leute"),
    ("de", "Gibt es hier einen Parkplatz?"),
    ("es", "Qué ciudad tan bonita"),
    ("es", "Busco apartamento cerca del centro"),
    ("pt", "Que cidade linda, parabéns"),
    ("it", "Bellissima passeggiata lungo il fiume"),
    ("ar", "المدينة جميلة جدا"),
    ("zh", "这里的秋天很美"),
    ("ht", "Nou bezwen travay nan vil la"),
]
