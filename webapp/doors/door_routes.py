"""The routes of the door and of accounts."""

from __future__ import annotations

from typing import Final

from webapp.doors.account_acts import add_account, change_access, change_account, give_link
from webapp.doors.accounts_page import accounts_page
from webapp.doors.log_in_page import log_in, log_in_page, log_out
from webapp.doors.my_page import change_password, close_others, my_page
from webapp.doors.sign_on_pages import come_back, set_out
from webapp.doors.single_sign_on import RETURN
from webapp.doors.welcome_page import choose_password, welcome_page
from webapp.route import ANYONE, Route

DOOR_ROUTES: Final = (
    Route("/connexion", log_in_page, need=ANYONE),
    Route("/connexion", log_in, need=ANYONE, method="POST"),
    Route("/connexion/organisation", set_out, need=ANYONE),
    Route(RETURN, come_back, need=ANYONE),
    Route("/deconnexion", log_out, need=ANYONE, method="POST"),
    Route("/bienvenue/{link}", welcome_page, need=ANYONE),
    Route("/bienvenue/{link}", choose_password, need=ANYONE, method="POST"),
    Route("/compte", my_page),
    Route("/compte/mot-de-passe", change_password, method="POST"),
    Route("/compte/sessions", close_others, method="POST"),
    Route("/comptes", accounts_page, need="admin"),
    Route("/comptes", add_account, need="admin", method="POST"),
    Route("/comptes/{account}", change_account, need="admin", method="POST"),
    Route("/comptes/{account}/acces", change_access, need="admin", method="POST"),
    Route("/comptes/{account}/lien", give_link, need="admin", method="POST"),
)
