award-title = Uitreiken
award-ways = Manier van uitreiken
award-one = Eén persoon
award-many = Uit een bestand
award-mail = E-mailadres
award-mail-hint = Hierheen sturen we de uitnodiging.
award-by = Hoe herkennen we deze persoon?
award-by-eppn = Met EPPN
award-by-eppn-hint = Voor iemand van een instelling. Alleen die persoon kan claimen.
award-by-name = Met naam
award-by-name-hint = Voor iemand van buiten. Wie de mail krijgt, kan claimen.
award-eppn = EPPN
award-eppn-hint = Ziet eruit als s.degroot@uvv.example.
award-first-name = Voornaam
award-last-name = Achternaam
award-extra = Resultaat, toelichting en bewijs
award-grade = Resultaat
award-narrative = Toelichting
award-narrative-hint = Komt in de edubadge te staan.
award-evidence-url = Link naar bewijs
award-evidence-name = Naam van het bewijs
award-evidence-description = Omschrijving van het bewijs
award-note = Een persoonlijk woord in de mail
award-note-optional = (optioneel)
award-when = Wanneer?
award-now = Nu
award-later = Later
award-date = Datum
award-time = Tijd
award-renew = Toch opnieuw uitreiken
award-do = Reik uit
award-what-happens = Wat gebeurt er?
award-step-mail = De ontvanger krijgt een mail met een link.
award-step-claim = Die logt in met eduID en ziet precies wat er in de edubadge komt.
award-step-backpack = Na het claimen staat hij in de backpack.
award-period = Claimen kan { $days } dagen. We herinneren na 20 en 40 dagen, en een week voor het einde.
award-batches = Laatste reeksen
award-file = Kies een bestand
award-file-hint = Excel (xlsx) of CSV, tot 50.000 rijen en 20 MB.
award-file-drag = Je kunt het hierheen slepen.
award-file-dry = We lezen het bestand en laten per rij zien of het klopt.
award-file-nothing-sent = Er wordt nog niets verstuurd.
award-file-check = Controleer het bestand
award-file-help = Hulp bij het bestand
award-file-example = Begin met een voorbeeld
award-file-or-name = of voornaam en achternaam
award-file-required = verplicht
award-file-optional = optioneel
award-file-rest = Resultaat, toelichting, bewijs
award-column-mail = E-mail
award-column-eppn = EPPN
award-column-first-name = Voornaam
award-column-last-name = Achternaam
award-column-narrative = Toelichting
award-column-evidence-url = Bewijs-URL
award-column-evidence-name = Naam van het bewijs
award-column-evidence-description = Omschrijving van het bewijs
award-column-grade = Resultaat
award-column-row = Rij
award-column-problem = Wat er niet klopt
award-column-name = Naam
award-column-status = Status
award-column-recipient = Ontvanger
award-column-since = Sinds
award-example-narrative = Sterk onderbouwd advies.
award-example-evidence-name = Portfolio
award-example-evidence-description = Drie uitgewerkte casussen.
award-example-grade = behaald
award-file-title = Controleer het bestand
award-file-lead = { $name }, { $rows } rijen. Er is nog niets verstuurd.
award-filter = Filter op status
award-filter-all = alle rijen
award-filter-ready = klaar
award-filter-wrong = te herstellen
award-filter-skipped = overgeslagen
award-rows = Rijen uit het bestand
award-no-rows = Hier staan geen rijen.
award-cell = { $field } in rij { $row }
award-wrong-download = Download wat nog niet klopt (CSV)
award-recheck = Controleer opnieuw
award-wishes = Wat geef je mee?
award-hold = Bij meer dan 500 ontvangers wachten we tien minuten met versturen. Zo lang kun je nog stoppen.
award-sure-yes = Ja, reik uit
award-next-page = Volgende rijen
award-first-page = Terug naar het begin
award-row-ready = Klaar
award-row-wrong = Te herstellen
award-row-twice = Staat dubbel
award-row-held = Heeft deze edubadge al
award-row-open = Heeft al een aanbod
award-people = { $count ->
    [0] Nog niemand krijgt een mail.
    [one] 1 persoon krijgt een mail.
   *[other] { $count } mensen krijgen een mail.
}
award-do-many = { $count ->
    [one] Reik 1 edubadge uit
   *[other] Reik { $count } edubadges uit
}
award-sure-title = { $count ->
    [one] 1 edubadge uitreiken?
   *[other] { $count } edubadges uitreiken?
}
award-sure-wrong = { $count ->
    [one] 1 rij is nog niet hersteld. Die krijgt niets.
   *[other] { $count } rijen zijn nog niet hersteld. Die krijgen niets.
}
award-sure-skipped = { $count ->
    [one] 1 rij slaan we over.
   *[other] { $count } rijen slaan we over.
}
batch-title = Reeks van { $date }
batch-lead = { $name } · door { $awarder }
batch-recipients = Ontvangers in deze reeks
batch-none = Er zijn hier geen ontvangers.
batch-others = Andere reeksen van deze badge class
batch-progress = Voortgang
batch-of = { $n } van { $total }
batch-leave = Je kunt deze pagina gerust sluiten. Je krijgt een mail als alles klaar is.
batch-held = Versturen begint op { $at }. Tot dan kun je stoppen; niemand heeft nog iets gekregen.
batch-scheduled = Gepland voor { $at }. Tot dan kun je stoppen; niemand heeft nog iets gekregen.
batch-finished-at = Alles is gemaakt op { $at }.
batch-cancelled-at = Gestopt op { $at }. Niemand heeft iets gekregen.
batch-cancel = Stop deze reeks
batch-state-scheduled = Gepland
batch-state-held = Wacht tien minuten
batch-state-running = Bezig met klaarzetten
batch-state-sending = Bezig met versturen
batch-state-done = Klaar
batch-state-cancelled = Gestopt
batch-filter-all = alles
batch-next-page = Volgende ontvangers
batch-first-page = Terug naar het begin
batch-done = { $count ->
    [0] Klaar: er is geen mail verstuurd.
    [one] Klaar: 1 mail verstuurd.
   *[other] Klaar: { $count } mails verstuurd.
}
batch-left-out = { $count ->
    [one] 1 ontvanger is overgeslagen, omdat er al een aanbod openstond.
   *[other] { $count } ontvangers zijn overgeslagen, omdat er al een aanbod openstond.
}
batch-size = { $count ->
    [one] 1 ontvanger
   *[other] { $count } ontvangers
}
delivery-scheduled = Gepland
delivery-queued = In de rij
delivery-sent = Verstuurd
delivery-failed = Niet bezorgd
delivery-opened = Bekeken
delivery-claimed = Geclaimd
delivery-declined = Geweigerd
delivery-expired = Verlopen
delivery-withdrawn = Ingetrokken
delivery-reason-not-me = Zegt: dit ben ik niet.
delivery-reason-no-more-mails = Wil hier geen mail meer van.
delivery-reason-address-unusable = Naar dit adres kunnen we niet mailen.
delivery-reason-no-claim-link = De link kon niet worden gemaakt. Reik opnieuw uit.
flash-award-made = Uitgereikt. De mail gaat nu weg.
flash-award-planned = De uitreiking staat klaar.
flash-award-rechecked = De rijen zijn opnieuw gecontroleerd.
flash-award-rows-changed = Er is iets veranderd aan de rijen. Kijk nog eens goed voordat je uitreikt; er is niets verstuurd.
flash-batch-cancelled = De reeks is gestopt. Niemand heeft iets gekregen.
flash-claim-declined = Dank je. We hebben doorgegeven dat je deze edubadge niet wilt.
flash-claim-not-me = Dank je. We hebben doorgegeven dat deze edubadge niet voor jou is.
flash-claim-no-more-mails = Je krijgt hierover geen mail meer van ons op dit adres.
error-eppn = Dit is geen geldige EPPN.
error-eppn-pattern = Deze EPPN past niet bij jouw instelling.
error-eppn-or-name = Vul een EPPN in, of een voornaam en achternaam.
error-required-by-class = Deze badge class vraagt hierom.
error-own = Dit ben je zelf. Niemand reikt zichzelf een edubadge uit; vraag een collega.
error-twice = Gelijk aan rij { $row }. We slaan deze rij over.
error-held = Sinds { $since }. Zonder vinkje slaan we dit over.
error-open-award = Er staat al een aanbod van deze edubadge open voor deze persoon.
error-renew = Heeft deze edubadge al en krijgt hem opnieuw.
error-moment = Vul een datum en een tijd in.
error-moment-past = Dit moment is al voorbij.
error-moment-too-far = Kies een moment binnen een jaar.
error-file-required = Kies een bestand.
error-file-empty = Het bestand is leeg.
error-file-only-header = Er staan alleen kolomnamen in het bestand, geen rijen.
error-file-no-mail-column = We vinden geen kolom met e-mailadressen. Noem die kolom “E-mail”, of begin met ons voorbeeld.
error-file-not-a-table = Dit is geen tabel met e-mailadressen die we kunnen lezen. Begin met ons voorbeeld, of bewaar je bestand als Excel (xlsx) of CSV.
error-file-old-excel = Dit is een oud Excelbestand of een bestand met een wachtwoord. Bewaar het als xlsx zonder wachtwoord.
error-file-unreadable = Het Excelbestand is beschadigd of geen echt xlsx-bestand. Open het en bewaar het opnieuw als xlsx.
error-file-unpacks-too-large = Dit Excelbestand wordt na het uitpakken te groot. Kopieer alleen de rijen met ontvangers naar een nieuw bestand.
error-file-too-many-rows = Dit bestand heeft te veel rijen: ten hoogste { $max }. Verdeel het over meer bestanden.
error-file-open-quote = In rij { $row } staat een aanhalingsteken open. Sluit het, of bewaar het bestand als Excel (xlsx).
conflict-class-not-published = Deze badge class is niet gepubliceerd.
conflict-direct-awards-off-institution = Jouw instelling heeft direct uitreiken uitgezet.
conflict-direct-awards-off-class = Direct uitreiken staat uit voor deze badge class.
conflict-no-legal-basis = Jouw instelling heeft voor deze soort geen grondslag gekozen. Een beheerder van de instelling kan dat doen.
conflict-batch-not-waiting = Deze reeks wacht niet meer: het versturen is al begonnen, of zij is al gestopt.
conflict-file-awarded = Uit dit bestand is al uitgereikt.
conflict-no-ready-rows = Er is nog geen rij die klaar is.
conflict-rows-changed = Er is iets veranderd aan de rijen sinds de controle.
claim-title = Er ligt een edubadge voor je klaar
claim-lead = { $institution } wil je { $name } geven. Je kunt hem claimen tot en met { $until }.
claim-with = Claim hem met je eduID
claim-with-text = Met eduID bewaar je al je edubadges op één plek, ook als je later geen student meer bent.
claim-sign-in = Log in met eduID
claim-make-eduid = Maak een eduID
claim-how = Nog geen eduID? Zo werkt het
claim-how-make = Maak een eduID op eduid.nl.
claim-how-private = Gebruik je privéadres: dat hou je ook na je studie of baan.
claim-how-link = Koppel je instelling aan je eduID. Dan is je naam bevestigd.
claim-how-back = Kom terug via de link in de mail en claim je edubadge.
claim-rather-not = Liever niet?
claim-no-account = Daar heb je geen account voor nodig.
claim-decline = Ik wil deze edubadge niet
claim-decline-do = Weiger
claim-not-me = Ik ben niet wie hier bedoeld wordt
claim-not-me-do = Dit ben ik niet
claim-no-more-mails = Ik wil hierover geen mail meer
claim-no-more-mails-do = Stuur geen mail meer
claim-why = Waarom krijg ik dit?
claim-why-text = { $institution } gaf je e-mailadres op om je deze edubadge te kunnen aanbieden. Claim je niet, dan wissen we je gegevens 30 dagen na afloop.
claim-ended-claimed = Deze edubadge is al geclaimd
claim-ended-claimed-text = Log in om hem in je backpack te zien.
claim-ended-declined = Deze edubadge is geweigerd
claim-ended-declined-text = Heb je je bedacht? Log in met eduID; tot en met { $until } kun je dat terugdraaien.
claim-ended-expired = De termijn om te claimen is voorbij
claim-ended-expired-text = Vraag { $institution } om hem opnieuw uit te reiken.
claim-ended-withdrawn = Dit aanbod is teruggetrokken
claim-ended-withdrawn-text = Vragen? Neem contact op met { $institution }.
