# Uitgegeven edubadges: lijsten, intrekken, verbeteren; en wat er vandaag te doen is.
standing-valid = Geldig
standing-expiring = Verloopt binnen 30 dagen
standing-expired = Verlopen
standing-revoked = Ingetrokken
origin-award = Directe uitreiking
origin-request = Aanvraag
origin-replacement = In plaats van een andere
edubadges-lead-all = Alle edubadges die zijn uitgegeven, voor zover jouw rollen reiken. Wat lerenden ermee doen, is aan hen.
edubadges-search = Zoek op naam, mailadres of studentnummer
edubadges-search-all = Zoek op naam, mailadres, studentnummer of badge class
edubadges-column-holder = Van wie
edubadges-column-mail = Mailadres
edubadges-column-eppn = EPPN
edubadges-column-class = Badge class
edubadges-column-how = Hoe
edubadges-column-awarded = Toegekend
edubadges-column-ends = Geldig tot en met
edubadges-column-state = Status
edubadges-column-revoked = Soort reden
edubadges-column-grade = Resultaat

record-asks = De lerende vraagt om een verbetering
record-correct = Verbeter deze edubadge
record-refuse = Niet verbeteren
record-refuse-do = Stuur het antwoord
refuse-answer = Waarom niet?
refuse-answer-hint = De lerende leest dit.
record-revoked = Ingetrokken
record-newer = Bekijk de nieuwe edubadge
record-older = In plaats van
record-older-open = Bekijk de vorige edubadge
record-renew = Reik opnieuw uit
record-facts = Wat erop staat
record-narrative = Toelichting
record-evidence = Bewijs

correct-title = Verbeter een edubadge
correct-lead = Je geeft een verbeterde edubadge uit aan { $name }. Pas aan wat er niet klopt.
correct-name = Welke naam komt erop?
correct-name-same = Dezelfde naam als nu
correct-name-validated = De naam die nu voor de lerende is bevestigd
correct-name-typed = Een andere naam, die ik hieronder invul
correct-typed-name = Andere naam
correct-typed-name-hint = Vul dit alleen in als je hierboven voor een andere naam kiest. Op de edubadge staat erbij dat jij de naam hebt ingevuld.
correct-grade = Resultaat
correct-narrative = Toelichting
correct-evidence-url = Webadres van het bewijs
correct-evidence-name = Naam van het bewijs
correct-evidence-description = Beschrijving van het bewijs
correct-newer = Deze edubadge hoort bij versie { $old } van de badge class. Versie { $new } is nieuwer.
correct-newest-version = Gebruik de nieuwste versie van de badge class
correct-reason = Wat verbeter je?
correct-reason-hint = Alleen de lerende leest dit.
correct-what-happens = De nieuwe edubadge is meteen geldig en blijft dat even lang als de oude. De oude wordt ingetrokken als vervangen. De lerende krijgt een mail en kiest zelf of de nieuwe openbaar wordt.
correct-do = Geef de verbeterde edubadge uit
error-no-validated-name = Voor deze lerende is nu geen naam bevestigd.
flash-edubadge-corrected = De verbeterde edubadge is uitgegeven. De lerende krijgt een mail.
flash-correction-refused = Je antwoord is verstuurd.

revocations-title = Intrekkingen
revocations-lead = Wat samen is ingetrokken, staat bij elkaar. Was het een vergissing, dan kun je het herstellen.
revocations-none = Hier is nog niets ingetrokken.
revocations-when = Wanneer
revocations-who = Door wie
revocations-count = Aantal
revocations-undone = Hersteld
revocation-title =
    { $count ->
        [one] { $count } edubadge ingetrokken
       *[other] { $count } edubadges ingetrokken
    }
revocation-reason = Uitleg voor de lerenden
revocation-mistake = Was dit een vergissing?
revocation-mistake-text = Iedereen die een van deze edubadges had, krijgt een nieuwe die meteen geldig is. De ingetrokken edubadges blijven ingetrokken. Wie intussen opnieuw een geldige heeft gekregen, krijgt er geen tweede bij. Dit kan één keer.
revocation-undo =
    { $count ->
        [one] Geef deze edubadge opnieuw uit
       *[other] Geef deze { $count } edubadges opnieuw uit
    }
revocation-undone-by = { $who } heeft dit hersteld op { $when }.
revocation-reissued =
    { $count ->
        [0] Er hoefde geen edubadge opnieuw te worden uitgegeven.
        [one] { $count } edubadge is opnieuw uitgegeven.
       *[other] { $count } edubadges zijn opnieuw uitgegeven.
    }
revocation-instead = In de plaats gekomen
revocation-nothing-instead = Geen
flash-revocation-undone = Opnieuw uitgegeven: { $n }. De lerenden krijgen een mail.
conflict-revocation-undone = Deze intrekking is al hersteld.

corrections-title = Gevraagde verbeteringen
corrections-lead = Lerenden zeggen hier wat er niet klopt aan hun edubadge.
corrections-none = Niemand heeft om een verbetering gevraagd.
corrections-column-text = Wat er niet klopt
corrections-column-asked = Gevraagd op
corrections-column-state = Status
corrections-column-answer = Antwoord
correction-state-open = Wacht op antwoord
correction-state-granted = Verbeterd
correction-state-refused = Niet verbeterd
correction-state-withdrawn = Teruggetrokken

ask-correction-title = Vraag om een verbetering
ask-correction-lead = Schrijf wat er niet klopt aan deze edubadge. { $institution } leest het en geeft een verbeterde edubadge uit, of laat weten waarom niet.
ask-correction-text = Wat klopt er niet?
ask-correction-text-hint = Bijvoorbeeld: mijn achternaam is verkeerd gespeld.
ask-correction-do = Verstuur je vraag
own-corrections = Jouw vragen om een verbetering
own-correction-open = Verstuurd. Je krijgt een mail als er een antwoord is.
own-correction-granted = De verbeterde edubadge is uitgegeven.
own-correction-refused = De uitgever verbetert dit niet.
own-correction-withdrawn = Je hebt je vraag teruggetrokken.
own-correction-withdraw = Trek je vraag terug
edubadge-newer = Bekijk de edubadge die ervoor in de plaats kwam
edubadge-older-one = In plaats van
edubadge-older-open = een eerdere edubadge
flash-correction-asked = Je vraag is verstuurd. Je krijgt een mail als er een antwoord is.
flash-correction-withdrawn = Je vraag is teruggetrokken.
conflict-correction-open = Je hebt al om een verbetering gevraagd. Wacht op het antwoord, of trek je vraag terug.
conflict-correction-decided = Op deze vraag is al een antwoord, of zij is teruggetrokken.
conflict-correction-revoked = Deze edubadge is ingetrokken en kan niet meer worden verbeterd.
conflict-correction-erased = De gegevens van deze lerende zijn gewist.

mail-corrected-title = Je edubadge “{ $name }” is verbeterd
mail-corrected-text = { $institution } heeft een verbeterde edubadge “{ $name }” aan je uitgegeven. Hij is meteen geldig. De oude is ingetrokken als vervangen.
mail-corrected-reason = Dit is er verbeterd:
mail-reissued-title = Je edubadge “{ $name }” is hersteld
mail-reissued-text = { $institution } had je edubadge “{ $name }” bij vergissing ingetrokken. Je krijgt een nieuwe, die meteen geldig is. De oude blijft ingetrokken.
mail-replaced-sharing = De nieuwe is privé, ook als je de oude had gedeeld. Jij kiest of je hem openbaar maakt; een oude link wijst er niet naar.
mail-correction-asked-title = Gevraagd: een verbetering van “{ $name }”
mail-correction-asked-text = { $holder } zegt dat er iets niet klopt aan de edubadge “{ $name }”:
mail-correction-asked-open = Bekijk de vraag
mail-correction-asked-why = Je krijgt deze mail omdat je deze edubadge hebt uitgereikt, of omdat dit het contactadres is bij { $institution }.
mail-correction-refused-title = Antwoord op je vraag over “{ $name }”
mail-correction-refused-text = { $institution } past je edubadge “{ $name }” niet aan. Dit is de reden:
mail-correction-refused-why = Je krijgt deze mail omdat je om een verbetering hebt gevraagd.

overview-title = Wat is er vandaag te doen?
overview-nothing = Er wacht niets op je
need-request =
    { $count ->
        [one] { $count } aanvraag wacht op een antwoord
       *[other] { $count } aanvragen wachten op een antwoord
    }
need-correction =
    { $count ->
        [one] { $count } lerende vraagt om een verbetering
       *[other] { $count } lerenden vragen om een verbetering
    }
need-failed-delivery =
    { $count ->
        [one] { $count } mail met een edubadge kwam niet aan
       *[other] { $count } mails met een edubadge kwamen niet aan
    }
need-review =
    { $count ->
        [one] { $count } badge class wacht op je controle
       *[other] { $count } badge classes wachten op je controle
    }
need-draft =
    { $count ->
        [one] { $count } concept is nog niet gepubliceerd
       *[other] { $count } concepten zijn nog niet gepubliceerd
    }
need-expiring =
    { $count ->
        [one] { $count } edubadge verloopt binnen 30 dagen
       *[other] { $count } edubadges verlopen binnen 30 dagen
    }
institution-see-edubadges = Uitgegeven edubadges
institution-see-audit = Logboek
list-from = Vanaf
list-until = Tot en met
need-invitation =
    { $count ->
        [one] { $count } uitnodiging verloopt binnen een week
       *[other] { $count } uitnodigingen verlopen binnen een week
    }
