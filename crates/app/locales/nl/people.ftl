# Mensen bij een plek in de boom.
people-title = Mensen
people-title-of = Mensen bij { $name }
people-lead = Wie mag wat bij { $name }?
people-none = Hier heeft nog niemand een rol
people-invite = Nodig mensen uit
people-select = Kies
people-select-one = Kies { $name }
people-change = Wijzig
people-remove = Verwijder
people-remove-short = Verwijder
people-because = Omdat deze persoon hogerop een rol heeft: { $standing } ({ $name })
people-last-admin = De laatste beheerder van de instelling blijft, tot er een tweede is.
people-until = Tot en met { $date }
people-invitations = Uitnodigingen
people-no-invitations = Er staan geen uitnodigingen open.
people-column-state = Hoe staat het ermee?
people-invited-by = Door { $name }, op { $date }.
people-invited-until = Te accepteren tot en met { $date }.
people-again = Stuur opnieuw
people-picked = { $n } gekozen
people-picked-one = 1 gekozen
people-with-picked = Met wat je hebt gekozen
people-role = Rol
people-last-day = Laatste dag
people-last-day-hint = Na deze dag stopt de rol vanzelf. Leeg: de rol heeft geen einde.
people-last-day-optional = (optioneel)
people-role-title = Rol van { $name }
people-remove-title =
    { $count ->
        [one] Wil je dit verwijderen?
       *[other] Wil je deze { $count } verwijderen?
    }
people-remove-lead = Bij { $name }. Een rol stopt meteen, ook voor wie nu is ingelogd. Een uitnodiging kan niemand daarna nog accepteren.
people-remove-own = Hier staat ook een rol van jezelf bij.
people-remove-invitation = Uitnodiging als { $role }
invitation-state-queued = Wordt verstuurd
invitation-state-sent = Uitgenodigd
invitation-state-failed = Mail niet aangekomen
invitation-state-expired = Verlopen

# Uitnodigen.
invite-title = Nodig mensen uit bij { $name }
invite-lead = Ieder krijgt een mail met een link. Wie via jouw instelling inlogt met dat mailadres, krijgt de rol. Dat kan 30 dagen lang.
invite-sent = Uitgenodigd: { $names }. Hieronder staat wat nog niet goed is.
invite-row = Uitnodiging { $n }
invite-mail-one = E-mailadres
invite-role-one = Rol
invite-last-day-one = Laatste dag van de rol
invite-last-day-one-optional = (optioneel)
invite-more = Nog meer mensen
invite-roles = Wat de rollen mogen
invite-do = Verstuur uitnodigingen
role-means-admin = Mag alles hier en op alles eronder: maken, wijzigen, archiveren, uitreiken, intrekken en mensen beheren.
role-means-owner = Mag alles met deze badge class, ook intrekken, archiveren en mensen beheren.
role-means-editor = Mag de badge class wijzigen, uitreiken en beslissen over aanvragen. Trekt alleen eigen uitreikingen in.
role-means-awarder = Mag uitreiken en beslissen over aanvragen. Trekt alleen eigen uitreikingen in.
role-means-quality-officer = Keurt badge classes goed voordat ze worden gepubliceerd. Komt bovenop een andere rol.
role-means-auditor = Leest alles, ook het logboek en de cijfers, en verandert niets. Komt bovenop een andere rol.
role-means-operator = Beheert het platform: instellingen, kaders en voorwaarden.

# Een rol met de plek waar zij zit.
standing-institution-admin = Beheerder van de instelling
standing-issuer-group-admin = Beheerder van de issuergroep
standing-issuer-admin = Beheerder van de issuer
standing-owner = Eigenaar van de badge class
standing-editor = Redacteur van de badge class
standing-issuer-group-awarder = Uitreiker van de issuergroep
standing-issuer-awarder = Uitreiker van de issuer
standing-awarder = Uitreiker van de badge class
standing-quality-officer = Kwaliteitsmedewerker van de instelling
standing-auditor = Auditor van de instelling
level-platform = Platform
level-institution = Instelling
level-issuer-group = Issuergroep
level-issuer = Issuer
level-badge-class = Badge class

# Gebruikers van de instelling.
users-title = Gebruikers
users-lead = Iedereen met een rol bij de instelling of ergens daaronder. De lijst die je meeneemt, heeft een regel voor elke rol.
users-search = Zoek op naam of e-mailadres
users-to-people = Mensen bij de instelling zelf
users-column-name = Naam
users-column-mail = E-mailadres
users-column-highest = Hoogste rol
users-column-roles = Rollen
users-column-role = Rol
users-column-level = Soort plek
users-column-node = Plek
users-column-since = Sinds
users-column-last-day = Laatste dag
users-no-end = Geen einde
user-lead = Rollen bij { $institution }. Een rol geldt ook voor alles eronder.
own-roles-title = Mijn rollen
own-roles-lead = Een rol geldt op de plek zelf en op alles eronder.
own-roles-none = Je hebt nu geen rol
own-roles-none-text = Je rollen werken als je inlogt met het account van je instelling. Een beheerder van je instelling kan je uitnodigen.
account-roles-where = Bekijk waar je welke rol hebt

# Wat mag ik hier, en waarom?
rights-title = Wat mag ik hier, en waarom?
rights-none = Je mag deze plek bekijken, omdat je bij de instelling een rol hebt. Meer niet.
rights-because = Omdat je dit bent: { $standing }
rights-together = Door je rollen samen
right-node-create-below = Hieronder iets nieuws maken
right-node-edit = Wijzigen
right-class-publish = Publiceren
right-class-approve-publication = Publicatie goedkeuren
right-node-archive = Archiveren
right-award-make = Edubadges uitreiken
right-request-decide = Beslissen over aanvragen
right-edubadge-revoke = Edubadges intrekken
right-edubadge-revoke-own = Edubadges intrekken die je zelf uitreikte
right-people-read = Zien wie hier een rol heeft en wie een edubadge kreeg
right-people-manage = Mensen uitnodigen, hun rol wijzigen en beëindigen
right-people-give-hats = Kwaliteitsmedewerkers en auditors aanwijzen
right-insights-read = Cijfers bekijken
right-audit-read = Het logboek lezen

# De link in een uitnodiging.
invitation-title = Uitnodiging
invitation-for = Je bent uitgenodigd door { $institution }
invitation-until = Te accepteren tot en met
invitation-sign-in-text = Log in met je account van { $institution }, met het mailadres waarop je deze uitnodiging kreeg. Daarna heb je de rol meteen.
invitation-sign-in = Log in via je instelling
invitation-for-another = Je bent ingelogd met een ander mailadres, of via een andere instelling dan { $institution }. Log in met het adres waarop je de uitnodiging kreeg, of vraag er een voor het adres van nu.
invitation-accept = Accepteer de uitnodiging
invitation-accepted = Welkom, je kunt beginnen
invitation-accepted-text = Je rol: { $role }, { $name }.
invitation-begin = Ga aan de slag
invitation-over = Deze uitnodiging geldt niet meer
invitation-over-text = Zij is al gebruikt of verlopen. Vraag een beheerder van { $institution } om een nieuwe.

# De platformbeheerder wijst een ander aan.
admin-replace = Vervang een beheerder
admin-replace-text = Gebruik dit alleen als de beheerders van de instelling er samen niet uitkomen, bijvoorbeeld omdat de laatste weg is. Alle beheerders krijgen een mail met je reden.
admin-replace-do = Vervang deze beheerder
replacement-replaced = Wie is geen beheerder meer?
replacement-new-admin = E-mailadres van de nieuwe beheerder
replacement-new-admin-hint = Wie binnen 30 dagen met dit bevestigde adres inlogt via de instelling, wordt beheerder.
replacement-reason = Reden
replacement-reason-hint = Deze tekst staat in de mail en blijft in het logboek. Noem geen namen.

flash-invited = Uitgenodigd: { $names }
flash-invited-many = { $n } uitnodigingen zijn verstuurd.
flash-invited-again = De uitnodiging is opnieuw gestuurd naar { $mail }.
flash-role-changed = De rol van { $name } is gewijzigd.
flash-role-removed = De rol is verwijderd.
flash-invitation-withdrawn = De uitnodiging is ingetrokken.
flash-people-removed = Verwijderde rollen: { $roles }. Ingetrokken uitnodigingen: { $invitations }.
flash-people-nothing-selected = Kies eerst een of meer mensen of uitnodigingen.
error-people-nothing-selected = Kies eerst een of meer mensen of uitnodigingen.
error-invite-twice = Dit adres staat hierboven al.
error-invite-held = Wie dit adres heeft, heeft hier al een rol. Wijzig die in de lijst van mensen.
error-invite-besides = Wie dit adres heeft, heeft op deze tak al een andere rol, die hier niet in past. Wijzig of verwijder die eerst.
error-invite-open = Dit adres is hier al uitgenodigd. Stuur de uitnodiging opnieuw vanuit de lijst van mensen.
error-invite-no-right = Deze rol kun jij hier niet geven.
error-role-day = Vul een dag in, zoals 31-12-2027.
error-role-day-past = Deze dag is al voorbij.
error-role-held = Deze persoon heeft hogerop al een rol die dit allemaal mag.
error-role-besides = Deze persoon heeft op deze tak nog een andere rol, die hier niet in past. Wijzig of verwijder die eerst.
error-role-hat = Deze rol komt bovenop een andere. Verwijder haar en nodig de persoon zo nodig opnieuw uit.
error-already-admin = Dit adres is al van een beheerder.
conflict-last-admin = Dit is de laatste beheerder van de instelling zonder einddatum. Nodig eerst een tweede uit.
conflict-invitation-over = Deze uitnodiging is al gebruikt, verlopen of ingetrokken.
conflict-invitation-role-ended = De laatste dag van deze rol is voorbij. Nodig opnieuw uit, met een andere dag.
conflict-invitation-for-another = Deze uitnodiging is voor een ander mailadres dan waarmee je inlogde.
conflict-invitation-besides = Je hebt op deze tak al een andere rol, die hier niet in past. Vraag een beheerder om die eerst te wijzigen.
conflict-admin-gone = Deze persoon is geen beheerder meer.

mail-invitation-title = Uitnodiging van { $institution }
mail-invitation-text = { $by } nodigt je uit om met edubadges te werken bij { $institution }.
mail-invitation-text-nobody = Je bent uitgenodigd om met edubadges te werken bij { $institution }.
mail-invitation-role = Je rol wordt: { $role } ({ $name }).
mail-invitation-role-ends = Die rol heb je tot en met { $date }.
mail-invitation-how = Log in met het account van je instelling, met het adres { $mail }.
mail-invitation-until = Dat kan tot en met { $date }.
mail-invitation-open = Bekijk de uitnodiging
mail-invitation-why = Je krijgt deze mail omdat een beheerder bij { $institution } jouw adres opgaf. Wil je niet, dan hoef je niets te doen.
mail-replaced-admin-title = Een andere beheerder voor { $institution }
mail-replaced-admin-text = De platformbeheerder heeft bij { $institution } een beheerder vervangen. Geen beheerder meer: { $name }.
mail-replaced-admin-reason = De reden:
mail-replaced-admin-why = Je krijgt deze mail omdat je beheerder van { $institution } bent of was.
