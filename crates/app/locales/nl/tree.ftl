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
