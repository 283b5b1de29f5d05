mail-from = { $issuer }, { $institution },
mail-from-on-behalf-of = { $from } namens { $other },
mail-hello = Dag { $name },
mail-hello-nobody = Dag,
mail-privacy = Privacyverklaring
mail-in-this-language = In het Nederlands:
mail-offer-subject = { $title }: { $name }
mail-offer-title = Er ligt een edubadge voor je klaar
mail-offer-reminder-title = Er ligt nog een edubadge voor je klaar
mail-offer-button = Bekijk en claim
mail-offer-until = Dat kan tot en met { $until }.
mail-offer-no-button = Werkt de knop niet? Open dan
mail-offer-eduid = Nog geen eduID?
mail-offer-eduid-make = Maak er een op
mail-offer-eduid-private = Gebruik je privéadres, dan houd je toegang als je van school of baan wisselt.
mail-offer-eduid-link = Koppel daarna je instelling, zodat je naam bevestigd is.
mail-offer-no-thanks = Wil je deze edubadge niet, of is hij niet voor jou? Dat kun je op dezelfde pagina laten weten, zonder account. Je kunt er ook om geen mail meer vragen.
mail-offer-why-title = Waarom krijg je deze mail?
mail-offer-why = { $institution } gaf je adres op om je deze edubadge aan te bieden, en is daarvoor verantwoordelijk. Claim je niet, dan wissen we je gegevens 30 dagen na afloop.
mail-offer-lead = { $from } wil je { $type ->
        [microcredential] de microcredential
       *[other] de edubadge
    } “{ $name }” geven.
mail-offer-other = { $from } wil je { $type ->
        [microcredential] de microcredential
       *[other] de edubadge
    } “{ $name }” geven. Open de link hierboven om hem te claimen of te weigeren; dat kan tot en met { $until }. De pagina is er ook in het Nederlands.
mail-code-title = Je code is { $code }
mail-code-text = Typ deze code op de pagina van je edubadge “{ $name }”. Zo weten we dat deze mailbox van jou is.
mail-code-why = Je krijgt deze mail omdat iemand met dit adres een edubadge wil claimen. Was jij dat niet? Dan hoef je niets te doen.
mail-code-minutes = De code werkt { $count ->
        [one] één minuut
       *[other] { $count } minuten
    }.
mail-revoked-title = Je edubadge “{ $name }” is ingetrokken
mail-revoked-text = { $institution } heeft je edubadge “{ $name }” ingetrokken. Hij is vanaf nu niet meer geldig.
mail-revoked-category = Wie hem controleert, ziet alleen de soort reden: { $category }. De uitleg hieronder lees alleen jij.
mail-revoked-ask = Vragen, of klopt het niet? Mail { $mail }.
mail-revoked-open = Bekijk je edubadge
mail-revoked-why = Je krijgt deze mail omdat { $institution } deze edubadge aan je uitgaf.
mail-summary-title = Uitgereikt: { $name }
mail-summary-open = Bekijk de reeks
mail-summary-why = Je krijgt deze mail één keer, omdat jij deze edubadges hebt uitgereikt.
mail-summary-sent = { $count ->
    [0] Er is geen mail verstuurd.
    [one] Er is 1 mail verstuurd.
   *[other] Er zijn { $count } mails verstuurd.
}
mail-summary-failed = { $count ->
    [one] 1 mail kon niet worden bezorgd. Op de pagina van de reeks zie je waarom.
   *[other] { $count } mails konden niet worden bezorgd. Op de pagina van de reeks zie je waarom.
}
mail-summary-queued = { $count ->
    [one] 1 mail is nog onderweg: de mailserver van de ontvanger antwoordt nog niet.
   *[other] { $count } mails zijn nog onderweg: de mailservers van de ontvangers antwoorden nog niet.
}
mail-summary-left-out = { $count ->
    [one] 1 ontvanger is overgeslagen, omdat er al een aanbod van deze edubadge openstond.
   *[other] { $count } ontvangers zijn overgeslagen, omdat er al een aanbod van deze edubadge openstond.
}
mail-first-admin-title = Je bent aangewezen als beheerder van { $institution }
mail-first-admin-text = Log in via je instelling met het adres { $mail }. Doe dat binnen 30 dagen.
mail-first-admin-next = Vul eerst de gegevens van je instelling in, ook de grondslag: de wettelijke reden waarom jullie gegevens van lerenden mogen gebruiken. Zonder grondslag kan niemand publiceren of uitreiken. Maak daarna een issuergroep, een issuer en badge classes aan.
mail-first-admin-open = Open de issuer portal
mail-first-admin-why = Je krijgt deze mail omdat de beheerder van dit platform je aanwees als eerste beheerder van { $institution }. Klopt dat niet? Laat het de beheerder van dit platform weten.
