"""Counting the small words of each language: quick, and right on speech no model was taught."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

#: Small and frequent words, folded. French holds Québec and Belgian speech and text messages;
#: a mark « ' » stands where the word is cut short (« c'est », « don't »).
WORDS: Final[dict[str, str]] = {
    "fr": """
        le la les un une des du de et est que qui dans pour pas sur avec ce cette ces je tu il elle
        on nous vous ils elles mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs au
        aux en y ne se plus mais ou donc car si sont suis etes etait sera ont avez avons fait faire
        faut peut etre avoir tout tous toute toutes tres trop bien aussi encore meme comme quand
        comment pourquoi quoi quel quelle quelqu' rien personne jamais toujours depuis apres avant
        sans sous entre chez vers par ici oui non merci bonjour bonsoir salut bravo svp stp voila
        hier demain aujourd'hui matin soir jour jours fois chose gens monde rue ville neige vite
        beau belle bon bonne beaucoup peu moins moi toi lui eux ca cela ceci parce quelques chaque
        autre autres deja alors puis vraiment besoin temps an ans annee mois semaine heure heures
        trois deux quatre dit vont va vas vais veut peux peuvent doit devrait quelqu'un prochain
        c' j' l' d' n' qu' s' t' m' y' jusqu' lorsqu' puisqu' faux adieu felicitations fermeture
        chu tse pis icitte pantoute ben faque faq pkoi pcq bcp jsuis jpense jai cest ya yen mdr dsl
        koi toe moe heille voyons criss crisse estie esti tabarnak maudit mautadit tanne plate char
        chars boutte pogne tsais jsais jme chui cte nul nulle septante nonante drache gsm voisin
        eteint allume ferme fermee ouvert ouverte attention travaux hui perdu trouve encore
        lundi mardi mercredi jeudi vendredi samedi dimanche
        """,
    "en": """
        the of and to in is it you that he was for on are with as his they be at this have from or
        had by but what some we can out other were all there when up use your how said an each she
        which do their time if will way about many then them would like so these her him has look
        more could go come did no most my over know than first who its now been find any new take
        get made where after back only our not us me i i'm don't doesn't didn't can't won't isn't
        it's that's you're we're they're i've we've let's thanks thank please hello hi yes great
        good nice awesome amazing love loved best job why u ur pls plz gonna wanna just again still
        too very really here got need street streets road city snow water park anyone someone
        nobody last week today tomorrow yesterday tonight night day days year years every because
        should does same also always never more much people down into off own before through being
        congrats happy birthday mess another since looks looking lost wait waiting done keep going
        monday tuesday wednesday thursday friday saturday sunday
        """,
    "es": """
        el la los las un una unos unas de del que y en por para con no es son esta estan estoy muy
        mas pero como cuando donde quien porque si se su sus mi mis nos me te lo al hay fue ha han
        hace desde hasta todo todos toda gracias hola buenos buenas dias ciudad calle agua aqui
        ayer hoy tambien mucho mucha muchas nuestro nuestra bien ser va van ver
        lunes martes miercoles jueves viernes sabado domingo
        """,
    "pt": """
        o a os as um uma de do da dos das que e em no na nos nas por para com nao sao esta muito
        mais mas como quando onde quem porque se seu sua meu minha nos me te lhe ao ha foi tem
        obrigado obrigada ola bom boa dia cidade rua agua aqui ontem hoje tambem pela pelo voces
        voce desde tudo isso ate vai vao
        segunda terca quarta quinta sexta sabado domingo
        """,
    "it": """
        il lo la i gli le un uno una di del della dei delle che e in per con non sono molto piu ma
        come quando dove chi perche se si suo sua mio mia noi ci mi ti al alla alle da dal nel
        nella grazie ciao buongiorno citta strada acqua qui ieri oggi anche tutto questa questo
        siamo sia ho hai ha abbiamo mille
        lunedi martedi mercoledi giovedi venerdi sabato domenica
        """,
    "nl": """
        de het een van en in is dat op te zijn voor met niet aan er om als ook maar dan door over
        bij uit naar nog wel wat wordt werd worden kan heeft hebben had ik je jij u wij we ze hij
        zij mijn uw ons onze deze dit die daar hier waar wanneer waarom hoe wie veel weer al geen
        bedankt dank dankjewel goed mooi heel iedereen straat stad gisteren vandaag sinds morgen
        maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
        """,
    "de": """
        der die das den dem des ein eine einen einem und ist nicht zu in auf mit von fur im an auch
        als bei nach aus aber oder wie wann wo warum wer wir ich du er sie es ihr mein unser sind
        war waren wird wurde werden haben hat hatte kann noch nur sehr schon hier heute gestern
        danke vielen dank strasse stadt wieder endlich seit alle dass uber
        montag dienstag mittwoch donnerstag freitag samstag sonntag
        """,
    "ht": """
        mwen nou yo pou nan ak gen yon ki sa ap anpil mesi tout moun lakay pa li ou se te pral
        kijan poukisa paske depi dlo kote epi men bonjou ede ye jodi konsa fe ale vin wap map
        """,
}

#: Letters that give a language away.
_LETTERS: Final = {
    "es": "ñ¿¡",
    "pt": "ãõ",
    "de": "ßäö",
    "pl": "łąęśżźćń",
    "ro": "ășțşţ",
    "vi": "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư",
    "fr": "œ",
}
_BY_LETTER: Final = {letter: code for code, letters in _LETTERS.items() for letter in letters}
_FOREIGN: Final = re.compile(f"[{''.join(_BY_LETTER)}]", re.IGNORECASE)

_WORD: Final = re.compile(
    r"(?:quelqu|jusqu|lorsqu|puisqu|qu|[cjldnstmy])'(?=[^\W\d_])"
    r"|[^\W\d_]+(?:'(?:t|s|re|ve|ll|m|hui|un)\b)?"
)


def _weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """Give each word one point, shared among the languages that have it."""
    owners: dict[str, list[str]] = defaultdict(list)
    for code, words in WORDS.items():
        for word in dict.fromkeys(words.split()):
            owners[word].append(code)
    return {word: tuple((code, 1 / len(codes)) for code in codes) for word, codes in owners.items()}


_WEIGHTS: Final = _weights()


def words_of(folded: str) -> list[str]:
    """Return the words of a folded text, elided ones with their apostrophe."""
    return _WORD.findall(folded)


def count(words: list[str], text: str) -> dict[str, float]:
    """Return the points of each language: a point a word, shared words shared.

    Args:
        words: as `words_of` gives them.
        text: the same text before folding, for the letters that folding takes away.
    """
    points: dict[str, float] = defaultdict(float)
    for word in words:
        weights = _WEIGHTS.get(word)
        if weights is not None:
            for code, weight in weights:
                points[code] += weight
        elif word.endswith(("'s", "'t", "'re", "'ll", "'ve")):
            points["en"] += 1
    if not text.isascii():
        for letter in set(_FOREIGN.findall(text)):
            points[_BY_LETTER[letter.lower()]] += 1.5
    return points
