"""Sentences of the door, of one's account and of the team's accounts."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

_DOOR: Final[dict[str, Say]] = {
    "door.title": Say("Connexion", "Log in"),
    "door.name": Say("Nom de compte", "Account name"),
    "door.password": Say("Mot de passe", "Password"),
    "door.enter": Say("Entrer", "Log in"),
    "door.sign_on": Say("Entrer avec {name}", "Log in with {name}"),
    "door.or": Say("ou avec un compte de Vigie", "or with an account of Vigie"),
    "door.leave": Say("Se déconnecter", "Log out"),
    "door.menu": Say("Votre compte", "Your account"),
    "door.refused": Say(
        "Ce nom et ce mot de passe ne vont pas ensemble. Vérifiez les deux ; si vous avez oublié "
        "le mot de passe, demandez un nouveau lien à la personne qui gère les comptes.",
        "This name and this password do not match. Check both; if you forgot the password, ask "
        "the person who manages the accounts for a new link.",
    ),
    "door.wait.seconds.one": Say(
        "Trop d’essais. Recommencez dans {n} seconde.", "Too many tries. Try again in {n} second."
    ),
    "door.wait.seconds.many": Say(
        "Trop d’essais. Recommencez dans {n} secondes.",
        "Too many tries. Try again in {n} seconds.",
    ),
    "door.wait.minutes.one": Say(
        "Trop d’essais. Recommencez dans {n} minute.", "Too many tries. Try again in {n} minute."
    ),
    "door.wait.minutes.many": Say(
        "Trop d’essais. Recommencez dans {n} minutes.",
        "Too many tries. Try again in {n} minutes.",
    ),
    "door.first": Say("Il n’y a pas encore de compte", "There is no account yet"),
    "door.first.how": Say(
        "Sur la machine où Vigie tourne, créez le premier ; la commande donne un lien pour "
        "choisir un mot de passe :",
        "On the machine where Vigie runs, make the first one; the command gives a link to choose "
        "a password:",
    ),
    "door.first.command": Say(
        "vigie account add NOM --role admin", "vigie account add NAME --role admin"
    ),
    "door.forgotten": Say(
        "Mot de passe oublié ? La personne qui gère les comptes peut vous donner un nouveau lien.",
        "Forgotten password? The person who manages the accounts can give you a new link.",
    ),
    "door.sign_on.refused": Say("Connexion refusée", "Log-in refused"),
    "door.back": Say("Revenir à la connexion", "Back to the log-in"),
    "welcome.title": Say("Choisissez votre mot de passe", "Choose your password"),
    "welcome.hello": Say(
        "Bienvenue, {name}. Ce lien ne sert qu’une fois.",
        "Welcome, {name}. This link works only once.",
    ),
    "welcome.rule": Say(
        "Au moins {n} caractères. Aucune autre règle : quelques mots sans rapport, avec des "
        "espaces, font un bon mot de passe.",
        "At least {n} characters. No other rule: a few unrelated words, with spaces, make a good "
        "password.",
    ),
    "welcome.new": Say("Nouveau mot de passe", "New password"),
    "welcome.again": Say("Le même, encore une fois", "The same, once more"),
    "welcome.save": Say("Garder ce mot de passe", "Keep this password"),
    "did.logged_out": Say("Vous êtes déconnecté.", "You are logged out."),
    "did.password_set": Say(
        "Votre mot de passe est changé ; les autres navigateurs sont déconnectés.",
        "Your password is changed; the other browsers are logged out.",
    ),
    "did.sessions_closed": Say(
        "Les autres navigateurs sont déconnectés.", "The other browsers are logged out."
    ),
}

_MINE: Final[dict[str, Say]] = {
    "mine.title": Say("Votre compte", "Your account"),
    "mine.name": Say("Nom de compte", "Account name"),
    "mine.role": Say("Rôle", "Role"),
    "mine.towns": Say("Villes", "Towns"),
    "mine.password": Say("Changer de mot de passe", "Change your password"),
    "mine.password.present": Say("Mot de passe actuel", "Present password"),
    "mine.sign_on": Say(
        "Vous entrez avec le compte de votre organisation : c’est là que se change le mot de "
        "passe.",
        "You log in with your organisation’s account: that is where the password is changed.",
    ),
    "mine.sessions": Say("Navigateurs connectés", "Browsers logged in"),
    "mine.sessions.browser": Say("Navigateur", "Browser"),
    "mine.sessions.opened": Say("Connecté le", "Logged in on"),
    "mine.sessions.seen": Say("Vu", "Seen"),
    "mine.sessions.this": Say("celui-ci", "this one"),
    "mine.sessions.close": Say("Déconnecter les autres", "Log the others out"),
    "mine.browser": Say("Navigateur inconnu", "Unknown browser"),
}

_ACCOUNTS: Final[dict[str, Say]] = {
    "accounts.title": Say("Comptes", "Accounts"),
    "accounts.what": Say(
        "Lecture : tout lire. Veille : corriger, prendre en charge, répondre. Responsable : "
        "déclarer une crise, régler l’écoute. Administration : donner les comptes.",
        "Reader: read everything. Officer: correct, take on, reply. Lead: declare a crisis, "
        "settle what is heard. Admin: give the accounts.",
    ),
    "accounts.role": Say("Rôle", "Role"),
    "accounts.towns": Say("Villes", "Towns"),
    "accounts.change": Say("Modifier", "Change"),
    "accounts.change.of": Say("Modifier {name}", "Change {name}"),
    "accounts.towns.all": Say("toutes les villes", "every town"),
    "accounts.towns.every": Say("Toutes, aussi celles à venir", "All, those to come too"),
    "accounts.state.active": Say("actif", "active"),
    "accounts.state.disabled": Say("désactivé", "disabled"),
    "accounts.state.awaited": Say("lien à ouvrir", "link to be opened"),
    "accounts.save": Say("Enregistrer", "Save"),
    "accounts.disable": Say("Désactiver", "Disable"),
    "accounts.enable": Say("Réactiver", "Enable"),
    "accounts.link": Say("Nouveau lien", "New link"),
    "accounts.you": Say("vous", "you"),
    "accounts.add": Say("Ajouter un compte", "Add an account"),
    "accounts.add.name": Say("Nom de compte", "Account name"),
    "accounts.add.name.rule": Say(
        "Lettres sans accent, chiffres, point, tiret : c.tremblay.",
        "Unaccented letters, digits, dot, hyphen: c.tremblay.",
    ),
    "accounts.add.display": Say("Nom affiché", "Name shown"),
    "accounts.add.button": Say("Créer le compte et son lien", "Make the account and its link"),
    "accounts.given": Say("Lien pour {name}", "Link for {name}"),
    "accounts.given.note": Say(
        "Remettez-le en main propre ou par un message privé : il n’est montré qu’ici, sert une "
        "fois, et s’éteint dans 48 heures.",
        "Hand it over in person or in a private message: it is shown only here, works once, and "
        "ends in 48 hours.",
    ),
    "did.account_changed": Say("Le compte est modifié.", "The account is changed."),
    "did.account_disabled": Say(
        "Le compte est désactivé ; ses navigateurs sont déconnectés.",
        "The account is disabled; its browsers are logged out.",
    ),
    "did.account_enabled": Say("Le compte est réactivé.", "The account is enabled."),
}

_ACTS: Final[dict[str, Say]] = {
    "act.logged_in": Say("s’est connecté", "logged in"),
    "act.logged_out": Say("s’est déconnecté", "logged out"),
    "act.password_set": Say("a choisi un mot de passe", "chose a password"),
    "act.sessions_closed": Say("a déconnecté ses autres navigateurs", "logged other browsers out"),
    "act.account_added": Say("a créé un compte", "made an account"),
    "act.account_changed": Say("a modifié un compte", "changed an account"),
    "act.account_disabled": Say("a désactivé un compte", "disabled an account"),
    "act.account_enabled": Say("a réactivé un compte", "enabled an account"),
    "act.account_link": Say("a donné un nouveau lien", "gave a new link"),
    "act.account_removed": Say("a retiré un compte", "removed an account"),
    "act.token_added": Say("a créé un jeton", "made a token"),
    "act.token_revoked": Say("a révoqué un jeton", "revoked a token"),
}

DOOR: Final[dict[str, Say]] = {**_DOOR, **_MINE, **_ACCOUNTS, **_ACTS}
