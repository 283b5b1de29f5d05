# De boom: archiveren, terugzetten, verwijderen; formulieren van instellingen, issuergroepen en issuers; labels.
flash-node-archived = { $name } staat nu in het archief.
flash-node-restored = { $name } is terug uit het archief.
flash-node-deleted = { $name } is verwijderd.
life-archive = Archiveer
life-restore = Zet terug
life-delete = Verwijder
life-do-archive = Zet in het archief
life-do-restore = Zet terug uit het archief
life-do-delete = Verwijder voorgoed
life-back = Terug naar { $name }
life-section = Archiveren of verwijderen
life-blocked = Dit kan nog niet
life-archive-institution-title = { $name } archiveren?
life-archive-institution-text = Er kan niets meer worden uitgereikt en de instelling verdwijnt uit de catalogus. Edubadges die mensen hebben, blijven geldig. Je kunt dit later terugdraaien.
life-archive-issuer-group-title = De issuergroep { $name } archiveren?
life-archive-issuer-group-text = Er kan niets meer bij. Je kunt dit later terugdraaien.
life-archive-issuer-title = De issuer { $name } archiveren?
life-archive-issuer-text = Er kunnen geen badge classes meer bij. Edubadges die mensen hebben, blijven geldig. Je kunt dit later terugdraaien.
life-archive-badge-class-title = De badge class { $name } archiveren?
life-archive-badge-class-text = Hij kan niet meer worden uitgereikt of aangevraagd. Edubadges die mensen hebben, blijven geldig. Je kunt dit later terugdraaien.
life-restore-institution-title = { $name } terugzetten?
life-restore-institution-text = De beheerders kunnen weer aan de slag. Wat daaronder in het archief staat, blijft daar tot zij het terugzetten.
life-restore-issuer-group-title = De issuergroep { $name } terugzetten?
life-restore-issuer-group-text = De issuers erin blijven in het archief tot je ze terugzet.
life-restore-issuer-title = De issuer { $name } terugzetten?
life-restore-issuer-text = De badge classes blijven in het archief tot je ze terugzet.
life-restore-badge-class-title = De badge class { $name } terugzetten?
life-restore-badge-class-text = Was hij gepubliceerd, dan staat hij meteen weer in de catalogus en kan hij weer worden uitgereikt. Anders is hij weer een concept.
life-delete-institution-title = { $name } verwijderen?
life-delete-institution-text = De instelling verdwijnt met alles wat eronder hangt. Je kunt dit niet terugdraaien.
life-delete-issuer-group-title = De issuergroep { $name } verwijderen?
life-delete-issuer-group-text = De issuergroep verdwijnt met alles wat erin zit. Je kunt dit niet terugdraaien.
life-delete-issuer-title = De issuer { $name } verwijderen?
life-delete-issuer-text = De issuer verdwijnt met al zijn badge classes. Je kunt dit niet terugdraaien.
life-delete-badge-class-title = De badge class { $name } verwijderen?
life-delete-badge-class-text = De badge class verdwijnt met al zijn versies. Je kunt dit niet terugdraaien.
life-goes = Dit verdwijnt ook
life-goes-groups = { $count ->
    [one] 1 issuergroep
   *[other] { $count } issuergroepen
}
life-goes-issuers = { $count ->
    [one] 1 issuer
   *[other] { $count } issuers
}
life-goes-classes = { $count ->
    [one] 1 badge class
   *[other] { $count } badge classes
}
life-goes-roles = { $count ->
    [one] 1 rol die iemand hier heeft
   *[other] { $count } rollen die mensen hier hebben
}
life-blocks-already-archived = Dit staat al in het archief.
life-blocks-not-archived = Dit staat niet in het archief.
life-blocks-below-institution = { $count ->
    [one] 1 issuergroep is niet gearchiveerd. De beheerders van de instelling kunnen dat doen.
   *[other] { $count } issuergroepen zijn niet gearchiveerd. De beheerders van de instelling kunnen dat doen.
}
life-blocks-below-issuer-group = { $count ->
    [one] 1 issuer is niet gearchiveerd. Archiveer die eerst:
   *[other] { $count } issuers zijn niet gearchiveerd. Archiveer die eerst:
}
life-blocks-below-issuer = { $count ->
    [one] 1 badge class is niet gearchiveerd. Archiveer die eerst:
   *[other] { $count } badge classes zijn niet gearchiveerd. Archiveer die eerst:
}
life-blocks-more = en nog meer
life-blocks-open-awards = { $count ->
    [one] 1 aanbod staat nog open. Wacht tot het is afgehandeld, of trek het in.
   *[other] { $count } aanbiedingen staan nog open. Wacht tot ze zijn afgehandeld, of trek ze in.
}
life-blocks-unfinished-batches = { $count ->
    [one] 1 reeks uitreikingen wordt nog verstuurd of wacht op zijn moment.
   *[other] { $count } reeksen uitreikingen worden nog verstuurd of wachten op hun moment.
}
life-blocks-open-requests = { $count ->
    [one] 1 aanvraag staat nog open. Beantwoord die eerst.
   *[other] { $count } aanvragen staan nog open. Beantwoord die eerst.
}
life-blocks-parent-archived = Waar dit bij hoort, staat in het archief. Zet dat eerst terug.
life-blocks-name-in-use = Een ander heeft intussen dezelfde naam. Geef dit eerst een andere naam.
life-blocks-issued = Hiervandaan is al iets uitgereikt. Dat moet te controleren blijven; daarom kan dit niet meer worden verwijderd.
life-way-class = Naar de badge class
life-way-parent = Bekijk wat er in het archief staat
life-way-name = Verander de naam
life-way-archive = Archiveer in plaats daarvan
conflict-already-archived = Dit staat al in het archief.
conflict-not-archived = Dit staat niet in het archief.
conflict-children-not-archived = Daaronder is nog niet alles gearchiveerd.
conflict-unfinished-batches = Er worden nog uitreikingen verstuurd, of ze wachten op hun moment.
conflict-name-in-use = Een ander heeft intussen dezelfde naam. Geef dit eerst een andere naam.
conflict-issued = Hiervandaan is al iets uitgereikt. Dat moet te controleren blijven; daarom kan dit niet meer worden verwijderd.
form-logo-now = Het logo zoals het nu is
form-logo-remove = Haal dit logo weg
institution-logo-nl = Logo in het Nederlands
institution-logo-nl-hint = PNG, JPEG, WebP of SVG, minstens 90 bij 90 pixels. Zonder Engels logo geldt het voor beide talen.
institution-logo-en = Logo in het Engels
institution-logo-en-hint = Alleen als het anders is.
group-logo-nl = Logo in het Nederlands
group-logo-nl-hint = PNG, JPEG, WebP of SVG, minstens 90 bij 90 pixels. Zonder logo staat hier dat van de instelling.
group-logo-en = Logo in het Engels
group-logo-en-hint = Alleen als het anders is.
group-linkedin-id = LinkedIn-nummer van de organisatie
group-linkedin-id-hint = Alleen de cijfers. Leeg: het nummer van de instelling.
group-sector-hint = Staat vast zodra hiervandaan iets is uitgereikt.
group-on-behalf-of-logo = Logo van die organisatie
group-on-behalf-of-logo-hint = PNG, JPEG, WebP of SVG, minstens 90 bij 90 pixels.
issuer-logo-nl = Logo in het Nederlands
issuer-logo-nl-hint = PNG, JPEG, WebP of SVG, minstens 90 bij 90 pixels. Zonder logo staat hier dat van de issuergroep of de instelling.
issuer-logo-en = Logo in het Engels
issuer-logo-en-hint = Alleen als het anders is.
issuer-linkedin-id = LinkedIn-nummer van de organisatie
issuer-linkedin-id-hint = Alleen de cijfers. Leeg: het nummer van de issuergroep of de instelling.
institution-audience-hint = We controleren dit als iemand claimt.
institution-audience-which = Welke instellingen?
institution-audience-list = Van wie mogen de lerenden ook iets krijgen?
audience-listed = Eigen lerenden en die van gekozen instellingen
institution-eppn-example = Probeer het uit
institution-eppn-example-hint = Typ een EPPN zoals jullie lerenden die hebben, bijvoorbeeld s1234567@uvv.example. We bewaren hem niet.
eppn-try = Probeer het patroon
eppn-try-title = Probeer een patroon voor EPPN’s
eppn-trial-matches = Deze EPPN past bij het patroon.
eppn-trial-differs = Deze EPPN past niet bij het patroon.
eppn-trial-no-example = Typ een EPPN om te zien of hij past.
eppn-trial-unusable = Dit patroon is niet te gebruiken: het is geen reguliere expressie, of het kost te veel werk. Terugkijken en terugverwijzen kan niet.
error-sector-fixed = Hiervandaan is al iets uitgereikt; daarom staat de sector vast.
error-audience-list = Kies minstens één instelling.
class-tags = Interne labels
class-no-tags = Geen
tags-title = Interne labels
tags-lead = Jullie eigen woorden voor badge classes, om ze mee terug te vinden. Alleen medewerkers zien ze.
tags-none = Er zijn nog geen labels.
tag-name = Label
tag-name-hint = Een woord of een paar, bijvoorbeeld een project of een jaar.
tag-add = Voeg dit label toe
tag-column-classes = Bij
tag-column-actions = Acties
tag-classes = { $count ->
    [0] geen badge classes
    [one] 1 badge class
   *[other] { $count } badge classes
}
tag-delete = Verwijder dit label
tag-delete-title = Het label { $name } verwijderen?
tag-delete-text = { $count ->
    [0] Het staat bij geen enkele badge class. Je kunt dit niet terugdraaien.
    [one] Het verdwijnt bij deze badge class. Je kunt dit niet terugdraaien.
   *[other] Het verdwijnt bij deze { $count } badge classes. Je kunt dit niet terugdraaien.
}
tag-of-class-title = Interne labels van een badge class
tag-tag = Labels
tag-tag-hint = Hoogstens 20. Alleen medewerkers zien ze.
tag-none-offered = Je instelling heeft nog geen labels. Een beheerder van de instelling kan ze toevoegen.
tag-change = Wijzig
flash-tag-added = Het label { $name } is toegevoegd.
classes-tag = Label
error-tag-archived = Dit label staat in het archief. Zet het hieronder terug.
error-tag-not-offered = Een van deze labels is er niet meer. Kies opnieuw.
groups-title = Issuergroepen
issuers-title = Issuers
tree-search = Zoek op naam
tree-column-name = Naam
tree-state-active = Actief
tree-state-archived = Archief
