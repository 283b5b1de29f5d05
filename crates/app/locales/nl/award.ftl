award-title = Uitreiken
award-ways = Manier van uitreiken
award-one = Een paar mensen
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
award-add = Nog een ontvanger
award-remove = Haal deze ontvanger weg
award-recipient = Ontvanger
award-search = Zoek op naam, e-mailadres of EPPN
award-column-number = Volgorde
award-column-ends = Claimen tot en met
award-column-awarded = Uitgereikt
award-column-reason = Reden
award-correct = Klopt het adres niet?
award-correct-text = Verbeter het hier. We sturen een nieuwe mail, de tijd om te claimen begint opnieuw en de oude link werkt niet meer.
award-correct-do = Verbeter en verstuur opnieuw
award-correct-save = Bewaar het goede adres
award-history = Wat er gebeurde
award-made-by = Uitgereikt
award-about = Over deze uitreiking
award-plea-open = { $name } zegt dat deze edubadge eigenlijk van hen is.
awards-sheet = Uitgereikte edubadges
awards-select-all = Kies alle ontvangers
awards-picked = { $n } gekozen
awards-picked-one = 1 gekozen
awards-with-picked = Met de gekozen ontvangers:
awards-resend = Verstuur opnieuw
awards-extend = Geef meer tijd
awards-withdraw = Trek terug
awards-reason = Waarom trek je terug?
awards-reason-hint = Dit lezen alleen jij en je collega’s.
awards-until = Claimen kan tot en met
awards-until-hint = Wie al langer de tijd heeft, houdt die.
awards-resend-title = { $count ->
    [one] 1 mail opnieuw versturen?
   *[other] { $count } mails opnieuw versturen?
}
awards-resend-text = { $count ->
    [one] Deze ontvanger krijgt de mail nog een keer. De tijd om te claimen begint opnieuw.
   *[other] Deze { $count } ontvangers krijgen de mail nog een keer. De tijd om te claimen begint opnieuw.
}
awards-resend-do = { $count ->
    [one] Verstuur 1 mail opnieuw
   *[other] Verstuur { $count } mails opnieuw
}
awards-extend-title = { $count ->
    [one] 1 ontvanger meer tijd geven?
   *[other] { $count } ontvangers meer tijd geven?
}
awards-extend-text = { $count ->
    [one] Deze ontvanger krijgt nu geen mail, wel een herinnering een week voor het einde.
   *[other] Deze { $count } ontvangers krijgen nu geen mail, wel een herinnering een week voor het einde.
}
awards-extend-do = { $count ->
    [one] Geef 1 ontvanger meer tijd
   *[other] Geef { $count } ontvangers meer tijd
}
awards-withdraw-title = { $count ->
    [one] 1 aanbod terugtrekken?
   *[other] { $count } aanbiedingen terugtrekken?
}
awards-withdraw-text = { $count ->
    [one] Deze ontvanger kan de edubadge niet meer claimen; de link in de mail zegt dat. Dit kun je niet ongedaan maken. In de lijst blijft het aanbod staan.
   *[other] Deze { $count } ontvangers kunnen de edubadge niet meer claimen; de link in de mail zegt dat. Dit kun je niet ongedaan maken. In de lijst blijven ze staan.
}
awards-withdraw-do = { $count ->
    [one] Trek 1 aanbod terug
   *[other] Trek { $count } aanbiedingen terug
}
flash-awards-none-open = Van deze keuze staat niets meer open.
flash-awards-resend = Opnieuw verstuurd: { $n }.
flash-awards-extend = Meer tijd gegeven: { $n }.
flash-awards-withdraw = Teruggetrokken: { $n }.
flash-award-corrected = Het adres is verbeterd.
batch-all-batches = Alle reeksen van deze badge class
batch-claim-rate = claimpercentage
batch-extend-all = Geef allen meer tijd
batch-withdraw-all = Trek alles terug
batch-resend-failed = { $count ->
    [one] Verstuur 1 niet-bezorgde mail opnieuw
   *[other] Verstuur { $count } niet-bezorgde mails opnieuw
}
batch-source-form = Formulier
batch-source-file = Bestand
batches-title = Reeksen
batches-search = Zoek op wie uitreikte of op het persoonlijke woord
batches-source = Manier
batches-none = Van deze badge class is nog niets uitgereikt.
batches-open-awards = Alle openstaande aanbiedingen
batches-column-made = Gemaakt
batches-column-awarder = Door
batches-column-size = Ontvangers
batches-column-open = Open
open-awards-title = Openstaande aanbiedingen
open-awards-lead = Wie deze edubadge nog kan claimen, uit alle reeksen.
open-awards-none = Er staat niets open.
class-see-open-awards = Openstaande aanbiedingen
class-see-batches = Reeksen
delivery-reason-resent = Opnieuw verstuurd.
delivery-reason-extended = Meer tijd gegeven.
delivery-reason-corrected = Adres verbeterd.
delivery-reason-given = Gegeven aan wie zei dat hij van hen is.
pleas-title = Van wie is deze edubadge?
pleas-lead = Deze mensen zeggen dat een edubadge voor hen bedoeld is. Kijk of dat klopt.
pleas-none = Niemand wacht op een antwoord
pleas-back = Naar je instelling
pleas-waiting = { $count ->
    [one] 1 persoon zegt dat een edubadge voor hen bedoeld is.
   *[other] { $count } mensen zeggen dat een edubadge voor hen bedoeld is.
}
plea-look = Bekijk
plea-who = Wie
plea-class = Edubadge
plea-for = Uitgereikt aan
plea-asked = Gevraagd
plea-title = { $name } zegt: dit is mijn edubadge
plea-compare = Vergelijk
plea-the-award = De uitreiking
plea-the-person = Wie erom vraagt
plea-name = Naam
plea-unknown = niet opgegeven
plea-name-unvalidated = (niet bevestigd)
plea-give = Het klopt
plea-give-text = Alleen deze persoon kan de edubadge daarna claimen. De link in de oude mail werkt niet meer.
plea-give-do = Geef de edubadge aan deze persoon
plea-refuse = Het klopt niet
plea-reason = Waarom niet?
plea-reason-hint = Dit leest wie erom vroeg.
plea-refuse-do = Weiger
plea-see-award = Bekijk de uitreiking
plea-state-given = Gegeven
plea-state-refused = Geweigerd
plea-state-lapsed = Vervallen: het aanbod is er niet meer
flash-plea-given = De edubadge is gegeven. De ontvanger krijgt een mail.
flash-plea-refused = Geweigerd. Wie erom vroeg, krijgt een mail met je reden.
flash-plea-made = Verstuurd. Wie deze edubadge uitreikte, beslist. Je krijgt een mail.
offer-plea = Waarom is deze edubadge van jou?
offer-plea-hint = Bijvoorbeeld: ik heb een ander e-mailadres dan mijn opleiding kent. Wie beslist, ziet ook je naam en e-mailadres.
offer-plea-do = Deze edubadge is van mij
offer-ask-mail = Liever mailen?
offer-plea-open = Je hebt gevraagd om deze edubadge. Wie hem uitreikte, kijkt ernaar. Je krijgt een mail.
offer-plea-given = De edubadge is aan jou gegeven.
offer-plea-refused = De uitgever zegt dat deze edubadge niet voor jou is:
offer-plea-lapsed = Dit aanbod is er niet meer.
offer-state-declined = Deze edubadge is geweigerd
mail-plea-title = Van wie is “{ $name }”?
mail-plea-text = Iemand zegt dat een edubadge “{ $name }” die jij uitreikte, voor hem of haar bedoeld is. Het e-mailadres of account klopt alleen niet. Kijk je of het klopt?
mail-plea-open = Bekijk en beslis
mail-plea-why = Je krijgt deze mail omdat jij deze edubadge hebt uitgereikt.
mail-plea-given-title = “{ $name }” is van jou
mail-plea-given-text = { $institution } heeft de edubadge “{ $name }” aan jou gegeven. Je kunt hem nu claimen.
mail-plea-given-open = Bekijk en claim
mail-plea-refused-title = “{ $name }” is niet voor jou
mail-plea-refused-text = { $institution } heeft gekeken of de edubadge “{ $name }” voor jou bedoeld is, en zegt van niet:
mail-plea-refused-open = Bekijk
mail-plea-decided-why = Je krijgt deze mail omdat je zei dat deze edubadge van jou is.
error-twice-in-form = Deze persoon staat hierboven al.
error-too-many-recipients = Kies een tot { $max } ontvangers. Heb je er meer? Gebruik dan een bestand.
error-moment-skipped = Deze tijd bestaat niet: de klok gaat dan een uur vooruit. Kies een andere tijd.
error-moment-twice = Deze tijd komt die nacht twee keer voor, omdat de klok een uur teruggaat. Kies een andere tijd.
error-extend-day = Kies een dag.
error-extend-past = Kies een dag na vandaag.
error-extend-too-far = Kies een dag binnen een jaar.
error-address-unchanged = Dit is het adres dat er al stond. Wil je alleen de mail opnieuw sturen? Kies dan “Verstuur opnieuw”.
conflict-plea-not-needed = Deze edubadge is al van jou: je kunt hem gewoon claimen.
conflict-plea-made = Je hebt dit al gevraagd.
conflict-plea-decided = Hierover is al beslist.
conflict-plea-has-award = Voor deze persoon staat al een ander aanbod van deze edubadge open. Trek er eerst een terug.
error-bounce-unreadable = Dit is geen melding over een mail die niet is bezorgd (RFC 3464).
error-bounce-forged = Het adres waarop deze melding kwam, is niet door ons gemaakt.
error-bounce-whose = In deze melding staat niet over welke mail zij gaat.
