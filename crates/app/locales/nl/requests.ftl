about-request-do = Vraag aan
about-request-pending = Je hebt deze edubadge aangevraagd. Je krijgt een mail zodra er een antwoord is.
about-request-held = Je hebt deze edubadge al.
about-request-sign-in-text = Heb je geleerd wat hier staat? Log in met je eduID, dan kun je deze edubadge zelf aanvragen.
about-request-sign-in = Log in om aan te vragen
request-title = Vraag aan: { $name }
request-motivation = Waarom kom je hiervoor in aanmerking?
request-motivation-hint = Alleen wie je aanvraag beoordeelt, leest dit. Het komt niet op je edubadge.
request-evidence = Bewijs
request-evidence-text = Kun je iets laten zien wat je hebt gemaakt of gehaald? Dat helpt bij het beoordelen.
request-evidence-asked = Voor deze edubadge is bewijs nodig: een link, of een omschrijving.
request-evidence-url = Link naar je bewijs
request-evidence-url-hint = Bijvoorbeeld https://portfolio.example/werkstuk. Zorg dat je docent de pagina kan openen.
request-evidence-name = Hoe heet je bewijs?
request-evidence-description = Omschrijf je bewijs
request-terms = Voorwaarden
request-optional = (optioneel)
request-privacy = { $institution } ziet je naam, je mailadres en wat je hier invult. Wat je invult, wissen we een jaar na het antwoord.
request-do = Verstuur aanvraag
request-back = Terug naar de badge class
request-see-edubadge = Bekijk je edubadge
request-see-own = Bekijk je aanvragen
request-offer-waits = Er staat al een aanbod van deze edubadge voor je klaar. Je hoeft hem niet aan te vragen: je kunt hem meteen claimen.
request-refused-archived = Deze edubadge wordt niet meer uitgereikt
request-refused-archived-text = Zoek in de catalogus of er iets nieuws voor in de plaats is gekomen, of vraag het de uitgever:
request-refused-off = Deze edubadge kun je niet zelf aanvragen
request-refused-off-text = { $institution } reikt hem alleen zelf uit. Denk je dat je er recht op hebt? Vraag het de uitgever:
request-refused-no-legal-basis = Deze edubadge kan nu niet worden aangevraagd
request-refused-no-legal-basis-text = { $institution } heeft nog niet vastgelegd op welke grond je gegevens verwerkt mogen worden. Vraag de uitgever wanneer dat klaar is:
request-refused-other-institution = Deze edubadge is niet voor lerenden van jouw instelling
request-refused-other-institution-text = Je kunt hem aanvragen als je leert bij: { $institutions }. Leer je daar? Koppel je instelling aan je eduID en laat je naam bevestigen. Anders kan de uitgever je verder helpen:
request-refused-name = Voor deze edubadge is een bevestigde naam nodig
request-refused-name-text = Laat je instelling je naam bevestigen via eduID. Daarna kom je hier terug en kun je hem aanvragen.
request-refused-held = Je hebt deze edubadge al
request-refused-held-text = “{ $name }” staat in je backpack en is geldig. Zodra hij verloopt, kun je hem opnieuw aanvragen.
request-refused-pending = Je hebt deze edubadge al aangevraagd
request-refused-pending-text = Je aanvraag voor “{ $name }” wacht op een antwoord van { $institution }. Je kunt hem intrekken en opnieuw aanvragen als je iets wilt veranderen.
request-made-on = Aangevraagd op { $date }
request-ended-on = afgerond op { $date }
request-reason = De uitleg bij de afwijzing
request-withdraw = Trek aanvraag in
request-again = Vraag opnieuw aan
request-state-open = Wacht op antwoord
request-state-approved = Toegekend
request-state-denied = Afgewezen
request-state-withdrawn = Ingetrokken door de lerende
request-state-overtaken = Niet meer nodig: al geclaimd
flash-request-made = Je aanvraag voor “{ $name }” is verstuurd. Je krijgt een mail zodra er een antwoord is.
flash-request-withdrawn = Je aanvraag is ingetrokken.
backpack-requests = Aanvragen
backpack-requests-lead = Wat je hebt aangevraagd, en wat ervan is geworden.
backpack-requests-none = Je hebt nog niets aangevraagd
backpack-requests-none-text = Vind in de catalogus een edubadge waar je voor hebt geleerd, en vraag hem aan.
backpack-new = Nieuw
error-asked-by-class = Voor deze edubadge is een motivatie nodig.
error-evidence-asked-by-class = Voor deze edubadge is bewijs nodig. Vul een link in, of omschrijf je bewijs.
error-too-many-requests = Kies ten hoogste { $max } aanvragen tegelijk.
error-request-own = De aanvraag van { $name } is van jou zelf. Vraag een collega om hem te beoordelen.
error-request-audience = { $name } leert niet bij een instelling waaraan jullie edubadges geven. Haal deze aanvraag eruit, of wijs hem af.
error-request-name = De naam van { $name } is nu niet bevestigd, en deze edubadge vraagt daarom. Vraag of { $name } de naam opnieuw laat bevestigen.
error-request-held = { $name } heeft deze edubadge al. Haal deze aanvraag eruit, of wijs hem af.
conflict-request-refused = Deze edubadge kun je nu niet aanvragen.
conflict-request-not-open = Deze aanvraag was al beantwoord.
conflict-requests-decided = Deze aanvragen zijn intussen al beantwoord of ingetrokken.
conflict-open-requests = Er staan nog aanvragen open voor deze badge class. Beantwoord die eerst.
class-figure-requests = open aanvragen
class-column-requests = Aanvragen
requests-title = Aanvragen
requests-lead = Lerenden die om een edubadge vragen. Kies er een of meer en ken ze toe, of wijs ze af.
requests-open = { $count ->
    [0] Geen open aanvragen
    [one] 1 open aanvraag
   *[other] { $count } open aanvragen
}
requests-search = Zoek op naam of e-mail
requests-search-all = Zoek op naam, e-mail of badge class
requests-none = Er is nog niets aangevraagd
requests-none-text = Wat lerenden op de openbare pagina van een badge class aanvragen, verschijnt hier.
requests-column-name = Lerende
requests-column-mail = E-mail
requests-column-class = Badge class
requests-column-asks = Motivatie en bewijs
requests-column-requested = Aangevraagd
requests-column-state = Status
requests-column-decided = Afgerond
requests-column-motivation = Motivatie
requests-column-evidence = Bewijs
requests-column-reason = Reden van afwijzing
requests-select-all = Kies alle aanvragen op deze pagina
requests-select = Kies de aanvraag van { $name }
requests-erased = Gegevens gewist
requests-own = Je eigen aanvraag: een collega beoordeelt hem.
requests-read = Lees
requests-you-add = Jij vult aan: { $what }
requests-approve = Ken toe
requests-deny = Wijs af
requests-approve-title = { $count ->
    [one] Ken 1 aanvraag toe
   *[other] Ken { $count } aanvragen toe
}
requests-approve-do = { $count ->
    [one] Reik 1 edubadge uit
   *[other] Reik { $count } edubadges uit
}
requests-approve-lead = Elke edubadge staat meteen in de backpack en is direct geldig. De lerende krijgt een mail.
requests-add = Resultaat, toelichting en bewijs van { $name }
requests-class-wants = Deze badge class vraagt om: { $what }.
requests-award = Aanvraag
requests-award-grade = Resultaat
requests-award-narrative = Toelichting
requests-award-narrative-hint = Komt op de edubadge van deze lerende te staan.
requests-award-evidence-url = Link naar bewijs
requests-award-evidence-name = Naam van het bewijs
requests-award-evidence-description = Omschrijving van het bewijs
requests-request = Keuze
requests-deny-title = { $count ->
    [one] Wijs 1 aanvraag af
   *[other] Wijs { $count } aanvragen af
}
requests-deny-do = { $count ->
    [one] Wijs 1 aanvraag af
   *[other] Wijs { $count } aanvragen af
}
requests-deny-lead = De lerende krijgt een mail en kan opnieuw aanvragen.
requests-reason = Reden
requests-reason-hint = De lerende leest dit. Schrijf wat er ontbreekt en wat helpt.
requests-reason-optional = (optioneel)
flash-requests-approved = { $n } aanvragen zijn toegekend. De edubadges staan in de backpacks.
flash-requests-approved-one = De aanvraag is toegekend. De edubadge staat in de backpack.
flash-requests-approved-some = Toegekend: { $n }. Al eerder beantwoord of ingetrokken: { $left }.
flash-requests-denied = { $n } aanvragen zijn afgewezen. De lerenden krijgen een mail.
flash-requests-denied-one = De aanvraag is afgewezen. De lerende krijgt een mail.
flash-requests-denied-some = Afgewezen: { $n }. Al eerder beantwoord of ingetrokken: { $left }.
delivery-reason-request-approved = De aanvraag van deze lerende is toegekend.
request-mails-title = Mail over aanvragen
request-mails-text = Hoe wil je horen dat er een aanvraag is voor een badge class die jij mag toekennen?
request-mails-class = Mail over deze badge class
request-mails-general = Voor alle badge classes zonder eigen keuze
request-mails-usual = De standaard
request-mails-usual-hint = De standaard: meteen bij een badge class waarvan jij zelf eigenaar, redacteur of uitreiker bent, en anders één keer per dag.
request-mails-as-in-general = Zoals bij alle andere
request-mails-at-once = Meteen, per aanvraag
request-mails-daily = Eén keer per dag
request-mails-never = Geen mail
request-mails-account = Bekijk al je keuzes
mail-request-approved-title = Je hebt de edubadge “{ $name }” gekregen
mail-request-approved-text = { $institution } heeft je aanvraag voor “{ $name }” toegekend. Je edubadge staat in je backpack en is meteen geldig.
mail-request-approved-private = Alleen jij ziet hem, tot je zelf kiest om hem te delen.
mail-request-approved-open = Bekijk je edubadge
mail-request-denied-title = Je aanvraag voor “{ $name }” is afgewezen
mail-request-denied-text = { $institution } heeft je aanvraag voor “{ $name }” afgewezen.
mail-request-denied-ask = Vragen, of klopt het niet? Mail { $mail }.
mail-request-denied-again = Je kunt deze edubadge opnieuw aanvragen.
mail-request-denied-reason = Dit is de uitleg:
mail-request-denied-open = Bekijk je aanvragen
mail-request-why = Je krijgt deze mail omdat je bij { $institution } een edubadge hebt aangevraagd.
mail-request-made-title = Nieuwe aanvraag: { $name }
mail-request-made-text = Een lerende heeft “{ $name }” van { $issuer } aangevraagd.
mail-request-made-open = Bekijk de aanvraag
mail-request-digest-title = { $count ->
    [one] 1 nieuwe aanvraag
   *[other] { $count } nieuwe aanvragen
}
mail-request-digest-text = Sinds gisterochtend is dit aangevraagd en nog niet beantwoord:
mail-request-digest-line = { $name }: { $count ->
    [one] 1 nieuwe aanvraag
   *[other] { $count } nieuwe aanvragen
}
mail-request-digest-open = Bekijk de aanvragen
mail-request-staff-why = Je krijgt deze mail omdat jij aanvragen voor deze badge class mag beoordelen. Minder of geen mail? Kies dat in je account: { $account }
