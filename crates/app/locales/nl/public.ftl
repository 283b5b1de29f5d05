catalogue-lead = Vind wat je wilt leren, en wat een edubadge waard is.
catalogue-search-label = Zoek op naam, beschrijving of leeruitkomst
catalogue-filters = Filters
catalogue-kind = Soort
catalogue-sector = Sector
catalogue-institution = Instelling
catalogue-unknown-institution = Onbekende instelling
catalogue-apply = Pas filters toe
catalogue-found = { $count ->
    [one] 1 badge class
   *[other] { $count } badge classes
}
catalogue-sort = Sorteer op
catalogue-sort-name = Naam
catalogue-sort-newest = Nieuwste eerst
catalogue-remove-filter = Verwijder filter
catalogue-clear = Wis alle filters
catalogue-nothing = Niets gevonden
catalogue-nothing-for = Niets gevonden voor “{ $search }”
catalogue-nothing-text = Controleer de spelling, probeer een algemener woord, of zet filters uit.
catalogue-all = Bekijk alle badge classes
catalogue-pages = Pagina’s
catalogue-page = Pagina
catalogue-previous = Vorige pagina
catalogue-next = Volgende pagina
about-preview-banner = Dit is een voorbeeld: zo ziet een werkgever het concept zodra het gepubliceerd is.
about-preview-back = Terug naar het beheer
about-archived-banner = Deze badge class wordt niet meer uitgereikt. Edubadges die ermee zijn uitgereikt, blijven geldig.
about-older-banner = Dit is versie { $n }, een eerdere tekst van deze badge class.
about-older-newest = Bekijk de tekst van nu
about-on-behalf-of = namens { $name }
about-about = Waar gaat het over?
about-can-do = Wat kun je als je deze edubadge hebt?
about-must-do = Wat moet je ervoor doen?
about-education = Het onderwijs
about-quality = Toetsing en kwaliteit
about-more = Meer informatie
about-complete = Hoe compleet is deze beschrijving?
about-complete-text = De Europese aanbeveling over microcredentials noemt 11 verplichte en 5 optionele gegevens. Wat pas bij het uitreiken bekend is, zoals de naam en de datum, staat op de edubadge zelf.
about-on-the-edubadge = (op de edubadge)
about-mandatory = { $n } van 11 verplichte
about-optional = en { $n } van 5 optionele Europese gegevens ingevuld
about-filled-in = Ingevulde Europese gegevens
about-version-line = Versie { $n }, gepubliceerd op { $date }
about-awarded-times = { $count ->
    [0] nog niet uitgereikt
    [one] 1 keer uitgereikt
   *[other] { $count } keer uitgereikt
}
about-side = Over deze badge class
about-request = Aanvragen
about-request-text = Heb je geleerd wat hier staat? Vraag deze edubadge dan zelf aan.
about-request-own = Voor lerenden van { $institution }.
about-request-listed = Voor lerenden van { $institutions }.
about-request-anyone = Voor iedereen met een eduID.
about-request-validated = Je hebt er een bevestigde naam voor nodig.
about-indicative = indicatief
about-formal = formeel
about-non-formal = niet-formeel
about-valid-for = { $period } na het claimen
about-grade-shown = Staat op de edubadge
about-fact-kind = Soort
about-fact-size = Studielast
about-fact-time = Tijdsinvestering
about-fact-justification = Waarom deze omvang
about-fact-duration = Doorlooptijd
about-fact-level = Niveau
about-fact-language = Taal
about-fact-participation = Deelname
about-fact-programme = Opleiding
about-fact-prerequisites = Voorkennis
about-fact-stackability = Stapelbaar
about-fact-validity = Geldig
about-fact-assessment = Toetsvorm
about-fact-supervision = Toezicht
about-fact-grade = Resultaat
about-fact-quality = Kwaliteit
about-fact-related = Verwant kader
about-classes = { $count ->
    [0] Badge classes
    [one] 1 badge class
   *[other] { $count } badge classes
}
about-no-classes = Hier is nog niets gepubliceerd.
about-all-classes = Bekijk alles van deze instelling
about-contact = Contact
about-grading-table = Cijfertabel
about-groups = Issuergroepen
about-issuers = Issuers
